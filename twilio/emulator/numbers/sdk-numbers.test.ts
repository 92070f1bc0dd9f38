/** The carrier's own client library drives numbers and services of the emulator, over a real connection. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import twilio from "twilio";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DEMO_ACCOUNT } from "../settings.ts";
import { account, ANNA, serveCarrier, testCarrier, type TestCarrier } from "../test-carrier.ts";

let stop: () => void;
let carrier: TestCarrier;
let origin = "";
beforeEach(async () => {
  carrier = testCarrier();
  ({ origin, stop } = await serveCarrier(carrier));
});
afterEach(() => stop());

class LocalTransport extends twilio.RequestClient {
  override request<Answer>(options: Parameters<typeof twilio.RequestClient.prototype.request<Answer>>[0]) {
    return super.request<Answer>({ ...options, uri: options.uri.replace(/^https:\/\/\w+\.twilio\.com/, origin) });
  }
}
const client = () => twilio(account.accountSid, account.authToken, { httpClient: new LocalTransport() });
const refused = (code: number, status: number) => ({ code, status });
const buy = async (areaCode: string) => client().incomingPhoneNumbers.create({ areaCode, friendlyName: "Campaigns" });

describe("the carrier's library", () => {
  test("searches, buys, reads, changes, lists and gives back numbers", async () => {
    const { availablePhoneNumbers, incomingPhoneNumbers } = client();
    const [found] = await availablePhoneNumbers("US").local.list({ areaCode: 617, smsEnabled: true, limit: 1 });
    expect(found).toMatchObject({ region: "MA", locality: "Boston", isoCountry: "US", capabilities: { SMS: true } });
    expect(await availablePhoneNumbers("US").tollFree.list({ limit: 2 })).toHaveLength(2);
    expect(await availablePhoneNumbers("US").mobile.list({ limit: 2 })).toEqual([]);
    const { phoneNumber } = found!;
    const made = await incomingPhoneNumbers.create({
      phoneNumber,
      friendlyName: "One",
      voiceUrl: "https://a.example/v",
    });
    expect(made).toMatchObject({ phoneNumber, friendlyName: "One", status: "in-use", voiceUrl: "https://a.example/v" });
    expect(await incomingPhoneNumbers(made.sid).update({ smsUrl: "https://a.example/s" })).toMatchObject({
      smsUrl: "https://a.example/s",
      voiceUrl: "https://a.example/v",
    });
    await buy("508");
    await buy("508");
    const names = await incomingPhoneNumbers.list({ friendlyName: "Campaigns", pageSize: 1 });
    expect(names).toHaveLength(2);
    expect(await incomingPhoneNumbers.list({ phoneNumber })).toHaveLength(1);
    expect(await incomingPhoneNumbers(made.sid).remove()).toBe(true);
    await expect(incomingPhoneNumbers(made.sid).fetch()).rejects.toMatchObject(refused(20404, 404));
  });

  test.each([
    ["no number", {}, 21421],
    ["not a number", { phoneNumber: "617" }, 21421],
    ["a number that is not for sale", { phoneNumber: "+16175550101" }, 21422],
    ["an area code that there is not", { areaCode: "222" }, 21451],
    ["an area code that is sold out", { areaCode: "213" }, 21452],
    ["a name over 64 characters", { areaCode: "617", friendlyName: "x".repeat(65) }, 20001],
    ["an address that is none", { areaCode: "617", smsUrl: "here" }, 21609],
  ])("is told why a purchase fails: %s", async (_, purchase, code) => {
    await carrier.control("/settings", { stock: { of: { "213": 0 } } }, "PUT");
    const before = await client().incomingPhoneNumbers.list();
    await expect(client().incomingPhoneNumbers.create(purchase)).rejects.toMatchObject(refused(code, 400));
    expect(await client().incomingPhoneNumbers.list()).toHaveLength(before.length);
  });

  test("makes, changes and deletes services, and moves numbers between them", async () => {
    const { services } = client().messaging.v1;
    const made = await services.create({
      friendlyName: "Campaign 1",
      inboundRequestUrl: "https://a.example/in",
      fallbackUrl: "https://a.example/fallback",
      statusCallback: "https://a.example/status",
      stickySender: false,
      usecase: "notifications",
      validityPeriod: 600,
      useInboundWebhookOnNumber: false,
    });
    expect(made).toMatchObject({ friendlyName: "Campaign 1", stickySender: false, validityPeriod: 600 });
    expect(await services(made.sid).update({ friendlyName: "Renamed" })).toMatchObject({
      friendlyName: "Renamed",
      inboundRequestUrl: "https://a.example/in",
    });
    const other = await services.create({ friendlyName: "Campaign 2" });
    expect(await services.list({ pageSize: 1 })).toHaveLength(3);
    const number = await buy("617");
    const [mine, theirs] = [services(made.sid).phoneNumbers, services(other.sid).phoneNumbers];
    expect(await mine.create({ phoneNumberSid: number.sid })).toMatchObject({ phoneNumber: number.phoneNumber });
    await expect(mine.create({ phoneNumberSid: number.sid })).rejects.toMatchObject(refused(21710, 409));
    await expect(theirs.create({ phoneNumberSid: number.sid })).rejects.toMatchObject(refused(21712, 409));
    await expect(mine.create({ phoneNumberSid: "PN0" })).rejects.toMatchObject(refused(21421, 400));
    expect(await mine.list()).toHaveLength(1);
    expect(await mine(number.sid).fetch()).toMatchObject({ serviceSid: made.sid });
    expect(await mine(number.sid).remove()).toBe(true);
    await expect(mine(number.sid).fetch()).rejects.toMatchObject(refused(20404, 404));
    await carrier.control("/settings", { mostNumbersPerService: 1 }, "PUT");
    await mine.create({ phoneNumberSid: number.sid });
    await expect(mine.create({ phoneNumberSid: (await buy("617")).sid })).rejects.toMatchObject(refused(21714, 412));
    expect(await services(other.sid).remove()).toBe(true);
    await expect(services(other.sid).fetch()).rejects.toMatchObject(refused(20404, 404));
  });

  test("reads a registration, prices, and asks for the numbers that were given up", async () => {
    const { services, deactivations } = client().messaging.v1;
    const sid = `MG${"c".repeat(32)}`;
    await carrier.control(
      `/services/${sid}`,
      { numbers: [], registration: { status: "FAILED", errors: ["No website"] } },
      "PUT",
    );
    expect(await services(sid).usAppToPerson.list()).toMatchObject([{ campaignStatus: "FAILED", rateLimits: null }]);
    // The library gives nothing of the answer back, which is an address (twilio-numbers.test.ts follows it).
    await expect(deactivations().fetch({ date: new Date("2026-11-20") })).resolves.not.toThrow();
    const prices = await client().pricing.v1.phoneNumbers.countries("US").fetch();
    expect(prices.phoneNumberPrices).toContainEqual(
      expect.objectContaining({ numberType: "local", currentPrice: "1.15" }),
    );
  });

  test("sends by a bought number, whose answers come to its own address or its service's", async () => {
    const { incomingPhoneNumbers, messages, messaging } = client();
    const made = await buy("617");
    await incomingPhoneNumbers(made.sid).update({ smsUrl: "https://a.example/own" });
    const { phoneNumber } = made;
    expect(await messages.create({ to: ANNA, body: "Hi", from: phoneNumber })).toMatchObject({ from: phoneNumber });
    const inbound = () => carrier.control("/inbound", { from: ANNA, to: phoneNumber, body: "Yes" });
    await inbound();
    const service = await messaging.v1.services.create({ friendlyName: "S", inboundRequestUrl: "https://a.example/s" });
    await messaging.v1.services(service.sid).phoneNumbers.create({ phoneNumberSid: made.sid });
    expect(await messages.create({ to: ANNA, body: "Hi", messagingServiceSid: service.sid })).toMatchObject({
      status: "accepted",
    });
    expect((await carrier.ledger()).map(({ from }) => from)).toEqual([phoneNumber, phoneNumber]);
    await inbound();
    await messaging.v1.services(service.sid).update({ useInboundWebhookOnNumber: true });
    await inbound();
    await messaging.v1.services(service.sid).update({ useInboundWebhookOnNumber: false, inboundRequestUrl: "" });
    await inbound();
    const addresses = (await carrier.pull()).filter(({ kind }) => kind === "inbound").map(({ url }) => url);
    expect(addresses).toEqual(["https://a.example/own", "https://a.example/s", "https://a.example/own"]);
  });
});

test("purchases and services outlive a restart; what the settings say stays as the API left it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "carrier-numbers-"));
  try {
    const ledgerFile = join(folder, "ledger.jsonl");
    type Resources = { accounts: { numbers: { number: string; serviceSid: string | null }[]; services: object[] }[] };
    const post = async (emulator: TestCarrier, path: string, form: Record<string, string>) => {
      const headers = {
        authorization: `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`,
        "content-type": "application/x-www-form-urlencoded",
      };
      const body = new URLSearchParams(form);
      const response = await emulator.emulator.fetch(
        new Request(`http://emulator${path}`, { method: "POST", headers, body }),
      );
      return (await response.json()) as Record<string, string>;
    };
    const first = testCarrier({ ledgerFile });
    const numbers = `/2010-04-01/Accounts/${account.accountSid}/IncomingPhoneNumbers.json`;
    const made = await post(first, numbers, { AreaCode: "617" });
    const service = await post(first, "/v1/Services", { FriendlyName: "Kept" });
    await post(first, `/v1/Services/${service["sid"]}/PhoneNumbers`, { PhoneNumberSid: made["sid"] ?? "" });
    const { accounts } = await first.control<Resources>("/numbers");
    first.emulator.close();

    const second = testCarrier({ ledgerFile });
    const again = (await second.control<Resources>("/numbers")).accounts[0]!;
    expect(again.numbers).toHaveLength(DEMO_ACCOUNT.numbers.length + 1);
    expect(again.numbers.find(({ number }) => number === made["phone_number"])?.serviceSid).toBe(service["sid"]);
    expect(again.services).toHaveLength(accounts[0]!.services.length);
    // A change of other settings touches no number.
    await second.control("/settings", { keywords: false }, "PUT");
    expect((await second.control<Resources>("/numbers")).accounts[0]!.numbers).toHaveLength(again.numbers.length);
    second.emulator.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
