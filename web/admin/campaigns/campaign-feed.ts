import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type {
  AdminFrame,
  CampaignFrame,
  CampaignNumbers,
  EditingAdmin,
  ImportProgress,
  Spread,
} from "../../../domain/campaigns/campaign.ts";
import type { NumberSetup } from "../../../domain/numbers/campaign-numbers.ts";
import type { ArchiveProgress } from "../../../domain/archive/archive-progress.ts";
import type { CampaignStatus } from "../../../domain/statuses.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import { browserSocket, createLiveSocket } from "../../live/socket.ts";
import type { Link } from "../../live/socket.ts";
import { createSource } from "../../ui/load/freshness.ts";
import { sessionEnded } from "../../session.ts";

type CampaignNews = {
  numbers: CampaignNumbers | null;
  texters: number | null;
  state: { status: CampaignStatus; paused: boolean } | null;
  progress: ImportProgress | null;
  /** Admins who have the script's editor open. */
  editors: EditingAdmin[];
  /** The latest save or snapshot of the script that the campaign announced. */
  script: { revision: number; version: number; by: EditingAdmin } | null;
  /** How far the last change of state has come. */
  spread: Spread | null;
  archive: ArchiveProgress | null;
  /** How far the campaign's own numbers are. */
  setup: NumberSetup | null;
};

export type CampaignFeed = {
  news: ReadonlySignal<CampaignNews>;
  link: ReadonlySignal<Link>;
  /** Tells other admins what this page has open. */
  edit(place: AdminFrame["place"]): void;
  /** An archive that this page began: shown at once, also without a socket. */
  heardArchive(archive: ArchiveProgress): void;
};

const POLL_EVERY_MS = 4000;
const FINAL: Record<number, string> = { 4401: "not_signed_in", 4403: "suspended" };

/** What happens in a campaign while somebody looks: over a socket, or by asking every few seconds without one. */
export function useCampaignFeed(campaignId: string): CampaignFeed {
  const feed = useMemo(() => openFeed(campaignId), [campaignId]);
  useEffect(() => {
    const remove = feed.source.add();
    feed.start();
    return () => {
      feed.stop();
      remove();
    };
  }, [feed]);
  return feed;
}

function openFeed(campaignId: string) {
  const source = createSource(() => ask());
  const news = signal<CampaignNews>({
    numbers: null,
    texters: null,
    state: null,
    progress: null,
    editors: [],
    script: null,
    spread: null,
    archive: null,
    setup: null,
  });
  let place: AdminFrame["place"] = null;
  const sendPlace = () => live.send(JSON.stringify({ t: "editing", place } satisfies AdminFrame));
  let poll: ReturnType<typeof setInterval> | undefined;
  let wasLive = false;

  const live = createLiveSocket({
    open: (events) => browserSocket(`/ws/admin/campaigns/${campaignId}`, events),
    random: Math.random,
    ping: true,
    onOpen() {
      live.markLive();
      wasLive = true;
      if (place !== null) sendPlace();
    },
    onText(text) {
      // The campaign sends nothing but frames of the contract.
      const frame = JSON.parse(text) as CampaignFrame;
      source.note({ ok: true });
      if (frame.t === "numbers") news.value = { ...news.value, numbers: frame.numbers, texters: frame.texters };
      if (frame.t === "status") {
        const { status, paused } = frame;
        news.value = { ...news.value, state: { status, paused } };
      }
      if (frame.t === "editors") news.value = { ...news.value, editors: frame.editors };
      if (frame.t === "script") {
        const { revision, version, by } = frame;
        news.value = { ...news.value, script: { revision, version, by } };
      }
      if (frame.t === "spread") news.value = { ...news.value, spread: frame.spread };
      if (frame.t === "number_setup") news.value = { ...news.value, setup: frame.setup };
      if (frame.t === "archive") news.value = { ...news.value, archive: frame.progress };
      if (frame.t === "import") news.value = { ...news.value, progress: frame.progress };
    },
    onDown() {
      // Until a moment ago, what was new would have come.
      if (wasLive) source.note({ ok: true });
      wasLive = false;
      news.value = { ...news.value, editors: [] };
    },
    stopReason(code) {
      const reason = FINAL[code] ?? null;
      if (reason) sessionEnded(reason);
      return reason;
    },
  });

  async function ask(): Promise<void> {
    if (live.link.peek().state === "live" || document.visibilityState !== "visible") return;
    const answer = await call(campaignApi.$get({ param: { campaignId } }));
    source.note(answer);
    if (!answer.ok) return;
    const { numbers, texters, status, paused, import: progress, spread, archive, numberSetup: setup } = answer.campaign;
    news.value = { ...news.value, numbers, texters, state: { status, paused }, progress, spread, archive, setup };
  }

  /** A dead network tells a socket nothing for a while. */
  const onOffline = () => wasLive && source.note({ ok: true });
  const onOnline = () => {
    live.nudge();
    void ask();
  };

  return {
    news,
    link: live.link,
    source,
    edit(next: AdminFrame["place"]) {
      place = next;
      sendPlace();
    },
    heardArchive(archive: ArchiveProgress) {
      news.value = { ...news.value, archive };
    },
    start() {
      live.start();
      poll = setInterval(() => void ask(), POLL_EVERY_MS);
      window.addEventListener("offline", onOffline);
      window.addEventListener("online", onOnline);
    },
    stop() {
      window.removeEventListener("offline", onOffline);
      window.removeEventListener("online", onOnline);
      clearInterval(poll);
      live.stop();
    },
  };
}
