/** Calls to texting numbers, as the carrier asks about them. */
import { beforeAll, describe, expect, test } from "vitest";
import { inventoryAt } from "../../durable-objects/rpc/stubs.ts";
import { deliverWebhook } from "../../test/workers/test-carrier.ts";
import { env, newOrganization } from "../../test/workers/test-client.ts";
import type { TestOrganization } from "../../test/workers/test-client.ts";

const NUMBER = "+16172340001";
let organization: TestOrganization;
beforeAll(async () => {
  organization = await newOrganization();
});

const form = (to = NUMBER) => ({
  CallSid: `CA${"1".repeat(32)}`,
  AccountSid: String(env.TWILIO_ACCOUNT_SID),
  From: "+16174440001",
  To: to,
  CallStatus: "ringing",
  Direction: "inbound",
  ApiVersion: "2010-04-01",
});
async function answer(path: string, to?: string): Promise<string> {
  const { status, text } = await deliverWebhook(path, form(to));
  expect(status).toBe(200);
  return text;
}
const own = () => `/webhooks/twilio/${organization.orgId}/voice`;
const set = (voiceAnswer: object | null) =>
  organization.admin.call("/api/admin/settings", { method: "PATCH", json: { voiceAnswer } });

describe("a call to a number of an organization", () => {
  test("hears that nobody answers, until somebody sets something else", async () => {
    expect(await answer(own())).toMatch(/<Say language="en-US">Hello. This is a number of Organization \d+ for text/);
  });

  test.each([
    [{ kind: "say", text: "Hi <you> & me", language: "es-US" }, '<Say language="es-US">Hi &lt;you&gt; &amp; me</Say>'],
    [{ kind: "play", url: "https://example.org/a.mp3?x=1&y=2" }, "<Play>https://example.org/a.mp3?x=1&amp;y=2</Play>"],
    [{ kind: "forward", to: "+16175550123" }, "<Number>+16175550123</Number>"],
    [{ kind: "reject" }, "<Response><Reject/></Response>"],
  ])("gets the organization's answer: %j", async (voiceAnswer, twiml) => {
    expect(await set(voiceAnswer)).toMatchObject({ status: 200, body: { settings: { voiceAnswer } } });
    expect(await answer(own())).toContain(twiml);
  });

  test("is not forwarded to itself", async () => {
    await set({ kind: "forward", to: NUMBER });
    expect(await answer(own())).toContain("<Reject/>");
    await set(null);
  });

  test.each([
    [{ kind: "say", text: "", language: "en-US" }, "voiceAnswer.text"],
    [{ kind: "say", text: "x".repeat(601), language: "en-US" }, "voiceAnswer.text"],
    [{ kind: "play", url: "http://example.org/a.mp3" }, "voiceAnswer.url"],
    [{ kind: "forward", to: "617" }, "voiceAnswer.to"],
  ])("an answer that cannot be given is refused at its field: %j", async (voiceAnswer, field) => {
    const refused = await set(voiceAnswer);
    expect(refused).toMatchObject({ status: 400, body: { reason: "bad_request" } });
    expect(refused.body["fields"]).toHaveProperty([field]);
  });

  test("is only answered when the carrier has signed it", async () => {
    const response = await deliverWebhook(own(), form(), { signature: "wrong" });
    expect(response.status).toBe(403);
  });
});

describe("a call to a number of the shared pool", () => {
  const SHARED = "/webhooks/twilio/shared/voice";

  test("is answered by the organization that texts from it, and rejected while nobody does", async () => {
    const inventory = inventoryAt(env, "shared", "617");
    const capabilities = { sms: true, mms: true, voice: true };
    await inventory.add({ numbers: [{ number: NUMBER, sid: `PN${"1".repeat(32)}`, capabilities }] });
    expect(await answer(SHARED)).toContain("<Reject/>");
    const { orgId } = organization;
    const holder = { kind: "campaign" as const, orgId, campaignId: "c00000000000000a" };
    const untilMs = Date.now() + 60_000;
    const reserved = await inventory.reserve({ requestId: crypto.randomUUID(), holder, count: 1, untilMs });
    if (!reserved.ok) throw new Error(reserved.reason);
    const use = { kind: "queue" as const, orgId, queue: "c00000000000000a.0" };
    const uses = [{ number: NUMBER, use }];
    await inventory.assign({ reservationId: reserved.reservationId, holder, uses, releaseRest: true });
    await set({ kind: "say", text: "We text only.", language: "en-US" });
    expect(await answer(SHARED)).toContain("We text only.");
    expect(await answer(SHARED, "+16172349999")).toContain("<Reject/>");
    expect(await answer(SHARED, "+447700900123")).toContain("<Reject/>");
  });

  test("is answered in general words at the fallback address", async () => {
    expect(await answer(`${SHARED}/fallback`)).toContain("Nobody answers calls here");
  });
});
