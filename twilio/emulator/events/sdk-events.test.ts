/** The carrier's own library makes sinks and subscriptions at the emulator; events of texts reach the sink. */
import twilio from "twilio";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createMessage } from "../../carrier.ts";
import { openWebhook } from "../../signed-webhook.ts";
import { account, ANNA, serveCarrier, testCarrier, type TestCarrier } from "../test-carrier.ts";
import type { PulledWebhook } from "../webhooks/webhooks.ts";

const SINK_URL = "https://text.example.org/webhooks/twilio/events";
const DELIVERED = "com.twilio.messaging.message.delivered";
const FAILED = "com.twilio.messaging.message.failed";

let carrier: TestCarrier;
let stop: () => void;
let origin = "";
beforeEach(async () => {
  carrier = testCarrier({ settings: { events: { batchMs: 5, retryDelayMs: 5 } } });
  ({ origin, stop } = await serveCarrier(carrier));
});
afterEach(() => stop());

class LocalTransport extends twilio.RequestClient {
  override request<Answer>(options: Parameters<typeof twilio.RequestClient.prototype.request<Answer>>[0]) {
    return super.request<Answer>({ ...options, uri: options.uri.replace(/^https:\/\/\w+\.twilio\.com/, origin) });
  }
}
const events = () => twilio(account.accountSid, account.authToken, { httpClient: new LocalTransport() }).events.v1;
async function subscribe(types = [DELIVERED, FAILED], destination = SINK_URL) {
  const sinkConfiguration = { destination, method: "POST", batch_events: true };
  const sink = await events().sinks.create({ description: "Whistlestop", sinkConfiguration, sinkType: "webhook" });
  const wanted = types.map((type) => ({ type, schema_version: 7 }));
  const subscription = await events().subscriptions.create({
    description: "Whistlestop",
    sinkSid: sink.sid,
    types: wanted,
  });
  return { sink, subscription };
}
type Event = { id: string; type: string; data: Record<string, unknown> };
const read = ({ body }: PulledWebhook): Event[] => JSON.parse(body) as Event[];
const answer = (id: number, status: number) => carrier.control("/webhooks/answers", [{ id, status }]);
const streamed = async (): Promise<PulledWebhook[]> => {
  const waiting = await carrier.pull();
  const arrays = waiting.filter(({ kind }) => kind === "events");
  if (arrays.length === 0) throw new Error("no events yet");
  return arrays;
};

describe("the carrier's library", () => {
  test("makes, lists, reads and deletes sinks and subscriptions", async () => {
    const { sink, subscription } = await subscribe();
    expect(sink).toMatchObject({ status: "active", sinkType: "webhook", sinkConfiguration: { destination: SINK_URL } });
    expect(await events().sinks(sink.sid).fetch()).toMatchObject({ description: "Whistlestop" });
    expect(await events().sinks(sink.sid).sinkTest.create()).toMatchObject({ result: "submitted" });
    expect(await events().sinks.list()).toHaveLength(1);
    const sinkSid = sink.sid;
    expect(await events().subscriptions.list({ sinkSid })).toMatchObject([{ sid: subscription.sid, sinkSid }]);
    expect(await events().subscriptions.list({ sinkSid: `DG${"0".repeat(32)}` })).toEqual([]);
    const { subscribedEvents } = events().subscriptions(subscription.sid);
    await subscribedEvents.create({ type: "com.twilio.messaging.message.undelivered", schemaVersion: 7 });
    expect((await subscribedEvents.list()).map(({ type }) => type)).toHaveLength(3);
    expect(await subscribedEvents(FAILED).remove()).toBe(true);
    expect((await subscribedEvents.list()).map(({ type }) => type)).not.toContain(FAILED);
    await expect(events().sinks(sink.sid).remove()).rejects.toMatchObject({ status: 400 });
    expect(await events().subscriptions(subscription.sid).remove()).toBe(true);
    expect(await events().sinks(sink.sid).remove()).toBe(true);
    await expect(events().sinks(sink.sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  test("is refused for a sink without an address and a type that there cannot be", async () => {
    const wrong = { description: "W", sinkConfiguration: { destination: "nowhere" }, sinkType: "webhook" as const };
    await expect(events().sinks.create(wrong)).rejects.toMatchObject({ status: 400 });
    const { sink } = await subscribe();
    const of = (types: object[]) => events().subscriptions.create({ description: "W", sinkSid: sink.sid, types });
    await expect(of([{ type: "delivered", schema_version: 1 }])).rejects.toMatchObject({ status: 400 });
    await expect(of([])).rejects.toMatchObject({ status: 400 });
  });
});

test("a text without an address for callbacks has its events in a signed array, of the subscribed types alone", async () => {
  await subscribe();
  const texts = Array.from({ length: 3 }, () => carrier.text({ statusCallback: undefined }));
  for (const text of texts) await createMessage(account, text, carrier.deps);
  const [array, ...others] = await vi.waitFor(streamed);
  expect(others).toEqual([]);
  const { url, headers, body } = array!;
  expect(url).toMatch(/\?bodySHA256=[0-9a-f]{64}$/);
  const webhook = { url, body: new TextEncoder().encode(body), header: (name: string) => headers[name] };
  const secrets = { authTokens: [account.authToken], sharedKeys: [] };
  expect(openWebhook(webhook, secrets).ok).toBe(true);
  expect(openWebhook({ ...webhook, body: new TextEncoder().encode(`${body} `) }, secrets).ok).toBe(false);
  const list = read(array!);
  expect(list.map(({ type }) => type)).toEqual([DELIVERED, DELIVERED, DELIVERED]);
  expect(new Set(list.map(({ id }) => id)).size).toBe(3);
  const [first] = await carrier.ledger();
  expect(list[0]?.data).toMatchObject({
    messageSid: first?.sid,
    accountSid: account.accountSid,
    to: ANNA,
    messageStatus: "DELIVERED",
    messagingServiceSid: first?.messagingServiceSid,
  });
  expect(list[0]?.data).not.toHaveProperty("statusCallBackUrl");
});

test("an array that is not taken comes again with the same events; duplicates have the id of the first", async () => {
  await subscribe();
  await carrier.control("/faults", { kind: "duplicate-callbacks", delayMs: 1 });
  await createMessage(account, carrier.text(), carrier.deps);
  const [first] = await vi.waitFor(streamed);
  await answer(first!.id, 503);
  const [again] = await vi.waitFor(streamed);
  expect(again?.body).toBe(first?.body);
  await answer(again!.id, 204);
  await expect
    .poll(async () => ((await carrier.summary()) as { events?: { underWay: number } }).events?.underWay)
    .toBe(0);
  const ids = read(first!).map(({ id }) => id);
  expect(new Set(ids).size).toBe(1);
  expect(read(first!)[0]?.data).toMatchObject({ statusCallBackUrl: expect.stringContaining("https://") });
});

test("arrays have no more events than they may, and a login of the destination is sent along", async () => {
  await carrier.control("/settings", { events: { mostPerBatch: 2 } }, "PUT");
  await subscribe([DELIVERED], SINK_URL.replace("//", "//events:s%40fe@"));
  for (let i = 0; i < 5; i += 1) await createMessage(account, carrier.text(), carrier.deps);
  const arrays: PulledWebhook[] = [];
  await vi.waitFor(async () => {
    arrays.push(...(await carrier.pull()).filter(({ kind }) => kind === "events"));
    expect(arrays.map((each) => read(each).length)).toEqual([2, 2, 1]);
  });
  expect(arrays[0]?.url).toMatch(/^https:\/\/text\.example\.org\/webhooks/);
  expect(arrays[0]?.headers["authorization"]).toBe(`Basic ${btoa("events:s@fe")}`);
});

test("a click on a shortened link is an event", async () => {
  await subscribe(["com.twilio.daptbt.link-shortening.link-clicked"]);
  await createMessage(account, carrier.text(), carrier.deps);
  const [text] = await carrier.ledger();
  await carrier.control("/clicks", { sid: text?.sid, link: "https://example.org/vote" });
  const [array] = await vi.waitFor(streamed);
  expect(read(array!)).toMatchObject([
    { data: { message_sid: text?.sid, to: ANNA, link: "https://example.org/vote" } },
  ]);
});
