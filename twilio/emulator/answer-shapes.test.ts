import { describe, expect, test } from "vitest";
import type * as z from "zod";
import {
  errorShape,
  feedbackShape,
  inboundShape,
  mediaPageShape,
  mediaShape,
  messagePageShape,
  messageShape,
  statusCallbackShape,
} from "./answer-shapes.ts";
import { DEMO_ACCOUNT } from "./settings.ts";
import { account, ANNA, INBOUND_URL, ORIGIN, STATUS_URL, testCarrier, type TestCarrier } from "./test-carrier.ts";

const PLAIN_NUMBER = "+16175550177";
const NOON = Date.UTC(2026, 10, 21, 12);
const file = { contentType: "image/png", base64: btoa("a picture") };

function emulator(): TestCarrier {
  const { sid, authToken, serviceSid, numbers } = DEMO_ACCOUNT;
  const advancedOptOut = { stop: ["STOP"], start: ["START"], help: ["HELP"] };
  const services = [{ sid: serviceSid, numbers, inboundUrl: INBOUND_URL, advancedOptOut }];
  const accounts = [{ sid, authToken, services, numbers: [{ number: PLAIN_NUMBER, inboundUrl: INBOUND_URL }] }];
  return testCarrier({ settings: { accounts }, now: () => NOON });
}

async function call(carrier: TestCarrier, method: string, path: string, form?: Record<string, string>) {
  const url = `${ORIGIN}/2010-04-01/Accounts/${account.accountSid}${path}`;
  const authorization = `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`;
  const body = form === undefined ? null : new URLSearchParams({ To: ANNA, ...form });
  const response = await carrier.emulator.fetch(new Request(url, { method, headers: { authorization }, body }));
  return { status: response.status, json: (await response.json()) as { sid: string } };
}

const byService = { MessagingServiceSid: DEMO_ACCOUNT.serviceSid, Body: "Hello", StatusCallback: STATUS_URL };
const byNumber = { From: PLAIN_NUMBER, Body: "Hello", StatusCallback: STATUS_URL };

function holds(shape: z.ZodType, value: unknown): void {
  const parsed = shape.safeParse(value);
  expect(parsed.success ? [] : parsed.error.issues, JSON.stringify(value)).toEqual([]);
}

describe("the emulator's answers have the carrier's shape", () => {
  test.each([
    ["a text by a service", byService],
    ["a text by a plain number", byNumber],
    ["a scheduled text", { ...byService, ScheduleType: "fixed", SendAt: new Date(NOON + 3_600_000).toISOString() }],
    ["a text with a picture", { ...byService, MediaUrl: "https://text.example.org/p.png" }],
  ])("%s, when it is created and when it is read", async (_, form) => {
    const carrier = emulator();
    const created = await call(carrier, "POST", "/Messages.json", form);
    expect(created.status).toBe(201);
    holds(messageShape, created.json);
    holds(messageShape, (await call(carrier, "GET", `/Messages/${created.json.sid}.json`)).json);
  });

  test("a text that failed", async () => {
    const carrier = emulator();
    for (const code of [30001, 30003]) await carrier.control("/faults", { kind: "error-code", code, count: 1 });
    for (let i = 0; i < 2; i += 1) {
      const { sid } = (await call(carrier, "POST", "/Messages.json", byService)).json;
      holds(messageShape, (await call(carrier, "GET", `/Messages/${sid}.json`)).json);
    }
    for (const { body } of await carrier.pull()) {
      holds(statusCallbackShape, Object.fromEntries(new URLSearchParams(body)));
    }
  });

  test("pages of both directions", async () => {
    const carrier = emulator();
    for (let i = 0; i < 3; i += 1) await call(carrier, "POST", "/Messages.json", byService);
    await carrier.control("/inbound", { from: ANNA, body: "Look", files: [file] });
    let path: string | null = "/Messages.json?PageSize=2";
    let pages = 0;
    for (; path !== null; pages += 1) {
      const { json } = await call(carrier, "GET", path);
      holds(messagePageShape, json);
      const next: string | null = (json as unknown as { next_page_uri: string | null }).next_page_uri;
      path = next === null ? null : next.slice(next.indexOf("/Messages"));
    }
    expect(pages).toBe(2);
  });

  test("files and feedback", async () => {
    const carrier = emulator();
    const { messageSid } = await carrier.control<{ messageSid: string }>("/inbound", {
      from: ANNA,
      body: "",
      files: [file],
    });
    const list = await call(carrier, "GET", `/Messages/${messageSid}/Media.json`);
    holds(mediaPageShape, list.json);
    const [{ sid }] = (list.json as unknown as { media_list: [{ sid: string }] }).media_list;
    holds(mediaShape, (await call(carrier, "GET", `/Messages/${messageSid}/Media/${sid}.json`)).json);
    const feedback = await call(carrier, "POST", `/Messages/${messageSid}/Feedback.json`, { Outcome: "unconfirmed" });
    holds(feedbackShape, feedback.json);
  });

  test.each([
    ["GET", "/Messages/SM0.json", undefined, 404],
    ["GET", "/Nothing.json", undefined, 404],
    ["PUT", "/Messages.json", undefined, 405],
    ["POST", "/Messages.json", { ...byService, Body: "" }, 400],
    ["POST", "/Messages.json", { ...byService, To: "+1" }, 400],
  ])("a refusal: %s %s", async (method, path, form, status) => {
    const answer = await call(emulator(), method, path, form);
    expect(answer.status).toBe(status);
    holds(errorShape, answer.json);
  });
});

describe("the emulator's webhooks have the carrier's fields", () => {
  test("reports: a text by a plain number was queued from the beginning, and no report says so", async () => {
    const carrier = emulator();
    await call(carrier, "POST", "/Messages.json", byService);
    await call(carrier, "POST", "/Messages.json", byNumber);
    const reports = (await carrier.pull()).map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
    for (const report of reports) holds(statusCallbackShape, report);
    expect(reports.map(({ MessageStatus }) => MessageStatus)).toEqual([
      "queued",
      "sent",
      "delivered",
      "sent",
      "delivered",
    ]);
  });

  test("most ends carry the network's own date, some do not", async () => {
    const carrier = emulator();
    for (let i = 0; i < 40; i += 1) await call(carrier, "POST", "/Messages.json", byService);
    const ends = (await carrier.pull()).filter(({ body }) => body.includes("MessageStatus=delivered"));
    const dated = ends.filter(({ body }) => body.includes("RawDlrDoneDate=2611211200"));
    expect(dated.length).toBeGreaterThan(20);
    expect(dated.length).toBeLessThan(40);
  });

  test.each([
    ["a text to a service", { from: ANNA, body: "Yes" }],
    ["a keyword", { from: ANNA, body: "STOP" }],
    ["a text to a plain number", { from: ANNA, to: PLAIN_NUMBER, body: "Yes" }],
    ["a text by another channel", { from: `whatsapp:${ANNA}`, to: `whatsapp:${PLAIN_NUMBER}`, body: "Yes" }],
  ])("%s", async (_, text) => {
    const carrier = emulator();
    await carrier.control("/inbound", text);
    const [webhook] = await carrier.pull();
    holds(inboundShape, Object.fromEntries(new URLSearchParams(webhook?.body)));
  });
});
