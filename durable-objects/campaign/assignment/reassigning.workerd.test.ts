/** Contacts that an admin gives to others or takes back, through the real objects. */
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { newId, parseContactId, queueKey } from "../../../domain/ids.ts";
import { queueAt } from "../../rpc/stubs.ts";
import { connected } from "../../../test/workers/socket-link.ts";
import {
  afterTest,
  aTexter,
  cells,
  contactTexts,
  deliverAll,
  env,
  evict,
  inboxStub,
  itemOnDesk,
  perform,
  runAlarm,
  sendText,
  setRole,
  take,
  WAIT,
  withoutWaiting,
} from "../../../test/workers/workers-world.ts";
import { texterOf } from "../../texter-inbox/people/sessions.ts";
import { twoQueues, stubOf, set, holdingsOf, desk, onDesk } from "../../../test/workers/assignment-world.ts";

beforeAll(withoutWaiting);
afterEach(afterTest);

describe("reassigning", () => {
  test("gives a conversation to another: it is on the new desk, live, and gone from the old one", async () => {
    const [cell] = cells(603, 1);
    const running = await twoQueues(603, 1, 1);
    const item = (await take(running, 2)).find((each) => each.cell === cell)!;
    await sendText(running.texter, item);
    await vi.waitUntil(
      async () => (await itemOnDesk(running.texter, item.contactId)).messages[0]?.sendStatus === "SENT",
      WAIT,
    );
    await deliverAll(await contactTexts(running.orgId, cell!, "Who is this?"));
    await vi.waitUntil(async () => (await itemOnDesk(running.texter, item.contactId)).status === "needsResponse", WAIT);
    const ben = await aTexter(running.orgId, "Ben");
    const link = await connected(ben);
    await link.ready();
    const { orgId, campaign } = running;
    const request = { orgId, to: [texterOf(ben)], contactIds: [item.contactId], kind: "all" as const };
    expect(await campaign.reassign(request)).toEqual({ ok: true, moved: [{ personId: ben.personId, count: 1 }] });
    await vi.waitUntil(() => link.heard("changes").some((frame) => frame.campaigns.length > 0), WAIT);
    await onDesk(ben, 1);
    await onDesk(running.texter, 1);
    const taken = await itemOnDesk(ben, item.contactId);
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
    const { texters } = await holdingsOf(running, [ben, texter]);
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
    expect(await holdingsOf(running, [texter, ben, cleo])).toMatchObject({ toSend: [2, 3, 3] });
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
    // The call fails on its way: the runtime prints what an object throws.
    const namespaces = Object.getPrototypeOf(env.CAMPAIGN_QUEUE) as { getByName(name: string): DurableObjectStub };
    const { getByName } = namespaces;
    vi.spyOn(namespaces, "getByName").mockImplementation(function (this: unknown, name) {
      const queue = getByName.call(this as typeof namespaces, name);
      if (name !== queueKey(running.campaignId, 2)) return queue;
      return new Proxy(queue, {
        get(target, method) {
          if (method === "reassign") return () => Promise.reject(new Error("not now"));
          const other: unknown = Reflect.get(target, method);
          return typeof other === "function" ? other.bind(target) : other;
        },
      });
    });
    expect(await campaign.reassign(request)).toMatchObject({ ok: false, reason: "unavailable" });
    vi.restoreAllMocks();
    expect(await campaign.reassign(request)).toEqual({ ok: true, moved: [{ personId: ben.personId, count: 8 }] });
    expect(await holdingsOf(running, [texter, ben])).toMatchObject({ toSend: [0, 8] });
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
    expect((await holdingsOf(running, people)).toSend.toSorted()).toEqual([3, 3, 4]);
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
    expect(await holdingsOf(running, [ben])).toMatchObject({ toSend: [0] });
  });
});

describe("giving back", () => {
  test("an admin takes back what a texter has not texted, from all queues", async () => {
    const running = await twoQueues(531, 3, 3);
    const items = await take(running, 6);
    await sendText(running.texter, items[0]!);
    const { orgId, campaign, texter } = running;
    expect(await campaign.releaseHeld({ orgId, personId: texter.personId })).toEqual({ ok: true, released: 5 });
    expect(await holdingsOf(running, [texter])).toMatchObject({ left: 5, toSend: [0] });
    await onDesk(texter, 1);
    expect(await campaign.releaseHeld({ orgId, personId: texter.personId })).toEqual({ ok: true, released: 0 });
  });
});

describe("a suspended texter", () => {
  test("gives back all unsent contacts at once, and keeps conversations until an admin moves them", async () => {
    const running = await twoQueues(609, 3, 3);
    const items = await take(running, 6);
    await sendText(running.texter, items[0]!);
    await evict(inboxStub(running.texter));
    await setRole(running.texter, "SUSPENDED");
    await vi.waitUntil(async () => (await holdingsOf(running, [running.texter])).left === 5, WAIT);
    expect(await holdingsOf(running, [running.texter])).toMatchObject({ toSend: [0], texters: [{ conversations: 1 }] });
    await setRole(running.texter, "TEXTER");
    await onDesk(running.texter, 1);
    expect(await take(running, 2)).toHaveLength(2);
    await runAlarm(inboxStub(running.texter));
    expect(await holdingsOf(running, [running.texter])).toMatchObject({ left: 3, toSend: [2] });
  });

  test("while a batch is on its way has nothing in the end, even without ever signing in", async () => {
    const running = await twoQueues(610, 3, 3);
    const { texter, campaignId } = running;
    await Promise.all([
      perform(texter, "take", { campaignId, requestId: crypto.randomUUID(), count: 6 }),
      setRole(texter, "SUSPENDED"),
    ]);
    await vi.waitUntil(async () => (await holdingsOf(running, [texter])).left === 6, WAIT);

    const stranger = { ...texter, personId: newId("p") };
    await set(running, [[stranger, 4]]);
    expect(await holdingsOf(running, [stranger])).toMatchObject({ left: 2, toSend: [4] });
    await setRole(stranger, "SUSPENDED");
    await vi.waitUntil(async () => (await holdingsOf(running, [stranger])).left === 6, WAIT);
  });
});
