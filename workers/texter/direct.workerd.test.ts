/** A person's own number, from the people page to their desk, through the Worker, its objects and the carrier. */
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { DirectDesk, DirectMessage } from "../../domain/phone-service/direct.ts";
import { dumpLine } from "../../db/reconciliation.ts";
import { lineAt } from "../../durable-objects/rpc/stubs.ts";
import { deliverWebhook, inboundForm } from "../../test/workers/test-carrier.ts";
import { apiToken, callAs, stock, userNumber } from "../../test/workers/phone-service.ts";
import { env, newOrganization, newTexter } from "../../test/workers/test-client.ts";
import type { Browser, TestOrganization } from "../../test/workers/test-client.ts";
import { afterTest, deliverAll, evict, ledger, runAlarm, withoutWaiting } from "../../test/workers/workers-world.ts";
import { databaseOf } from "../http/database.ts";

type Texter = Browser & { personId: string };

let ours: TestOrganization;
let theirs: TestOrganization;

beforeAll(async () => {
  withoutWaiting();
  [ours, theirs] = [await newOrganization(), await newOrganization()];
  const settings = { method: "PUT", json: { keepsHours: false, inboundUrl: null } };
  expect((await ours.admin.call("/api/admin/phone-service/settings", settings)).status).toBe(200);
  await stock(Array.from({ length: 40 }, (_, n) => `+161323457${String(n).padStart(2, "0")}`));
});
afterEach(afterTest);

let peers = 0;
const aPeer = () => `+1617234${String(6000 + (peers += 1))}`;

const numbersOf = (texter: Texter) => `/api/admin/people/${texter.personId}/numbers`;

async function give(texter: Texter, requestId = crypto.randomUUID()) {
  return ours.admin.call(numbersOf(texter), { json: { requestId, areaCode: "613" } });
}

async function withNumber(): Promise<{ texter: Texter; number: string }> {
  const texter = await newTexter(ours);
  const given = await give(texter);
  expect(given.status).toBe(201);
  const number = String(given.body["number"]);
  await expect.poll(async () => (await desk(texter)).numbers).toEqual([number]);
  return { texter, number };
}

async function desk(texter: Browser): Promise<DirectDesk> {
  const { body } = await texter.call("/api/texter/directThreads", { json: {} });
  return body as unknown as DirectDesk;
}

const open = (texter: Browser, number: string, peer: string) =>
  texter.call("/api/texter/directThread", { json: { number, peer } });
const messages = async (texter: Browser, number: string, peer: string) =>
  (await open(texter, number, peer)).body["messages"] as DirectMessage[];
const send = (texter: Browser, number: string, to: string, body: string, messageId: string = crypto.randomUUID()) =>
  texter.call("/api/texter/directSend", { json: { number, to, messageId, body } });
const text = (number: string, from: string, body: string, orgId = ours.orgId) =>
  deliverWebhook(`/webhooks/twilio/${orgId}/line-inbound/${encodeURIComponent(number)}`, inboundForm(from, body));

describe("a number of one's own", () => {
  test("is given once for a request, and texts to it are on the person's desk", async () => {
    const texter = await newTexter(ours);
    const requestId = crypto.randomUUID();
    const [first, again] = [await give(texter, requestId), await give(texter, requestId)];
    expect([first.status, again.status, again.body["number"]]).toEqual([201, 201, first.body["number"]]);
    const number = String(first.body["number"]);
    const peer = aPeer();
    expect(await text(number, peer, "Hello Ana")).toMatchObject({ status: 200 });
    await expect
      .poll(() => desk(texter))
      .toMatchObject({ numbers: [number], threads: [{ peer, unread: 1, last: { words: "Hello Ana" } }] });
    expect(await open(texter, number, peer)).toMatchObject({
      status: 200,
      body: { limit: null, messages: [{ body: "Hello Ana", direction: "in" }] },
    });
    const listed = await ours.admin.call(numbersOf(texter));
    expect(listed.body).toMatchObject({ numbers: [{ number, state: "given" }] });
  });

  test("of an area code without free numbers: a sentence", async () => {
    const texter = await newTexter(ours);
    const json = { requestId: crypto.randomUUID(), areaCode: "907" };
    const refused = await ours.admin.call(numbersOf(texter), { json });
    expect(refused).toMatchObject({ status: 409, body: { reason: "too_few_numbers" } });
    const unknown = await ours.admin.call(numbersOf(texter), { json: { ...json, areaCode: "999" } });
    expect(unknown).toMatchObject({ status: 404, body: { reason: "unknown_area_code" } });
  });

  test("is also assigned by a program whose userId is the person's id", async () => {
    const token = await apiToken(ours);
    const texter = await newTexter(ours);
    const number = await userNumber(token, "613", texter.personId);
    await expect.poll(async () => (await desk(texter)).numbers).toEqual([number]);
    const peer = aPeer();
    await text(number, peer, "Hello");
    await expect.poll(async () => (await desk(texter)).threads).toMatchObject([{ peer }]);
    // The program does not read the person's texts.
    const inbound = await callAs(token, `/sms/inbound?phoneNumber=${encodeURIComponent(number)}`);
    expect(inbound).toMatchObject({ status: 200, body: { texts: [] } });
  });

  test("of a program's user who is nobody here stays the program's", async () => {
    const token = await apiToken(ours);
    const stranger = await newTexter(theirs);
    const number = await userNumber(token, "613", stranger.personId);
    await text(number, aPeer(), "Hello");
    const inbound = await callAs(token, `/sms/inbound?phoneNumber=${encodeURIComponent(number)}`);
    expect(inbound).toMatchObject({ status: 200, body: { texts: [{ content: "Hello" }] } });
    expect(await desk(stranger)).toMatchObject({ numbers: [], threads: [] });
  });
});

describe("a reply", () => {
  test("tapped twice is sent once, and its delivery is known", async () => {
    const { texter, number } = await withNumber();
    const [peer, id] = [aPeer(), crypto.randomUUID()];
    const answers = await Promise.all([send(texter, number, peer, "Hi!", id), send(texter, number, peer, "Hi!", id)]);
    expect(answers.map(({ status, body }) => [status, body["messageId"]])).toEqual([
      [200, id],
      [200, id],
    ]);
    expect(await ledger([peer])).toMatchObject([{ from: number, body: "Hi!" }]);
    await expect
      .poll(async () => {
        await deliverAll();
        return messages(texter, number, peer);
      })
      .toMatchObject([{ id, status: "DELIVERED" }]);
    await expect.poll(async () => (await desk(texter)).threads).toMatchObject([{ peer, unread: 0 }]);
  });

  test("to a number as it is typed; what is none is refused with a sentence", async () => {
    const { texter, number } = await withNumber();
    const peer = aPeer();
    const typed = `(${peer.slice(2, 5)}) ${peer.slice(5, 8)}-${peer.slice(8)}`;
    expect(await send(texter, number, typed, "Hi!")).toMatchObject({ status: 200, body: { peer } });
    expect(await send(texter, number, "12345", "Hi!")).toMatchObject({ body: { reason: "unknown_recipient" } });
    expect(await send(texter, number, number, "Hi!")).toMatchObject({ body: { reason: "unknown_recipient" } });
    expect(await send(texter, number, peer, "x".repeat(1_601))).toMatchObject({ body: { reason: "too_long" } });
  });

  test("after STOP is refused and the screen is told so; START lifts it", async () => {
    const { texter, number } = await withNumber();
    const peer = aPeer();
    await text(number, peer, "STOP");
    expect(await open(texter, number, peer)).toMatchObject({ body: { limit: { reason: "opted_out" } } });
    expect(await send(texter, number, peer, "Please stay")).toMatchObject({
      status: 422,
      body: { reason: "opted_out" },
    });
    expect(await ledger([peer])).toEqual([]);
    await text(number, peer, "START");
    expect(await open(texter, number, peer)).toMatchObject({ body: { limit: null } });
    expect(await send(texter, number, peer, "Welcome back")).toMatchObject({ status: 200 });
    expect(await ledger([peer])).toHaveLength(1);
  });

  test("is recorded in Postgres as the line has it", async () => {
    const { texter, number } = await withNumber();
    const peer = aPeer();
    await text(number, peer, "Hello");
    await send(texter, number, peer, "Hi!");
    await deliverAll();
    const line = lineAt(env, ours.orgId, number);
    await expect
      .poll(
        async () => {
          await runAlarm(env.SMS_LINE.getByName(`${ours.orgId}.${number}`));
          const stored = await dumpLine(databaseOf(env), ours.orgId, number);
          const here = (await line.texts({ limit: 100 })).toReversed();
          expect(stored.map(({ id, sendStatus }) => [id, sendStatus])).toEqual(
            here.map(({ id, status }) => [id, status]),
          );
          return stored.map(({ userId }) => userId);
        },
        { timeout: 45_000, interval: 1_000 },
      )
      .toEqual([texter.personId, texter.personId]);
  });
});

describe("who may not", () => {
  test("another organization, and another person of this one, see and send nothing", async () => {
    const { texter, number } = await withNumber();
    const peer = aPeer();
    await text(number, peer, "Private");
    for (const stranger of [await newTexter(theirs), await newTexter(ours)]) {
      expect(await desk(stranger)).toMatchObject({ numbers: [], threads: [] });
      expect((await open(stranger, number, peer)).status).toBe(404);
      expect((await send(stranger, number, peer, "Hi")).status).toBe(404);
      const read = await stranger.call("/api/texter/directRead", { json: { number, peer, upTo: 1 } });
      expect(read.status).toBe(404);
    }
    expect((await theirs.admin.call(numbersOf(texter))).status).toBe(404);
    const taken = await theirs.admin.call(`${numbersOf(texter)}/${encodeURIComponent(number)}`, { method: "DELETE" });
    expect(taken.status).toBe(404);
    expect(await ledger([peer])).toEqual([]);
    await expect.poll(async () => (await desk(texter)).threads).toMatchObject([{ unread: 1 }]);
  });

  test("a suspended person reads and sends nothing, and has everything when they come back", async () => {
    const { texter, number } = await withNumber();
    const peer = aPeer();
    const role = (to: string) =>
      ours.admin.call(`/api/admin/people/${texter.personId}`, { method: "PATCH", json: { role: to } });
    expect((await role("SUSPENDED")).status).toBe(200);
    await text(number, peer, "While you were away");
    expect((await open(texter, number, peer)).status).toBe(403);
    expect((await send(texter, number, peer, "Hi")).status).toBe(403);
    expect((await give(texter)).body).toMatchObject({ reason: "suspended_person" });
    expect((await role("TEXTER")).status).toBe(200);
    await expect
      .poll(async () => (await desk(texter)).threads)
      .toMatchObject([{ last: { words: "While you were away" } }]);
    expect(await ledger([peer])).toEqual([]);
  });

  test("the person whose number was taken back, at once", async () => {
    const { texter, number } = await withNumber();
    const peer = aPeer();
    await text(number, peer, "Hello");
    const path = `${numbersOf(texter)}/${encodeURIComponent(number)}`;
    expect((await ours.admin.call(path, { method: "DELETE" })).status).toBe(200);
    expect((await send(texter, number, peer, "Hi")).body).toMatchObject({ ok: false });
    expect((await open(texter, number, peer)).status).toBe(404);
    await expect.poll(() => desk(texter)).toMatchObject({ numbers: [], threads: [] });
    await expect.poll(async () => (await ours.admin.call(numbersOf(texter))).body["numbers"]).toEqual([]);
    expect((await ours.admin.call(path, { method: "DELETE" })).status).toBe(404);
    expect(await ledger([peer])).toEqual([]);
  });
});

test("line and desk that were evicted in between lose nothing", async () => {
  const { texter, number } = await withNumber();
  const peer = aPeer();
  for (const words of ["One", "Two", "Three"]) {
    await text(number, peer, words);
    await evict(env.SMS_LINE.getByName(`${ours.orgId}.${number}`));
    await evict(env.TEXTER_INBOX.getByName(`${ours.orgId}.${texter.personId}`));
  }
  await expect.poll(async () => (await desk(texter)).threads).toMatchObject([{ unread: 3, last: { words: "Three" } }]);
  expect((await messages(texter, number, peer)).map(({ body }) => body)).toEqual(["One", "Two", "Three"]);
});
