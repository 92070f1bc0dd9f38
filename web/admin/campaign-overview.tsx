import { useSignal } from "@preact/signals";
import type { CampaignDetail, CampaignNumbers } from "../../domain/protocol/campaign.ts";
import type { CampaignStatus } from "../../domain/statuses.ts";
import { call } from "../api.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Icon } from "../ui/icons.tsx";
import { Heading, Notice } from "../ui/screen.tsx";
import { count, longDate } from "../ui/time.ts";
import type { CampaignFeed } from "./campaign-feed.ts";
import { CampaignTabs } from "./campaign-tabs.tsx";
import { ContactsSection } from "./contacts-section.tsx";
import { hourWords } from "./dates.ts";
import { JoinLink } from "./join-link.tsx";
import { ScriptCard } from "./script/script-card.tsx";
import { StatusBadge } from "./status-badge.tsx";
import type { UploadSample } from "./upload-sample.ts";

type Props = { campaign: CampaignDetail; feed: CampaignFeed; onChanged(): void };

/** A campaign that runs or has run: live numbers, controls, the way in for texters. */
export function CampaignOverview({ campaign, feed, onChanged }: Props) {
  const news = feed.news.value;
  const { status, paused } = news.state ?? campaign;
  const numbers = news.numbers ?? campaign.numbers;
  const texters = news.texters ?? campaign.texters;
  const isLive = feed.link.value.state === "live";
  const sample = useSignal<UploadSample | null>(null);
  return (
    <>
      <div class="stack tight">
        <div class="row">
          <Heading title={campaign.title} />
          <StatusBadge status={status} paused={paused} />
        </div>
        <p class="soft">{campaign.description}</p>
      </div>
      <CampaignTabs campaignId={campaign.campaignId} undecided={numbers.undecided} here="overview" />
      <section class="stack" aria-labelledby="numbers">
        <div class="row spread">
          <h2 id="numbers">Numbers</h2>
          <output class={`link-state ${isLive ? "live" : "waiting"}`}>{isLive ? "Live" : "Every few seconds"}</output>
        </div>
        <Numbers numbers={numbers} />
      </section>
      <div class="two">
        <section class="card stack" aria-labelledby="texters">
          <h2 id="texters">Texters</h2>
          <p>
            {texters === 1 ? "1 texter has joined." : `${count(texters)} texters have joined.`} Send this link to those
            who should:
          </p>
          <JoinLink token={campaign.joinToken} />
        </section>
        <Controls campaign={campaign} status={status} paused={paused} onChanged={onChanged} />
      </div>
      <ScriptCard campaign={campaign} />
      {status !== "CLOSED" && status !== "ARCHIVED" && (
        <details>
          <summary class="summary">Add contacts</summary>
          <ContactsSection
            campaign={campaign}
            allowTestNumbers={campaign.allowTestNumbers}
            feed={feed}
            sample={sample}
            beforeUpload={() => Promise.resolve(true)}
          />
        </details>
      )}
    </>
  );
}

function Numbers({ numbers }: { numbers: CampaignNumbers }) {
  const tiles = [
    { name: "Contacts left", value: numbers.left + numbers.assigned, more: `${count(numbers.assigned)} with texters` },
    { name: "Sent", value: numbers.sent, more: `${count(numbers.queued)} on the way` },
    { name: "Delivered", value: numbers.delivered, more: share(numbers.delivered, numbers.sent) },
    { name: "Replies", value: numbers.replies, more: `${count(numbers.needsResponse)} wait for an answer` },
    { name: "Opt-outs", value: numbers.optOuts, more: share(numbers.optOuts, numbers.contacts) },
    {
      name: "Errors",
      value: numbers.errors,
      more: `${count(numbers.undecided)} undecided, ${count(numbers.notAttempted)} not sent`,
    },
  ];
  const done = numbers.contacts - numbers.left - numbers.assigned;
  return (
    <>
      <dl class="tiles">
        {tiles.map(({ name, value, more }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <span class="value">{count(value)}</span>
              <span class="soft small">{more}</span>
            </dd>
          </div>
        ))}
      </dl>
      <div class="stack tight">
        <span class="row spread small soft number">
          <span>Contacts texted or opted out</span>
          <span>
            {count(done)} of {count(numbers.contacts)}
          </span>
        </span>
        <progress
          class="progress"
          aria-label="Contacts texted or opted out"
          value={done}
          max={Math.max(1, numbers.contacts)}
        />
      </div>
    </>
  );
}

function share(part: number, whole: number): string {
  if (whole === 0) return "none yet";
  return (part / whole).toLocaleString(undefined, {
    style: "percent",
    maximumFractionDigits: part / whole < 0.1 ? 1 : 0,
  });
}

type ControlsProps = {
  campaign: CampaignDetail;
  status: CampaignDetail["status"];
  paused: boolean;
  onChanged(): void;
};

/** Body of `POST /api/admin/campaigns/:id/status`. */
type StatusChange = { status?: CampaignStatus; paused?: boolean };

type Move = { label: string; change: StatusChange; what: string; primary?: boolean };

function movesFrom(status: CampaignDetail["status"], paused: boolean): Move[] {
  const pause: Move = paused
    ? { label: "Resume", change: { paused: false }, what: "Texters can go on at once.", primary: true }
    : {
        label: "Pause",
        change: { paused: true },
        what: "No text leaves until you resume, also those already on the way.",
      };
  const close: Move = {
    label: "Close campaign",
    change: { status: "CLOSED" },
    what: "Nobody can text in this campaign any more. You can open it again.",
  };
  const repliesOnly: Move = {
    label: "Close for first texts",
    change: { status: "CLOSED_FOR_INITIAL_SENDS" },
    what: "Texters can still answer replies; no new contact is texted.",
  };
  const reopen: Move = {
    label: "Open again",
    change: { status: "ACTIVE" },
    what: "Texters can send first texts again.",
  };
  if (status === "ACTIVE") return [pause, repliesOnly, close];
  if (status === "CLOSED_FOR_INITIAL_SENDS") return [pause, reopen, close];
  return status === "CLOSED" ? [reopen, { ...repliesOnly, label: "Open for replies" }] : [];
}

function Controls({ campaign, status, paused, onChanged }: ControlsProps) {
  const asked = useSignal<Move | null>(null);
  const busy = useSignal(false);
  const refusal = useSignal<string | null>(null);

  async function make({ change }: Move): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = null;
    const answer = await call(`/api/admin/campaigns/${campaign.campaignId}/status`, { method: "POST", json: change });
    busy.value = false;
    asked.value = null;
    if (answer.ok) onChanged();
    else refusal.value = answer.message;
  }

  const moves = movesFrom(status, paused);
  const { window: hours } = campaign;
  const always = hours.startHour === 0 && hours.endHour === 24;
  return (
    <section class="card stack" aria-labelledby="controls">
      <h2 id="controls">Texting</h2>
      <p>
        Until {longDate(campaign.dueDate)},{" "}
        {always ? "at any hour" : `from ${hourWords(hours.startHour)} to ${hourWords(hours.endHour)}`} ({hours.zone}).
      </p>
      <div class="row">
        {moves.map((move) => (
          <button
            key={move.label}
            type="button"
            class={`button ${move.primary ? "primary" : ""}`}
            onClick={() => (asked.value = move)}
          >
            {move.label === "Pause" && <Icon name="pause" />}
            {move.label === "Resume" && <Icon name="play" />}
            {move.label}
          </button>
        ))}
      </div>
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
      {asked.value && (
        <Dialog
          title={`${asked.value.label}?`}
          onSubmit={() => asked.value && void make(asked.value)}
          onClose={() => (asked.value = null)}
          actions={
            <>
              <button type="button" class="button" onClick={() => (asked.value = null)}>
                Cancel
              </button>
              <button type="submit" class="button primary" aria-disabled={busy.value}>
                {asked.value.label}
              </button>
            </>
          }
        >
          <p>{asked.value.what}</p>
        </Dialog>
      )}
    </section>
  );
}
