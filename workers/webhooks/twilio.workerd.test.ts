import { beforeAll, describe, expect, test } from "vitest";
import { directoryFor } from "../../durable-objects/stubs.ts";
import { parseForm, sign } from "../../twilio/signature.ts";
import { env, newOrganization, send } from "../test-client.ts";

let orgId: string;
beforeAll(async () => {
  ({ orgId } = await newOrganization());
});

type Delivery = { token?: string; signedPath?: string; signature?: string };

async function deliver(path: string, form: Record<string, string>, delivery: Delivery = {}) {
  const { token = env.TWILIO_AUTH_TOKEN, signedPath = path } = delivery;
  const body = new URLSearchParams(form).toString();
  const signature = delivery.signature ?? sign(token, env.PUBLIC_ORIGIN + signedPath, parseForm(body));
  const headers = { "content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature };
  const response = await send(path, { method: "POST", headers, body });
  return { status: response.status, text: await response.text() };
}

const inbound = (from: string, body: string) => ({
  MessageSid: `SM${crypto.randomUUID().replaceAll("-", "")}`,
  AccountSid: env.TWILIO_ACCOUNT_SID,
  From: from,
  To: "+16175550100",
  Body: body,
});
const unknownStatus = () => `/webhooks/twilio/${orgId}/status/c000000000000000.0.7/01ARZ3NDEKTSV4RRFFQ69G5FAV`;
const report = { MessageSid: "SM1", MessageStatus: "delivered" };

describe("a webhook's signature", () => {
  test.each<[string, Delivery]>([
    ["made with another token", { token: "not the token" }],
    ["made for another address", { signedPath: "/webhooks/twilio/o000000000000000/inbound" }],
    ["that is none", { signature: "" }],
  ])("%s: 403", async (_, delivery) => {
    const answer = await deliver(`/webhooks/twilio/${orgId}/inbound`, inbound("+16175550101", "hi"), delivery);
    expect(answer.status).toBe(403);
    expect(await deliver(unknownStatus(), report, delivery)).toMatchObject({ status: 403 });
  });

  test("covers the query", async () => {
    const path = `/webhooks/twilio/${orgId}/inbound`;
    const form = inbound("+16175550102", "hi");
    expect(await deliver(`${path}?x=1`, form, { signedPath: path })).toMatchObject({ status: 403 });
    expect(await deliver(`${path}?x=1`, form)).toMatchObject({ status: 200 });
  });
});

describe("a delivery report", () => {
  test.each([
    "c000000000000000.0.7/short",
    "nothing/01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "c000000000000000.0.7/01ARZ3NDEKTSV4RRFFQ69G5FAV",
  ])("of the unknown text %s: 404", async (ids) => {
    const answer = await deliver(`/webhooks/twilio/${orgId}/status/${ids}`, report);
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.text)).toMatchObject({ ok: false, reason: "not_found" });
  });

  test("that is none: 400", async () => {
    expect(await deliver(unknownStatus(), { MessageSid: "SM1", CallStatus: "ringing" })).toMatchObject({ status: 400 });
  });
});

describe("an inbound text from somebody we never texted", () => {
  test("is kept, and answered with an empty response", async () => {
    const answer = await deliver(`/webhooks/twilio/${orgId}/inbound`, inbound("+16175550103", "Who is this?"));
    expect(answer).toEqual({ status: 200, text: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>' });
  });

  test("that says STOP counts for contacts yet to come", async () => {
    const cell = "+16175550104";
    expect(await deliver(`/webhooks/twilio/${orgId}/inbound`, inbound(cell, "Stop"))).toMatchObject({ status: 200 });
    const contactId = "c000000000000000.0.1";
    const { optedOut } = await directoryFor(env, orgId, cell).register({ orgId, contacts: [{ contactId, cell }] });
    expect(optedOut).toEqual([contactId]);
  });

  test("without a sender is refused as no inbound text", async () => {
    const { From: _, ...form } = inbound("+16175550105", "hi");
    expect(await deliver(`/webhooks/twilio/${orgId}/inbound`, form)).toMatchObject({ status: 400 });
  });
});

test("webhooks need no database", async () => {
  await fetch("http://postgres.control/stop");
  const answer = await deliver(`/webhooks/twilio/${orgId}/inbound`, inbound("+16175550106", "hello"));
  await fetch("http://postgres.control/start");
  expect(answer.status).toBe(200);
});
