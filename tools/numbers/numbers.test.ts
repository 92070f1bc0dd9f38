/** The commands as processes, against the emulator behind a port. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { account, serveCarrier, testCarrier, type TestCarrier } from "../../twilio/emulator/test-carrier.ts";

let carrier: TestCarrier;
let stop: () => void;
let origin = "";
beforeEach(async () => {
  carrier = testCarrier();
  ({ origin, stop } = await serveCarrier(carrier));
});
afterEach(() => stop());

type Ran = { code: number; out: string; err: string };
function run(tool: "numbers" | "messaging-service", args: string[], over: Record<string, string> = {}): Promise<Ran> {
  const login = {
    TWILIO_ACCOUNT_SID: account.accountSid,
    TWILIO_AUTH_TOKEN: account.authToken,
    CARRIER_API_BASE: origin,
  };
  const env = { PATH: process.env["PATH"] ?? "", ...login, ...over };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, `${tool}.ts`), ...args], { env }, (error, out, err) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out: String(out), err: String(err) });
    });
  });
}
type Resources = {
  accounts: {
    numbers: { number: string; name: string; voiceUrl: string | null }[];
    services: { sid: string; name: string; inboundUrl: string | null; fallbackUrl: string | null }[];
  }[];
};
const bought = async () => {
  const { accounts } = await carrier.control<Resources>("/numbers");
  return accounts[0]!.numbers.filter(({ name }) => name === "Whistlestop").map(({ number }) => number);
};

describe("npm run numbers", { timeout: 60_000 }, () => {
  test("buys, lists and gives back", async () => {
    const buying = await run("numbers", ["buy", "--area-code", "617", "--count", "3", "--carrier-only"]);
    expect(buying).toMatchObject({ code: 0, err: "" });
    expect(buying.out.trim().split("\n")).toHaveLength(3);
    const numbers = await bought();
    expect(numbers).toHaveLength(3);
    const list = await run("numbers", ["list"]);
    for (const number of numbers) expect(list.out).toContain(`${number}\t-\tWhistlestop`);
    expect(list.out).toContain("13 numbers");
    const [first = "", ...others] = numbers;
    expect(await run("numbers", ["release", first, "+16175550100", "+12125550100", "--carrier-only"])).toMatchObject({
      code: 1,
      out: expect.stringContaining("+12125550100 is not a number of the account."),
    });
    expect(await bought()).toEqual(others);
  });

  test("buys none twice when answers get lost, and tells of a part", async () => {
    await carrier.control("/settings", { stock: { of: { "213": 4 } } }, "PUT");
    await carrier.control("/faults", { kind: "accept-then-500", call: "buy", count: 2 });
    await carrier.control("/faults", { kind: "429", call: "buy", count: 1 });
    const buying = await run("numbers", ["buy", "--area-code", "213", "--count", "6", "--carrier-only"]);
    expect(buying).toMatchObject({ code: 1, out: expect.stringContaining("4 of 6 were bought") });
    expect(await bought()).toHaveLength(4);
  });

  test.each([
    [["buy", "--count", "0", "--carrier-only"], {}, "--count is a number from 1 to 1,000"],
    [["buy", "--area-code", "61", "--carrier-only"], {}, "--area-code has three digits"],
    [["buy", "--area-code", "617"], {}, "set WHISTLESTOP_ORIGIN and SETUP_TOKEN"],
    [["release", "617"], {}, "617 is not a number"],
    [["reconcile"], {}, "set WHISTLESTOP_ORIGIN and SETUP_TOKEN"],
    [["list"], { TWILIO_AUTH_TOKEN: "" }, "set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"],
    [["sell"], {}, "npm run numbers -- buy"],
  ])("says what is missing: %j", async (args, over, words) => {
    const { code, err } = await run("numbers", args, over);
    expect(code).toBeGreaterThan(0);
    expect(err).toContain(words);
    expect(err).not.toContain("    at ");
  });
});

describe("npm run messaging-service", { timeout: 60_000 }, () => {
  test("makes and lists services, and moves the installation's addresses to another origin", async () => {
    const org = "o00000000000000a";
    const made = await run("messaging-service", ["create", "--org", org, "--origin", "https://old.example.org/"]);
    const sid = made.out.trim();
    expect(sid).toMatch(/^MG[0-9a-f]{32}$/);
    expect((await run("messaging-service", ["list"])).out).toContain(
      `${sid}\t0 numbers\tWhistlestop\thttps://old.example.org/webhooks/twilio/${org}/inbound`,
    );
    const other = testCarrierService("https://elsewhere.example.org/sms");
    await carrier.control(`/services/${other.sid}`, other.body, "PUT");

    const moved = await run("messaging-service", ["update", "--origin", "https://new.example.org"]);
    expect(moved.out).toContain("1 changed.");
    const { services } = (await carrier.control<Resources>("/numbers")).accounts[0]!;
    expect(services.find((each) => each.sid === sid)).toMatchObject({
      inboundUrl: `https://new.example.org/webhooks/twilio/${org}/inbound`,
      fallbackUrl: `https://new.example.org/webhooks/twilio/${org}/fallback`,
    });
    expect(services.find((each) => each.sid === other.sid)?.inboundUrl).toBe("https://elsewhere.example.org/sms");
    const again = await run("messaging-service", ["update", "--origin", "https://new.example.org"]);
    expect(again.out).toContain("Every address is there already.");
  });

  test("refuses an origin that the carrier would refuse", async () => {
    const { code, err } = await run("messaging-service", ["update", "--origin", "https://my_tunnel.example.org"]);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining("underscore") });
  });
});

function testCarrierService(inboundUrl: string) {
  return { sid: `MG${"d".repeat(32)}`, body: { numbers: [], inboundUrl } };
}
