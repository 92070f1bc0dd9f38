/** The texter's operations on what is on the desk. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { TexterOp } from "../../../domain/texter-app/texter.ts";
import { release } from "../../campaign-queue/assignment/leases.ts";
import { ANA, CAMPAIGN_ID, NOON } from "../../testing/queue-world.ts";
import { REQUEST, deskWorld, holding, sendFirstText } from "../../testing/desk-world.ts";
import type { Made } from "../../testing/desk-world.ts";

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});

describe("sending", () => {
  test("puts the newest copy on the desk and tells this texter's other sockets", async () => {
    const made = await holding(2);
    const performed = await made.perform("send", {
      contactId: made.world.id(1),
      messageId: "message-of-test-a",
      body: made.world.firstText(1),
      initial: true,
      lastSeenId: null,
    });
    expect(performed).toMatchObject({
      answer: { ok: true, repeated: false, item: { status: "messaged" }, counts: { toSend: 1, open: 1 } },
      changes: { items: [{ contactId: made.world.id(1) }], gone: [] },
    });
  });

  test("a held key: the same id again and again is one text, and never throttled", async () => {
    const made = await holding(1, { burst: 1 });
    const messageId = "message-of-test-b";
    const answers = await Promise.all(Array.from({ length: 20 }, () => sendFirstText(made, 1, { messageId })));
    expect(answers.map((each) => each.ok)).toEqual(Array(20).fill(true));
    expect(made.world.sent(1)).toHaveLength(1);
  });

  test("whose script changed is refused with the new words, which the desk shows from then on", async () => {
    const made = await holding(1);
    const steps = [{ id: "s1", texts: ["Hello"], question: "", answers: [] }];
    made.world.configure({ script: { rootStepId: "s1", steps }, scriptVersion: 2 });
    const shown = { firstText: { ok: true, text: "Hello" }, scriptVersion: 2 };
    expect(await sendFirstText(made, 1)).toMatchObject({ reason: "script_changed", item: shown });
    expect(made.desk.item(made.world.id(1))).toMatchObject(shown);
    expect((await sendFirstText(made, 1, { body: "Hello", scriptVersion: 2 })).ok).toBe(true);
  });

  test("too fast is refused with the time at which it may go", async () => {
    const made = await holding(3, { burst: 2 });
    expect([(await sendFirstText(made, 1)).ok, (await sendFirstText(made, 2)).ok]).toEqual([true, true]);
    expect(await sendFirstText(made, 3)).toMatchObject({ reason: "throttled", mayGoAtMs: NOON + 50 });
    made.world.clock.now += 50;
    expect((await sendFirstText(made, 3)).ok).toBe(true);
  });

  test("an id that belongs to a text to another contact is refused", async () => {
    const made = await holding(2);
    const messageId = "message-of-test-c";
    await sendFirstText(made, 1, { messageId });
    expect(await sendFirstText(made, 2, { messageId })).toMatchObject({ ok: false, reason: "bad_request" });
    expect(made.world.sent(2)).toEqual([]);
  });

  test("to a contact that was given to somebody else takes it off the desk; the words stay with the app", async () => {
    const made = await holding(2);
    release(made.world.store, ANA.personId);
    const performed = await made.perform("send", {
      contactId: made.world.id(1),
      messageId: "message-of-test-d",
      body: "typed words",
      initial: true,
      lastSeenId: null,
    });
    expect(performed).toMatchObject({ answer: { reason: "not_yours" }, changes: { gone: [made.world.id(1)] } });
    // Also when it comes again: the desk remembers that it had the contact.
    expect(await sendFirstText(made, 1)).toMatchObject({ reason: "not_yours" });
  });

  test("when the contact has replied shows the reply", async () => {
    const made = await holding(1);
    await sendFirstText(made, 1);
    made.world.wave();
    made.world.receive(1, "Who?", "SM1");
    const answered = await sendFirstText(made, 1, { initial: false, body: "Hello?" });
    expect(answered).toMatchObject({ reason: "conversation_moved", item: { messages: [{}, { id: "SM1" }] } });
    expect(made.desk.item(made.world.id(1))?.status).toBe("needsResponse");
  });

  test("while the queue is away is refused for now, and the same id goes later", async () => {
    const made = await holding(1);
    const messageId = "message-of-test-e";
    made.down.queue = true;
    expect(await sendFirstText(made, 1, { messageId })).toMatchObject({ reason: "unavailable" });
    made.down.queue = false;
    expect(await sendFirstText(made, 1, { messageId })).toMatchObject({ ok: true, repeated: false });
  });
});

test("while the desk cannot be read every operation says so, and none fails", async () => {
  const { down, ask } = deskWorld();
  down.settle = true;
  expect(await ask("campaigns")).toMatchObject({ ok: false, reason: "unavailable" });
});

describe("conversations", () => {
  async function talking() {
    const made = await holding(5);
    for (const n of [1, 2, 3, 4]) {
      made.world.clock.now += 1000;
      await sendFirstText(made, n);
    }
    made.world.wave();
    for (const n of [3, 2]) {
      made.world.clock.now += 1000;
      made.world.receive(n, "Yes");
    }
    for (const item of made.world.store.sql.all<{ n: number }>("SELECT n FROM contacts WHERE texter IS NOT NULL")) {
      await made.ask("contact", { contactId: made.world.id(item.n) });
    }
    // As the queue would tell the desk.
    for (const n of [3, 2]) {
      const answered = await sendFirstText(made, n, { initial: false, body: "?" });
      expect(answered.reason).toBe("conversation_moved");
    }
    return made;
  }
  const list = async ({ ask }: Made, filter: string, more: object = {}) => {
    const answered = await ask("conversations", { campaignId: CAMPAIGN_ID, filter, ...more });
    return { total: answered.total, names: answered.items?.map((each) => each.firstName) };
  };

  test("that wait come in the order in which they have waited; others the latest first", async () => {
    const made = await talking();
    expect(await list(made, "waiting")).toEqual({ total: 2, names: ["First3", "First2"] });
    expect(await list(made, "open")).toEqual({ total: 2, names: ["First4", "First1"] });
    expect(await list(made, "open", { offset: 1, limit: 1 })).toEqual({ total: 2, names: ["First1"] });
    expect(await list(made, "closed")).toEqual({ total: 0, names: [] });
  });

  test("are closed, reopened and answered", async () => {
    const made = await talking();
    const contactId = made.world.id(3);
    expect(await made.ask("answer", { contactId, stepId: "s1", value: "Yes" })).toMatchObject({
      item: { answers: { s1: "Yes" } },
    });
    expect(await made.ask("close", { contactId })).toMatchObject({ counts: { waiting: 1, closed: 1 } });
    expect(await list(made, "closed")).toEqual({ total: 1, names: ["First3"] });
    expect(await made.ask("reopen", { contactId })).toMatchObject({ counts: { waiting: 2, closed: 0 } });
  });

  test("of a campaign that is not on the desk do not exist", async () => {
    const made = await holding(1);
    const campaignId = "c000000000000009";
    expect(await made.ask("conversations", { campaignId, filter: "open" })).toMatchObject({ reason: "not_found" });
    expect(await made.ask("next", { campaignId, count: 1, have: [] })).toMatchObject({ reason: "not_found" });
    expect(await made.ask("release", { campaignId })).toMatchObject({ reason: "not_found" });
    expect(await made.ask("contact", { contactId: `${campaignId}.1.1` })).toMatchObject({ reason: "not_found" });
    expect(await made.ask("close", { contactId: `${campaignId}.1.1` })).toMatchObject({ reason: "not_found" });
  });
});

test("releasing gives back what is unsent, and tells the other sockets what is gone", async () => {
  const made = await holding(3);
  await sendFirstText(made, 2);
  const performed = await made.perform("release", { campaignId: CAMPAIGN_ID });
  expect(performed).toMatchObject({
    answer: { released: 2, counts: { toSend: 0, open: 1 } },
    changes: { gone: [made.world.id(1), made.world.id(3)] },
  });
  expect(made.world.store.counters).toMatchObject({ left: 19, assigned: 0 });
});

test("a contact that was given back and got again stays, although the answer to giving it back comes last", async () => {
  const made = await holding(1);
  const lease = (requestId: string) => made.perform("take", { campaignId: CAMPAIGN_ID, count: 1, requestId });
  const { promise: slow, resolve: arrives } = Promise.withResolvers<void>();
  made.delayReleases(slow);
  const giving = made.perform("release", { campaignId: CAMPAIGN_ID });
  await vi.waitFor(() => expect(made.world.store.counters.assigned).toBe(0));
  await lease("request-0000000009");
  arrives();
  await giving;
  const held = made.world.contact(1).texter === ANA.personId;
  expect([held, made.desk.item(made.world.id(1))?.status]).toEqual([true, "needsMessage"]);
});

test("changes since a number are answered over HTTP, too", async () => {
  const made = await holding(2);
  const { seq } = made.desk;
  await sendFirstText(made, 1);
  expect(await made.ask("changes", { seq })).toMatchObject({
    ok: true,
    seq: made.desk.seq,
    items: [{ contactId: made.world.id(1) }],
    gone: [],
  });
});

test("a number of changes that this desk never gave out gets everything", async () => {
  const made = await holding(2);
  const items = [{ contactId: made.world.id(1) }, { contactId: made.world.id(2) }];
  expect(await made.ask("changes", { seq: made.desk.seq + 1 })).toMatchObject({ ok: true, seq: made.desk.seq, items });
});

test.each<[TexterOp, object]>([
  ["send", {}],
  ["send", { contactId: "nonsense", messageId: "message-of-test-f", body: "x", initial: false, lastSeenId: null }],
  ["take", { campaignId: CAMPAIGN_ID, requestId: REQUEST, count: 0 }],
  ["next", { campaignId: CAMPAIGN_ID, count: 101, have: [] }],
  ["changes", { seq: -1 }],
])("%s with %j is refused, naming what is wrong", async (op, params) => {
  const refused = await deskWorld().ask(op, params);
  expect(refused).toMatchObject({ ok: false, reason: "bad_request" });
  expect(refused.message).toMatch(/^\w+: ./);
});
