import { beforeAll, describe, expect, test } from "vitest";
import type { TexterAnswers } from "../../domain/protocol/texter.ts";
import { directoryFor } from "../../durable-objects/stubs.ts";
import { parseForm, sign } from "../../twilio/signature.ts";
import { started } from "../test-campaign.ts";
import type { Organization } from "../test-client.ts";
import { env, newOrganization, newTexter, send } from "../test-client.ts";

let organization: Organization;
let orgId: string;
beforeAll(async () => {
  organization = await newOrganization();
  ({ orgId } = organization);
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
    const { optedOut } = await directoryFor(env, orgId, cell).register({
      orgId,
      contacts: JSON.stringify([[cell, contactId]]),
    });
    expect(optedOut).toEqual([contactId]);
  });

  test.each(["Start", "Yes"])("that says %s does not undo a later STOP when it is delivered again", async (word) => {
    const cell = word === "Yes" ? "+16175550107" : "+16175550108";
    const path = `/webhooks/twilio/${orgId}/inbound`;
    const old = inbound(cell, word);
    for (const form of [inbound(cell, "Stop"), old, inbound(cell, "Stop"), old]) {
      expect(await deliver(path, form)).toMatchObject({ status: 200 });
    }
    const contactId = "c000000000000000.0.1";
    const { optedOut } = await directoryFor(env, orgId, cell).register({
      orgId,
      contacts: JSON.stringify([[cell, contactId]]),
    });
    expect(optedOut).toEqual([contactId]);
  });

  test("without a sender is refused as no inbound text", async () => {
    const { From: _, ...form } = inbound("+16175550105", "hi");
    expect(await deliver(`/webhooks/twilio/${orgId}/inbound`, form)).toMatchObject({ status: 400 });
  });
});

describe("a conversation", () => {
  /** A texter who has sent the first text to the only contact of a campaign. */
  async function texted(cell: string) {
    const { campaignId, joinToken } = await started(organization, `first,cell\r\nAnn,${cell}\r\n`);
    const texter = await newTexter(organization);
    const op = async (name: string, json: unknown) => (await texter.call(`/api/texter/${name}`, { json })).body;
    await op("join", { token: joinToken });
    await op("take", { campaignId, requestId: crypto.randomUUID() });
    const { items } = (await op("next", { campaignId, count: 1, have: [] })) as unknown as TexterAnswers["next"];
    const [{ contactId, firstText } = missing()] = items;
    const body = firstText?.ok ? firstText.text : missing();
    const messageId = crypto.randomUUID();
    const sent = await op("send", { contactId, messageId, body, initial: true, lastSeenId: null });
    expect(sent).toMatchObject({ ok: true });
    const item = async () => ((await op("contact", { contactId })) as unknown as TexterAnswers["contact"]).item;
    return { campaignId, contactId, messageId, op, item };
  }
  function missing(): never {
    throw new Error("no contact was handed out");
  }

  test("takes five deliveries of one reply as one message", async () => {
    const { item } = await texted("+16172340001");
    const form = inbound("+16172340001", "Yes, I will");
    const path = `/webhooks/twilio/${orgId}/inbound`;
    const answers = await Promise.all(Array.from({ length: 5 }, () => deliver(path, form)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await expect.poll(async () => (await item()).status).toBe("needsResponse");
    const { messages } = await item();
    expect(messages.filter(({ direction }) => direction === "in")).toEqual([
      expect.objectContaining({ id: form.MessageSid, body: "Yes, I will" }),
    ]);
  });

  test("shows a delivery report on the text it names, and no later one moves it back", async () => {
    const { contactId, messageId, item } = await texted("+16172340002");
    const path = `/webhooks/twilio/${orgId}/status/${contactId}/${messageId}`;
    for (const MessageStatus of ["delivered", "sent", "queued"]) {
      expect(await deliver(path, { MessageSid: "SM00000000000000000000000000000002", MessageStatus })).toMatchObject({
        status: 204,
      });
    }
    await expect.poll(async () => (await item()).messages[0]?.sendStatus).toBe("DELIVERED");
    const other = `/webhooks/twilio/${orgId}/status/${contactId}/${crypto.randomUUID()}`;
    expect(await deliver(other, report)).toMatchObject({ status: 404 });
  });

  test("ends with STOP: the contact cannot be texted any more", async () => {
    const { contactId, item, op } = await texted("+16172340003");
    expect(await deliver(`/webhooks/twilio/${orgId}/inbound`, inbound("+16172340003", "STOP"))).toMatchObject({
      status: 200,
    });
    await expect.poll(async () => (await item()).optedOut).toBe(true);
    const lastSeenId = (await item()).messages.at(-1)?.id ?? null;
    const again = { contactId, messageId: crypto.randomUUID(), body: "Please?", initial: false, lastSeenId };
    expect(await op("send", again)).toMatchObject({ ok: false, reason: "opted_out" });
  });

  test("that has a text keeps it: delivered again after another campaign's text, it is no reply to that", async () => {
    const cell = "+16172340005";
    const path = `/webhooks/twilio/${orgId}/inbound`;
    const spring = await texted(cell);
    const form = inbound(cell, "Who is this?");
    await deliver(path, form);
    const autumn = await texted(cell);
    expect(await deliver(path, form)).toMatchObject({ status: 200 });
    const ids = async ({ item }: typeof spring) => (await item()).messages.map(({ id }) => id);
    expect(await ids(spring)).toContain(form.MessageSid);
    expect(await ids(autumn)).not.toContain(form.MessageSid);
  });

  test("is over for good when an old START is delivered again after a STOP to another campaign", async () => {
    const cell = "+16172340006";
    const path = `/webhooks/twilio/${orgId}/inbound`;
    const spring = await texted(cell);
    await deliver(path, inbound(cell, "STOP"));
    const start = inbound(cell, "START");
    await deliver(path, start);
    const autumn = await texted(cell);
    await deliver(path, inbound(cell, "STOP"));
    expect(await deliver(path, start)).toMatchObject({ status: 200 });
    const { optedOut } = await directoryFor(env, orgId, cell).register({
      orgId,
      contacts: JSON.stringify([[cell, autumn.contactId]]),
    });
    expect(optedOut).toEqual([autumn.contactId]);
    await expect.poll(async () => (await spring.item()).optedOut && (await autumn.item()).optedOut).toBe(true);
  });

  test("does not begin with a text that came before it and is delivered again", async () => {
    const cell = "+16172340007";
    const path = `/webhooks/twilio/${orgId}/inbound`;
    const form = inbound(cell, "Yes");
    await deliver(path, form);
    const { item } = await texted(cell);
    await deliver(path, form);
    expect((await item()).messages.map(({ id }) => id)).not.toContain(form.MessageSid);
  });

  test("keeps the addresses of pictures", async () => {
    const { item } = await texted("+16172340004");
    const MediaUrl0 = "https://api.twilio.com/media/1";
    const form = { ...inbound("+16172340004", ""), NumMedia: "1", MediaUrl0, MediaContentType0: "image/png" };
    expect(await deliver(`/webhooks/twilio/${orgId}/inbound`, form)).toMatchObject({ status: 200 });
    await expect.poll(async () => (await item()).messages.at(-1)).toMatchObject({ direction: "in", body: MediaUrl0 });
  });
});

test("webhooks need no database", async () => {
  await fetch("http://postgres.control/stop");
  const answer = await deliver(`/webhooks/twilio/${orgId}/inbound`, inbound("+16175550106", "hello"));
  await fetch("http://postgres.control/start");
  expect(answer.status).toBe(200);
});
