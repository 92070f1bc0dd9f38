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

function aDesk() {
  const sql = migratedSql(INBOX_MIGRATIONS);
  const desk = new Desk(sql);
  desk.putCampaign(aConfig());
  return { sql, desk, restart: () => new Desk(sql) };
}

const ids = (items: Iterable<DeskItem>) => Array.from(items, (each) => each.contactId);

describe("a copy that comes late", () => {
  test("of the answer that brings a text does not undo a state that came before it", () => {
    const { desk } = aDesk();
    desk.put(item(1, { version: 3, asOf: 3 }));
    // The queue's news of the carrier's answer overtake the answer to the send.
    desk.apply({ contactId: id(1), messageId: "m1", sendStatus: "SENT", errorCode: null, version: 7 });
    desk.put(item(1, { status: "messaged", version: 5, asOf: 5, messages: [message("m1")] }));
    expect(desk.item(id(1))?.messages).toMatchObject([{ id: "m1", sendStatus: "SENT" }]);
  });

  test("of a text's state counts by its number, whatever comes first", () => {
    const { desk } = aDesk();
    const state = (sendStatus: "SENT" | "DELIVERED", version: number) =>
      ({ contactId: id(1), messageId: "m1", sendStatus, errorCode: null, version }) as const;
    const shown = () => desk.item(id(1))?.messages[0]?.sendStatus;
    desk.put(item(1, { status: "messaged", version: 5, asOf: 5, messages: [message("m1")] }));
    expect(desk.apply(state("DELIVERED", 8))).toBe(true);
    expect(desk.apply(state("SENT", 7))).toBe(false);
    // Made before the report came, taken after it.
    desk.put(item(1, { status: "messaged", version: 6, asOf: 6, messages: [message("m1", "SENT")] }));
    expect(shown()).toBe("DELIVERED");
    expect(desk.item(id(1))).not.toHaveProperty("asOf");
    desk.put(item(1, { status: "closed", version: 9, asOf: 9, messages: [message("m1", "SENT")] }));
    expect([shown(), desk.apply(state("DELIVERED", 8)), desk.apply(state("DELIVERED", 10))]).toEqual([
      "SENT",
      false,
      true,
    ]);
  });

  test("that was under way when its contact left does not bring it back after a restart either", () => {
    const { desk, restart } = aDesk();
    desk.put(item(1, { version: 3 }));
    desk.remove(id(1), 5);
    desk.flush();
    const after = restart();
    expect([after.put(item(1, { version: 4 })), after.put(item(1, { version: 6 })) !== null]).toEqual([null, true]);
  });

  test("from before its queue was read is not taken, and does not stay, when the queue did not have it", () => {
    const { desk } = aDesk();
    const { seq: sinceSeq } = desk;
    // It comes while the queue is read, after a crash that forgot that its contact had left.
    desk.put(item(1, { version: 3 }));
    desk.put(item(2, { version: 12 }));
    expect(desk.replaceQueue(QUEUE_KEY, [], { sinceSeq, asOf: 10 }).gone).toEqual([id(1)]);
    expect([desk.put(item(3, { version: 4 })), desk.put(item(4, { version: 11 })) !== null]).toEqual([null, true]);
    expect(ids(desk.itemsOf(CAMPAIGN_ID))).toEqual([id(2), id(4)]);
  });
});
