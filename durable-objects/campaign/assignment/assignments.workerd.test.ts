/**
 * An admin assigns contacts of a campaign with two queues, on real objects: exact numbers, even shares, take-overs,
 * desk updates.
 */
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/assignment/assignment-policy.ts";
import { newId, newToken, parseContactId, queueKey } from "../../../domain/ids.ts";
import type { CountsSet } from "../../../domain/assignment/assignments.ts";
import { campaignAt, inboxOf, queueAt } from "../../rpc/stubs.ts";
import {
  afterTest,
  aTexter,
  cells,
  contactTexts,
  deliverAll,
  env,
  evict,
  firstQueue,
  inboxStub,
  itemOnDesk,
  letTimePass,
  perform,
  queueStub,
  runAlarm,
  sendText,
  take,
  WAIT,
  withoutWaiting,
} from "../../../test/workers/workers-world.ts";
import type { TestTexter } from "../../../test/workers/workers-world.ts";
import {
  twoQueues,
  stubOf,
  set,
  holdingsOf,
  desk,
  onDesk,
  campaignsOf,
} from "../../../test/workers/assignment-world.ts";
import { texterOf } from "../../texter-inbox/people/sessions.ts";

beforeAll(withoutWaiting);
afterEach(afterTest);

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
    expect(await holdingsOf(running, [ben, cleo, running.texter])).toMatchObject({ left: 1, toSend: [8, 2, 0] });
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
    await evict(firstQueue(running));
    expect(
      await set(running, [
        [ben, 7],
        [cleo, 2],
      ]),
    ).toEqual(first);
    expect(await holdingsOf(running, [ben, cleo])).toMatchObject({ left: 1, toSend: [7, 2] });
    expect((await desk(ben)).map((item) => item.contactId).sort()).toEqual(before);
  });

  test("say when fewer were left than wanted", async () => {
    const running = await twoQueues(503, 3, 2);
    const ben = await aTexter(running.orgId, "Ben");
    expect(await set(running, [[ben, 9]])).toMatchObject({ counts: [{ wanted: 9, toSend: 5 }], missing: 4 });
    expect(await holdingsOf(running, [ben])).toMatchObject({ left: 0, toSend: [5] });
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
    expect(await holdingsOf(running, [running.texter, cleo])).toMatchObject({
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
    const { left, toSend } = await holdingsOf(running, [ben, cleo]);
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
    const after = await holdingsOf(running, people);
    expect(after.left).toBe(0);
    expect(after.toSend.toSorted()).toEqual([3, 3, 4]);
    expect(after.texters[0]).toMatchObject({ conversations: 1 });
    await split();
    expect((await holdingsOf(running, people)).toSend).toEqual(after.toSend);
  });

  test("is even also when a late reply is offered to anybody, which does not count as a contact to text", async () => {
    const policy = { ...DEFAULT_POLICY, replyDeadlineHours: 1, releaseAfterMinutes: 10_000 };
    const running = await twoQueues(512, 3, 4, { policy });
    const [cell] = cells(512, 1);
    const item = (await take(running, 7)).find((each) => each.cell === cell)!;
    await sendText(running.texter, item);
    await vi.waitUntil(
      async () => (await itemOnDesk(running.texter, item.contactId)).messages[0]?.sendStatus === "SENT",
      WAIT,
    );
    await deliverAll(await contactTexts(running.orgId, cell!, "Yes"));
    letTimePass(2 * 3_600_000);
    const queue = queueStub(queueKey(running.campaignId, parseContactId(item.contactId)!.queueNo));
    // The queue plans its look a moment after the reply, and a quarter of an hour ahead.
    await vi.waitUntil(async () => {
      letTimePass(15 * 60_000);
      await runAlarm(queue);
      return (await holdingsOf(running, [running.texter])).left === 1;
    }, WAIT);
    expect(await holdingsOf(running, [running.texter])).toMatchObject({ left: 1, toSend: [6] });
    const people = [await aTexter(running.orgId, "Ben"), await aTexter(running.orgId, "Cleo"), running.texter];
    const texters = people.map(texterOf);
    expect(await running.campaign.split({ orgId: running.orgId, texters })).toMatchObject({ ok: true, missing: 0 });
    expect((await holdingsOf(running, people)).toSend).toEqual([2, 2, 2]);
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
    expect(await holdingsOf(running, [texter])).toMatchObject({ left: 2, toSend: [0] });

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
  test("that could not be reached gets the update from the alarm", async () => {
    const running = await twoQueues(551, 2, 2);
    const ben = await aTexter(running.orgId, "Ben");
    // As a stop of the campaign between the queues' changes and the desk's update would leave it.
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
    const eve: TestTexter = { ...membership, orgId: running.orgId, sessionId };
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
