/** The texter's operations, against the real queue modules; calls between objects are direct here. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/assignment/assignment-policy.ts";
import type { AssignmentPolicy } from "../../../domain/assignment/assignment-policy.ts";
import type { DeskItem, TexterOp } from "../../../domain/texter-app/texter.ts";
import { answer, setClosed } from "../../campaign-queue/conversations/conversations.ts";
import { confirmLease, deskOf, hasUnconfirmedLeases, lease, release } from "../../campaign-queue/assignment/leases.ts";
import { acceptSend } from "../../campaign-queue/sending/sends.ts";
import { migrate } from "../../kit/storage/migrations.ts";
import { nodeSql } from "../../testing/node-sql.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { TokenBucket } from "../../kit/time/token-bucket.ts";
import { aConfig, ANA, CAMPAIGN_ID, NOON, ORG_ID, queueWorld } from "../../testing/queue-world.ts";
import { Desk } from "./desk.ts";
import { Operations } from "./operations.ts";
import type { RequestOps } from "./operations.ts";
import { MIGRATIONS } from "../schema.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";
import type { CampaignRpc } from "../../rpc/campaign.ts";
import type { Membership } from "../../rpc/texter-inbox.ts";

type Answered = { ok: boolean; reason?: string; message?: string; total?: number; items?: DeskItem[] };

const TOKEN = `${CAMPAIGN_ID}.secretsecretsecret`;
const REQUEST = "request-0000000001";
const membership: Membership = { ...ANA, orgId: ORG_ID, orgName: "Org", role: "TEXTER", email: "ana@example.org" };

function texting({
  contacts = 20,
  burst = 80,
  config = {},
}: { contacts?: number; burst?: number; config?: object } = {}) {
  const world = queueWorld({ contacts, config });
  const sql = nodeSql();
  migrate(sql, MIGRATIONS);
  const desk = new Desk(sql);
  const joined = new Set<string>();
  const down = { queue: false, settle: false };
  const queueStub = {
    lease: async (request) => lease(world.store, request),
    confirmLease: async ({ requestId }) => confirmLease(world.store, requestId),
    release: async ({ personId }) => ({ released: release(world.store, personId) }),
    send: async (request) => {
      if (down.queue) throw new Error("the queue is not there");
      return world.store.block((change) => acceptSend(world.store, change, request));
    },
    answer: async (request) => answer(world.store, request),
    setClosed: async (request) => setClosed(world.store, request),
  } satisfies Partial<Remote<CampaignQueueRpc>>;
  const campaignStub = {
    join: async ({ token, texter }) => {
      if (token !== TOKEN) return { ok: false, reason: "not_found", message: "no" };
      const already = joined.has(texter.personId);
      joined.add(texter.personId);
      return { ok: true, already, config: world.store.config ?? aConfig() };
    },
    findWork: async ({ personId }) =>
      joined.has(personId)
        ? { ok: true, queueNos: [1], config: world.store.config ?? aConfig() }
        : { ok: false, reason: "not_yours", message: "no" },
  } satisfies Partial<Remote<CampaignRpc>>;
  // Their own test is beside request-operations.ts.
  const noRequests = { shown: () => [] } as Partial<RequestOps> as RequestOps;
  const sent: number[] = [];
  const start = () =>
    new Operations({
      desk,
      now: () => world.clock.now,
      membership: () => membership,
      // Of other objects, operations call these alone.
      campaign: () => campaignStub as Partial<Remote<CampaignRpc>> as Remote<CampaignRpc>,
      queue: () => queueStub as Partial<Remote<CampaignQueueRpc>> as Remote<CampaignQueueRpc>,
      throttle: new TokenBucket({ ratePerSecond: 20, burst }),
      requests: noRequests,
      onSent: () => sent.push(1),
      settled: async () => {
        if (down.settle) throw new Error("a queue cannot be read");
      },
      later: (work) => void work,
    });
  const operations = start();
  const perform = (op: TexterOp, params: object = {}) => operations.perform(op, params);
  // Tests look at whatever an answer holds.
  const ask = async (op: TexterOp, params: object = {}) => (await perform(op, params)).answer as Answered;
  return { world, desk, down, joined, sent, perform, ask };
}

async function holding(count: number, options: Parameters<typeof texting>[0] = {}) {
  const made = texting(options);
  await made.ask("join", { token: TOKEN });
  await made.ask("take", { campaignId: CAMPAIGN_ID, requestId: REQUEST, count });
  return made;
}

type Made = Awaited<ReturnType<typeof holding>>;

let ids = 0;
const send = ({ world, ask }: Made, n: number, change: object = {}) =>
  ask("send", {
    contactId: world.id(n),
    messageId: `message-of-test-${(ids += 1)}`,
    body: world.firstText(n),
    initial: true,
    lastSeenId: null,
    ...change,
  });

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
});

describe("joining", () => {
  test("puts the campaign on the desk; twice is the same assignment", async () => {
    const { ask } = texting();
    expect(await ask("join", { token: TOKEN })).toMatchObject({ ok: true, already: false, title: "Spring" });
    expect(await ask("join", { token: TOKEN })).toMatchObject({ ok: true, already: true });
    expect(await ask("campaigns")).toMatchObject({ campaigns: [{ campaignId: CAMPAIGN_ID, mayTextAtMs: null }] });
  });

  test.each([`${CAMPAIGN_ID}.wrongwrongwrong`, "nonsense.secret", "c.", "1234567890"])(
    "by %s leads nowhere",
    async (token) => {
      const { ask } = texting();
      expect((await ask("join", { token })).ok).toBe(false);
      expect(await ask("campaigns")).toMatchObject({ campaigns: [] });
    },
  );
});

describe("taking a batch", () => {
  test("gives at most the batch size, and confirms the lease", async () => {
    const { world, ask } = texting();
    await ask("join", { token: TOKEN });
    expect(await ask("take", { campaignId: CAMPAIGN_ID, requestId: REQUEST })).toMatchObject({
      ok: true,
      taken: 10,
      counts: { toSend: 10, handedOut: 0 },
    });
    expect(hasUnconfirmedLeases(world.store)).toBe(false);
  });

  test("repeated gives the same ones, even at the same time", async () => {
    const { world, ask } = texting();
    await ask("join", { token: TOKEN });
    const take = () => ask("take", { campaignId: CAMPAIGN_ID, requestId: REQUEST, count: 4 });
    expect(await Promise.all([take(), take(), take()])).toMatchObject([{ taken: 4 }, { taken: 4 }, { taken: 4 }]);
    expect(world.store.counters).toMatchObject({ assigned: 4, left: 16 });
  });

  test("is refused while a whole batch is unsent, also when both are asked for at once", async () => {
    const { world, ask } = texting();
    await ask("join", { token: TOKEN });
    const take = (requestId: string) => ask("take", { campaignId: CAMPAIGN_ID, requestId });
    expect(await Promise.all([take(REQUEST), take(`${REQUEST}x`)])).toMatchObject([
      { taken: 10 },
      { ok: false, reason: "batch_in_hand" },
    ]);
    expect(world.store.counters.assigned).toBe(10);
  });

  test("of a campaign that one has not joined is refused", async () => {
    const { ask } = texting();
    expect(await ask("take", { campaignId: CAMPAIGN_ID, requestId: REQUEST })).toMatchObject({ reason: "not_yours" });
  });

  test("says that nothing is left", async () => {
    const { ask } = texting({ contacts: 0 });
    await ask("join", { token: TOKEN });
    expect(await ask("take", { campaignId: CAMPAIGN_ID, requestId: REQUEST })).toMatchObject({
      reason: "nothing_left",
    });
  });

  test("says why, when the queue refuses", async () => {
    const { world, ask } = texting();
    await ask("join", { token: TOKEN });
    world.configure({ status: "CLOSED_FOR_INITIAL_SENDS" });
    expect(await ask("take", { campaignId: CAMPAIGN_ID, requestId: REQUEST })).toMatchObject({
      reason: "campaign_closed_for_initials",
    });
  });

  test("after a crash counts what the lease holds, not what is new on the desk", async () => {
    const { world, desk, ask } = texting();
    await ask("join", { token: TOKEN });
    const leased = lease(world.store, { texter: ANA, requestId: REQUEST, count: 4 });
    for (const item of leased.ok ? leased.items : []) desk.put(item);
    expect(await ask("take", { campaignId: CAMPAIGN_ID, requestId: REQUEST, count: 4 })).toMatchObject({ taken: 4 });
  });
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
      changed: [{ contactId: made.world.id(1) }],
      gone: [],
    });
  });

  test("a held key: the same id again and again is one text, and never throttled", async () => {
    const made = await holding(1, { burst: 1 });
    const messageId = "message-of-test-b";
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(made, 1, { messageId })));
    expect(answers.map((each) => each.ok)).toEqual(Array(20).fill(true));
    expect(made.world.sent(1)).toHaveLength(1);
  });

  test("whose script changed is refused with the new words, which the desk shows from then on", async () => {
    const made = await holding(1);
    const steps = [{ id: "s1", texts: ["Hello"], question: "", answers: [] }];
    made.world.configure({ script: { rootStepId: "s1", steps }, scriptVersion: 2 });
    const shown = { firstText: { ok: true, text: "Hello" }, scriptVersion: 2 };
    expect(await send(made, 1)).toMatchObject({ reason: "script_changed", item: shown });
    expect(made.desk.item(made.world.id(1))).toMatchObject(shown);
    expect((await send(made, 1, { body: "Hello", scriptVersion: 2 })).ok).toBe(true);
  });

  test("too fast is refused with the time at which it may go", async () => {
    const made = await holding(3, { burst: 2 });
    expect([(await send(made, 1)).ok, (await send(made, 2)).ok]).toEqual([true, true]);
    expect(await send(made, 3)).toMatchObject({ reason: "throttled", mayGoAtMs: NOON + 50 });
    made.world.clock.now += 50;
    expect((await send(made, 3)).ok).toBe(true);
  });

  test("an id that belongs to a text to another contact is refused", async () => {
    const made = await holding(2);
    const messageId = "message-of-test-c";
    await send(made, 1, { messageId });
    expect(await send(made, 2, { messageId })).toMatchObject({ ok: false, reason: "bad_request" });
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
    expect(performed).toMatchObject({ answer: { reason: "not_yours" }, gone: [made.world.id(1)] });
    expect(await send(made, 1)).toMatchObject({ reason: "not_found" });
  });

  test("when the contact has replied shows the reply", async () => {
    const made = await holding(1);
    await send(made, 1);
    made.world.wave();
    made.world.receive(1, "Who?", "SM1");
    const answered = await send(made, 1, { initial: false, body: "Hello?" });
    expect(answered).toMatchObject({ reason: "conversation_moved", item: { messages: [{}, { id: "SM1" }] } });
    expect(made.desk.item(made.world.id(1))?.status).toBe("needsResponse");
  });

  test("while the queue is away is refused for now, and the same id goes later", async () => {
    const made = await holding(1);
    const messageId = "message-of-test-e";
    made.down.queue = true;
    expect(await send(made, 1, { messageId })).toMatchObject({ reason: "unavailable" });
    made.down.queue = false;
    expect(await send(made, 1, { messageId })).toMatchObject({ ok: true, repeated: false });
  });
});

test("while the desk cannot be read every operation says so, and none fails", async () => {
  const { down, ask } = texting();
  down.settle = true;
  expect(await ask("campaigns")).toMatchObject({ ok: false, reason: "unavailable" });
});

describe("a campaign's policy", () => {
  const policy = (change: Partial<AssignmentPolicy>) => ({ config: { policy: { ...DEFAULT_POLICY, ...change } } });
  const take = ({ ask }: Made, requestId: string, count: number) =>
    ask("take", { campaignId: CAMPAIGN_ID, requestId, count });

  test("caps what one texter gets over all batches, also when some are given back", async () => {
    const made = await holding(4, policy({ capPerTexter: 6 }));
    expect(await take(made, "request-0000000002", 5)).toMatchObject({ ok: true, taken: 2 });
    expect(await take(made, "request-0000000003", 5)).toMatchObject({ ok: false, reason: "cap_reached" });
    await made.ask("release", { campaignId: CAMPAIGN_ID });
    expect(await take(made, "request-0000000003", 5)).toMatchObject({ ok: false, reason: "cap_reached" });
    // What a request brought before, it brings again.
    expect(await take(made, "request-0000000002", 5)).toMatchObject({ ok: true, taken: 2 });
  });

  test("may want replies answered before more contacts are had", async () => {
    const made = await holding(1, policy({ mayAskWhileRepliesWait: false }));
    await send(made, 1);
    const item = made.desk.item(made.world.id(1))!;
    made.desk.put({ ...item, status: "needsResponse", version: item.version + 1 });
    expect(await take(made, "request-0000000002", 1)).toMatchObject({ ok: false, reason: "replies_wait" });
    made.desk.put({ ...item, status: "convo", version: item.version + 2 });
    expect(await take(made, "request-0000000002", 1)).toMatchObject({ ok: true, taken: 1 });
  });
});

describe("conversations", () => {
  async function talking() {
    const made = await holding(5);
    for (const n of [1, 2, 3, 4]) {
      made.world.clock.now += 1000;
      await send(made, n);
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
      const answered = await send(made, n, { initial: false, body: "?" });
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
  await send(made, 2);
  const performed = await made.perform("release", { campaignId: CAMPAIGN_ID });
  expect(performed).toMatchObject({
    answer: { released: 2, counts: { toSend: 0, open: 1 } },
    gone: [made.world.id(1), made.world.id(3)],
  });
  expect(made.world.store.counters).toMatchObject({ left: 19, assigned: 0 });
});

test("changes since a number are answered over HTTP, too", async () => {
  const made = await holding(2);
  const { seq } = made.desk;
  await send(made, 1);
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
  const refused = await texting().ask(op, params);
  expect(refused).toMatchObject({ ok: false, reason: "bad_request" });
  expect(refused.message).toMatch(/^\w+: ./);
});

describe("texting hours", () => {
  /** Contacts 4 to 6 live in Los Angeles, the others in New York; the desk holds all. */
  async function acrossZones() {
    const made = await holding(6, { contacts: 6 });
    made.world.sql.run("UPDATE contacts SET zones = 'la' WHERE n > 3");
    const items = deskOf(made.world.store, ANA);
    for (const item of items) made.desk.put(item, true);
    // 20:55 in New York, 17:55 in Los Angeles.
    made.world.clock.now = NOON + 9 * 3_600_000 - 5 * 60_000;
    return made;
  }

  test("the desk counts contacts by place, and hands out only those who may be texted now", async () => {
    const { ask, world } = await acrossZones();
    const next = await ask("next", { campaignId: CAMPAIGN_ID, count: 20, have: [] });
    expect(next).toMatchObject({ toSendByZones: { ny: 3, la: 3 } });
    expect(next.items?.map(({ contactId }) => contactId)).toEqual([4, 5, 6].map(world.id));
    expect(await ask("campaigns")).toMatchObject({
      campaigns: [{ mayTextAtMs: null, toSendByZones: { ny: 3, la: 3 } }],
    });
  });

  test("when nobody on it may be texted, the desk says from when", async () => {
    const { ask, world } = await acrossZones();
    world.clock.now = NOON + 13 * 3_600_000;
    expect(await ask("next", { campaignId: CAMPAIGN_ID, count: 20, have: [] })).toMatchObject({ items: [] });
    expect(await ask("campaigns")).toMatchObject({ campaigns: [{ mayTextAtMs: NOON + 21 * 3_600_000 }] });
  });

  test("a batch at night is refused with the time at which there will be one", async () => {
    const made = await holding(0, { contacts: 6 });
    made.world.clock.now = NOON + 13 * 3_600_000;
    const taken = await made.ask("take", { campaignId: CAMPAIGN_ID, requestId: "request-of-the-night" });
    expect(taken).toMatchObject({ reason: "outside_hours", mayGoAtMs: NOON + 21 * 3_600_000 });
  });
});
