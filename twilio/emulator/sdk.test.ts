/** The carrier's own client library drives the emulator, over a real connection. */
import twilio from "twilio";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DEMO_ACCOUNT } from "./settings.ts";
import { account, ANNA, INBOUND_URL, NO_WAITS, serveCarrier, testCarrier, type TestCarrier } from "./test-carrier.ts";

const BOB = "+16174440002";
const PLAIN_NUMBER = "+16175550177";
const API_KEY = { sid: `SK${"a".repeat(32)}`, secret: "secret-of-the-key" };
const { serviceSid: messagingServiceSid } = DEMO_ACCOUNT;

let stop: () => void;
let carrier: TestCarrier;
let origin = "";
let nowMs = Date.UTC(2026, 10, 21, 12);

beforeEach(async () => {
  nowMs = Date.UTC(2026, 10, 21, 12);
  const { sid, authToken, serviceSid, numbers } = DEMO_ACCOUNT;
  const services = [{ sid: serviceSid, numbers, inboundUrl: INBOUND_URL }];
  const own = { sid, authToken, services, apiKeys: [API_KEY], numbers: [{ number: PLAIN_NUMBER }] };
  carrier = testCarrier({ settings: { accounts: [own] }, now: () => nowMs });
  ({ origin, stop } = await serveCarrier(carrier));
});
afterEach(() => stop());

/** The library's own transport, with another host. */
class LocalTransport extends twilio.RequestClient {
  override request<Answer>(options: Parameters<typeof twilio.RequestClient.prototype.request<Answer>>[0]) {
    return super.request<Answer>({ ...options, uri: options.uri.replace("https://api.twilio.com", origin) });
  }
}

const client = (user = account.accountSid, password = account.authToken) =>
  twilio(user, password, { accountSid: account.accountSid, httpClient: new LocalTransport() });

const text = (over: object = {}) => ({ to: ANNA, body: "Hello", messagingServiceSid, ...over });

/** The error that the library throws for a refusal. */
const refused = (code: number, status: number) => ({
  code,
  status,
  moreInfo: `https://www.twilio.com/docs/errors/${code}`,
});

describe("the carrier's library", () => {
  test("sends a text by a service and by a plain number, and reads it again", async () => {
    const { messages } = client();
    const created = await messages.create(text());
    expect(created).toMatchObject({ status: "accepted", from: null, numSegments: "0", direction: "outbound-api" });
    expect(await messages(created.sid).fetch()).toMatchObject({
      status: "delivered",
      numSegments: "1",
      from: expect.stringMatching(/^\+1617555010\d$/),
      messagingServiceSid,
      dateSent: new Date(nowMs),
    });
    const plain = await messages.create({ to: ANNA, body: "Hi", from: PLAIN_NUMBER });
    expect(plain).toMatchObject({ status: "queued", from: PLAIN_NUMBER, numSegments: "1", messagingServiceSid: null });
  });

  test("logs in by an API key beside the token, and by nothing else", async () => {
    expect(await client(API_KEY.sid, API_KEY.secret).messages.create(text())).toMatchObject({ status: "accepted" });
    await expect(client(API_KEY.sid, "wrong").messages.create(text())).rejects.toMatchObject(refused(20003, 401));
    await expect(client(account.accountSid, "wrong").messages.list()).rejects.toMatchObject(refused(20003, 401));
  });

  test("reads pages that texts which come meanwhile do not shift", async () => {
    const { messages } = client();
    for (let i = 1; i <= 5; i += 1) await messages.create(text({ body: `Text ${i}` }));
    const first = await messages.page({ to: ANNA, pageSize: 2 });
    await messages.create(text({ body: "Text 6" }));
    const second = await first.nextPage();
    const third = await second?.nextPage();
    const bodies = [first, second, third].map((page) => page?.instances.map(({ body }) => body));
    expect(bodies).toEqual([["Text 5", "Text 4"], ["Text 3", "Text 2"], ["Text 1"]]);
    expect(third?.nextPageUrl).toBeUndefined();
    expect((await messages.list({ pageSize: 2 })).map(({ body }) => body)[0]).toBe("Text 6");
    await expect(messages.page({ pageNumber: 1, pageSize: 2 })).rejects.toMatchObject(refused(20001, 400));
  });

  test("lists texts of both directions, by number and by date", async () => {
    const { messages } = client();
    await messages.create(text());
    nowMs += 86_400_000;
    await messages.create(text({ to: BOB }));
    const [number] = DEMO_ACCOUNT.numbers;
    await carrier.control("/inbound", { from: ANNA, to: number, body: "Yes" });
    const [newest, ...others] = await messages.list();
    expect(newest).toMatchObject({ direction: "inbound", status: "received", from: ANNA, to: number, body: "Yes" });
    expect(others).toHaveLength(2);
    expect(await messages(newest!.sid).fetch()).toMatchObject({ body: "Yes", messagingServiceSid, errorCode: null });
    expect(await messages.list({ from: ANNA })).toHaveLength(1);
    expect(await messages.list({ to: BOB })).toHaveLength(1);
    expect(await messages.list({ dateSentAfter: new Date(nowMs) })).toHaveLength(2);
    expect(await messages.list({ dateSentBefore: new Date(nowMs - 1) })).toHaveLength(1);
    expect(await messages.list({ dateSent: new Date(nowMs) })).toHaveLength(2);
  });

  test("schedules a text, which then waits, and cancels it", async () => {
    const { messages } = client();
    const at = (seconds: number) => ({ scheduleType: "fixed" as const, sendAt: new Date(nowMs + seconds * 1000) });
    const scheduled = await messages.create(text(at(3600)));
    expect(scheduled).toMatchObject({ status: "scheduled", from: null, dateSent: null });
    expect(await carrier.pull()).toEqual([]);
    expect(await messages(scheduled.sid).update({ status: "canceled" })).toMatchObject({ status: "canceled" });
    await expect(messages(scheduled.sid).update({ status: "canceled" })).rejects.toMatchObject(refused(30409, 409));
    await expect(messages.create(text(at(299)))).rejects.toMatchObject(refused(35114, 400));
    await expect(messages.create(text(at(36 * 86_400)))).rejects.toMatchObject(refused(35114, 400));
    await expect(messages.create(text({ scheduleType: "fixed" }))).rejects.toMatchObject(refused(35111, 400));
    const plain = { to: ANNA, body: "Hi", from: PLAIN_NUMBER, ...at(3600) };
    await expect(messages.create(plain)).rejects.toMatchObject(refused(35118, 400));
  });

  test("redacts and deletes a text once it has ended", async () => {
    const { messages } = client();
    await carrier.control("/settings", { delays: { ...NO_WAITS, deliveredMs: [60_000, 60_000] } }, "PUT");
    const underWay = await messages.create(text());
    await expect(messages(underWay.sid).update({ body: "" })).rejects.toMatchObject(refused(20009, 409));
    await expect(messages(underWay.sid).remove()).rejects.toMatchObject(refused(20009, 409));
    await carrier.control("/settings", { delays: NO_WAITS }, "PUT");
    const { sid } = await messages.create(text({ body: "a secret" }));
    await expect(messages(sid).update({ body: "other words" })).rejects.toMatchObject(refused(30400, 400));
    expect(await messages(sid).update({ body: "" })).toMatchObject({ sid, body: "" });
    expect(await messages(sid).remove()).toBe(true);
    await expect(messages(sid).fetch()).rejects.toMatchObject(refused(20404, 404));
    expect((await messages.list()).map((each) => each.sid)).toEqual([underWay.sid]);
    // Deleting a message at the API does not unsend it.
    expect((await carrier.ledger()).map(({ body }) => body)).toEqual(["Hello", "a secret"]);
  });

  test("reads and deletes the files of a text", async () => {
    const { messages } = client();
    const files = ["image/png", "image/gif"].map((contentType) => ({ contentType, base64: btoa(contentType) }));
    const { messageSid } = await carrier.control<{ messageSid: string }>("/inbound", { from: ANNA, body: "", files });
    const media = await messages(messageSid).media.list();
    expect(media.map(({ contentType, parentSid }) => [contentType, parentSid])).toEqual([
      ["image/png", messageSid],
      ["image/gif", messageSid],
    ]);
    const [{ sid }] = media as [(typeof media)[number]];
    expect(await messages(messageSid).media(sid).fetch()).toMatchObject({ sid, contentType: "image/png" });
    expect(await messages(messageSid).media(sid).remove()).toBe(true);
    expect(await messages(messageSid).media.list()).toHaveLength(1);
    expect(await messages(messageSid).fetch()).toMatchObject({ numMedia: "1" });
    await expect(messages(messageSid).media(sid).fetch()).rejects.toMatchObject(refused(20404, 404));
  });

  test("gives feedback", async () => {
    const { messages } = client();
    const { sid } = await messages.create(text());
    expect(await messages(sid).feedback.create({ outcome: "confirmed" })).toMatchObject({
      messageSid: sid,
      outcome: "confirmed",
    });
  });

  test("reads the account's status, the only request that is answered while it is suspended", async () => {
    const suspended = { sid: account.accountSid, authToken: account.authToken, status: "suspended" };
    await carrier.control("/settings", { accounts: [suspended] }, "PUT");
    expect(await client().api.v2010.accounts(account.accountSid).fetch()).toMatchObject({ status: "suspended" });
    await expect(client().messages.create(text())).rejects.toMatchObject(refused(20005, 403));
  });

  test.each([
    ["no service of the account", { messagingServiceSid: `MG${"f".repeat(32)}` }, 21701],
    ["a number outside of the service", { from: PLAIN_NUMBER }, 21711],
    ["no words and no files", { body: undefined }, 21619],
    ["a validity of eleven hours", { validityPeriod: 39_600 }, 90007],
    ["an underscore in the callback's host", { statusCallback: "https://my_host.example.org" }, 21609],
  ])("is told by the carrier's code: %s", async (_, over, code) => {
    await expect(client().messages.create(text(over))).rejects.toMatchObject(refused(code, 400));
  });

  test("learns what is wrong with a plain number", async () => {
    const other = { sid: `AC${"e".repeat(32)}`, authToken: "t", numbers: [{ number: "+16175550188" }] };
    const settings = await carrier.control<{ accounts: object[] }>("/settings");
    await carrier.control("/settings", { accounts: [...settings.accounts, other] }, "PUT");
    const by = (from: string) => client().messages.create({ to: ANNA, body: "Hi", from });
    await expect(by("+12125550100")).rejects.toMatchObject(refused(21659, 400));
    await expect(by("+16175550188")).rejects.toMatchObject(refused(21660, 400));
  });

  test("gets the carrier's own error for an unknown address", async () => {
    await expect(client().calls.list()).rejects.toMatchObject(refused(20404, 404));
    await expect(
      client()
        .messages(`SM${"0".repeat(32)}`)
        .fetch(),
    ).rejects.toMatchObject(refused(20404, 404));
  });
});
