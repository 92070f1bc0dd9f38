/** Texts of the phone service through the Worker, its objects and the carrier. */
import { listDurableObjectIds } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../domain/ids.ts";
import { lineKey } from "../../domain/phone-service/line-texts.ts";
import { directoryFor, lineAt } from "../../durable-objects/rpc/stubs.ts";
import { deliverWebhook, inboundForm } from "../../test/workers/test-carrier.ts";
import { apiToken, callAs, stock, userNumber } from "../../test/workers/phone-service.ts";
import { env, newOrganization } from "../../test/workers/test-client.ts";
import type { TestOrganization } from "../../test/workers/test-client.ts";
import { afterTest, control, deliverAll, evict, ledger, withoutWaiting } from "../../test/workers/workers-world.ts";

let ours: TestOrganization;
let token: string;
let from: string;

beforeAll(async () => {
  withoutWaiting();
  ours = await newOrganization();
  const settings = { method: "PUT", json: { keepsHours: false, inboundUrl: null } };
  expect((await ours.admin.call("/api/admin/phone-service/settings", settings)).status).toBe(200);
  token = await apiToken(ours);
  await stock(Array.from({ length: 20 }, (_, n) => `+161323456${String(n).padStart(2, "0")}`));
  from = await userNumber(token, "613");
});
afterEach(afterTest);

let recipients = 0;
/** Of its own for each test: the ledger is that of the file. */
const recipient = () => `+1617234${String(5000 + (recipients += 1))}`;
const anSms = (change: object = {}) => ({
  idempotencyKey: crypto.randomUUID(),
  fromPhoneNumber: from,
  toPhoneNumber: recipient(),
  content: "Your order is ready.",
  ...change,
});
const send = (sms: object) => callAs(token, "/sms/send/one", { json: { sms } });
const many = (lines: readonly (object | string)[], query = "") =>
  callAs(token, `/sms/send/many${query}`, {
    body: lines.map((line) => (typeof line === "string" ? line : JSON.stringify({ sms: line }))).join("\n"),
  });
const line = () => env.SMS_LINE.getByName(lineKey(ours.orgId, from));
const statusOf = async (to: string) => (await lineAt(env, ours.orgId, from).texts({ peer: to, limit: 1 }))[0]?.status;

describe("a text", () => {
  test("leaves by the user's number, and its delivery is known", async () => {
    const sms = anSms();
    expect(await send(sms)).toMatchObject({ status: 200, body: { sent: true } });
    expect(await ledger([sms.toPhoneNumber])).toMatchObject([{ from, body: sms.content }]);
    expect(await statusOf(sms.toPhoneNumber)).toBe("SENT");
    await expect
      .poll(async () => {
        expect((await deliverAll()).every((status) => status < 300)).toBe(true);
        return statusOf(sms.toPhoneNumber);
      })
      .toBe("DELIVERED");
  });

  test("to a number that has opted out is refused, and goes once it has opted in", async () => {
    const sms = anSms();
    const cell = sms.toPhoneNumber;
    const record = (optedOut: boolean) =>
      directoryFor(env, ours.orgId, cell).optOut({
        orgId: ours.orgId,
        cell,
        optedOut,
        reason: "stop",
        contactId: null,
        messageId: `SM${crypto.randomUUID().replaceAll("-", "")}`,
        personId: null,
      });
    await record(true);
    expect(await send(sms)).toMatchObject({ status: 422, body: { reason: "opted_out" } });
    await record(false);
    expect(await send(sms)).toMatchObject({ status: 200, body: { sent: true } });
    expect(await ledger([cell])).toHaveLength(1);
  });

  test("that the carrier refuses frees its key, and an opt-out that only the carrier knew counts from then on", async () => {
    const sms = anSms();
    await control("/faults", { kind: "error-code", code: 21_610, to: sms.toPhoneNumber, count: 1 });
    const refused = await send(sms);
    expect(refused).toMatchObject({ status: 422, body: { reason: "opted_out", code: 21_610 } });
    const { orgId } = ours;
    await expect
      .poll(() => directoryFor(env, orgId, sms.toPhoneNumber).numberNow({ orgId, cell: sms.toPhoneNumber }))
      .toMatchObject({ optedOut: true });
  });

  test("by a number of another organization, or of nobody, is refused and leaves no line behind", async () => {
    const theirs = await newOrganization();
    const theirToken = await apiToken(theirs);
    const before = await listDurableObjectIds(env.SMS_LINE);
    const sms = anSms();
    const foreign = await callAs(theirToken, "/sms/send/one", { json: { sms } });
    expect(foreign).toMatchObject({ status: 404, body: { reason: "unknown_sender" } });
    expect(await callAs(theirToken, `/phonebook/find/${from}`)).toMatchObject({ body: { exists: false } });
    const nobody = anSms({ fromPhoneNumber: "+16132349999" });
    expect(await send(nobody)).toMatchObject({ status: 404, body: { reason: "unknown_sender" } });
    expect(await listDurableObjectIds(env.SMS_LINE)).toEqual(before);
    expect(await send(sms)).toMatchObject({ status: 200 });
  });

  test.each([
    [{ content: "x".repeat(1_601) }, 400, "bad_request"],
    [{ content: "" }, 400, "bad_request"],
    [{ toPhoneNumber: "+442071234567" }, 404, "unknown_recipient"],
  ])("%j is %i", async (change, status, reason) => {
    expect(await send(anSms(change))).toMatchObject({ status, body: { ok: false, reason } });
  });

  test("that is no JSON, or of another type, is named", async () => {
    const json = { "content-type": "application/json" };
    const broken = await callAs(token, "/sms/send/one", { body: '{"sms": ', headers: json });
    expect(broken).toMatchObject({ status: 400, body: { reason: "bad_json" } });
    expect(await callAs(token, "/sms/send/one", { body: "sms=1" })).toMatchObject({ status: 415 });
    expect(await callAs(token, "/sms/send/one", { json: {} })).toMatchObject({ status: 400 });
    expect(await callAs(token, "/sms/send/two", { json: {} })).toMatchObject({ status: 404 });
  });
});

test("1,000 sends with 50 keys, each 20 times at once, and the line stopped twice: 50 texts", async () => {
  const texts = Array.from({ length: 50 }, (_, n) => anSms({ content: `Text ${n}` }));
  const calls = Array.from({ length: 1_000 }, (_, n) => texts[n % 50] ?? {});
  const answers = calls.map(async (sms) => {
    // As a program does that gets no answer.
    for (;;) {
      const answer = await send(sms);
      if (answer.status < 500) return answer;
    }
  });
  for (let stop = 0; stop < 2; stop += 1) {
    await scheduler.wait(40);
    await evict(line());
  }
  const done = await Promise.all(answers);
  expect(done.filter(({ status }) => status !== 200)).toEqual([]);
  await expect.poll(async () => (await ledger(texts.map((sms) => sms.toPhoneNumber))).length).toBe(50);
  const bodies = (await ledger(texts.map((sms) => sms.toPhoneNumber))).map(({ body }) => body);
  expect(new Set(bodies).size).toBe(50);
});

describe("a text to a user's number", () => {
  const reply = (cell: string, body: string, sid = `SM${crypto.randomUUID().replaceAll("-", "")}`) =>
    deliverWebhook(`/webhooks/twilio/${ours.orgId}/line-inbound/${encodeURIComponent(from)}`, {
      ...inboundForm(cell, body, from),
      MessageSid: sid,
    });

  test("is fetched by its program, once however often the carrier delivers it", async () => {
    const cell = recipient();
    const sid = `SM${crypto.randomUUID().replaceAll("-", "")}`;
    for (let i = 0; i < 3; i += 1) expect(await reply(cell, "On my way", sid)).toMatchObject({ status: 200 });
    await evict(line());
    const path = `/sms/inbound?phoneNumber=${encodeURIComponent(from)}`;
    const { body } = await callAs(token, path);
    const texts = body["texts"] as { id: string; cursor: number }[];
    expect(texts.filter(({ id }) => id === sid)).toMatchObject([
      { fromPhoneNumber: cell, toPhoneNumber: from, content: "On my way" },
    ]);
    expect(await callAs(token, `${path}&after=${texts.at(-1)?.cursor}`)).toMatchObject({ body: { texts: [] } });
    const theirs = await apiToken(await newOrganization());
    expect(await callAs(theirs, path)).toMatchObject({ status: 404 });
  });

  test("that says STOP ends all texts of the organization to its sender, and START begins them again", async () => {
    const sms = anSms();
    expect(await reply(sms.toPhoneNumber, "Stop")).toMatchObject({ status: 200 });
    expect(await send(sms)).toMatchObject({ status: 422, body: { reason: "opted_out" } });
    expect(await reply(sms.toPhoneNumber, "START")).toMatchObject({ status: 200 });
    expect(await send(sms)).toMatchObject({ status: 200 });
  });

  test("without the carrier's signature is refused", async () => {
    const path = `/webhooks/twilio/${ours.orgId}/line-inbound/${encodeURIComponent(from)}`;
    const forged = await deliverWebhook(path, inboundForm(recipient(), "Hi", from), { token: "a guess" });
    expect(forged.status).toBe(403);
  });
});

describe("many texts", () => {
  test("go past errors, which are named by their lines", async () => {
    const good = [anSms(), anSms(), anSms()];
    const answer = await many([good[0]!, "{", good[1]!, "", anSms({ content: "" }), good[2]!, good[0]!]);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        errors: [
          { line: 2, idempotencyKey: null, reason: "bad_json" },
          { line: 5, reason: "bad_request" },
        ],
      },
    });
    expect(await ledger(good.map((sms) => sms.toPhoneNumber))).toHaveLength(3);
  });

  test("of several users leave by their own numbers", async () => {
    const other = await userNumber(token, "613");
    const texts = [anSms(), anSms({ fromPhoneNumber: other })];
    expect(await many(texts)).toMatchObject({ status: 200, body: { errors: [] } });
    const sent = await ledger(texts.map((sms) => sms.toPhoneNumber));
    expect(new Set(sent.map((text) => text.from))).toEqual(new Set([from, other]));
  });

  test("may be none, and have to be of the right type", async () => {
    expect(await many([])).toMatchObject({ status: 200, body: { errors: [] } });
    const headers = { "content-type": "text/csv" };
    expect(await callAs(token, "/sms/send/many", { body: "a,b", headers })).toMatchObject({ status: 415 });
  });

  test("are sent behind the answer, and followed by their tracking id", async () => {
    const texts = Array.from({ length: 30 }, () => anSms());
    const lines: (object | string)[] = [...texts];
    lines.splice(10, 0, "no JSON");
    const answer = await many(lines, "?async=1");
    expect(answer).toMatchObject({ status: 202, body: { trackingId: expect.stringMatching(/^b/) } });
    const path = `/sms/tracking/${String(answer.body["trackingId"])}`;
    expect(answer.headers.get("location")).toBe(path);
    await expect.poll(async () => (await callAs(token, path)).body["status"]).toBe("done");
    expect(await callAs(token, path)).toMatchObject({
      status: 200,
      body: { total: 31, sent: 30, failed: 1, errors: [{ line: 11, reason: "bad_json" }] },
    });
    expect(await ledger(texts.map((sms) => sms.toPhoneNumber))).toHaveLength(30);
    const theirs = await apiToken(await newOrganization());
    expect(await callAs(theirs, path)).toMatchObject({ status: 404, body: { reason: "not_found" } });
  });

  test("an invented tracking id leaves nothing behind", async () => {
    const before = await listDurableObjectIds(env.SMS_BATCH);
    for (const id of [newId("b"), "b1", "x"]) {
      expect(await callAs(token, `/sms/tracking/${id}`)).toMatchObject({ status: 404 });
    }
    expect(await listDurableObjectIds(env.SMS_BATCH)).toEqual(before);
  });
});
