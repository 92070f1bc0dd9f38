import { describe, expect, test, vi } from "vitest";
import type { DeskItem, TextState, ThreadMessage } from "../../../domain/texter-app/texter.ts";
import { settlePromises, simulatedTimers } from "../../testing/fake-clock.ts";
import { migratedSql } from "../../testing/node-sql.ts";
import { aConfig, CAMPAIGN_ID, QUEUE_KEY } from "../../testing/queue-world.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { INBOX_MIGRATIONS } from "../schema.ts";
import { Desk } from "./desk.ts";
import { DeskReader } from "./desk-reader.ts";

const CONTACT = `${QUEUE_KEY}.1`;
const TEXT: ThreadMessage = { id: "m1", direction: "out", body: "Hi", at: 1, sendStatus: "SENT", errorCode: null };
const SENT: TextState = { contactId: CONTACT, messageId: "m1", sendStatus: "SENT", errorCode: null, version: 7 };

function item(change: Partial<DeskItem> = {}): DeskItem {
  return {
    contactId: CONTACT,
    campaignId: CAMPAIGN_ID,
    version: 1,
    firstName: "Ann",
    lastName: "",
    cell: "+12125550101",
    fields: {},
    status: "needsMessage",
    optedOut: false,
    firstText: { ok: true, text: "Hi" },
    handedOut: true,
    answers: {},
    messages: [],
    lastAt: 1,
    ...change,
  };
}
const TEXTED = item({ status: "messaged", version: 6, messages: [TEXT], handedOut: false });

function world() {
  let nowMs = 0;
  const timers = simulatedTimers(() => nowMs);
  const desk = new Desk(migratedSql(INBOX_MIGRATIONS));
  desk.putCampaign(aConfig());
  desk.put(item());
  const deskPage = vi.fn(async () => ({ items: [TEXTED], next: null, version: 8 }));
  const changes: unknown[] = [];
  const faults: string[] = [];
  const reader = new DeskReader({
    desk,
    key: "o1.p1",
    membership: () => ({
      orgId: "o1",
      orgName: "Org",
      personId: "p1",
      role: "TEXTER",
      firstName: "Tess",
      lastName: "Ter",
      alias: null,
      email: "t@example.org",
    }),
    campaign: () => expect.unreachable("no campaign is read"),
    queue: () => ({ deskPage }) as unknown as Remote<CampaignQueueRpc>,
    onChange: (change) => void changes.push(change),
    onFault: (event) => void faults.push(event),
    setTimer: timers.setTimer,
  });
  const pass = async (ms: number) => {
    nowMs += ms;
    timers.fire();
    await settlePromises();
  };
  return { desk, reader, deskPage, changes, faults, pass };
}

describe("the state of a text that is in no conversation of the desk", () => {
  test("has its queue read again: the acceptance was answered to a call that had been given up", async () => {
    const { desk, reader, deskPage, changes, pass } = world();
    reader.lookForMissed(QUEUE_KEY, [SENT]);
    reader.lookForMissed(QUEUE_KEY, [{ ...SENT, sendStatus: "DELIVERED", version: 8 }]);
    await pass(4_999);
    expect(deskPage).not.toHaveBeenCalled();
    await pass(1);
    expect(deskPage).toHaveBeenCalledTimes(1);
    expect(desk.item(CONTACT)).toMatchObject({ status: "messaged", messages: [{ id: "m1" }] });
    expect(changes).toMatchObject([{ items: [{ contactId: CONTACT }] }]);
    await pass(60_000);
    expect(deskPage).toHaveBeenCalledTimes(1);
  });

  test("brings nothing when the answer was only slow, or when the contact is not here", async () => {
    const { desk, reader, deskPage, pass } = world();
    reader.lookForMissed(QUEUE_KEY, [SENT, { ...SENT, contactId: `${QUEUE_KEY}.2` }]);
    desk.put(TEXTED);
    await pass(60_000);
    expect(deskPage).not.toHaveBeenCalled();
  });

  test("is looked for again while the queue does not answer", async () => {
    const { desk, reader, deskPage, faults, pass } = world();
    deskPage.mockRejectedValueOnce(new Error("overloaded"));
    reader.lookForMissed(QUEUE_KEY, [SENT]);
    await pass(5_000);
    expect(faults).toEqual(["missed_text_not_read"]);
    await pass(5_000);
    expect(desk.item(CONTACT)?.status).toBe("messaged");
  });
});
