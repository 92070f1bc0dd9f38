import { effect, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { newToken } from "../../../domain/ids.ts";
import type { Me } from "../../../domain/people/people.ts";
import type {
  DeskCounts,
  DeskItem,
  TexterAnswer,
  TexterOp,
  TexterRefusal,
  TexterRequest,
} from "../../../domain/texter-app/texter.ts";
import { postTexterOp } from "../../api/texter-op.ts";
import type { Unreachable } from "../../api/call.ts";
import type { PersonData } from "../../device/person-data.ts";
import { browserSocket } from "../../live/socket.ts";
import type { Link } from "../../live/socket.ts";
import { noteAnswered } from "../../ui/online.ts";
import { sessionEnded, tooOld } from "../../session.ts";
import { createConnection } from "./connection.ts";
import { keepDeskCopy, restoreDesk } from "./desk-copy.ts";
import { createDeck } from "../first-texts/deck.ts";
import type { Deck } from "../first-texts/deck.ts";
import { createDrafts } from "./drafts.ts";
import type { Drafts } from "./drafts.ts";
import { createLeftOff } from "../replies/refused/left-off.ts";
import type { LeftOffLabels } from "../replies/refused/left-off.ts";
import { createNewForYou } from "../home/new-for-you.ts";
import type { NewForYou } from "../home/new-for-you.ts";
import { createOutbox, TAPS_PREFIX } from "./outbox.ts";
import type { TapOutbox } from "./outbox.ts";
import { createRefused } from "./refused.ts";
import type { RefusedTaps } from "./refused.ts";
import { labelName } from "../replies/known-names.ts";
import { createListPages } from "../replies/list-pages.ts";
import { createDeskStore, filterOf } from "./store.ts";
import type { DeskStore, Filter } from "./store.ts";
import type { Tap } from "./tap.ts";
import { createTappedDesk } from "./tapped.ts";
import type { TappedDesk } from "./tapped.ts";

/** Everything behind the texter's screens; one per signed-in person. */
export type DeskClient = {
  me: Me;
  keep: PersonData["keep"];
  /** As the inbox has said. */
  store: DeskStore;
  /** As the texter has left it: what screens show. */
  tapped: TappedDesk;
  outbox: TapOutbox;
  drafts: Drafts;
  /** Replies and other taps that were refused; the words of a reply are back in its draft. */
  refused: RefusedTaps;
  /** Labels that were not put on with a tap that was done otherwise. */
  leftOff: LeftOffLabels;
  /** Conversations that were given to the texter. */
  newForYou: NewForYou;
  link: ReadonlySignal<Link>;
  /** Whether the campaigns are known: from the inbox, or from the last visit. */
  loaded: ReadonlySignal<"loading" | "ready" | TexterRefusal | Unreachable>;
  load(): Promise<void>;
  deck(campaignId: string): Deck;
  /** Any operation; contacts and counts in its answer are taken into the store. */
  call<Op extends TexterOp>(op: Op, params: TexterRequest<Op>): Promise<TexterAnswer<Op> | Unreachable>;
  /** One more batch; a repetition after a lost answer gets the same contacts. */
  take(campaignId: string): Promise<TexterAnswer<"take"> | Unreachable>;
  /** The next page of a list; `more` is false when all are here. */
  loadConversations(campaignId: string, filter: Filter): Promise<{ more: boolean } | TexterRefusal | Unreachable>;
  close(): void;
};

const PAGE = 50;

export function openDesk(me: Me, { keep, desk: saved, saveDesk, keptElsewhere }: PersonData): DeskClient {
  const store = createDeskStore();
  const drafts = createDrafts(keep);
  const refused = createRefused(keep);
  const leftOff = createLeftOff(keep, (labelId) => labelName({ me, keep }, labelId));
  const decks = new Map<string, Deck>();
  const pages = createListPages();
  const takeIds = new Map<string, string>();
  let copy = restoreDesk(store, saved, Date.now());
  const loaded = signal<DeskClient["loaded"]["value"]>(copy === "none" ? "loading" : "ready");

  const connection = createConnection({
    openSocket: (events) => browserSocket("/ws/texter", events),
    post: postTexterOp,
    random: Math.random,
    seq: () => store.seq(),
    onChanges: (changes) => store.apply(changes),
    onReset() {
      store.clear();
      void load();
    },
    visible: () => document.visibilityState === "visible",
  });

  let syncedAtMs = saved?.syncedAtMs ?? 0;
  const isLive = () => connection.link.peek().state === "live";
  const deskCopy = keepDeskCopy(store, {
    save: saveDesk,
    syncedAtMs: () => (isLive() ? (syncedAtMs = Date.now()) : syncedAtMs),
  });

  async function call<Op extends TexterOp>(op: Op, params: TexterRequest<Op>) {
    const answer = await connection.call(op, params);
    takeIn(answer, "campaignId" in params ? params.campaignId : null);
    return answer;
  }

  function takeIn(answer: TexterAnswer<TexterOp> | Unreachable, campaignId: string | null): void {
    const item: DeskItem | undefined = "item" in answer ? answer.item : undefined;
    if (item) store.put(item);
    if (!answer.ok) return;
    if ("items" in answer) for (const each of answer.items) store.put(each);
    const counts: DeskCounts | null = "counts" in answer ? answer.counts : null;
    const of = item?.campaignId ?? campaignId;
    const zones = "toSendByZones" in answer ? answer.toSendByZones : undefined;
    if (counts && of) store.setCounts(of, counts, zones);
  }

  /** The pair of operation and parameters is lost on the way through the union. */
  const perform = ({ op, params }: Tap) => connection.call(op, params as TexterRequest<typeof op>);

  const outbox = createOutbox({
    keep,
    random: Math.random,
    perform,
    onDone(tap, answer) {
      const { campaignId, contactId } = tap;
      if ("leftOff" in answer && answer.leftOff) leftOff.add(tap, answer.leftOff);
      if ("gaveAway" in answer && contactId !== null) store.leave(contactId);
      takeIn(answer, campaignId);
    },
    onRefused(tap, refusal) {
      if (tap.op === "send" && !tap.params.initial) drafts.restore(tap.params.contactId, tap.params.body);
      takeIn(refusal, null);
      if (tap.op === "send" && tap.params.initial) deck(tap.campaignId).refused(tap, refusal);
      else refused.add(tap, refusal);
    },
  });

  function deck(campaignId: string): Deck {
    let found = decks.get(campaignId);
    if (!found) {
      // `store.put` and counts are the deck's own here: it adds what it was handed in its own order.
      found = createDeck({
        campaignId,
        store,
        outbox,
        drafts,
        keep,
        next: (request) => connection.call("next", { campaignId, ...request }),
      });
      decks.set(campaignId, found);
    }
    return found;
  }

  let isAnswered = false;
  async function load(): Promise<void> {
    // What the last visit left can be worked with; without a network yet, both go on when it comes.
    if (copy !== "none") start();
    const answer = await postTexterOp("campaigns", {});
    if (!answer.ok) {
      if (loaded.peek() !== "ready") loaded.value = answer;
      return;
    }
    isAnswered = true;
    if (copy === "old") store.clear();
    copy = "fresh";
    store.setCampaigns(answer.campaigns);
    store.setArchived(answer.archived);
    for (const { campaignId } of answer.campaigns) void readWaiting(campaignId);
    // Later numbers come with the changes themselves: one from here could pass over changes not seen yet.
    if (store.seq() === 0) store.startAt(answer.seq);
    loaded.value = "ready";
    start();
  }

  function start(): void {
    connection.start();
    outbox.start();
  }

  /** Of a list, as the inbox knows it: what is tapped here moves nothing there yet. */
  function held(campaignId: string, filter: Filter): DeskItem[] {
    return store.ofCampaign(campaignId).filter(({ status }) => filterOf(status) === filter);
  }

  /** Those that wait are known without their list being opened, because some may be new for the texter. */
  async function readWaiting(campaignId: string): Promise<void> {
    const { waiting = 0 } = store.campaigns.peek().get(campaignId)?.counts ?? {};
    if (waiting > held(campaignId, "waiting").length)
      await call("conversations", { campaignId, filter: "waiting", offset: 0, limit: PAGE });
  }

  const endings = [
    effect(() => {
      const link = connection.link.value;
      if (link.state === "live") {
        noteAnswered(true);
        outbox.retryNow();
        void takeOver();
        if (!isAnswered) void load();
        for (const each of decks.values()) if (each.supply.peek() === "failed") each.retry();
      }
      if (link.state !== "stopped") return;
      if (link.reason === "not_signed_in" || link.reason === "suspended") sessionEnded(link.reason);
      if (link.reason === "too_old") tooOld.value = true;
    }),
  ];

  const awake = new AbortController();
  function wake(): void {
    if (document.visibilityState !== "visible") {
      deskCopy.flushNow();
      return;
    }
    if (!isAnswered) void load();
    connection.nudge();
    outbox.retryNow();
    void takeOver();
  }

  /** What was tapped in another tab goes out here, too: that tab may have been closed before there was a network. */
  async function takeOver(): Promise<void> {
    outbox.adopt(await keptElsewhere(TAPS_PREFIX));
  }
  window.addEventListener("online", wake, { signal: awake.signal });
  window.addEventListener("pagehide", () => deskCopy.flushNow(), { signal: awake.signal });
  document.addEventListener("visibilitychange", wake, { signal: awake.signal });

  return {
    me,
    keep,
    store,
    tapped: createTappedDesk(store, outbox.entries),
    outbox,
    drafts,
    refused,
    leftOff,
    newForYou: createNewForYou(store, keep),
    link: connection.link,
    loaded,
    load,
    deck,
    call,
    async take(campaignId) {
      const requestId = takeIds.get(campaignId) ?? newToken();
      takeIds.set(campaignId, requestId);
      const answer = await call("take", { campaignId, requestId });
      // Its answer has the counts alone.
      if (answer.ok) void readWaiting(campaignId);
      // Only a lost answer is asked for again; a refusal is an answer.
      if (answer.ok || (answer.reason !== "unreachable" && answer.reason !== "unavailable")) takeIds.delete(campaignId);
      return answer;
    },
    async loadConversations(campaignId, filter) {
      const list = `${campaignId} ${filter} ${store.generation.peek()}`;
      const offset = pages.offset(list, filter, held(campaignId, filter));
      const answer = await call("conversations", { campaignId, filter, offset, limit: PAGE });
      if (!answer.ok) return answer;
      pages.read(list, answer.items);
      return { more: answer.items.length > 0 && offset + answer.items.length < answer.total };
    },
    close() {
      awake.abort();
      deskCopy.stop();
      for (const end of endings) end();
      outbox.stop();
      connection.stop();
    },
  };
}
