/** The port against the emulator: outcomes as data, pages to their end, unclear answers told apart. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { NumberCarrier } from "../../domain/numbers/number-carrier.ts";
import { account, NO_WAITS, testCarrier, type TestCarrier } from "../emulator/test-carrier.ts";
import { apiOrigin } from "./number-call.ts";
import { twilioNumbers } from "./twilio-numbers.ts";

const INBOUND = "https://text.example.org/in";
let carrier: TestCarrier;
let numbers: NumberCarrier;
beforeEach(() => {
  carrier = testCarrier({ settings: { stock: { perAreaCode: 3000, of: { "213": 2 } }, delays: NO_WAITS } });
  numbers = twilioNumbers(account, { ...carrier.deps, timeoutMs: 300 });
});
afterEach(() => carrier.emulator.close());

const fault = (body: object) => carrier.control("/faults", body);
async function offered(areaCode: string, limit = 3): Promise<string[]> {
  const found = await numbers.search({ areaCode, limit });
  if (!found.ok) throw new Error(found.message);
  return found.numbers.map(({ number }) => number);
}
async function bought(areaCode: string): Promise<{ sid: string; number: string }> {
  const [number = ""] = await offered(areaCode, 1);
  const purchase = await numbers.buy({ number, name: "Campaigns" });
  if (!purchase.ok) throw new Error(purchase.message);
  return purchase.number;
}
const service = async (name: string) => {
  const made = await numbers.createService({ name, inboundUrl: INBOUND, fallbackUrl: null, statusCallback: null });
  if (!made.ok) throw new Error(made.message);
  return made.service;
};

describe("numbers for sale", () => {
  test("are found by area code, by state and by digits, and the same ones again", async () => {
    const first = await offered("617");
    expect(first).toHaveLength(3);
    expect(await offered("617")).toEqual(first);
    const inState = await numbers.search({ region: "MA", limit: 50 });
    expect(inState).toMatchObject({ ok: true });
    if (inState.ok) expect(new Set(inState.numbers.map(({ region }) => region))).toEqual(new Set(["MA"]));
    const digits = await numbers.search({ areaCode: "617", contains: "777", limit: 1 });
    if (digits.ok) expect(digits.numbers[0]?.number).toContain("777");
    expect(await numbers.search({ areaCode: "222", limit: 5 })).toEqual({ ok: true, numbers: [] });
    expect(await numbers.search({ kind: "toll_free", limit: 1 })).toMatchObject({
      ok: true,
      numbers: [{ region: null }],
    });
    expect(await numbers.search({ country: "CA", areaCode: "613", limit: 1 })).toMatchObject({
      numbers: [{ locality: "Ottawa", region: "ON" }],
    });
  });

  test("have a monthly price by kind", async () => {
    expect(await numbers.prices("US")).toEqual({
      ok: true,
      prices: { currency: "USD", perMonth: { local: 1.15, toll_free: 2.15, mobile: null } },
    });
  });
});

describe("a purchase", () => {
  test("makes the number the account's, once", async () => {
    const [number = ""] = await offered("617");
    const purchase = await numbers.buy({ number, name: "Campaigns", voiceUrl: "https://text.example.org/voice" });
    expect(purchase).toMatchObject({
      ok: true,
      number: { sid: expect.stringMatching(/^PN[0-9a-f]{32}$/), number, voiceUrl: "https://text.example.org/voice" },
    });
    expect(await numbers.buy({ number, name: "again" })).toMatchObject({ reason: "not_to_be_had", code: 21422 });
    expect(await offered("617")).not.toContain(number);
    expect(await numbers.owned({ number })).toMatchObject({ ok: true, numbers: [{ number, name: "Campaigns" }] });
  });

  test.each([["accept-then-500"], ["accept-then-time-out"]])(
    "whose answer is lost (%s) is unclear, and the account's list tells that it was made",
    async (kind) => {
      const [number = ""] = await offered("617");
      await fault({ kind, call: "buy", count: 1, delayMs: 600 });
      expect(await numbers.buy({ number, name: "Campaigns" })).toMatchObject({ ok: false, reason: "unclear" });
      expect(await numbers.owned({ number })).toMatchObject({ ok: true, numbers: [{ number }] });
    },
  );

  test.each([
    [
      { kind: "429", delayMs: 4000 },
      { reason: "throttled", retryAfterMs: 4000 },
    ],
    [{ kind: "500" }, { reason: "unclear" }],
    [{ kind: "error-code", code: 20503 }, { reason: "unclear" }],
    [{ kind: "error-code", code: 21422 }, { reason: "not_to_be_had" }],
    [
      { kind: "error-code", code: 21631 },
      { reason: "refused", code: 21631 },
    ],
    [
      { kind: "error-code", code: 20005 },
      { reason: "waits", code: 20005 },
    ],
  ])("that the carrier does not make (%j) says why, and the number stays for sale", async (refusal, outcome) => {
    const [number = ""] = await offered("617");
    await fault({ ...refusal, call: "buy", count: 1 });
    expect(await numbers.buy({ number, name: "Campaigns" })).toMatchObject({ ok: false, ...outcome });
    expect(await offered("617")).toContain(number);
    expect(await numbers.owned({ number })).toEqual({ ok: true, numbers: [] });
  });

  test("ends with what there is", async () => {
    await bought("213");
    await bought("213");
    expect(await offered("213")).toEqual([]);
  });

  test("is undone by giving the number back", async () => {
    const { sid, number } = await bought("617");
    expect(await numbers.releaseNumber(sid)).toEqual({ ok: true });
    expect(await numbers.releaseNumber(sid)).toMatchObject({ ok: false, reason: "unknown" });
    expect(await numbers.owned({ number })).toEqual({ ok: true, numbers: [] });
  });
});

test("lists are read to their end, over pages of both forms", { timeout: 30_000 }, async () => {
  const made = await service("Many");
  for (const number of await offered("617", 1000)) await numbers.buy({ number, name: "n" });
  for (const number of await offered("508", 30)) await numbers.buy({ number, name: "n" });
  const owned = await numbers.owned({ name: "n" });
  expect(owned.ok && owned.numbers.length).toBe(1030);
  for (let i = 0; i < 1010; i += 1) await service(`S${i}`);
  const services = await numbers.services();
  // And the one of the settings.
  expect(services.ok && services.services.length).toBe(1012);
  expect(await numbers.services({ name: "Many" })).toMatchObject({ services: [{ sid: made.sid }] });
});

test("a list that goes on at another host is not followed", async () => {
  const elsewhere = {
    timeoutMs: 100,
    fetch: async () =>
      Response.json({ services: [], meta: { next_page_url: "https://evil.example.org/v1/Services?PageToken=x" } }),
  };
  expect(await twilioNumbers(account, elsewhere).services()).toMatchObject({ ok: false, reason: "unclear" });
});

describe("a Messaging Service", () => {
  test("is made, changed, found and deleted; its numbers stay the account's", async () => {
    const { sid } = await service("Campaign 1");
    const moved = await numbers.changeService(sid, { inboundUrl: null, statusCallback: "https://new.example.org/s" });
    expect(moved).toMatchObject({ service: { sid, inboundUrl: null, statusCallback: "https://new.example.org/s" } });
    expect(await numbers.service(sid)).toMatchObject({ ok: true, service: { name: "Campaign 1" } });
    const number = await bought("617");
    await numbers.addToService(sid, number.sid);
    expect(await numbers.deleteService(sid)).toEqual({ ok: true });
    expect(await numbers.service(sid)).toMatchObject({ ok: false, reason: "unknown" });
    expect(await numbers.owned({ number: number.number })).toMatchObject({ numbers: [{ sid: number.sid }] });
  });

  test("takes a number once, and none that is in another one", async () => {
    const [a, b] = [await service("A"), await service("B")];
    const number = await bought("617");
    expect(await numbers.addToService(a.sid, number.sid)).toEqual({ ok: true, already: false });
    expect(await numbers.addToService(a.sid, number.sid)).toEqual({ ok: true, already: true });
    expect(await numbers.addToService(b.sid, number.sid)).toMatchObject({ ok: false, reason: "in_another_service" });
    expect(await numbers.numbersOf(a.sid)).toEqual({ ok: true, numbers: [{ sid: number.sid, number: number.number }] });
    expect(await numbers.removeFromService(a.sid, number.sid)).toEqual({ ok: true });
    expect(await numbers.removeFromService(a.sid, number.sid)).toMatchObject({ ok: false, reason: "unknown" });
    expect(await numbers.addToService(b.sid, number.sid)).toMatchObject({ ok: true });
    expect(await numbers.addToService(b.sid, `PN${"0".repeat(32)}`)).toMatchObject({ reason: "refused", code: 21421 });
  });

  test("is full at its limit", async () => {
    await carrier.control("/settings", { mostNumbersPerService: 1 }, "PUT");
    const { sid } = await service("Small");
    await numbers.addToService(sid, (await bought("617")).sid);
    expect(await numbers.addToService(sid, (await bought("617")).sid)).toMatchObject({ reason: "service_full" });
  });

  test("tells its registration and real pace, if it has one", async () => {
    const { sid } = await service("Unregistered");
    expect(await numbers.registration(sid)).toEqual({ ok: true, registration: null });
    const registered = `MG${"b".repeat(32)}`;
    await carrier.control(`/services/${registered}`, { numbers: [], registration: { attPerSecond: 40 } }, "PUT");
    expect(await numbers.registration(registered)).toMatchObject({
      registration: { status: "VERIFIED", attPerSecond: 40, attClass: "F", tMobileTier: "TOP", useCase: "POLITICAL" },
    });
  });
});

test("texts go out by a bought number, and come in to its service's address", async () => {
  const { sid } = await service("Campaign 1");
  const number = await bought("617");
  await numbers.addToService(sid, number.sid);
  await carrier.control("/inbound", { from: "+16174440001", to: number.number, body: "Hello" });
  expect(await carrier.pull()).toMatchObject([{ kind: "inbound", url: INBOUND }]);
});

test("numbers that were given up are read from the file that the carrier names, without the login", async () => {
  await carrier.control("/settings", { deactivated: { "2026-11-20": ["+16175550101", "+12125550199"] } }, "PUT");
  const seen: { url: string; login: boolean }[] = [];
  const watched = twilioNumbers(account, {
    timeoutMs: 1000,
    fetch: (url, init) => {
      seen.push({ url, login: init.headers["authorization"] !== undefined });
      return carrier.deps.fetch(url, init);
    },
  });
  const taken: string[] = [];
  const take = async (part: readonly string[]) => void taken.push(...part);
  expect(await watched.deactivated("2026-11-20", take)).toEqual({ ok: true, count: 2 });
  expect(taken).toEqual(["+16175550101", "+12125550199"]);
  expect(seen.map(({ login }) => login)).toEqual([true, false]);
  expect(await watched.deactivated("2026-11-21", take)).toEqual({ ok: true, count: 0 });
  expect(await watched.deactivated("yesterday", take)).toMatchObject({ ok: false, reason: "refused" });
});

test("a large file of such numbers is read by parts, and whoever takes a part may fail", async () => {
  const many = Array.from({ length: 50_001 }, (_, i) => `+1617${String(2_000_000 + i)}`);
  await carrier.control("/settings", { deactivated: { "2026-11-22": many } }, "PUT");
  const parts: number[] = [];
  const read = numbers.deactivated("2026-11-22", async (part) => void parts.push(part.length));
  expect(await read).toEqual({ ok: true, count: 50_001 });
  expect(parts).toEqual([20_000, 20_000, 10_001]);
  const failing = numbers.deactivated("2026-11-22", async () => Promise.reject(new Error("the directory is away")));
  await expect(failing).rejects.toThrow("the directory is away");
});

test("a wrong login waits for somebody to mend it", async () => {
  const wrong = twilioNumbers({ ...account, authToken: "wrong" }, carrier.deps);
  expect(await wrong.owned()).toMatchObject({ ok: false, reason: "waits", code: 20003 });
  expect(await wrong.services()).toMatchObject({ ok: false, reason: "waits", code: 20003 });
});

test("each API has its host at the carrier, and one origin at an emulator", () => {
  expect(apiOrigin({ apiBase: "https://api.twilio.com" }, "messaging")).toBe("https://messaging.twilio.com");
  expect(apiOrigin({ apiBase: "https://api.dublin.ie1.twilio.com" }, "pricing")).toBe(
    "https://pricing.dublin.ie1.twilio.com",
  );
  expect(apiOrigin({ apiBase: "http://127.0.0.1:8790" }, "messaging")).toBe("http://127.0.0.1:8790");
});
