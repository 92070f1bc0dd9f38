/** The desk in the Workers runtime: sockets, catching up, evictions, and a projection that can be built anew at any time. */
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { CLOSE_REASONS } from "../../domain/texter-app/close-reasons.ts";
import type { CloseCode } from "../../domain/texter-app/close-reasons.ts";
import type { DeskCounts, DeskItem, ServerFrame } from "../../domain/texter-app/texter.ts";
import { queueKey } from "../../domain/ids.ts";
import { inboxOf, queueAt } from "../rpc/stubs.ts";
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
  queueAddressOf,
  queueNumbers,
  queueStub,
  runAlarm,
  runningCampaign,
  sendText,
  setRole,
  take,
  WAIT,
  withoutWaiting,
} from "../../test/workers/workers-world.ts";
import { connectSocket, connected } from "../../test/workers/socket-link.ts";
import type { SocketLink } from "../../test/workers/socket-link.ts";
import type { TestTexter, Running } from "../../test/workers/workers-world.ts";

beforeAll(withoutWaiting);
afterEach(afterTest);

type Changes = Extract<ServerFrame, { t: "changes" }>;

const itemsIn = (frames: Changes[]) => frames.flatMap((frame) => frame.items);

/** All that an app knows of a desk, in one order. */
async function wholeDesk(person: TestTexter): Promise<{ items: DeskItem[]; counts: DeskCounts[] }> {
  const answer = await inboxOf(env, person.orgId, person.personId).perform({
    sessionId: person.sessionId,
    op: "changes",
    params: { seq: 0 },
  });
  if (!answer.ok || !("campaigns" in answer) || !("items" in answer)) throw new Error("no changes");
  const items = answer.items.toSorted((a, b) => (a.contactId < b.contactId ? -1 : 1));
  return { items, counts: answer.campaigns.map((campaign) => campaign.counts) };
}

/** Six contacts in every state that a desk knows. */
async function busyDesk(areaCode: number): Promise<{ running: Running; items: DeskItem[]; numbers: string[] }> {
  const numbers = cells(areaCode, 6);
  const running = await runningCampaign(numbers);
  const items = await take(running, 6);
  for (const item of items.slice(0, 4)) await sendText(running.texter, item);
  await vi.waitUntil(async () => (await queueNumbers(running)).sent === 4, WAIT);
  for (const [i, words] of ["Yes", "No", "stop"].entries()) {
    await deliverAll(await contactTexts(running.orgId, items[i]!.cell, words));
  }
  await vi.waitUntil(async () => (await itemOnDesk(running.texter, items[2]!.contactId)).optedOut, WAIT);
  await perform(running.texter, "close", { contactId: items[1]!.contactId });
  await perform(running.texter, "answer", { contactId: items[0]!.contactId, stepId: "s1", value: "Yes" });
  // Desks get the texts' progress a little later than replies.
  await vi.waitUntil(async () => {
    const { messages } = await itemOnDesk(running.texter, items[3]!.contactId);
    return messages[0]?.sendStatus === "SENT";
  }, WAIT);
  return { running, items, numbers };
}

describe("a desk built anew from its queues", () => {
  test("equals the one before: after evictions, after losing its tables, on command", async () => {
    const { running } = await busyDesk(301);
    const before = await wholeDesk(running.texter);
    expect(before.items).toHaveLength(6);
    await evict(inboxStub(running.texter));
    expect(await wholeDesk(running.texter)).toEqual(before);

    // Which contacts were handed to a client before is the desk's own knowledge: it is lost with the tables.
    for (const item of before.items) item.handedOut = false;
    for (const counts of before.counts) counts.handedOut = 0;
    await runInDurableObject(inboxStub(running.texter), (_, { storage }) => {
      storage.sql.exec("DELETE FROM items");
      storage.sql.exec("UPDATE desk SET clean = 0");
    });
    await evict(inboxStub(running.texter));
    await evict(firstQueue(running));
    expect(await wholeDesk(running.texter)).toEqual(before);

    const inbox = inboxOf(env, running.texter.orgId, running.texter.personId);
    expect(await inbox.rebuild({ campaignIds: [running.campaignId] })).toEqual({ campaigns: 1, contacts: 6 });
    expect(await wholeDesk(running.texter)).toEqual(before);
  });

  test("heals by itself when the queue was evicted before it could tell everything", async () => {
    const numbers = cells(302, 1);
    const running = await runningCampaign(numbers);
    const [item] = await take(running, 1);
    await sendText(running.texter, item!);
    await vi.waitUntil(async () => (await queueNumbers(running)).sent === 1, WAIT);
    const { key, n } = queueAddressOf(item!);
    await queueAt(env, key).receive({ sid: "SMheal", n, body: "Hello", carrierAnswered: false });
    await evict(queueStub(key));
    await queueAt(env, key).counters();
    await vi.waitUntil(
      async () => (await itemOnDesk(running.texter, item!.contactId)).status === "needsResponse",
      WAIT,
    );
  });
});

describe("a lease that never reached its desk", () => {
  test("is given back, and the contacts go to others", async () => {
    const running = await runningCampaign(cells(303, 3));
    const queue = queueAt(env, queueKey(running.campaignId, 1));
    const { personId, firstName, lastName } = running.texter;
    const texter = { personId, firstName, lastName, alias: null };
    // The inbox died between the queue's answer and its own commit.
    await queue.lease({ texter, requestId: "lost-request-00001", count: 2 });
    expect(await queueNumbers(running)).toMatchObject({ left: 1, assigned: 2 });
    await evict(firstQueue(running));
    letTimePass(61_000);
    await runAlarm(firstQueue(running));
    expect(await queueNumbers(running)).toMatchObject({ left: 3, assigned: 0 });
  });

  test("stays when the desk has it and only its confirmation was lost", async () => {
    const running = await runningCampaign(cells(304, 3));
    await take(running, 2);
    const key = queueKey(running.campaignId, 1);
    await runInDurableObject(queueStub(key), (_, { storage }) => {
      storage.sql.exec("UPDATE leases SET confirmed = 0");
    });
    await evict(queueStub(key));
    letTimePass(61_000);
    await runAlarm(queueStub(key));
    expect(await queueNumbers(running)).toMatchObject({ left: 1, assigned: 2 });
  });
});

describe("a socket", () => {
  test("says ready after hello, and answers operations as HTTP does", async () => {
    const running = await runningCampaign(cells(305, 2));
    const link = await connected(running.texter);
    await link.ready();
    link.say({ t: "op", id: 7, op: "take", p: { campaignId: running.campaignId, requestId: crypto.randomUUID() } });
    await vi.waitUntil(() => link.heard("re").length === 1, WAIT);
    expect(link.heard("re")[0]).toMatchObject({ id: 7, r: { ok: true, taken: 2 } });
    link.say({ t: "op", id: 8, op: "nonsense", p: {} });
    link.say({ t: "op", id: 9, op: "send", p: { contactId: "x" } });
    await vi.waitUntil(() => link.heard("re").length === 3, WAIT);
    expect(link.heard("re").slice(1)).toMatchObject([
      { id: 8, r: { ok: false, reason: "bad_request" } },
      { id: 9, r: { ok: false, reason: "bad_request" } },
    ]);
    expect(link.closed.code).toBe(0);
  });

  test("whose desk cannot be read now is closed, so that the app comes again; and then it is greeted", async () => {
    const running = await runningCampaign(cells(857, 1));
    await take(running, 1);
    await evict(inboxStub(running.texter));
    // As after a crash.
    await runInDurableObject(inboxStub(running.texter), (_, { storage }) => {
      storage.sql.exec("UPDATE desk SET clean = 0");
    });
    await evict(inboxStub(running.texter));
    const namespaces = Object.getPrototypeOf(env.CAMPAIGN_QUEUE) as { getByName(name: string): DurableObjectStub };
    const { getByName } = namespaces;
    vi.spyOn(namespaces, "getByName").mockImplementation(function (this: unknown, name) {
      if (name === queueKey(running.campaignId, 1)) throw new Error("not now");
      return getByName.call(this as typeof namespaces, name);
    });
    const link = await connected(running.texter);
    link.say({ t: "hello", v: 1, seq: 0 });
    await vi.waitUntil(() => link.closed.code !== 0, WAIT);
    expect(link.closed.code).toBe(4430);
    expect(link.heard("ready")).toEqual([]);
    vi.restoreAllMocks();
    expect(await (await connected(running.texter)).ready()).toBeGreaterThan(0);
  });

  test("gets a reply without asking, with the counts of its campaign", async () => {
    const [cell] = cells(307, 1);
    const running = await runningCampaign([cell!]);
    const [item] = await take(running, 1);
    await sendText(running.texter, item!);
    await vi.waitUntil(async () => (await queueNumbers(running)).sent === 1, WAIT);
    const link = await connected(running.texter);
    await link.ready();
    await deliverAll(await contactTexts(running.orgId, cell!, "Yes!"));
    await vi.waitUntil(() => itemsIn(link.heard("changes")).length > 0, WAIT);
    const told = link.heard("changes").find((frame) => frame.items.length > 0);
    expect(told).toMatchObject({
      items: [{ contactId: item!.contactId, status: "needsResponse" }],
      campaigns: [{ campaignId: running.campaignId, counts: { waiting: 1 } }],
    });
  });

  test("gets what another device of the same texter did, but not its own actions again", async () => {
    const running = await runningCampaign(cells(308, 1));
    const [item] = await take(running, 1);
    const [one, other] = [await connected(running.texter), await connected(running.texter)];
    await one.ready();
    await other.ready();
    const messageId = crypto.randomUUID();
    const body = item!.firstText?.ok ? item!.firstText.text : "";
    const p = { contactId: item!.contactId, messageId, body, initial: true, lastSeenId: null };
    one.say({ t: "op", id: 1, op: "send", p });
    await vi.waitUntil(() => itemsIn(other.heard("changes")).length > 0, WAIT);
    expect(itemsIn(other.heard("changes"))[0]).toMatchObject({ contactId: item!.contactId, status: "messaged" });
    expect(itemsIn(one.heard("changes"))).toEqual([]);
  });

  test("that was away catches up from its last number, over an eviction; one that starts gets nothing", async () => {
    const { running, items } = await busyDesk(309);
    const link = await connected(running.texter);
    const seq = await link.ready();
    expect(link.heard("changes")).toEqual([]);
    link.socket.close();
    await perform(running.texter, "reopen", { contactId: items[1]!.contactId });
    await perform(running.texter, "release", { campaignId: running.campaignId });
    await evict(inboxStub(running.texter));
    const back = await connected(running.texter);
    const now = await back.ready(seq);
    expect(now).toBeGreaterThan(seq);
    expect(itemsIn(back.heard("changes")).map((item) => item.contactId)).toEqual([items[1]!.contactId]);
    const gone = back.heard("changes").flatMap((frame) => frame.gone);
    expect(gone.sort()).toEqual([items[4]!.contactId, items[5]!.contactId].sort());
    expect(back.frames.at(-1)).toMatchObject({ t: "ready" });
  });

  test("with a number from the future gets everything", async () => {
    const { running } = await busyDesk(310);
    const link = await connected(running.texter);
    await link.ready(99_999_999);
    expect(itemsIn(link.heard("changes"))).toHaveLength(6);
  });

  test("hibernates over an eviction, and is still greeted", async () => {
    const running = await runningCampaign(cells(312, 1));
    const link = await connected(running.texter);
    await link.ready();
    await evict(inboxStub(running.texter));
    link.say({ t: "op", id: 1, op: "campaigns", p: {} });
    await vi.waitUntil(() => link.heard("re").length === 1, WAIT);
    expect(link.heard("re")[0]?.r).toMatchObject({ ok: true, campaigns: [{ campaignId: running.campaignId }] });
  });

  test("learns that its campaign was paused", async () => {
    const running = await runningCampaign(cells(313, 1));
    const link = await connected(running.texter);
    await link.ready();
    await running.campaign.changeStatus({ orgId: running.orgId, paused: true });
    await vi.waitUntil(() => link.heard("changes").some((frame) => frame.campaigns[0]?.paused), WAIT);
  });
});

describe("a socket is closed with its reason", () => {
  async function closedBy(link: SocketLink, code: CloseCode): Promise<void> {
    await vi.waitUntil(() => link.closed.code !== 0, WAIT);
    expect(link.closed).toEqual({ code, reason: CLOSE_REASONS[code] });
  }

  test.each<[string, unknown, CloseCode]>([
    ["a frame that is not JSON", "{", 4400],
    ["a frame of an unknown kind", { t: "dance" }, 4400],
    ["a frame without its fields", { t: "op", op: "campaigns" }, 4400],
    ["a frame that is far too long", "x".repeat(100_001), 4400],
    ["an operation before hello", { t: "op", id: 1, op: "campaigns", p: {} }, 4408],
    ["an app that is too old", { t: "hello", v: 0, seq: 0 }, 4426],
  ])("%s", async (_, frame, code) => {
    const link = await connected(await aTexter("o0000000000000s1"));
    link.say(frame);
    await closedBy(link, code);
  });

  test("bytes instead of text", async () => {
    const link = await connected(await aTexter("o0000000000000s1"));
    link.socket.send(new Uint8Array([1, 2, 3]));
    await closedBy(link, 4400);
  });

  test("a sign-out closes the sockets of that session, and no others", async () => {
    const texter = await aTexter("o0000000000000s2");
    const inbox = inboxOf(env, texter.orgId, texter.personId);
    const { sessionId: _, ...membership } = texter;
    await inbox.admit({ membership, sessionId: "another", expiresAtMs: Date.now() + 1e8 });
    const [one, other] = [await connected(texter), await connected({ ...texter, sessionId: "another" })];
    await inbox.signOut({ sessionId: texter.sessionId });
    await closedBy(one, 4401);
    await other.ready();
    expect(await connectSocket(texter)).toEqual({ status: 401, link: null });
  });

  test("a session that ended meanwhile closes the socket at its next frame", async () => {
    const texter = await aTexter("o0000000000000s3");
    const link = await connected(texter);
    await evict(inboxStub(texter));
    letTimePass(49 * 3_600_000);
    link.say({ t: "hello", v: 1, seq: 0 });
    await closedBy(link, 4401);
  });

  test("a suspension closes every socket, and nobody comes back", async () => {
    const texter = await aTexter("o0000000000000s4");
    const [one, other] = [await connected(texter), await connected(texter)];
    await one.ready();
    await setRole(texter, "SUSPENDED");
    await closedBy(one, 4403);
    await closedBy(other, 4403);
    expect(await connectSocket(texter)).toEqual({ status: 403, link: null });
    expect(await perform(texter, "campaigns", {})).toMatchObject({ ok: false, reason: "suspended" });
  });

  test("more sockets than a person has devices: the oldest makes room, also after an eviction", async () => {
    const texter = await aTexter("o0000000000000s5");
    const links: SocketLink[] = [];
    for (let i = 0; i < 20; i += 1) links.push(await connected(texter));
    for (const closed of [1, 2, 3]) {
      if (closed === 2) await evict(inboxStub(texter));
      links.push(await connected(texter));
      await vi.waitUntil(() => links[closed - 1]!.closed.code === 4429, WAIT);
      expect(links.map((link) => link.closed.code !== 0).lastIndexOf(true)).toBe(closed - 1);
    }
    await links.at(-1)!.ready();
  });
});

test("nobody without a session gets a socket", async () => {
  const texter = await aTexter("o0000000000000s6");
  expect(await connectSocket(texter, "no such session")).toEqual({ status: 401, link: null });
  expect(await connectSocket({ ...texter, personId: "p0000000000never" })).toEqual({ status: 401, link: null });
});
