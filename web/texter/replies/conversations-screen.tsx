import { useSignal } from "@preact/signals";
import { useLocation, useRoute } from "preact-iso/router";
import { useEffect } from "preact/hooks";
import { kindOf } from "../../../domain/messages/media.ts";
import type { DeskCampaign, DeskItem } from "../../../domain/texter-app/texter.ts";
import { useKeys } from "../../ui/keyboard/keys.ts";
import { online } from "../../ui/online.ts";
import { now } from "../../ui/time/now.ts";
import { Blank, Heading, Notice, Skeleton } from "../../ui/screen.tsx";
import { count, hourWords, shortTime } from "../../ui/time/time.ts";
import { TakeButton } from "../home/home-screen.tsx";
import { News } from "../home/news.tsx";
import { CampaignGate } from "../home/campaign-gate.tsx";
import { contactName } from "../contact-name.ts";
import type { DeskClient } from "../desk/desk.ts";
import { mayTextAtMs, theirHour } from "../desk/hours.ts";
import { teamWaiting } from "../home/new-for-you.ts";
import type { Filter } from "../desk/store.ts";
import { staysAfterSend } from "../keys.ts";
import { StaySetting } from "../stay-setting.tsx";
import { TexterBar } from "../texter-bar.tsx";
import { SavedHere } from "../desk/saved-here.tsx";
import { RefusedElsewhere } from "./refused/refused-elsewhere.tsx";
import { isWrongNumber } from "./answers/wrong-number.ts";
import { writerOf } from "./messages.tsx";
import { rememberWhereFrom } from "./came-from.tsx";
import { Thread } from "./thread.tsx";
import "./conversations.css";

/** The list of conversations and the chosen one: side by side where there is room, else one after the other. */
export function ConversationsScreen() {
  const { params } = useRoute();
  const contactId = params["contactId"] ?? null;
  return (
    <CampaignGate campaignId={params["campaignId"] ?? ""}>
      {(desk, campaign) => <Conversations desk={desk} campaign={campaign} contactId={contactId} />}
    </CampaignGate>
  );
}

type Props = { desk: DeskClient; campaign: DeskCampaign; contactId: string | null };

function Conversations({ desk, campaign, contactId }: Props) {
  const { query, route } = useLocation();
  const filter: Filter = query["show"] === "open" || query["show"] === "closed" ? query["show"] : "waiting";
  const { campaignId } = campaign;
  const listPath = `/text/${campaignId}/replies`;
  const next = desk.tapped.conversations(campaignId, "waiting").find((each) => each.contactId !== contactId);

  function onSent(name: string, messageId: string): void {
    if (!next || filter !== "waiting" || staysAfterSend.peek()) return;
    rememberWhereFrom({ name, messageId, at: next.contactId });
    route(`${listPath}/${next.contactId}?show=waiting`);
  }

  /** What is given to a team leaves; nothing more can be done there. */
  function onGaveAway(): void {
    route(next ? `${listPath}/${next.contactId}?show=waiting` : `${listPath}?show=${filter}`);
  }

  function step(by: 1 | -1): void {
    const all = desk.tapped.conversations(campaignId, filter);
    const at = all.findIndex((each) => each.contactId === contactId);
    // A conversation that has left the list: the list begins anew.
    const to = at < 0 ? all[0] : all[at + by];
    if (to) route(`${listPath}/${to.contactId}?show=${filter}`);
  }
  useKeys({ j: () => step(1), k: () => step(-1) });

  return (
    <main class={`texting conversations ${contactId ? "reading" : "choosing"}`}>
      <div class="list-pane">
        <TexterBar desk={desk} back="/" title={campaign.title} />
        <SavedHere desk={desk} />
        <ConversationList desk={desk} campaign={campaign} filter={filter} listPath={listPath} chosen={contactId} />
      </div>
      <div class="thread-pane">
        {contactId ? (
          <Thread
            key={contactId}
            desk={desk}
            campaign={campaign}
            contactId={contactId}
            listPath={`${listPath}?show=${filter}`}
            nextPath={next ? `${listPath}/${next.contactId}?show=waiting` : null}
            onSent={onSent}
            onGaveAway={onGaveAway}
          />
        ) : (
          <Blank title="Choose a conversation">
            <p>Start with those that are waiting for a reply.</p>
          </Blank>
        )}
      </div>
    </main>
  );
}

const TABS: readonly { filter: Filter; label: string; none: string; what: string }[] = [
  {
    filter: "waiting",
    label: "Waiting for a reply",
    none: "Nobody is waiting for you",
    what: "New replies appear here automatically.",
  },
  {
    filter: "open",
    label: "Open",
    none: "No open conversations",
    what: "Everyone you texted who has not answered yet, or whom you have answered, is listed here.",
  },
  {
    filter: "closed",
    label: "Closed",
    none: "Nothing closed yet",
    what: "Close a conversation when there is nothing more to say.",
  },
];

type ListProps = { desk: DeskClient; campaign: DeskCampaign; filter: Filter; listPath: string; chosen: string | null };

function ConversationList({ desk, campaign, filter, listPath, chosen }: ListProps) {
  const { campaignId } = campaign;
  const counts = desk.tapped.counts(campaignId);
  const page = useSignal<{ of: string; state: "loading" | "more" | "all" | "failed" }>({ of: "", state: "loading" });
  const items = desk.tapped.conversations(campaignId, filter);
  const state = page.value.of === filter ? page.value.state : "loading";
  const refusedIds = new Set(desk.refused.all.value.map(({ tap }) => tap.contactId));

  async function load(): Promise<void> {
    page.value = { of: filter, state: "loading" };
    const answer = await desk.loadConversations(campaignId, filter);
    if (page.peek().of !== filter) return;
    page.value = { of: filter, state: "more" in answer ? (answer.more ? "more" : "all") : "failed" };
  }
  useEffect(() => void load(), [filter, campaignId, desk.store.generation.value]);

  const tab = TABS.find((each) => each.filter === filter) ?? TABS[0];
  return (
    <div class="list-main">
      {/* Rendered anew with the list, so that going back from a conversation moves the focus here. */}
      <Heading key={chosen ?? "list"} title={`Conversations: ${campaign.title}`} unseen />
      <nav class="tabs" aria-label="Conversations">
        {TABS.map((each) => (
          <a
            key={each.filter}
            href={`${listPath}?show=${each.filter}`}
            aria-current={each.filter === filter ? "page" : undefined}
          >
            {each.label}{" "}
            <span class={`badge ${each.filter === "waiting" && counts.waiting > 0 ? "full" : ""}`}>
              {count(counts[each.filter])}
            </span>
          </a>
        ))}
      </nav>
      {/* Scrolls with the list: several of them would leave it no room. */}
      <RefusedElsewhere desk={desk} except={chosen} />
      {filter === "waiting" && <News desk={desk} campaign={campaign} />}
      {filter === "waiting" && teamWaiting(campaign) > 0 && (campaign.sharing ?? "on_demand") === "on_demand" && (
        <TakeButton desk={desk} campaign={campaign} primary />
      )}
      {items.length === 0 && state === "loading" && <Skeleton heights={["card", "card"]} />}
      {items.length === 0 && (state === "all" || state === "more") && (
        <Blank title={tab?.none ?? ""}>
          <p>{tab?.what}</p>
          {filter === "waiting" && counts.toSend > 0 && (
            <a class="button" href={`/text/${campaignId}/first`}>
              Send first texts
            </a>
          )}
        </Blank>
      )}
      {byHours(campaign, items, filter, now.value).map(({ title, members }) => (
        <section key={title} class="stack tight">
          {title && (
            <h2 class="list-group" dir="auto">
              {title}
            </h2>
          )}
          <ul class="people" aria-label={title || tab?.label}>
            {members.map((item) => (
              <li key={item.contactId}>
                <ConversationLink
                  item={item}
                  isNew={desk.newForYou.isNew(item)}
                  isRefused={refusedIds.has(item.contactId)}
                  isWrong={isWrongNumber(campaign.script, item)}
                  href={`${listPath}/${item.contactId}?show=${filter}`}
                  isChosen={item.contactId === chosen}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {state === "failed" && (
        <Notice
          tone={online.value ? "warn" : "calm"}
          title={online.value ? "The list did not load" : "You are offline"}
        >
          {!online.value && <span>These are the conversations saved on this phone. You can answer them.</span>}
          <button type="button" class="button" onClick={() => void load()}>
            Try again
          </button>
        </Notice>
      )}
      {state === "more" && (
        <button type="button" class="button wide" onClick={() => void load()}>
          Show more
        </button>
      )}
      {filter === "waiting" && items.length > 0 && <StaySetting />}
    </div>
  );
}

/** Contacts who may be texted now come first, once there is one who may not. */
function byHours(campaign: DeskCampaign, items: DeskItem[], filter: Filter, nowMs: number) {
  const awake: DeskItem[] = [];
  const later: DeskItem[] = [];
  for (const item of items) {
    const isAsleep = filter !== "closed" && mayTextAtMs(campaign, item, "reply", nowMs) !== null;
    (isAsleep ? later : awake).push(item);
  }
  if (later.length === 0) return [{ title: "", members: awake }];
  return [
    { title: `Can be texted now · ${count(awake.length)}`, members: awake },
    { title: `${laterWords(campaign, later, nowMs)} · ${count(later.length)}`, members: later },
  ].filter(({ members }) => members.length > 0);
}

/** "From 9:00 AM their time", or "Later" where state laws or weekdays make it different hours. */
function laterWords(campaign: DeskCampaign, items: readonly DeskItem[], nowMs: number): string {
  const hours = new Set(
    items.map((item) => {
      const atMs = mayTextAtMs(campaign, item, "reply", nowMs) ?? nowMs;
      return atMs === "never" ? atMs : theirHour(campaign, item, atMs);
    }),
  );
  const [hour] = hours;
  if (hour === undefined || hours.size > 1) return "Later";
  return hour === "never" ? "Outside this campaign's texting hours" : `From ${hourWords(hour)} their time`;
}

type LinkProps = {
  item: DeskItem;
  href: string;
  isChosen: boolean;
  isNew: boolean;
  isRefused: boolean;
  isWrong: boolean;
};

function ConversationLink({ item, href, isChosen, isNew, isRefused, isWrong }: LinkProps) {
  const last = item.messages.at(-1);
  const name = contactName(item);
  return (
    <a class="person" href={href} aria-current={isChosen ? "true" : undefined}>
      <span class="row spread">
        <strong class="grow" dir="auto">
          {name}
        </strong>
        <time class="small soft number" dateTime={new Date(item.lastAt).toISOString()}>
          {shortTime(item.lastAt, now.value)}
        </time>
      </span>
      <span class="clip soft" dir="auto">
        {last?.direction === "out" && `${writerOf(last)}: `}
        {last === undefined ? "No text yet" : last.body || kindOf(last.media?.[0]?.type ?? "")}
      </span>
      {(isNew || item.optedOut || isRefused || last?.sendStatus === "ERROR") && (
        <span class="row">
          {isNew && <span class="badge full">New for you</span>}
          {isRefused && <span class="badge warn">Needs another look</span>}
          {item.optedOut && <span class="badge wrong">{isWrong ? "Wrong number" : "Opted out"}</span>}
          {last?.sendStatus === "ERROR" && <span class="badge wrong">Not delivered</span>}
        </span>
      )}
    </a>
  );
}
