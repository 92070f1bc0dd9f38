import { computed, effect, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { newToken } from "../../../domain/ids.ts";
import type { DeskItem, TexterAnswer, TexterReason, TexterRefusal } from "../../../domain/texter-app/texter.ts";
import type { Unreachable } from "../../api/call.ts";
import { now } from "../../ui/time/now.ts";
import { contactName } from "../contact-name.ts";
import type { Keep } from "../../device/keep.ts";
import type { Drafts } from "../desk/drafts.ts";
import { hourGroups, mayTextAtMs } from "../desk/hours.ts";
import type { TapOutbox } from "../desk/outbox.ts";
import { isText } from "../desk/tap.ts";
import type { KeptText } from "../desk/tap.ts";
import type { DeskStore } from "../desk/store.ts";

/** A contact whose first text can be sent. */
export type Card = {
  item: DeskItem;
  /** As it will go out. */
  text: string;
  /** Goes with it. */
  picture?: string;
  /** Was handed out before, perhaps to this texter on another day, and not sent (purgatory). */
  shownBefore: boolean;
  skipped: boolean;
  /** The script changed while the text was under way: to be read and sent again. */
  changed: boolean;
};

/** A contact that cannot be texted now, and why. */
type HeldBack = { item: DeskItem; missing: string | null; message: string };

/** A contact that left the deck without a text. */
type Dropped = { contactId: string; name: string; reason: TexterReason; message: string };

export type Deck = {
  current: ReadonlySignal<Card | null>;
  /** Contacts ready to be texted, the current one included. */
  ready: ReadonlySignal<readonly Card[]>;
  heldBack: ReadonlySignal<readonly HeldBack[]>;
  dropped: ReadonlySignal<readonly Dropped[]>;
  /** First texts of this campaign on their way. */
  underWay: ReadonlySignal<number>;
  /** Why nothing may be sent now. */
  halted: ReadonlySignal<TexterRefusal | null>;
  /** `failed`: the batch could not be fetched. */
  supply: ReadonlySignal<"loading" | "ready" | "failed">;
  /**
   * Sends the first text of the contact that is on the screen; anything else on the screen sends nothing.
   * `scriptVersion`: of the script that the text began from.
   */
  send(shownContactId: string, words?: string, scriptVersion?: number): boolean;
  skip(shownContactId: string): void;
  /** Brings a skipped contact back to where it was: next. */
  unskip(contactId: string): void;
  /** Tries again what failed or was halted. */
  retry(): void;
  refused(text: KeptText, refusal: TexterRefusal): void;
  dismiss(contactId: string): void;
};

export type DeckDeps = {
  campaignId: string;
  store: DeskStore;
  outbox: Pick<TapOutbox, "entries" | "add">;
  drafts: Drafts;
  keep: Keep;
  next(request: { count: number; have: string[] }): Promise<TexterAnswer<"next"> | Unreachable>;
};

const FETCH = 20;
const REFILL_BELOW = 8;

const HALTING: ReadonlySet<TexterReason> = new Set([
  "campaign_paused",
  "campaign_closed",
  "campaign_closed_for_initials",
  "campaign_archived",
  "campaign_not_started",
]);
const DROPPING: ReadonlySet<TexterReason> = new Set(["already_messaged", "opted_out", "not_yours", "not_found"]);

type Held = {
  contactId: string;
  shownBefore: boolean;
  skipped: boolean;
  changed: boolean;
  problem: string | null;
  /** When the server said that it may be texted, epoch ms; 0 when it has not said so. */
  notBeforeMs: number;
};

/**
 * The stack of first texts: fetched a batch ahead, so that the next contact is there at once. A held key or a double
 * tap sends each contact at most once, because a send names the contact that the screen shows and the contact has one
 * message id.
 */
export function createDeck({ campaignId, store, outbox, drafts, keep, next }: DeckDeps): Deck {
  const held = signal<readonly Held[]>(readHeld(keep.get(`deck.${campaignId}`)));
  const halted = signal<TexterRefusal | null>(null);
  const supply = signal<"loading" | "ready" | "failed">("ready");
  const dropped = signal<readonly Dropped[]>([]);
  const messageIds = new Map<string, string>();
  let fetching = false;
  /** Count of contacts to send at which a fetch brought nothing new. */
  let dryAt: number | null = null;

  const campaign = computed(() => store.campaigns.value.get(campaignId) ?? null);
  const pending = computed(() =>
    outbox.entries.value.filter(isText).filter((entry) => entry.campaignId === campaignId && entry.params.initial),
  );
  const isReleasing = computed(() =>
    outbox.entries.value.some((entry) => entry.op === "release" && entry.campaignId === campaignId),
  );
  const underWay = computed(() => pending.value.length);

  /** Contacts held here that still have no first text. */
  const waiting = computed(() => {
    if (isReleasing.value) return [];
    const sent = new Set(pendingIds(pending.value));
    const found: { held: Held; item: DeskItem }[] = [];
    for (const each of held.value) {
      const item = store.contact(each.contactId).value;
      if (item?.status === "needsMessage" && !item.optedOut && !sent.has(each.contactId))
        found.push({ held: each, item });
    }
    return found;
  });

  const ready = computed(() => {
    const cards: Card[] = [];
    for (const { held: each, item } of waiting.value) {
      if (each.problem !== null || !item.firstText?.ok || !mayGo(each, item)) continue;
      const { shownBefore, skipped, changed } = each;
      const { text, picture } = item.firstText;
      cards.push({ item, text, ...(picture === undefined ? {} : { picture }), shownBefore, skipped, changed });
    }
    return cards;
  });

  function mayGo({ notBeforeMs }: Held, item: DeskItem): boolean {
    const nowMs = now.value;
    const hours = campaign.value && mayTextAtMs(campaign.value, item, "initial", nowMs);
    return nowMs >= notBeforeMs && hours === null;
  }

  const heldBack = computed(() => {
    const found: HeldBack[] = [];
    for (const { held: each, item } of waiting.value) {
      const missing = item.firstText?.ok === false ? item.firstText.missing : null;
      if (missing !== null) found.push({ item, missing, message: `missing ${missing}` });
      else if (each.problem !== null) found.push({ item, missing: null, message: each.problem });
    }
    return found;
  });

  async function refill(): Promise<void> {
    if (fetching) return;
    fetching = true;
    supply.value = "loading";
    const have = new Set([...waiting.peek().map(({ item }) => item.contactId), ...pendingIds(pending.peek())]);
    const toSend = campaign.peek()?.counts.toSend ?? 0;
    const answer = await next({ count: FETCH, have: [...have] });
    fetching = false;
    if (!answer.ok) {
      if (HALTING.has(answer.reason as TexterReason)) halted.value = answer as TexterRefusal;
      supply.value = "failed";
      return;
    }
    const known = new Set([...held.peek().map((each) => each.contactId), ...pendingIds(pending.peek())]);
    const fresh: Held[] = [];
    for (const item of answer.items) {
      store.put(item);
      if (known.has(item.contactId)) continue;
      known.add(item.contactId);
      const { contactId, handedOut: shownBefore } = item;
      fresh.push({ contactId, shownBefore, skipped: false, changed: false, problem: null, notBeforeMs: 0 });
    }
    dryAt = fresh.length === 0 ? toSend : null;
    // Skipped contacts come after those that were not seen yet.
    const isSkipped = (each: Held) => each.skipped;
    const mine = new Set(waiting.peek().map(({ item }) => item.contactId));
    const kept = held.peek().filter((each) => mine.has(each.contactId));
    held.value = [...kept.filter((each) => !isSkipped(each)), ...fresh, ...kept.filter(isSkipped)];
    store.setCounts(campaignId, answer.counts, answer.toSendByZones);
    supply.value = "ready";
  }

  // The next visit shows the same contacts, without a network too.
  effect(() => keep.set(`deck.${campaignId}`, JSON.stringify(held.value)));

  effect(() => {
    const known = campaign.value;
    const toSend = known?.counts.toSend ?? 0;
    const mayBeTexted = known ? hourGroups(known, now.value).now : 0;
    const inHand = waiting.value.filter(({ held: each, item }) => mayGo(each, item)).length + underWay.value;
    if (supply.value !== "ready" || halted.value || isReleasing.value) return;
    if (ready.value.length < REFILL_BELOW && mayBeTexted > inHand && toSend !== dryAt) void refill();
  });

  // A change of the campaign may end what halted the deck.
  let seenBefore = "";
  effect(() => {
    const known = campaign.value;
    // The start of texting hours brings contacts.
    const later = known ? hourGroups(known, now.value).later : [];
    const seen = `${known?.status} ${known?.paused} ${later.map(({ atMs }) => atMs).join()}`;
    if (seen !== seenBefore) retry();
    seenBefore = seen;
  });

  function retry(): void {
    halted.value = null;
    dryAt = null;
    if (supply.peek() === "failed") supply.value = "ready";
  }

  function putBack(contactId: string, changes: Partial<Held>): void {
    const before = held.peek().find((each) => each.contactId === contactId);
    const back = {
      contactId,
      shownBefore: false,
      skipped: false,
      changed: false,
      problem: null,
      notBeforeMs: 0,
      ...before,
      ...changes,
    };
    const others = held.peek().filter((each) => each.contactId !== contactId);
    // Behind the contact on the screen: the next key press must not meet a contact that just appeared.
    const shown = others.findIndex((each) => each.contactId === ready.peek()[0]?.item.contactId);
    held.value = others.toSpliced(shown + 1, 0, back);
  }

  return {
    current: computed(() => ready.value[0] ?? null),
    ready,
    heldBack,
    dropped,
    underWay,
    halted,
    supply,
    send(shownContactId, words, scriptVersion) {
      const card = ready.peek()[0];
      if (!card || card.item.contactId !== shownContactId || halted.peek()) return false;
      const messageId = messageIds.get(shownContactId) ?? newToken();
      messageIds.set(shownContactId, messageId);
      drafts.set(shownContactId, "");
      const body = words ?? card.text;
      const seen = scriptVersion ?? card.item.scriptVersion;
      const { picture } = card;
      const withPicture = picture === undefined ? {} : { picture };
      const text = { contactId: shownContactId, messageId, body, initial: true, lastSeenId: null, ...withPicture };
      const params = seen === undefined ? text : { ...text, scriptVersion: seen };
      outbox.add({ op: "send", params }, campaignId);
      return true;
    },
    skip(shownContactId) {
      const skipped = held.peek().find((each) => each.contactId === shownContactId);
      if (!skipped) return;
      const others = held.peek().filter((each) => each !== skipped);
      held.value = [...others, { ...skipped, skipped: true }];
    },
    unskip(contactId) {
      const skipped = held.peek().find((each) => each.contactId === contactId);
      if (!skipped?.skipped) return;
      held.value = [{ ...skipped, skipped: false }, ...held.peek().filter((each) => each !== skipped)];
    },
    retry,
    refused({ params: { contactId, body } }, refusal) {
      messageIds.delete(contactId);
      const item = store.contact(contactId).peek();
      if (item?.firstText?.ok && item.firstText.text !== body && campaign.peek()?.firstTextEditable)
        drafts.restore(contactId, body);
      if (DROPPING.has(refusal.reason)) {
        const name = item ? contactName(item) : "A contact";
        const others = dropped.peek().filter((each) => each.contactId !== contactId);
        dropped.value = [...others, { contactId, name, reason: refusal.reason, message: refusal.message }];
        held.value = held.peek().filter((each) => each.contactId !== contactId);
      } else if (refusal.reason === "outside_hours") {
        if (refusal.mayGoAtMs === undefined) putBack(contactId, { problem: refusal.message });
        else putBack(contactId, { notBeforeMs: refusal.mayGoAtMs });
      } else if (HALTING.has(refusal.reason)) {
        putBack(contactId, {});
        halted.value = refusal;
      } else if (refusal.reason === "script_changed") putBack(contactId, { changed: true });
      else putBack(contactId, { problem: refusal.message });
    },
    dismiss(contactId) {
      dropped.value = dropped.peek().filter((each) => each.contactId !== contactId);
    },
  };
}

function pendingIds(pending: readonly KeptText[]): string[] {
  return pending.map((entry) => entry.params.contactId);
}

function readHeld(json: string | null): Held[] {
  try {
    const held: unknown = JSON.parse(json ?? "[]");
    // Only this module writes it.
    return Array.isArray(held) ? (held as Held[]) : [];
  } catch {
    return [];
  }
}
