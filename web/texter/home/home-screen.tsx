import { useSignal } from "@preact/signals";
import type { DeskCampaign } from "../../../domain/texter-app/texter.ts";
import { sendingRefusal } from "../../../domain/sending/sending-refusal.ts";
import { BrandMark } from "../../ui/icons.tsx";
import { online } from "../../ui/online.ts";
import { now } from "../../ui/time/now.ts";
import { PersonMenu } from "../../ui/person-menu.tsx";
import { Blank, Heading, Notice, Skeleton } from "../../ui/screen.tsx";
import { counted } from "../../ui/counted.ts";
import { count, dueText, shortTime } from "../../ui/time/time.ts";
import type { DeskClient } from "../desk/desk.ts";
import { hourGroups, hourWordsOf } from "../desk/hours.ts";
import { teamWaiting } from "./new-for-you.ts";
import { isCampaignOver, limitOf } from "../desk/limits.ts";
import { RefusedElsewhere } from "../replies/refused/refused-elsewhere.tsx";
import { KeysList } from "../keys-list.tsx";
import { SavedHere } from "../desk/saved-here.tsx";
import { isText } from "../desk/tap.ts";
import { LinkState } from "../desk/link-state.tsx";
import { useDesk } from "../desk/open-desk.ts";
import { ReleaseButton } from "../first-texts/release-button.tsx";
import { News } from "./news.tsx";
import { DirectCard } from "./direct-card.tsx";
import { AskButton, RequestsCard } from "./requests-card.tsx";
import "../texter.css";
import "./home.css";

/** The texter's campaigns: what there is to do in each. */
export function HomeScreen() {
  const desk = useDesk();
  const loaded = desk.loaded.value;
  const campaigns = [...desk.store.campaigns.value.values()].sort(byNeed);
  return (
    <>
      <header class="bar still">
        <a class="brand" href="/" aria-label="Whistlestop, your campaigns">
          <BrandMark /> Whistlestop
        </a>
        <LinkState desk={desk} />
        <PersonMenu me={desk.me} unsent={desk.outbox.entries.value.length} elsewhere="admin" />
      </header>
      <SavedHere desk={desk} />
      <KeysList />
      <main class="page stack loose texter-home" aria-busy={loaded === "loading"}>
        <Heading title="Your campaigns" />
        {loaded === "loading" && <Skeleton heights={["card", "card"]} />}
        {typeof loaded === "object" && (
          <Blank title="Your campaigns did not load">
            <p>{loaded.message}</p>
            <button type="button" class="button primary" onClick={() => void desk.load()}>
              Try again
            </button>
          </Blank>
        )}
        <RefusedElsewhere desk={desk} except={null} />
        {loaded === "ready" && <DirectCard desk={desk} />}
        {loaded === "ready" && <RequestsCard desk={desk} />}
        {loaded === "ready" && campaigns.length === 0 && (
          <Blank title="No campaign right now">
            <p>A campaign that is over leaves this page: nothing is left to do in it.</p>
            <p>To join a new one, open the join link that your organization sends you.</p>
          </Blank>
        )}
        {campaigns.map((campaign) => (
          <CampaignCard key={campaign.campaignId} desk={desk} campaign={campaign} />
        ))}
      </main>
    </>
  );
}

/** Campaigns with waiting replies come first, then those due first; finished ones last. */
function byNeed(a: DeskCampaign, b: DeskCampaign): number {
  const isOver = (each: DeskCampaign) => Number(isCampaignOver(each));
  const waits = (each: DeskCampaign) => Number(each.counts.waiting + teamWaiting(each) === 0);
  return (
    isOver(a) - isOver(b) || waits(a) - waits(b) || a.dueDate.localeCompare(b.dueDate) || a.title.localeCompare(b.title)
  );
}

function CampaignCard({ desk, campaign }: { desk: DeskClient; campaign: DeskCampaign }) {
  const { campaignId } = campaign;
  const counts = desk.tapped.counts(campaignId);
  const initialLimit = limitOf(campaign, "initial", now.value);
  // Where nobody on the desk may be texted at this hour, other contacts may.
  const mayTake = sendingRefusal(campaign, "initial") === null;
  const byHours = hourWordsOf(hourGroups(campaign, now.value), now.value);
  const underWay = desk.outbox.entries.value
    .filter(isText)
    .filter((each) => each.params.initial && each.campaignId === campaignId).length;
  const isReleasing = desk.tapped.isReleasing(campaignId);
  const isOver = isCampaignOver(campaign);
  const toSend = isReleasing || isOver ? 0 : Math.max(0, counts.toSend - underWay);
  const titleId = `title-${campaignId}`;
  return (
    <article class="card stack" aria-labelledby={titleId}>
      <div class="stack tight">
        <div class="row spread">
          <h2 id={titleId} dir="auto">
            {campaign.title}
          </h2>
          <span class="badge">
            {campaign.status === "ARCHIVED" ? "Archived" : isOver ? "Closed" : dueText(campaign.dueDate, now.value)}
          </span>
        </div>
        {campaign.description && (
          <p class="soft" dir="auto">
            {campaign.description}
          </p>
        )}
      </div>
      {initialLimit && (
        <Notice tone="warn" title={initialLimit.title} live={false}>
          <span>{initialLimit.what}</span>
        </Notice>
      )}
      <News desk={desk} campaign={campaign} />
      {!initialLimit && byHours && <p class="soft number">{byHours}</p>}
      <dl class="counts">
        {!isOver && (
          <div>
            <dt>To send</dt>
            <dd>{count(toSend)}</dd>
          </div>
        )}
        <div class={counts.waiting > 0 && !isOver ? "calling" : undefined}>
          <dt>Waiting for a reply</dt>
          <dd>{count(counts.waiting)}</dd>
        </div>
        <div>
          <dt>Done</dt>
          <dd>{count(counts.open + counts.closed)}</dd>
        </div>
      </dl>
      {isReleasing && <p class="soft">Giving your contacts back…</p>}
      <div class="card-actions">
        {toSend > 0 && (
          <a class={`button ${initialLimit ? "" : "primary"}`} href={`/text/${campaignId}/first`}>
            Send first texts
          </a>
        )}
        {(counts.waiting > 0 || counts.open + counts.closed > 0) && (
          <a class={`button ${counts.waiting > 0 && !isOver ? "primary" : ""}`} href={`/text/${campaignId}/replies`}>
            {isOver ? "Read conversations" : counts.waiting > 0 ? "Answer replies" : "Conversations"}
          </a>
        )}
        {mayTake && toSend < campaign.batchSize && (campaign.sharing ?? "on_demand") === "on_demand" && (
          <TakeButton desk={desk} campaign={campaign} primary={teamWaiting(campaign) > 0} />
        )}
        {mayTake && toSend < campaign.batchSize && campaign.sharing === "by_request" && (
          <AskButton desk={desk} campaign={campaign} />
        )}
        {toSend > 0 && underWay === 0 && <ReleaseButton desk={desk} campaign={campaign} toSend={toSend} />}
      </div>
    </article>
  );
}

const OFFLINE = "You are offline. Try again when you are back online.";

/** Asks for a batch of contacts. */
export function TakeButton({
  desk,
  campaign,
  primary = false,
}: {
  desk: DeskClient;
  campaign: DeskCampaign;
  primary?: boolean;
}) {
  const busy = useSignal(false);
  const notice = useSignal<{ tone: "calm" | "warn"; words: string } | null>(null);

  async function take(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    notice.value = null;
    const answer = await desk.take(campaign.campaignId);
    busy.value = false;
    if (!answer.ok && answer.reason === "unreachable") {
      notice.value = { tone: "warn", words: OFFLINE };
    } else if (!answer.ok) {
      const { mayGoAtMs } = answer as { mayGoAtMs?: number };
      const when = mayGoAtMs === undefined ? "" : ` You can text from ${shortTime(mayGoAtMs, now.value)} your time.`;
      notice.value = { tone: "warn", words: answer.message + when };
    } else notice.value = { tone: "calm", words: `You got ${counted(answer.taken, "contact")}.` };
  }

  return (
    <>
      <button
        type="button"
        class={`button ${primary || (campaign.counts.toSend === 0 && campaign.counts.waiting === 0) ? "primary" : ""}`}
        aria-disabled={busy.value}
        onClick={() => void take()}
      >
        {busy.value ? "Getting contacts…" : "Get contacts"}
      </button>
      {notice.value && !(notice.value.words === OFFLINE && online.value) && (
        <Notice tone={notice.value.tone}>{notice.value.words}</Notice>
      )}
    </>
  );
}
