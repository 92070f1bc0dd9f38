import { effect, signal } from "@preact/signals";
import type { ReadonlySignal, Signal } from "@preact/signals";
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
import type { Keep } from "../../keep.ts";
import { browserSocket } from "../../live/socket.ts";
import type { Link } from "../../live/socket.ts";
import { sessionEnded, tooOld } from "../../session.ts";
import { createConnection } from "./connection.ts";
import { createDeck } from "../first-texts/deck.ts";
import type { Deck } from "../first-texts/deck.ts";
import { createDrafts } from "./drafts.ts";
import type { Drafts } from "./drafts.ts";
import { createOutbox } from "./outbox.ts";
import type { TextOutbox } from "./outbox.ts";
import { createListPages } from "../replies/list-pages.ts";
import { createDeskStore } from "./store.ts";
import type { DeskStore, Filter } from "./store.ts";

/** Everything behind the texter's screens; one per signed-in person. */
export type DeskClient = {
  me: Me;
  store: DeskStore;
  outbox: TextOutbox;
  drafts: Drafts;
  link: ReadonlySignal<Link>;
  /** Whether the campaigns were read. */
  loaded: ReadonlySignal<"loading" | "ready" | TexterRefusal | Unreachable>;
  load(): Promise<void>;
  deck(campaignId: string): Deck;
  /** Why the last reply to this contact was refused; its text is back in the draft. */
  refusalOf(contactId: string): Signal<TexterRefusal | null>;
  /** Any operation; contacts and counts in its answer are taken into the store. */
  call<Op extends TexterOp>(op: Op, params: TexterRequest<Op>): Promise<TexterAnswer<Op> | Unreachable>;
  /** One more batch; a repetition after a lost answer gets the same contacts. */
  take(campaignId: string): Promise<TexterAnswer<"take"> | Unreachable>;
  /** The next page of a list; `more` is false when all are here. */
  loadConversations(campaignId: string, filter: Filter): Promise<{ more: boolean } | TexterRefusal | Unreachable>;
  close(): void;
};

const PAGE = 50;

export function openDesk(me: Me, keep: Keep): DeskClient {
  const store = createDeskStore();
  const drafts = createDrafts({ keep, personId: me.personId });
  const decks = new Map<string, Deck>();
  const pages = createListPages();
  const refusals = new Map<string, Signal<TexterRefusal | null>>();
  const takeIds = new Map<string, string>();
  const loaded = signal<"loading" | "ready" | TexterRefusal | Unreachable>("loading");

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

  function refusalOf(contactId: string): Signal<TexterRefusal | null> {
    let found = refusals.get(contactId);
    if (!found) refusals.set(contactId, (found = signal<TexterRefusal | null>(null)));
    return found;
  }

  const outbox = createOutbox({
    keep,
    personId: me.personId,
    random: Math.random,
    send: (text) => connection.call("send", text),
    onSent: (_, answer) => takeIn(answer, null),
    onRefused(text, refusal) {
      takeIn(refusal, null);
      if (text.initial) deck(text.campaignId).refused(text, refusal);
      else {
        drafts.restore(text.contactId, text.body);
        refusalOf(text.contactId).value = refusal;
      }
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
        next: (request) => connection.call("next", { campaignId, ...request }),
      });
      decks.set(campaignId, found);
    }
    return found;
  }

  async function load(): Promise<void> {
    const answer = await postTexterOp("campaigns", {});
    if (!answer.ok) {
      if (loaded.peek() !== "ready") loaded.value = answer;
      return;
    }
    store.setCampaigns(answer.campaigns);
    // Later numbers come with the changes themselves: one from here could pass over changes not seen yet.
    if (store.seq() === 0) store.startAt(answer.seq);
    loaded.value = "ready";
    connection.start();
    outbox.start();
  }

  const endings = [
    effect(() => {
      const link = connection.link.value;
      if (link.state === "live") {
        outbox.retryNow();
        for (const each of decks.values()) if (each.supply.peek() === "failed") each.retry();
      }
      if (link.state !== "stopped") return;
      if (link.reason === "not_signed_in" || link.reason === "suspended") sessionEnded(link.reason);
      if (link.reason === "too_old") tooOld.value = true;
    }),
  ];

  const awake = new AbortController();
  function wake(): void {
    if (document.visibilityState !== "visible") return;
    if (loaded.peek() !== "ready") void load();
    connection.nudge();
    outbox.retryNow();
  }
  window.addEventListener("online", wake, { signal: awake.signal });
  document.addEventListener("visibilitychange", wake, { signal: awake.signal });

  return {
    me,
    store,
    outbox,
    drafts,
    link: connection.link,
    loaded,
    load,
    deck,
    refusalOf,
    call,
    async take(campaignId) {
      const requestId = takeIds.get(campaignId) ?? newToken();
      takeIds.set(campaignId, requestId);
      const answer = await call("take", { campaignId, requestId });
      // Only a lost answer is asked for again; a refusal is an answer.
      if (answer.ok || (answer.reason !== "unreachable" && answer.reason !== "unavailable")) takeIds.delete(campaignId);
      return answer;
    },
    async loadConversations(campaignId, filter) {
      const list = `${campaignId} ${filter} ${store.generation.peek()}`;
      const offset = pages.offset(list, filter, store.conversations(campaignId, filter));
      const answer = await call("conversations", { campaignId, filter, offset, limit: PAGE });
      if (!answer.ok) return answer;
      pages.read(list, answer.items);
      return { more: answer.items.length > 0 && offset + answer.items.length < answer.total };
    },
    close() {
      awake.abort();
      for (const end of endings) end();
      outbox.stop();
      connection.stop();
    },
  };
}
