import { describe, expect, test } from "vitest";
import { createMessage } from "../../carrier.ts";
import { isSignedByCarrier, parseForm } from "../../signature.ts";
import { parseInbound } from "../../statuses.ts";
import { messageTwiml } from "../../twiml.ts";
import { keywordOf } from "./keywords.ts";
import type { LedgerInbound } from "../ledger.ts";
import { isDropped } from "../chance.ts";
import { DEMO_ACCOUNT } from "../settings.ts";
import { account, ANNA, INBOUND_URL, testCarrier, type TestCarrier } from "../test-carrier.ts";

const [OUR_NUMBER] = DEMO_ACCOUNT.numbers;

async function inboundWebhooks(carrier: TestCarrier) {
  return (await carrier.pull()).filter(({ kind }) => kind === "inbound");
}

describe("an inbound text", () => {
  test("is a signed webhook that names sender, number and service", async () => {
    const carrier = testCarrier();
    const { messageSid } = await carrier.control<{ messageSid: string }>("/inbound", {
      from: ANNA,
      to: OUR_NUMBER,
      body: "Sí & yes",
    });
    const [webhook] = await inboundWebhooks(carrier);
    const params = parseForm(webhook!.body);
    expect(webhook!.url).toBe(INBOUND_URL);
    expect(isSignedByCarrier(webhook!.headers["x-twilio-signature"], webhook!.url, params, [account.authToken])).toBe(
      true,
    );
    expect(params).toMatchObject({ SmsStatus: "received", NumSegments: "1", ApiVersion: "2010-04-01" });
    expect(parseInbound(params)).toMatchObject({
      value: {
        messageSid,
        accountSid: account.accountSid,
        from: ANNA,
        to: OUR_NUMBER,
        messagingServiceSid: DEMO_ACCOUNT.serviceSid,
        body: "Sí & yes",
      },
    });
  });

  test("says where the numbers are, as far as that is known", async () => {
    const places = { [ANNA]: { city: "CAMBRIDGE", state: "MA", zip: "02139" } };
    const carrier = testCarrier({ settings: { places } });
    await carrier.control("/inbound", { from: ANNA, to: OUR_NUMBER, body: "Yes" });
    expect(parseForm((await inboundWebhooks(carrier))[0]!.body)).toMatchObject({
      FromCity: "CAMBRIDGE",
      FromState: "MA",
      FromZip: "02139",
      FromCountry: "US",
      ToCity: "",
      ToState: "",
      ToZip: "",
      ToCountry: "US",
    });
  });

  test("may come by another channel, which is named before both numbers", async () => {
    const carrier = testCarrier();
    await carrier.control("/inbound", { from: `whatsapp:${ANNA}`, to: `whatsapp:${OUR_NUMBER}`, body: "Yes" });
    expect(parseForm((await inboundWebhooks(carrier))[0]!.body)).toMatchObject({ From: `whatsapp:${ANNA}` });
  });

  test("with a picture has a sid of its own kind", async () => {
    const carrier = testCarrier();
    const files = [{ contentType: "image/png", base64: btoa("a picture") }];
    const answer = await carrier.control<{ messageSid: string }>("/inbound", { from: ANNA, body: "Look", files });
    expect(answer.messageSid).toMatch(/^MM/);
  });

  test("asked for five times is one message with one idempotency token", async () => {
    const carrier = testCarrier();
    await carrier.control("/inbound", { from: ANNA, body: "Yes", times: 5 });
    const webhooks = await inboundWebhooks(carrier);
    expect(webhooks).toHaveLength(5);
    expect(new Set(webhooks.map(({ body }) => body)).size).toBe(1);
    expect(new Set(webhooks.map(({ headers }) => headers["i-twilio-idempotency-token"])).size).toBe(1);
  });

  test("without a number goes to the one that texted this contact last", async () => {
    const carrier = testCarrier();
    await createMessage(account, carrier.text(), carrier.deps);
    const [text] = await carrier.ledger();
    expect(await carrier.control("/inbound", { from: ANNA, body: "Yes" })).toMatchObject({ to: text!.from });
    const service = { from: ANNA, messagingServiceSid: DEMO_ACCOUNT.serviceSid, body: "Yes" };
    expect(await carrier.control("/inbound", service)).toMatchObject({ to: text!.from });
  });

  test("to a number that is nobody's is refused with the reason", async () => {
    const answer = await testCarrier().control("/inbound", { from: ANNA, to: "+12125550100", body: "Yes" });
    expect(answer).toEqual({ error: "+12125550100 is not a number of this carrier's settings" });
  });

  test("that is answered with TwiML brings a text from the same number into the ledger", async () => {
    const carrier = testCarrier();
    await carrier.control("/inbound", { from: ANNA, to: OUR_NUMBER, body: "remove me" });
    const [webhook] = await inboundWebhooks(carrier);
    await carrier.control("/webhooks/answers", [
      { id: webhook!.id, status: 200, body: messageTwiml("You're out & done.") },
    ]);
    expect(await carrier.ledger()).toMatchObject([
      { to: ANNA, from: OUR_NUMBER, body: "You're out & done.", direction: "outbound-reply" },
    ]);
  });
});

describe("the carrier's own keywords", () => {
  test.each(["STOP", " stop ", "StopAll", "UNSUBSCRIBE", "cancel", "END", "quit", "REVOKE", "OPTOUT"])(
    "%s blocks the service's texts to that number with 21610; the webhook does not say so",
    async (word) => {
      const carrier = testCarrier();
      await carrier.control("/inbound", { from: ANNA, body: word });
      expect((await inboundWebhooks(carrier))[0]!.body).not.toContain("OptOutType");
      expect(await createMessage(account, carrier.text(), carrier.deps)).toMatchObject({
        kind: "rejected",
        code: 21610,
      });
      expect(await carrier.ledger()).toEqual([]);
      expect(await createMessage(account, carrier.text({ to: "+16174440002" }), carrier.deps)).toMatchObject({
        kind: "accepted",
      });
    },
  );

  test.each(["START", "unstop", "yes"])("%s takes the number back", async (word) => {
    const carrier = testCarrier();
    await carrier.control("/inbound", { from: ANNA, body: "STOP" });
    await carrier.control("/inbound", { from: ANNA, body: word });
    expect(await createMessage(account, carrier.text(), carrier.deps)).toMatchObject({ kind: "accepted" });
  });

  test("of a service with Advanced Opt-Out are its own, and the webhook says which one it was", async () => {
    const carrier = testCarrier();
    const { serviceSid, numbers } = DEMO_ACCOUNT;
    const advancedOptOut = { stop: ["STOP", "Basta"], start: ["Volver"], help: ["AYUDA"] };
    await carrier.control(`/services/${serviceSid}`, { numbers, inboundUrl: INBOUND_URL, advancedOptOut }, "PUT");
    for (const body of ["basta", "volver", "ayuda", "END", "Hello"])
      await carrier.control("/inbound", { from: ANNA, body });
    const types = (await inboundWebhooks(carrier)).map(({ body }) => new URLSearchParams(body).get("OptOutType"));
    expect(types).toEqual(["STOP", "START", "HELP", null, null]);
    expect(await createMessage(account, carrier.text(), carrier.deps)).toMatchObject({ kind: "accepted" });
  });

  test("are only the word alone; YES is one only after STOP", () => {
    expect([keywordOf("stop it", false), keywordOf("can't stop won't stop", false), keywordOf("yes", false)]).toEqual([
      null,
      null,
      null,
    ]);
    expect([keywordOf("yes", true), keywordOf("help", false)]).toEqual(["START", "HELP"]);
  });

  test("a confirmation by TwiML does not reach a blocked number", async () => {
    const carrier = testCarrier();
    await carrier.control("/inbound", { from: ANNA, body: "STOP" });
    const [webhook] = await inboundWebhooks(carrier);
    await carrier.control("/webhooks/answers", [{ id: webhook!.id, status: 200, body: messageTwiml("You're out.") }]);
    expect(await carrier.ledger()).toEqual([]);
  });

  test("can be switched off: then the product alone decides", async () => {
    const carrier = testCarrier({ settings: { keywords: false } });
    await carrier.control("/inbound", { from: ANNA, body: "STOP" });
    expect((await inboundWebhooks(carrier))[0]!.body).not.toContain("OptOutType");
    expect(await createMessage(account, carrier.text(), carrier.deps)).toMatchObject({ kind: "accepted" });
  });
});

describe("auto-replies", () => {
  const autoReplies = { dropRatio: 0.6, replies: ["Yes", "No"], delayMs: [0, 0] };
  const numbers = Array.from({ length: 100 }, (_, i) => `+1617444${String(i).padStart(4, "0")}`);
  const repliers = async (settings: object): Promise<string[]> => {
    const carrier = testCarrier({ settings });
    for (const to of numbers) await createMessage(account, carrier.text({ to }), carrier.deps);
    return (await carrier.control<{ texts: LedgerInbound[] }>("/inbound")).texts.map(({ from }) => from);
  };

  test("are off unless they are set", async () => expect(await repliers({})).toEqual([]));

  test("come from the same numbers in every run, and from no other", async () => {
    const expected = numbers.filter((number) => !isDropped(number, 0.6));
    expect(await repliers({ autoReplies })).toEqual(expected);
    expect(await repliers({ autoReplies, seed: 7 })).toEqual(expected);
  });

  test("go on: a responder answers the second text too", async () => {
    const carrier = testCarrier({ settings: { autoReplies: { ...autoReplies, dropRatio: 0 } } });
    await createMessage(account, carrier.text(), carrier.deps);
    await createMessage(account, carrier.text(), carrier.deps);
    const { texts } = await carrier.control<{ texts: LedgerInbound[] }>("/inbound");
    expect(texts.map(({ from }) => from)).toEqual([ANNA, ANNA]);
  });
});
