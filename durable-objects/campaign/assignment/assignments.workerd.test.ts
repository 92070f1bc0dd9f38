/** An admin's hand over a campaign of two queues, on real objects: exact numbers, even shares, take-overs, desks that hear. */
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/assignment/assignment-policy.ts";
import { newId, newToken, parseContactId, queueKey } from "../../../domain/ids.ts";
import type { CountsSet } from "../../../domain/assignment/assignments.ts";
import type { Texter } from "../../../domain/people/people.ts";
import type { DeskItem } from "../../../domain/texter-app/texter.ts";
import type { Role } from "../../../domain/statuses.ts";
import { campaignAt, inboxOf, queueAt } from "../../rpc/stubs.ts";
import { connected } from "../../../test/workers/socket-link.ts";
import {
  afterTest,
  aTexter,
  cells,
  contactTexts,
  deliverAll,
  env,
  evict,
  importContacts,
  inboxStub,
  itemOf,
  letTimePass,
  perform,
  queueStub,
  runAlarm,
  runningCampaign,
  sendText,
  take,
  WAIT,
  withoutWaiting,
} from "../../../test/workers/workers-world.ts";
import type { Person, Running } from "../../../test/workers/workers-world.ts";

beforeAll(withoutWaiting);
afterEach(afterTest);

/** An active campaign with two queues of `first` and `second` contacts. */
async function twoQueues(areaCode: number, first: number, second: number, change = {}): Promise<Running> {
  const numbers = cells(areaCode, first + second);
  const running = await runningCampaign(numbers.slice(0, first), change);
  await importContacts(running.orgId, running.campaignId, numbers.slice(first));
  expect(await queueAt(env, queueKey(running.campaignId, 2)).counters()).toMatchObject({ numbers: { left: second } });
  return running;
}

function texterOf({ personId, firstName, lastName, alias }: Person): Texter {
  return { personId, firstName, lastName, alias };
}

const stubOf = ({ campaignId }: Running) => env.CAMPAIGN.getByName(campaignId);

function set({ campaign, orgId }: Running, counts: [Person, number][]) {
  return campaign.setAssignments({
    orgId,
    counts: counts.map(([person, toSend]) => ({ texter: texterOf(person), toSend })),
  });
}

/** What each of these holds by the campaign's word. */
async function held({ campaign, orgId }: Running, people: Person[]) {
  const shown = await campaign.assignments({ orgId });
  if (!shown.ok) throw new Error(shown.reason);
  const texters = people.map(({ personId }) => shown.texters.find((each) => each.personId === personId));
  return { left: shown.left, toSend: texters.map((each) => each?.toSend ?? 0), texters };
}

/** Everything on a desk from this campaign; the queues update it a moment later. */
async function desk(person: Person): Promise<DeskItem[]> {
  const answer = await perform(person, "changes", { seq: 0 });
  return answer.items ?? [];
}

const onDesk = (person: Person, count: number) => vi.waitUntil(async () => (await desk(person)).length === count, WAIT);

const campaignsOf = async (person: Person) => {
  const answer = await perform(person, "campaigns", {});
  return (answer as unknown as { campaigns: { campaignId: string }[] }).campaigns.map((each) => each.campaignId);
};

describe("an admin's counts", () => {
  test("are exact over all queues, and reach the desks of people who never joined", async () => {
    const running = await twoQueues(501, 6, 5);
    const [ben, cleo] = [await aTexter(running.orgId, "Ben"), await aTexter(running.orgId, "Cleo")];
    expect(
      await set(running, [
        [ben, 8],
        [cleo, 2],
      ]),
    ).toEqual({
      ok: true,
      counts: [
        { personId: ben.personId, wanted: 8, toSend: 8 },
        { personId: cleo.personId, wanted: 2, toSend: 2 },
      ],
      missing: 0,
    });
    expect(await held(running, [ben, cleo, running.texter])).toMatchObject({ left: 1, toSend: [8, 2, 0] });
    await onDesk(ben, 8);
    await onDesk(cleo, 2);
    expect(await campaignsOf(ben)).toEqual([running.campaignId]);
    const [item] = await desk(cleo);
    expect(await sendText(cleo, item!)).toMatchObject({ ok: true, item: { status: "messaged" } });
  });

  test("are absolute: a repetition, also after an eviction, changes nothing", async () => {
    const running = await twoQueues(502, 5, 5);
    const [ben, cleo] = [await aTexter(running.orgId, "Ben"), await aTexter(running.orgId, "Cleo")];
    const first = await set(running, [
      [ben, 7],
      [cleo, 2],
    ]);
    await onDesk(ben, 7);
    const before = (await desk(ben)).map((item) => item.contactId).sort();
    await evict(stubOf(running));
    await evict(queueStub(queueKey(running.campaignId, 1)));
    expect(
      await set(running, [
        [ben, 7],
        [cleo, 2],
      ]),
    ).toEqual(first);
    expect(await held(running, [ben, cleo])).toMatchObject({ left: 1, toSend: [7, 2] });
    expect((await desk(ben)).map((item) => item.contactId).sort()).toEqual(before);
  });

  test("say when fewer were left than wanted", async () => {
    const running = await twoQueues(503, 3, 2);
    const ben = await aTexter(running.orgId, "Ben");
    expect(await set(running, [[ben, 9]])).toMatchObject({ counts: [{ wanted: 9, toSend: 5 }], missing: 4 });
    expect(await held(running, [ben])).toMatchObject({ left: 0, toSend: [5] });
  });

  test("that are lower take back only unsent contacts, from all queues; what frees goes to those who get more", async () => {
    const running = await twoQueues(504, 4, 4);
    const cleo = await aTexter(running.orgId, "Cleo");
    const items = await take(running, 8);
    const sent = [items[0]!, items[7]!];
    for (const item of sent) await sendText(running.texter, item);
    expect(
      await set(running, [
        [cleo, 5],
        [running.texter, 1],
      ]),
    ).toMatchObject({ missing: 0 });
    expect(await held(running, [running.texter, cleo])).toMatchObject({
      left: 0,
      toSend: [1, 5],
      texters: [{ conversations: 2 }, { conversations: 0 }],
    });
    await onDesk(running.texter, 3);
    const left = await desk(running.texter);
    for (const { contactId } of sent) expect(left.map((item) => item.contactId)).toContain(contactId);
    expect(await set(running, [[running.texter, 0]])).toMatchObject({ counts: [{ toSend: 0 }], missing: 0 });
    await onDesk(running.texter, 2);
  });

  test("of a full campaign are the admin's decision: everybody who gets contacts has joined", async () => {
    const running = await twoQueues(505, 2, 2, { policy: { ...DEFAULT_POLICY, maxTexters: 1 } });
    const ben = await aTexter(running.orgId, "Ben");
    expect(await perform(ben, "join", { token: running.joinToken })).toMatchObject({ reason: "campaign_full" });
    await set(running, [[ben, 1]]);
    expect(await running.campaign.overview({ orgId: running.orgId })).toMatchObject({ texters: 2 });
    expect(await perform(ben, "join", { token: running.joinToken })).toMatchObject({ ok: true, already: true });
  });

  test("of two admins at once follow each other", async () => {
    const running = await twoQueues(601, 5, 5);
    const [ben, cleo] = [await aTexter(running.orgId, "Ben"), await aTexter(running.orgId, "Cleo")];
    const answers = await Promise.all([set(running, [[ben, 6]]), set(running, [[cleo, 6]])]);
    const missing = answers.map((answer) => (answer as CountsSet).missing);
    expect(missing.sort()).toEqual([0, 2]);
    const { left, toSend } = await held(running, [ben, cleo]);
    expect([left, ...toSend.sort()]).toEqual([0, 4, 6]);
  });
});

describe("an even split", () => {
  test("shares what is left and what these texters have not texted; conversations stay", async () => {
    const running = await twoQueues(602, 6, 5);
    const people = [running.texter, await aTexter(running.orgId, "Ben"), await aTexter(running.orgId, "Cleo")];
    const [first] = await take(running, 9);
    await sendText(running.texter, first!);
    const split = () => running.campaign.split({ orgId: running.orgId, texters: people.map(texterOf) });
    expect(await split()).toMatchObject({ ok: true, missing: 0 });
    const after = await held(running, people);
    expect(after.left).toBe(0);
    expect(after.toSend.toSorted()).toEqual([3, 3, 4]);
    expect(after.texters[0]).toMatchObject({ conversations: 1 });
    await split();
    expect((await held(running, people)).toSend).toEqual(after.toSend);
  });

  test("is even also when a late reply is offered to anybody, which is no contact to text", async () => {
    const policy = { ...DEFAULT_POLICY, replyDeadlineHours: 1, releaseAfterMinutes: 10_000 };
    const running = await twoQueues(512, 3, 4, { policy });
    const [cell] = cells(512, 1);
    const item = (await take(running, 7)).find((each) => each.cell === cell)!;
    await sendText(running.texter, item);
    await vi.waitUntil(
      async () => (await itemOf(running.texter, item.contactId)).messages[0]?.sendStatus === "SENT",
      WAIT,
    );
    await deliverAll(await contactTexts(running.orgId, cell!, "Yes"));
    letTimePass(2 * 3_600_000);
    await runAlarm(queueStub(queueKey(running.campaignId, parseContactId(item.contactId)!.queueNo)));
    expect(await held(running, [running.texter])).toMatchObject({ left: 1, toSend: [6] });
    const people = [await aTexter(running.orgId, "Ben"), await aTexter(running.orgId, "Cleo"), running.texter];
    const texters = people.map(texterOf);
    expect(await running.campaign.split({ orgId: running.orgId, texters })).toMatchObject({ ok: true, missing: 0 });
    expect((await held(running, people)).toSend).toEqual([2, 2, 2]);
  });
});

describe("reassigning", () => {
  test("gives a conversation to another: it is on the new desk, live, and gone from the old one", async () => {
    const [cell] = cells(603, 1);
    const running = await twoQueues(603, 1, 1);
    const item = (await take(running, 2)).find((each) => each.cell === cell)!;
    await sendText(running.texter, item);
    await vi.waitUntil(
      async () => (await itemOf(running.texter, item.contactId)).messages[0]?.sendStatus === "SENT",
      WAIT,
    );
    await deliverAll(await contactTexts(running.orgId, cell!, "Who is this?"));
    await vi.waitUntil(async () => (await itemOf(running.texter, item.contactId)).status === "needsResponse", WAIT);
    const ben = await aTexter(running.orgId, "Ben");
    const link = await connected(ben);
    await link.ready();
    const { orgId, campaign } = running;
    const request = { orgId, to: [texterOf(ben)], contactIds: [item.contactId], kind: "all" as const };
    expect(await campaign.reassign(request)).toEqual({ ok: true, moved: [{ personId: ben.personId, count: 1 }] });
    await vi.waitUntil(() => link.heard("changes").some((frame) => frame.campaigns.length > 0), WAIT);
    await onDesk(ben, 1);
    await onDesk(running.texter, 1);
    const taken = await itemOf(ben, item.contactId);
    expect(taken.messages.map((message) => message.direction)).toEqual(["out", "in"]);
    expect(await sendText(ben, taken)).toMatchObject({ ok: true, item: { status: "convo" } });
    // The same again finds nothing to move.
    expect(await campaign.reassign(request)).toMatchObject({ moved: [{ count: 0 }] });
  });

  test("while the old holder sends: the old one's text goes out before, or is refused as not theirs", async () => {
    const running = await twoQueues(605, 2, 2);
    const items = await take(running, 4);
    const ben = await aTexter(running.orgId, "Ben");
    const { orgId, campaign, texter } = running;
    await campaign.reassign({ orgId, to: [texterOf(ben)], from: texter.personId, kind: "toSend" });
    await onDesk(ben, 4);
    // An app that has not heard yet asks the queue itself.
    const { queueNo, n } = parseContactId(items[0]!.contactId)!;
    const late = await queueAt(env, queueKey(running.campaignId, queueNo)).send({
      n,
      messageId: crypto.randomUUID(),
      body: "Hello",
      initial: true,
      lastSeenId: null,
      texter: texterOf(texter),
    });
    expect(late).toMatchObject({ ok: false, reason: "not_yours" });
    expect(await desk(texter)).toEqual([]);

    const both = await Promise.all([
      campaign.reassign({ orgId, to: [texterOf(texter)], from: ben.personId, kind: "toSend" }),
      ...items.map((item) => sendText(ben, item)),
    ]);
    const sent = both.slice(1).filter((answer) => answer.ok).length;
    const { texters } = await held(running, [ben, texter]);
    const conversations = texters.reduce((count, each) => count + (each?.conversations ?? 0), 0);
    expect(conversations).toBe(sent);
    for (const answer of both.slice(1)) {
      if (!answer.ok) expect(["not_yours", "not_found"]).toContain((answer as { reason: string }).reason);
    }
  });

  test("again by the same request, because its answer was lost, is answered the same and moves nothing more", async () => {
    const running = await twoQueues(612, 4, 4);
    await take(running, 6);
    const { orgId, campaign, texter } = running;
    const [ben, cleo] = [await aTexter(orgId, "Ben"), await aTexter(orgId, "Cleo")];
    const request = {
      orgId,
      requestId: crypto.randomUUID(),
      to: [texterOf(ben), texterOf(cleo)],
      from: texter.personId,
      kind: "toSend" as const,
    };
    const first = await campaign.reassign(request);
    expect(first).toMatchObject({ moved: [{ count: 3 }, { count: 3 }] });
    await take(running, 2);
    await evict(stubOf(running));
    expect(await campaign.reassign(request)).toEqual(first);
    expect(await held(running, [texter, ben, cleo])).toMatchObject({ toSend: [2, 3, 3] });
    expect(await campaign.reassign({ ...request, requestId: crypto.randomUUID() })).toMatchObject({
      moved: [{ count: 1 }, { count: 1 }],
    });
  });

  test("that stopped half-way goes on by the same request, and counts all of it", async () => {
    const running = await twoQueues(614, 4, 4);
    await take(running, 8);
    const { orgId, campaign, texter } = running;
    const ben = await aTexter(orgId, "Ben");
    const request = {
      orgId,
      requestId: crypto.randomUUID(),
      to: [texterOf(ben)],
      from: texter.personId,
      kind: "all" as const,
    };
    const second = queueStub(queueKey(running.campaignId, 2));
    await runInDurableObject(second, (queue) => {
      vi.spyOn(queue as unknown as { reassign: () => void }, "reassign").mockImplementation(() => {
        throw new Error("not now");
      });
    });
    expect(await campaign.reassign(request)).toMatchObject({ ok: false, reason: "unavailable" });
    vi.restoreAllMocks();
    expect(await campaign.reassign(request)).toEqual({ ok: true, moved: [{ personId: ben.personId, count: 8 }] });
    expect(await held(running, [texter, ben])).toMatchObject({ toSend: [0, 8] });
  });

  test("to several shares evenly over all queues", async () => {
    const running = await twoQueues(606, 5, 5);
    await take(running, 10);
    const people = [
      await aTexter(running.orgId, "Ben"),
      await aTexter(running.orgId, "Cleo"),
      await aTexter(running.orgId, "Dan"),
    ];
    const { orgId, campaign, texter } = running;
    const moved = await campaign.reassign({ orgId, to: people.map(texterOf), from: texter.personId, kind: "all" });
    expect(moved.ok && moved.moved.map((each) => each.count).sort()).toEqual([3, 3, 4]);
    expect((await held(running, people)).toSend.toSorted()).toEqual([3, 3, 4]);
  });

  test("refuses a contact of another campaign by its id, and moves nothing", async () => {
    const running = await twoQueues(607, 1, 1);
    const other = await twoQueues(608, 1, 1, { orgId: running.orgId });
    const [mine] = await take(running, 2);
    const [foreign] = await take(other, 1, other.texter);
    const ben = await aTexter(running.orgId, "Ben");
    const contactIds = [mine!.contactId, foreign!.contactId];
    const refused = await running.campaign.reassign({
      orgId: running.orgId,
      to: [texterOf(ben)],
      contactIds,
      kind: "all",
    });
    expect(refused).toMatchObject({ ok: false, reason: "not_found" });
    expect(!refused.ok && refused.message).toContain(foreign!.contactId);
    expect(await held(running, [ben])).toMatchObject({ toSend: [0] });
  });
});

describe("giving back", () => {
  test("an admin takes back what a texter has not texted, from all queues", async () => {
    const running = await twoQueues(531, 3, 3);
    const items = await take(running, 6);
    await sendText(running.texter, items[0]!);
    const { orgId, campaign, texter } = running;
    expect(await campaign.releaseHeld({ orgId, personId: texter.personId })).toEqual({ ok: true, released: 5 });
    expect(await held(running, [texter])).toMatchObject({ left: 5, toSend: [0] });
    await onDesk(texter, 1);
    expect(await campaign.releaseHeld({ orgId, personId: texter.personId })).toEqual({ ok: true, released: 0 });
  });
});

describe("a suspended texter", () => {
  const setRole = ({ orgId, personId }: Person, role: Role) => inboxOf(env, orgId, personId).setRole({ role });

  test("gives back all unsent contacts at once, and keeps conversations until an admin moves them", async () => {
    const running = await twoQueues(609, 3, 3);
    const items = await take(running, 6);
    await sendText(running.texter, items[0]!);
    await evict(inboxStub(running.texter));
    await setRole(running.texter, "SUSPENDED");
    await vi.waitUntil(async () => (await held(running, [running.texter])).left === 5, WAIT);
    expect(await held(running, [running.texter])).toMatchObject({ toSend: [0], texters: [{ conversations: 1 }] });
    await setRole(running.texter, "TEXTER");
    await onDesk(running.texter, 1);
    expect(await take(running, 2)).toHaveLength(2);
    await runAlarm(inboxStub(running.texter));
    expect(await held(running, [running.texter])).toMatchObject({ left: 3, toSend: [2] });
  });

  test("while a batch is on its way has nothing in the end, even without ever signing in", async () => {
    const running = await twoQueues(610, 3, 3);
    const { texter, campaignId } = running;
    await Promise.all([
      perform(texter, "take", { campaignId, requestId: crypto.randomUUID(), count: 6 }),
      setRole(texter, "SUSPENDED"),
    ]);
    await vi.waitUntil(async () => (await held(running, [texter])).left === 6, WAIT);

    const stranger = { ...texter, personId: newId("p") };
    await set(running, [[stranger, 4]]);
    expect(await held(running, [stranger])).toMatchObject({ left: 2, toSend: [4] });
    await setRole(stranger, "SUSPENDED");
    await vi.waitUntil(async () => (await held(running, [stranger])).left === 6, WAIT);
  });
});

describe("nothing moves", () => {
  test("in a campaign of another organization, a draft, and an archive", async () => {
    const running = await twoQueues(541, 1, 1);
    const { campaign, texter } = running;
    const foreign = newId("o");
    const to = [texterOf(texter)];
    expect(await campaign.assignments({ orgId: foreign })).toMatchObject({ reason: "not_found" });
    expect(await set({ ...running, orgId: foreign }, [[texter, 1]])).toMatchObject({ reason: "not_found" });
    expect(await campaign.split({ orgId: foreign, texters: to })).toMatchObject({ reason: "not_found" });
    expect(await campaign.releaseHeld({ orgId: foreign, personId: texter.personId })).toMatchObject({
      reason: "not_found",
    });
    expect(await campaign.reassign({ orgId: foreign, to, contactIds: ["x"], kind: "all" })).toMatchObject({
      reason: "not_found",
    });
    expect(await held(running, [texter])).toMatchObject({ left: 2, toSend: [0] });

    const draftId = newId("c");
    const draft = campaignAt(env, draftId);
    await draft.create({ orgId: running.orgId, joinToken: `${draftId}.${newToken()}` });
    expect(await draft.split({ orgId: running.orgId, texters: to })).toMatchObject({ reason: "not_active" });
    await runInDurableObject(stubOf(running), (_, { storage }) => {
      storage.sql.exec("UPDATE info SET json = json_set(json, '$.status', 'ARCHIVED')");
    });
    await evict(stubOf(running));
    expect(await set(running, [[texter, 1]])).toMatchObject({ reason: "archived" });
  });
});

describe("a desk", () => {
  test("that could not be told is told by the alarm", async () => {
    const running = await twoQueues(551, 2, 2);
    const ben = await aTexter(running.orgId, "Ben");
    // As a stop of the campaign between the queues' changes and the desk's word would leave it.
    await queueAt(env, queueKey(running.campaignId, 1)).holdUnsent({ texter: texterOf(ben), count: 2 });
    expect(await campaignsOf(ben)).toEqual([]);
    await runInDurableObject(stubOf(running), (_, { storage }) => {
      storage.sql.exec("INSERT INTO receivers (person_id) VALUES (?)", ben.personId);
      storage.sql.exec("INSERT OR REPLACE INTO alarms (name, due_at) VALUES ('assigned', 1)");
    });
    // The next life arms the alarm, which may ring before anybody runs it.
    await evict(stubOf(running));
    await runAlarm(stubOf(running));
    await vi.waitUntil(async () => (await campaignsOf(ben)).length === 1, WAIT);
    await onDesk(ben, 2);
    await runInDurableObject(stubOf(running), (_, { storage }) => {
      expect(storage.sql.exec("SELECT * FROM receivers").toArray()).toEqual([]);
    });
  });

  test("of somebody who has yet to sign in has all of it at the first sign-in, over evictions", async () => {
    const running = await twoQueues(609, 2, 2);
    const { sessionId, ...membership } = await aTexter(newId("o"), "Eve");
    const eve: Person = { ...membership, orgId: running.orgId, sessionId };
    await set(running, [[eve, 3]]);
    await evict(inboxStub(eve));
    await inboxOf(env, eve.orgId, eve.personId).admit({
      membership: { ...membership, orgId: eve.orgId },
      sessionId,
      expiresAtMs: Date.now() + 1e8,
    });
    expect(await campaignsOf(eve)).toEqual([running.campaignId]);
    await onDesk(eve, 3);
  });

  test("that lost memory before it knew the campaign reads all of it when the campaign calls", async () => {
    const running = await twoQueues(610, 2, 2);
    const ben = await aTexter(running.orgId, "Ben");
    await set(running, [[ben, 4]]);
    await onDesk(ben, 4);
    // Whatever was to be written behind is written before.
    await evict(inboxStub(ben));
    await runInDurableObject(inboxStub(ben), (_, { storage }) => {
      storage.sql.exec("DELETE FROM items");
      storage.sql.exec("DELETE FROM campaigns");
      storage.sql.exec("UPDATE desk SET clean = 1");
    });
    await evict(inboxStub(ben));
    expect(await desk(ben)).toEqual([]);
    await inboxOf(env, ben.orgId, ben.personId).assigned({ campaignId: running.campaignId });
    expect(await desk(ben)).toHaveLength(4);
    expect(await campaignsOf(ben)).toEqual([running.campaignId]);
  });
});
