import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterEach, describe, expect, test } from "vitest";
import { createMessage, type CarrierDeps } from "./carrier.ts";
import { account, ANNA, STATUS_URL, testCarrier } from "./emulator/test-carrier.ts";
import { DEMO_ACCOUNT } from "./emulator/settings.ts";
import { findMessage } from "./look-up.ts";

const answers = (status: number, body: string, headers: Record<string, string> = {}): CarrierDeps => ({
  fetch: async () => new Response(body, { status, headers }),
  timeoutMs: 1000,
});

describe("offering a text to the carrier", () => {
  test("an accepted text has a sid and is in the ledger once, with its words and callback address", async () => {
    const carrier = testCarrier();
    const body = "Grüße & «mañana» 100% sure? a+b=c 🙂\nsecond line";
    const outcome = await createMessage(account, carrier.text({ body, validityPeriodSeconds: 600 }), carrier.deps);
    expect(outcome).toMatchObject({ kind: "accepted", status: "accepted", from: null, segments: 0 });
    const ledger = await carrier.ledger();
    expect(ledger).toMatchObject([{ to: ANNA, body, statusCallback: STATUS_URL }]);
    expect(outcome).toMatchObject({ sid: ledger[0]?.sid });
  });

  test("a text from a plain number names its sender at once", async () => {
    const from = "+16175550177";
    const { sid, authToken } = DEMO_ACCOUNT;
    const carrier = testCarrier({ settings: { accounts: [{ sid, authToken, numbers: [{ number: from }] }] } });
    const outcome = await createMessage(account, carrier.text({ messagingServiceSid: undefined, from }), carrier.deps);
    expect(outcome).toMatchObject({ kind: "accepted", status: "queued", from });
  });

  test("429 was never processed: throttled, with the carrier's own wait if it names one", async () => {
    const carrier = testCarrier();
    await carrier.control("/faults", { kind: "429", count: 1, delayMs: 3000 });
    expect(await createMessage(account, carrier.text(), carrier.deps)).toEqual({
      kind: "throttled",
      retryAfterMs: 3000,
    });
    expect(await carrier.ledger()).toEqual([]);
    expect(await createMessage(account, carrier.text(), carrier.deps)).toMatchObject({ kind: "accepted" });
    expect(await createMessage(account, carrier.text(), answers(429, ""))).toEqual({
      kind: "throttled",
      retryAfterMs: 1000,
    });
    const code = JSON.stringify({ code: 20429, message: "Too Many Requests" });
    expect(await createMessage(account, carrier.text(), answers(400, code))).toMatchObject({ kind: "throttled" });
    const full = JSON.stringify({ code: 21611, message: "the queue of the number is full" });
    expect(await createMessage(account, carrier.text(), answers(400, full))).toMatchObject({ kind: "throttled" });
  });

  test.each([
    ["no recipient", { to: "" }, 21604],
    ["a recipient that is not a number", { to: "+1617" }, 21211],
    ["no words", { body: "" }, 21619],
    ["1,601 characters", { body: "x".repeat(1601) }, 21617],
    ["someone else's number as sender", { messagingServiceSid: undefined, from: "+12125550100" }, 21659],
    ["a sender that is not of the service", { from: "+12125550100" }, 21711],
    ["a validity of 11 hours", { validityPeriodSeconds: 39_600 }, 90007],
  ])("%s is refused with the carrier's code, and nothing is sent", async (_, over, code) => {
    const carrier = testCarrier();
    expect(await createMessage(account, carrier.text(over), carrier.deps)).toMatchObject({ kind: "rejected", code });
    expect(await carrier.ledger()).toEqual([]);
  });

  test.each([
    ["no sender", { messagingServiceSid: undefined }, 21603],
    ["an unknown messaging service", { messagingServiceSid: `MG${"f".repeat(32)}` }, 21701],
    ["a messaging service that is none", { messagingServiceSid: "MG1" }, 21705],
    ["a callback address that is none", { statusCallback: "nowhere" }, 21609],
    ["a callback address with an underscore in its host", { statusCallback: "https://my_host.example.org/s" }, 21609],
  ])("with %s every text would be refused: all wait", async (_, over, code) => {
    const carrier = testCarrier();
    expect(await createMessage(account, carrier.text(over), carrier.deps)).toMatchObject({ kind: "waits", code });
    expect(await carrier.ledger()).toEqual([]);
  });

  test("while the token is wrong no text fails for good: all wait until it is set", async () => {
    const carrier = testCarrier();
    const outcome = await createMessage({ ...account, authToken: "wrong" }, carrier.text(), carrier.deps);
    expect(outcome).toMatchObject({
      kind: "waits",
      scope: "account",
      code: 20003,
      why: expect.stringContaining("TWILIO_AUTH_TOKEN"),
    });
  });

  test.each(["suspended", "closed"])("while the account is %s all texts wait, with the reason", async (status) => {
    const { sid, authToken } = DEMO_ACCOUNT;
    const carrier = testCarrier({ settings: { accounts: [{ sid, authToken, status }] } });
    expect(await createMessage(account, carrier.text(), carrier.deps)).toEqual({
      kind: "waits",
      scope: "account",
      code: 20005,
      retryAfterMs: 30_000,
      why: "The carrier account is not active (20005). Open the carrier's console: add money or answer its notice.",
    });
  });

  test.each([10001, 20403, 90010, 30454, 63038, 21609, 21730])("%i makes the account's texts wait", async (code) => {
    const carrier = testCarrier();
    await carrier.control("/faults", { kind: "error-code", code, at: "request" });
    const outcome = await createMessage(account, carrier.text(), carrier.deps);
    expect(outcome).toMatchObject({ kind: "waits", scope: "account", code });
    expect(await carrier.ledger()).toEqual([]);
  });

  test.each([20404, 21701, 21702, 21703, 21704, 21705, 21709, 21729])(
    "%i makes the service's texts wait",
    async (code) => {
      const carrier = testCarrier();
      await carrier.control("/faults", { kind: "error-code", code });
      expect(await createMessage(account, carrier.text(), carrier.deps)).toMatchObject({
        kind: "waits",
        scope: "service",
        code,
      });
    },
  );

  test("an API key logs in instead of the token", async () => {
    const apiKey = { sid: `SK${"a".repeat(32)}`, secret: "secret-of-the-key" };
    const { sid, authToken, serviceSid, numbers } = DEMO_ACCOUNT;
    const own = { sid, authToken, services: [{ sid: serviceSid, numbers }], apiKeys: [apiKey] };
    const carrier = testCarrier({ settings: { accounts: [own] } });
    const byKey = { ...account, authToken: "not the token", apiKey };
    expect(await createMessage(byKey, carrier.text(), carrier.deps)).toMatchObject({ kind: "accepted" });
    const wanted = { ...carrier.text(), sentAfterMs: Date.now() };
    expect(await findMessage(byKey, wanted, carrier.deps)).toMatchObject({ kind: "found" });
    const wrong = { ...byKey, apiKey: { ...apiKey, secret: "wrong" } };
    expect(await createMessage(wrong, carrier.text(), carrier.deps)).toMatchObject({ kind: "waits", code: 20003 });
  });

  test("a refusal that is not Twilio's JSON is taken by its HTTP status", async () => {
    const outcome = (status: number) => createMessage(account, testCarrier().text(), answers(status, "<html>"));
    expect(await outcome(400)).toEqual({ kind: "rejected", code: 400, message: "the carrier answered 400" });
    expect(await outcome(401)).toMatchObject({ kind: "waits", scope: "account", code: 20003 });
    expect(await outcome(403)).toMatchObject({ kind: "waits", scope: "account", code: 20403 });
    expect(await outcome(404)).toMatchObject({ kind: "waits", scope: "service", code: 20404 });
  });

  test("a 403 with a code that is not known waits, and says the code", async () => {
    const outcome = await createMessage(account, testCarrier().text(), answers(403, JSON.stringify({ code: 99123 })));
    expect(outcome).toMatchObject({ kind: "waits", scope: "account", why: expect.stringContaining("99123") });
  });

  test.each([
    ["a 500", answers(500, "")],
    ["a 408", answers(408, "")],
    ["a redirect", answers(302, "", { location: "https://elsewhere.example.org" })],
    ["an unreadable answer", answers(201, "<html>")],
    ["an answer without a sid", answers(201, "{}")],
    ["a lost connection", { fetch: () => Promise.reject(new Error("Network connection lost.")), timeoutMs: 1000 }],
  ])("after %s the outcome is unknown, never a refusal", async (_, deps) => {
    expect(await createMessage(account, testCarrier().text(), deps)).toMatchObject({ kind: "unknown" });
  });
});

describe("over a real connection", () => {
  let stop = (): void => {};
  afterEach(() => stop());

  async function serve() {
    const carrier = testCarrier();
    const server = createServer(getRequestListener(carrier.emulator.app.fetch));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    stop = () => void server.close();
    // A listening TCP server has an address of this kind.
    const { port } = server.address() as AddressInfo;
    return { carrier, local: { ...account, apiBase: `http://127.0.0.1:${port}` } };
  }

  test("a text is accepted and found again", async () => {
    const { carrier, local } = await serve();
    const outcome = await createMessage(local, carrier.text(), { fetch, timeoutMs: 5000 });
    const found = await findMessage(local, { ...carrier.text(), sentAfterMs: Date.now() }, { fetch, timeoutMs: 5000 });
    expect(outcome).toMatchObject({ kind: "accepted" });
    expect(found).toMatchObject({ kind: "found", sid: outcome.kind === "accepted" ? outcome.sid : "" });
  });

  test("a text that is accepted and then times out is unknown, and is in the ledger once", async () => {
    const { carrier, local } = await serve();
    await carrier.control("/faults", { kind: "accept-then-time-out", delayMs: 60_000 });
    const outcome = await createMessage(local, carrier.text(), { fetch, timeoutMs: 100 });
    expect(outcome).toEqual({ kind: "unknown", detail: "the carrier did not answer within 100 ms" });
    expect(await carrier.ledger()).toHaveLength(1);
  });

  test("a text that is accepted before the connection breaks is unknown", async () => {
    const { carrier, local } = await serve();
    await carrier.control("/faults", { kind: "accept-then-time-out", delayMs: 0 });
    expect(await createMessage(local, carrier.text(), { fetch, timeoutMs: 5000 })).toMatchObject({
      kind: "unknown",
      detail: expect.stringContaining("connection to the carrier lost"),
    });
    expect(await carrier.ledger()).toHaveLength(1);
  });
});
