import { signal } from "@preact/signals";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { DeskItem, TexterAnswers, TexterReason, TexterRefusal } from "../../../domain/texter-app/texter.ts";
import { textingHours } from "../../../domain/hours/texting-hours.ts";
import { unreachable } from "../../api/call.ts";
import { memoryKeep } from "../../device/keep.ts";
import { createDeck } from "./deck.ts";
import type { Deck } from "./deck.ts";
import { CAMPAIGN, NO_COUNTS, sampleCampaign, sampleContact } from "../desk/desk-samples.ts";
import { createDrafts } from "../desk/drafts.ts";
import type { Keep } from "../../device/keep.ts";
import { keptTap } from "../desk/tap.ts";
import type { TapEntry } from "../desk/tap.ts";
import { now } from "../../ui/time/now.ts";
import { createDeskStore } from "../desk/store.ts";

const ALWAYS = sampleCampaign().window;
beforeEach(() => void (now.value = Date.now()));

/** A desk with contacts in the inbox, which hands them out as the rules say: fresh ones first, then purgatory. */
async function openDeck(inbox: DeskItem[], { editable = false, window = ALWAYS, keep = memoryKeep() as Keep } = {}) {
  const byZones = () =>
    Object.fromEntries(
      Object.entries(Object.groupBy(inbox, ({ zones = "" }) => zones)).map(([zones, items]) => [zones, items!.length]),
    );
  const store = createDeskStore();
  const drafts = createDrafts(keep);
  const counts = () => ({ ...NO_COUNTS, toSend: inbox.length });
  const campaign = { window, toSendByZones: byZones(), counts: counts(), firstTextEditable: editable };
  store.setCampaigns([sampleCampaign(campaign)]);
  const entries = signal<readonly TapEntry[]>([]);
  const sends: string[] = [];
  const asked: string[][] = [];
  const awake = (item: DeskItem) => textingHours(window).may(item.zones ?? "", "initial", now.value).ok;
  let down = false;
  const deck = createDeck({
    campaignId: CAMPAIGN,
    store,
    drafts,
    keep,
    outbox: {
      entries,
      add(tap, campaignId) {
        if (tap.op === "send") sends.push(`${tap.params.contactId.split(".")[2]} ${tap.params.messageId}`);
        entries.value = [...entries.value, { ...keptTap(tap, campaignId, 0), state: "sending", failures: 0 }];
      },
    },
    async next({ count, have }): Promise<TexterAnswers["next"] | typeof unreachable> {
      asked.push(have);
      if (down) return unreachable;
      const free = inbox.filter((item) => !have.includes(item.contactId) && awake(item));
      const fresh = free.filter((item) => !item.handedOut);
      const items = (fresh.length > 0 ? fresh : free).slice(0, count);
      const left = new Set(items.map((item) => item.contactId));
      inbox = inbox.map((item) => (left.has(item.contactId) ? { ...item, handedOut: true } : item));
      return { ok: true, items, counts: counts(), toSendByZones: byZones() };
    },
  });
  await vi.waitFor(() => expect(deck.supply.value).not.toBe("loading"));
  return {
    deck,
    store,
    drafts,
    entries,
    sends,
    asked,
    setDown: (value: boolean) => void (down = value),
    shown: () => deck.current.value?.item.contactId ?? "",
    /** The inbox takes a text: what the outbox does with its answer. */
    answer(contactId: string) {
      inbox = inbox.filter((item) => item.contactId !== contactId);
      const item = store.contact(contactId).value;
      if (item) store.put({ ...item, version: item.version + 1, status: "messaged", firstText: null });
      store.setCounts(CAMPAIGN, counts());
      entries.value = entries.value.filter((entry) => entry.contactId !== contactId);
    },
    refuse(contactId: string, reason: TexterReason, item?: DeskItem, mayGoAtMs?: number) {
      const hours = mayGoAtMs === undefined ? {} : { mayGoAtMs };
      const refusal: TexterRefusal = { ok: false, reason, message: `because of ${reason}`, ...hours };
      const entry = entries.value.find((each) => each.contactId === contactId);
      if (item) store.put(item);
      if (entry?.op === "send") deck.refused(entry, refusal);
      entries.value = entries.value.filter((each) => each !== entry);
    },
  };
}

const many = (count: number) => Array.from({ length: count }, (_, at) => sampleContact(at + 1));

describe("a held key", () => {
  test("sends each contact once: a send for a contact that is not on the screen does nothing", async () => {
    const { deck, sends, shown } = await openDeck(many(3));
    const first = shown();
    for (let press = 0; press < 20; press++) deck.send(first);
    expect(sends).toHaveLength(1);
    for (let press = 0; press < 20; press++) deck.send(shown());
    expect(sends.map((each) => each.split(" ")[0])).toEqual(["1", "2", "3"]);
    expect(new Set(sends).size).toBe(3);
  });

  test("shows the next contact at once, before any answer", async () => {
    const { deck, shown } = await openDeck(many(3));
    deck.send(shown());
    expect(shown()).toBe(`${CAMPAIGN}.0.2`);
    expect(deck.underWay.value).toBe(1);
  });
});

describe("the supply", () => {
  test("is fetched a batch ahead and refilled before it runs out, naming what is held", async () => {
    const { deck, asked, shown, answer } = await openDeck(many(50));
    expect(deck.ready.value).toHaveLength(20);
    for (let sent = 0; sent < 13; sent++) {
      const contactId = shown();
      deck.send(contactId);
      answer(contactId);
    }
    await vi.waitFor(() => expect(deck.ready.value).toHaveLength(27));
    expect(asked).toHaveLength(2);
    // Seven on the deck and the one whose answer was under way.
    expect(asked[1]).toHaveLength(8);
  });

  test("does not ask again and again when the inbox has nothing new", async () => {
    const { asked, store } = await openDeck(many(2));
    store.setCounts(CAMPAIGN, { ...NO_COUNTS, toSend: 3 });
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    store.setCounts(CAMPAIGN, { ...NO_COUNTS, toSend: 3 });
    await new Promise((resolve) => setTimeout(resolve));
    expect(asked).toHaveLength(2);
  });

  test("that failed is fetched by a retry", async () => {
    const { deck, store, setDown } = await openDeck([]);
    setDown(true);
    store.setCounts(CAMPAIGN, { ...NO_COUNTS, toSend: 2 });
    await vi.waitFor(() => expect(deck.supply.value).toBe("failed"));
    setDown(false);
    deck.retry();
    await vi.waitFor(() => expect(deck.supply.value).toBe("ready"));
  });
});

describe("a contact", () => {
  test("that was handed out before says so, and one that is fresh never does", async () => {
    const { deck, store } = await openDeck([sampleContact(1, { handedOut: true })]);
    expect(deck.current.value?.shownBefore).toBe(true);
    const fresh = await openDeck([sampleContact(1)]);
    fresh.store.put(sampleContact(1, { version: 2, handedOut: true }));
    expect(fresh.deck.current.value?.shownBefore).toBe(false);
    expect(store.contact(`${CAMPAIGN}.0.1`).value?.handedOut).toBe(true);
  });

  test("with a missing field is held back and never sent", async () => {
    const lacking = sampleContact(1, { firstText: { ok: false, missing: "firstName" } });
    const { deck, shown } = await openDeck([lacking, sampleContact(2)]);
    expect(shown()).toBe(`${CAMPAIGN}.0.2`);
    expect(deck.heldBack.value.map(({ missing }) => missing)).toEqual(["firstName"]);
    expect(deck.send(lacking.contactId)).toBe(false);
  });

  test("that is skipped comes back after all others, and says that it was skipped", async () => {
    const { deck, shown } = await openDeck(many(3));
    deck.skip(shown());
    expect(deck.ready.value.map(({ item }) => item.contactId.split(".")[2])).toEqual(["2", "3", "1"]);
    deck.send(shown());
    deck.send(shown());
    expect(deck.current.value).toMatchObject({ skipped: true });
  });

  test("that was skipped by mistake is the next one again, as if it had not been", async () => {
    const { deck, shown } = await openDeck(many(3));
    const first = shown();
    deck.skip(first);
    expect(shown()).not.toBe(first);
    deck.unskip(first);
    expect(deck.current.value).toMatchObject({ item: { contactId: first }, skipped: false });
    // Nothing is left to take back: a second tap changes nothing.
    deck.send(first);
    deck.unskip(first);
    expect(deck.ready.value.map(({ item }) => item.contactId.split(".")[2])).toEqual(["2", "3"]);
  });

  test("that opts out or leaves the desk while it waits is gone from the deck", async () => {
    const { deck, store } = await openDeck(many(3));
    store.put(sampleContact(1, { version: 2, optedOut: true }));
    store.apply({ seq: 1, items: [], gone: [`${CAMPAIGN}.0.2`], campaigns: [] });
    expect(deck.ready.value.map(({ item }) => item.contactId)).toEqual([`${CAMPAIGN}.0.3`]);
  });
});

describe("a refusal", () => {
  test.each(["opted_out", "already_messaged", "not_yours"] as const)(
    "%s: told, and not offered again",
    async (reason) => {
      const { deck, shown, refuse } = await openDeck(many(2));
      deck.send(shown());
      refuse(`${CAMPAIGN}.0.1`, reason);
      expect(deck.dropped.value).toMatchObject([{ name: "Ana 1 Reyes", reason }]);
      expect(deck.ready.value.map(({ item }) => item.contactId)).toEqual([`${CAMPAIGN}.0.2`]);
    },
  );

  test("for the whole campaign stops the deck; the contact comes back behind the one on the screen", async () => {
    const { deck, shown, refuse, store } = await openDeck(many(2));
    deck.send(shown());
    refuse(`${CAMPAIGN}.0.1`, "campaign_paused");
    expect(deck.halted.value?.reason).toBe("campaign_paused");
    expect(deck.ready.value.map(({ item }) => item.contactId.split(".")[2])).toEqual(["2", "1"]);
    expect(deck.send(shown())).toBe(false);
    store.apply({ seq: 1, items: [], gone: [], campaigns: [sampleCampaign({ paused: true })] });
    store.apply({ seq: 2, items: [], gone: [], campaigns: [sampleCampaign({ paused: false })] });
    expect(deck.send(shown())).toBe(true);
  });

  test("by a changed script shows the new words, which go out under a new id", async () => {
    const { deck, shown, refuse, sends } = await openDeck(many(1));
    deck.send(shown());
    refuse(
      shown() || `${CAMPAIGN}.0.1`,
      "script_changed",
      sampleContact(1, { version: 2, firstText: { ok: true, text: "Hello" } }),
    );
    expect(deck.current.value).toMatchObject({ text: "Hello", changed: true });
    deck.send(shown());
    expect(new Set(sends.map((each) => each.split(" ")[1])).size).toBe(2);
  });

  test("keeps words that the texter had edited", async () => {
    const { deck, shown, refuse, drafts } = await openDeck(many(1), { editable: true });
    deck.send(shown(), "Hi Ana, it is Sam");
    refuse(`${CAMPAIGN}.0.1`, "outside_hours");
    expect(drafts.get(`${CAMPAIGN}.0.1`)).toBe("Hi Ana, it is Sam");
  });
});

describe("texting hours", () => {
  const window = { zone: "America/New_York", startHour: 9, endHour: 21 };
  /** 9:00 in New York, 6:00 in Los Angeles. */
  const MORNING = Date.parse("2026-11-10T14:00:00Z");
  const HOUR_MS = 3_600_000;
  const inBoth = () => [1, 2, 3, 4].map((n) => sampleContact(n, { zones: n < 3 ? "la" : "ny" }));
  const numbers = (deck: Deck) => deck.ready.value.map(({ item }) => item.contactId.split(".")[2]);

  test("only contacts who may be texted come, and nobody asks again and again for the others", async () => {
    now.value = MORNING;
    const { deck, asked } = await openDeck(inBoth(), { window });
    expect([numbers(deck), asked.length]).toEqual([["3", "4"], 1]);
  });

  test("when their hours begin, the others come by themselves", async () => {
    now.value = MORNING;
    const { deck } = await openDeck(inBoth(), { window });
    now.value = MORNING + 3 * HOUR_MS;
    await vi.waitFor(() => expect(numbers(deck)).toEqual(["3", "4", "1", "2"]));
  });

  test("when hours end, their contacts leave the deck", async () => {
    now.value = MORNING + 3 * HOUR_MS;
    const { deck } = await openDeck(inBoth(), { window });
    now.value = MORNING + 12 * HOUR_MS - 5 * 60_000;
    expect(numbers(deck)).toEqual(["1", "2"]);
  });

  test("a refusal for the hour sets this contact aside until then, and the others go on", async () => {
    now.value = MORNING + 3 * HOUR_MS;
    const { deck, shown, refuse } = await openDeck(inBoth(), { window });
    const first = shown();
    deck.send(first);
    refuse(first, "outside_hours", undefined, MORNING + 4 * HOUR_MS);
    expect([deck.halted.value, numbers(deck)]).toEqual([null, ["2", "3", "4"]]);
    now.value = MORNING + 4 * HOUR_MS;
    expect(numbers(deck)).toContain("1");
  });
});

test("the next visit has the same contacts in the same order, without a network too", async () => {
  const keep = memoryKeep();
  const before = await openDeck(many(3), { keep });
  before.deck.skip(before.shown());
  const after = await openDeck([], { keep });
  after.store.restore({ seq: 1, contacts: many(3), campaigns: [sampleCampaign()] });
  expect(after.deck.ready.value.map(({ item }) => item.contactId.split(".")[2])).toEqual(["2", "3", "1"]);
  expect(after.deck.ready.value.map(({ skipped }) => skipped)).toEqual([false, false, true]);
});

test("while contacts are being given back, none of them is shown or asked for", async () => {
  const { deck, entries, asked } = await openDeck(many(3));
  const release = { op: "release", params: { campaignId: CAMPAIGN } } as const;
  entries.value = [{ ...keptTap(release, CAMPAIGN, 0), state: "waiting", failures: 1 }];
  expect(deck.ready.value).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve));
  expect(asked).toHaveLength(1);
});
