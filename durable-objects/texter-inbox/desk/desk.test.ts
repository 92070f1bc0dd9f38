import { describe, expect, test } from "vitest";
import type { DeskItem } from "../../../domain/texter-app/texter.ts";
import { migratedSql } from "../../testing/node-sql.ts";
import { aConfig, CAMPAIGN_ID, QUEUE_KEY } from "../../testing/queue-world.ts";
import { Desk } from "./desk.ts";
import { INBOX_MIGRATIONS } from "../schema.ts";

const id = (n: number, key = QUEUE_KEY) => `${key}.${n}`;

function item(n: number, change: Partial<DeskItem> = {}): DeskItem {
  return {
    contactId: id(n),
    campaignId: CAMPAIGN_ID,
    version: 1,
    firstName: `First${n}`,
    lastName: "",
    cell: "+12125550101",
    fields: {},
    status: "needsMessage",
    optedOut: false,
    firstText: { ok: true, text: "Hi" },
    handedOut: false,
    answers: {},
    messages: [],
    lastAt: n,
    ...change,
  };
}

const message = (messageId: string, sendStatus: "QUEUED" | "SENT" = "QUEUED") =>
  ({ id: messageId, direction: "out", body: "Hi", at: 1, sendStatus, errorCode: null }) as const;

function aDesk(count = 0) {
  const sql = migratedSql(INBOX_MIGRATIONS);
  const desk = new Desk(sql);
  desk.putCampaign(aConfig());
  for (let n = 1; n <= count; n += 1) desk.put(item(n));
  return { sql, desk, restart: () => new Desk(sql) };
}

const ids = (items: Iterable<DeskItem>) => Array.from(items, (each) => each.contactId);
const NONE: ReadonlySet<string> = new Set();

test("some hundreds of contacts with long columns are stored, though together they are more than one value may have", () => {
  const { desk, restart } = aDesk();
  for (let n = 1; n <= 300; n += 1) desk.put(item(n, { fields: { note: "é".repeat(10_000) } }));
  desk.flush();
  expect(restart().item(id(300))?.fields["note"]).toHaveLength(10_000);
});

test("an app that was away learns of a campaign of which something beside its configuration is new, also after a restart", () => {
  const { desk, restart } = aDesk();
  const { seq } = desk;
  expect(desk.changesAfter(seq).campaigns).toEqual([]);
  expect(desk.campaignIsNew(CAMPAIGN_ID)).toEqual(aConfig());
  expect(desk.changesAfter(seq).campaigns).toEqual([aConfig()]);
  expect(restart().changesAfter(seq).campaigns).toEqual([aConfig()]);
  expect(desk.campaignIsNew("c000000000000009")).toBeNull();
});

describe("a copy", () => {
  test("is taken when its version is higher, and only then", () => {
    const { desk } = aDesk();
    desk.put(item(1, { version: 5, firstName: "New" }));
    expect(desk.put(item(1, { version: 5, firstName: "Other" }))).toBeNull();
    expect(desk.put(item(1, { version: 4, firstName: "Old" }))).toBeNull();
    expect(desk.item(id(1))?.firstName).toBe("New");
    expect(desk.put(item(1, { version: 6 }))).not.toBeNull();
  });

  test("of the same version is taken when the whole queue was read, because texts move on without it", () => {
    const { desk } = aDesk();
    desk.put(item(1, { status: "messaged", messages: [message("m1")] }));
    desk.put(item(1, { status: "messaged", messages: [message("m1", "SENT")] }), true);
    expect(desk.item(id(1))?.messages[0]?.sendStatus).toBe("SENT");
  });

  test("that was under way when its contact left does not bring it back; one made later does", () => {
    const { desk } = aDesk();
    desk.put(item(1, { version: 3 }));
    expect(desk.remove(id(1), 4)).toBe(true);
    expect(desk.put(item(1, { version: 4 }))).toBeNull();
    expect(desk.put(item(1, { version: 4 }), true)).toBeNull();
    expect(desk.counts(CAMPAIGN_ID).toSend).toBe(0);
    expect(desk.put(item(1, { version: 5 }))).not.toBeNull();
  });

  test("that comes after its contact was said to have left is not taken", () => {
    const { desk } = aDesk();
    expect(desk.remove(id(1), 2)).toBe(false);
    expect(desk.put(item(1, { version: 1 }))).toBeNull();
  });

  test("stays when it is newer than the word that its contact left", () => {
    const { desk } = aDesk();
    desk.put(item(1, { version: 7 }));
    expect(desk.remove(id(1), 6)).toBe(false);
    expect(desk.item(id(1))).not.toBeNull();
  });

  test("lost to somebody else comes back when it is given again", () => {
    const { desk } = aDesk(1);
    expect([desk.lose(id(1)), desk.lose(id(1))]).toEqual([true, false]);
    expect(desk.put(item(1, { version: 2 }))).not.toBeNull();
  });
});

describe("how far a text has come", () => {
  test("is written into its message; what is known already changes nothing", () => {
    const { desk } = aDesk();
    desk.put(item(1, { status: "messaged", messages: [message("m1")] }));
    const state = { contactId: id(1), messageId: "m1", sendStatus: "ERROR", errorCode: 30003 } as const;
    expect([desk.apply(state), desk.apply(state)]).toEqual([true, false]);
    expect(desk.item(id(1))?.messages[0]).toMatchObject({ sendStatus: "ERROR", errorCode: 30003 });
    expect(desk.apply({ ...state, messageId: "m2" })).toBe(false);
    expect(desk.apply({ ...state, contactId: id(9) })).toBe(false);
  });
});

describe("the next contacts to text", () => {
  test("come fresh ones first, in the order in which they came, each handed out once", () => {
    const { desk } = aDesk(5);
    expect(ids(desk.next(CAMPAIGN_ID, 2, NONE))).toEqual([id(1), id(2)]);
    expect(ids(desk.next(CAMPAIGN_ID, 2, NONE))).toEqual([id(3), id(4)]);
    const last = desk.next(CAMPAIGN_ID, 2, NONE);
    expect(last.map((each) => [each.contactId, each.handedOut])).toEqual([[id(5), false]]);
  });

  test("only when no fresh one is left come those handed out before, flagged so", () => {
    const { desk } = aDesk(2);
    desk.next(CAMPAIGN_ID, 2, NONE);
    expect(desk.counts(CAMPAIGN_ID)).toMatchObject({ toSend: 2, handedOut: 2 });
    const again = desk.next(CAMPAIGN_ID, 5, new Set([id(1)]));
    expect(again.map((each) => [each.contactId, each.handedOut])).toEqual([[id(2), true]]);
    desk.put(item(3));
    expect(ids(desk.next(CAMPAIGN_ID, 5, NONE))).toEqual([id(3)]);
  });

  test("are never those who opted out, were texted, or belong to another campaign", () => {
    const { desk } = aDesk();
    desk.put(item(1, { optedOut: true }));
    desk.put(item(2, { status: "messaged" }));
    desk.put(item(3, { contactId: id(3, "c000000000000002.1"), campaignId: "c000000000000002" }));
    expect(desk.next(CAMPAIGN_ID, 5, NONE)).toEqual([]);
  });

  test("that were handed out stay so in a newer copy and over a restart, until they are texted", () => {
    const { desk, restart } = aDesk(1);
    desk.next(CAMPAIGN_ID, 1, NONE);
    desk.put(item(1, { version: 2 }));
    desk.flush();
    const woken = restart();
    expect(woken.next(CAMPAIGN_ID, 1, NONE)).toMatchObject([{ handedOut: true }]);
    woken.put(item(1, { version: 3, status: "messaged" }));
    expect(woken.item(id(1))?.handedOut).toBe(false);
    expect(woken.counts(CAMPAIGN_ID)).toMatchObject({ toSend: 0, handedOut: 0, open: 1 });
  });
});

test("counts say where each contact is", () => {
  const { desk, restart } = aDesk();
  desk.put(item(1));
  desk.put(item(2, { optedOut: true }));
  desk.put(item(3, { status: "messaged" }));
  desk.put(item(4, { status: "convo" }));
  desk.put(item(5, { status: "needsResponse" }));
  desk.put(item(6, { status: "closed", optedOut: true }));
  const counts = { toSend: 1, handedOut: 0, waiting: 1, open: 2, closed: 1 };
  expect(desk.counts(CAMPAIGN_ID)).toEqual(counts);
  desk.flush();
  expect(restart().counts(CAMPAIGN_ID)).toEqual(counts);
  desk.remove(id(5), 9);
  expect(desk.counts(CAMPAIGN_ID)).toEqual({ ...counts, waiting: 0 });
});

describe("an app that was away", () => {
  test("catches up with everything since its last number: contacts, those that left, campaigns", () => {
    const { desk } = aDesk(3);
    const { seq } = desk;
    expect(desk.changesAfter(seq)).toEqual({ items: [], gone: [], campaigns: [] });
    desk.put(item(2, { version: 2 }));
    desk.remove(id(3), 2);
    desk.putCampaign(aConfig({ epoch: 3, paused: true }));
    const missed = desk.changesAfter(seq);
    expect(ids(missed.items)).toEqual([id(2)]);
    expect(missed.gone).toEqual([id(3)]);
    expect(missed.campaigns).toMatchObject([{ paused: true }]);
  });

  test("gets a text's progress", () => {
    const { desk } = aDesk();
    desk.put(item(1, { status: "messaged", messages: [message("m1")] }));
    const { seq } = desk;
    desk.apply({ contactId: id(1), messageId: "m1", sendStatus: "SENT", errorCode: null });
    expect(ids(desk.changesAfter(seq).items)).toEqual([id(1)]);
  });

  test("never meets a number twice, even when the desk was killed before it wrote anything", () => {
    const { desk, restart } = aDesk(3);
    const lastGiven = desk.seq;
    const woken = restart();
    woken.put(item(7));
    expect(woken.seq).toBeGreaterThan(lastGiven);
  });

  test("learns which contacts left, also after a restart", () => {
    const { desk, restart } = aDesk(2);
    const { seq } = desk;
    desk.remove(id(1), 2);
    desk.flush();
    expect(restart().changesAfter(seq).gone).toEqual([id(1)]);
  });

  test("shows a contact that left and came back", () => {
    const { desk } = aDesk(1);
    const { seq } = desk;
    desk.remove(id(1), 2);
    desk.put(item(1, { version: 3 }));
    const { items, gone } = desk.changesAfter(seq);
    expect([ids(items), gone]).toEqual([[id(1)], []]);
  });
});

describe("written behind", () => {
  test("a desk knows after a restart whether its tables are complete", () => {
    const { desk, restart } = aDesk();
    desk.put(item(1));
    expect(desk.hasUnwritten).toBe(true);
    expect(restart().isComplete).toBe(false);
    desk.flush();
    expect(desk.hasUnwritten).toBe(false);
    const woken = restart();
    expect([woken.isComplete, ids(woken.itemsOf(CAMPAIGN_ID))]).toEqual([true, [id(1)]]);
  });

  test("a desk that lost something stays incomplete until its queues were read", () => {
    const { desk, restart } = aDesk(1);
    desk.flush();
    desk.put(item(2));
    const killed = restart();
    killed.put(item(3));
    killed.flush();
    expect(restart().isComplete).toBe(false);
    killed.isReadAnew();
    expect([killed.isComplete, restart().isComplete]).toEqual([true, true]);
  });

  test("campaigns are written at once", () => {
    const { desk, restart } = aDesk();
    expect(desk.putCampaign(aConfig({ epoch: 2 }))).toBe(false);
    expect(desk.putCampaign(aConfig({ epoch: 9, title: "Autumn" }))).toBe(true);
    expect(restart().campaign(CAMPAIGN_ID)?.title).toBe("Autumn");
  });

  test("counts by zone follow every way onto the desk and off it", () => {
    const { desk, restart } = aDesk();
    const walked = () => {
      const zones: Record<string, number> = {};
      for (const each of desk.itemsOf(CAMPAIGN_ID)) {
        if (each.status !== "needsMessage" || each.optedOut) continue;
        zones[each.zones ?? ""] = (zones[each.zones ?? ""] ?? 0) + 1;
      }
      return zones;
    };
    const zoneOf = (n: number) => ["ny", "la", undefined][n % 3];
    for (let n = 1; n <= 9; n += 1) desk.put(item(n, { version: 2, ...(zoneOf(n) ? { zones: zoneOf(n)! } : {}) }));
    expect(desk.toSendByZones(CAMPAIGN_ID)).toEqual({ ny: 3, la: 3, "": 3 });
    desk.next(CAMPAIGN_ID, 4, new Set());
    desk.put(item(3, { version: 3, zones: "ny", status: "messaged" }));
    desk.put(item(4, { version: 3, zones: "la", optedOut: true }));
    desk.put(item(5, { version: 3, zones: "ny" }));
    desk.remove(id(6), 9);
    expect(desk.toSendByZones(CAMPAIGN_ID)).toEqual(walked());
    desk.flush();
    expect(restart().toSendByZones(CAMPAIGN_ID)).toEqual(walked());
    for (let n = 1; n <= 9; n += 1) desk.remove(id(n), 9);
    expect(desk.toSendByZones(CAMPAIGN_ID)).toEqual({});
  });

  test("old tombstones are forgotten in the end, the newest are kept", () => {
    const { desk, sql } = aDesk(5_003);
    for (let n = 1; n <= 5_003; n += 1) desk.remove(id(n), 2);
    desk.flush();
    expect(sql.scalar("SELECT count(*) FROM items WHERE json IS NULL")).toBe(5_000);
    expect(desk.changesAfter(0).gone).not.toContain(id(3));
    expect(desk.changesAfter(0).gone).toContain(id(5_003));
  });
});

describe("reading a queue anew", () => {
  test("replaces the items from that queue, and only those", () => {
    const { desk } = aDesk(3);
    const elsewhere = id(1, "c000000000000001.2");
    desk.put(item(1, { contactId: elsewhere }));
    const { changed, gone } = desk.replaceQueue(QUEUE_KEY, [item(2, { version: 4 }), item(8)], { sinceSeq: desk.seq });
    expect([ids(changed), gone]).toEqual([
      [id(2), id(8)],
      [id(1), id(3)],
    ]);
    expect(ids(desk.itemsOf(CAMPAIGN_ID)).sort()).toEqual([id(2), id(8), elsewhere]);
  });

  test("does not touch what came after the question was asked", () => {
    const { desk } = aDesk(1);
    const askedAt = desk.seq;
    desk.put(item(2));
    desk.put(item(1, { version: 5 }));
    const { gone } = desk.replaceQueue(QUEUE_KEY, [item(1, { version: 4 })], { sinceSeq: askedAt });
    expect([gone, desk.item(id(1))?.version, desk.item(id(2)) !== null]).toEqual([[], 5, true]);
  });

  test("does not bring back what left after the question was asked", () => {
    const { desk } = aDesk(1);
    const askedAt = desk.seq;
    desk.remove(id(1), 2);
    expect(desk.replaceQueue(QUEUE_KEY, [item(1)], { sinceSeq: askedAt }).changed).toEqual([]);
  });

  test("after everything was forgotten gives the same desk, and reports contacts that did not come back", () => {
    const { desk, restart } = aDesk(3);
    desk.flush();
    const { seq } = desk;
    desk.clear();
    expect([desk.isComplete, desk.campaigns(), desk.counts(CAMPAIGN_ID).toSend]).toEqual([false, [], 0]);
    desk.putCampaign(aConfig());
    desk.replaceQueue(QUEUE_KEY, [item(1), item(2)], { sinceSeq: desk.seq });
    desk.isReadAnew();
    const missed = desk.changesAfter(seq);
    expect([ids(missed.items), missed.gone]).toEqual([[id(1), id(2)], [id(3)]]);
    expect(desk.counts(CAMPAIGN_ID).toSend).toBe(2);
    expect(ids(restart().itemsOf(CAMPAIGN_ID))).toEqual([id(1), id(2)]);
  });
});
