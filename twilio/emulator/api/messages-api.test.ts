import { describe, expect, test } from "vitest";
import { createMessage } from "../../carrier.ts";
import { messagesPath, segmentsOf } from "./message-resource.ts";
import { DEMO_ACCOUNT } from "../settings.ts";
import { account, ANNA, NO_WAITS, ORIGIN, testCarrier, type TestCarrier } from "../test-carrier.ts";

const AUTHORIZATION = `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`;

type Page = { messages: { body: string; sid: string; date_sent: string | null }[]; next_page_uri: string | null };

function get(carrier: TestCarrier, pathAndQuery: string, authorization = AUTHORIZATION): Promise<Response> {
  const request = new Request(`${ORIGIN}${messagesPath(account.accountSid)}${pathAndQuery}`, {
    headers: { authorization },
  });
  return Promise.resolve(carrier.emulator.fetch(request));
}

describe("the carrier's API", () => {
  test("answers a created text in Twilio's shape", async () => {
    const carrier = testCarrier();
    const response = await carrier.emulator.fetch(
      new Request(`${ORIGIN}${messagesPath(account.accountSid)}.json`, {
        method: "POST",
        headers: { authorization: AUTHORIZATION },
        body: new URLSearchParams({ To: ANNA, MessagingServiceSid: DEMO_ACCOUNT.serviceSid, Body: "Hello" }),
      }),
    );
    expect(response.status).toBe(201);
    const sid = expect.stringMatching(/^SM[0-9a-f]{32}$/);
    expect(await response.json()).toMatchObject({
      sid,
      account_sid: account.accountSid,
      status: "accepted",
      direction: "outbound-api",
      num_segments: "0",
      date_created: expect.stringMatching(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/),
      date_sent: null,
      error_code: null,
      from: null,
      uri: expect.stringMatching(/^\/2010-04-01\/Accounts\/AC[0-9a-f]{32}\/Messages\/SM[0-9a-f]{32}\.json$/),
    });
  });

  test("refuses wrong credentials, and another account's, with Twilio's error shape", async () => {
    const carrier = testCarrier();
    const other = `AC${"e".repeat(32)}`;
    const foreign = new Request(`${ORIGIN}${messagesPath(other)}.json`, { headers: { authorization: AUTHORIZATION } });
    for (const response of [await get(carrier, ".json", "Basic eDp5"), await carrier.emulator.fetch(foreign)]) {
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({
        code: 20003,
        message: "Authenticate",
        more_info: "https://www.twilio.com/docs/errors/20003",
        status: 401,
      });
    }
  });

  test("keeps one sender per recipient, and uses all numbers of a service", async () => {
    const carrier = testCarrier();
    for (let i = 0; i < 60; i += 1) {
      await createMessage(account, carrier.text({ to: `+161744400${String(i % 30).padStart(2, "0")}` }), carrier.deps);
    }
    const ledger = await carrier.ledger();
    for (const text of ledger) expect(text.from).toBe(ledger.find(({ to }) => to === text.to)?.from);
    expect(new Set(ledger.map(({ from }) => from)).size).toBeGreaterThan(5);
  });

  test("lists texts newest first, by recipient, in pages", async () => {
    const carrier = testCarrier();
    for (let i = 1; i <= 5; i += 1) await createMessage(account, carrier.text({ body: `Text ${i}` }), carrier.deps);
    await createMessage(account, carrier.text({ to: "+16174440002" }), carrier.deps);
    const seen: string[] = [];
    let next: string | null = `.json?To=${encodeURIComponent(ANNA)}&PageSize=2`;
    while (next !== null) {
      // Twilio's page, as its documentation describes it.
      const page = (await (await get(carrier, next)).json()) as Page;
      seen.push(...page.messages.map(({ body }) => body));
      next = page.next_page_uri?.slice(messagesPath(account.accountSid).length) ?? null;
    }
    expect(seen).toEqual(["Text 5", "Text 4", "Text 3", "Text 2", "Text 1"]);
  });

  test("finds a text by the day it was sent, and a text that was not sent yet by no day", async () => {
    const noon = Date.UTC(2026, 10, 21, 12);
    const carrier = testCarrier({ now: () => noon });
    await createMessage(account, carrier.text(), carrier.deps);
    const count = async (query: string) =>
      ((await (await get(carrier, `.json?${query}`)).json()) as Page).messages.length;
    expect(await count("DateSent>=2026-11-21")).toBe(1);
    expect(await count("DateSent>=2026-11-22")).toBe(0);
    expect(await count("DateSent<=2026-11-20")).toBe(0);
    expect(await count("DateSent=2026-11-21")).toBe(1);
    await carrier.control("/settings", { delays: { ...NO_WAITS, queuedMs: [60_000, 60_000] } }, "PUT");
    await createMessage(account, carrier.text(), carrier.deps);
    expect(await count("DateSent>=2026-11-21")).toBe(1);
    expect(await count("")).toBe(2);
    expect((await get(carrier, ".json?DateSent>=yesterday")).status).toBe(400);
  });

  test("reads one text by its sid, and answers 404 for one it does not know", async () => {
    const carrier = testCarrier();
    await createMessage(account, carrier.text(), carrier.deps);
    const [text] = await carrier.ledger();
    expect(await (await get(carrier, `/${text!.sid}.json`)).json()).toMatchObject({
      status: "delivered",
      from: text!.from,
    });
    expect((await get(carrier, `/SM${"0".repeat(32)}.json`)).status).toBe(404);
  });

  test("answers 429 beyond the account's rate, and takes texts again a second later", async () => {
    let now = Date.UTC(2026, 10, 21, 12);
    const carrier = testCarrier({ settings: { maxMessagesPerSecond: 3 }, now: () => now });
    const kinds = async () => {
      const outcomes = [];
      for (let i = 0; i < 5; i += 1) outcomes.push(await createMessage(account, carrier.text(), carrier.deps));
      return outcomes.map(({ kind }) => kind);
    };
    expect(await kinds()).toEqual(["accepted", "accepted", "accepted", "throttled", "throttled"]);
    now += 1000;
    expect(await kinds()).toEqual(["accepted", "accepted", "accepted", "throttled", "throttled"]);
    expect(await carrier.ledger()).toHaveLength(6);
  });
});

test("a body is weighed in segments: 160 and 153 plain characters, 70 and 67 others", () => {
  expect([segmentsOf("a".repeat(160)), segmentsOf("a".repeat(161)), segmentsOf("a".repeat(307))]).toEqual([1, 2, 3]);
  expect([segmentsOf("€".repeat(80)), segmentsOf("€".repeat(81))]).toEqual([1, 2]);
  expect([segmentsOf("ł".repeat(70)), segmentsOf("ł".repeat(71)), segmentsOf("🙂".repeat(36))]).toEqual([1, 2, 2]);
});
