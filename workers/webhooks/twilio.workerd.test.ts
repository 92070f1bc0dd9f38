import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { parseContactId, queueKeyOf } from "../../domain/ids.ts";
import { directoryFor } from "../../durable-objects/rpc/stubs.ts";
import { app } from "../app.ts";
import { deliverWebhook, inboundForm, texted } from "../../test/workers/test-carrier.ts";
import type { WebhookDelivery } from "../../test/workers/test-carrier.ts";
import type { TestOrganization } from "../../test/workers/test-client.ts";
import { env, newOrganization } from "../../test/workers/test-client.ts";

let organization: TestOrganization;
let orgId: string;
beforeAll(async () => {
  organization = await newOrganization();
  ({ orgId } = organization);
});

const unknownStatus = () => `/webhooks/twilio/${orgId}/status/c000000000000000.0.7/01ARZ3NDEKTSV4RRFFQ69G5FAV`;
const report = { MessageSid: "SM1", MessageStatus: "delivered" };

describe("a webhook's signature", () => {
  test.each<[string, WebhookDelivery]>([
    ["made with another token", { token: "not the token" }],
    ["made for another address", { signedPath: "/webhooks/twilio/o000000000000000/inbound" }],
    ["that is none", { signature: "" }],
  ])("%s: 403", async (_, delivery) => {
    const answer = await deliverWebhook(
      `/webhooks/twilio/${orgId}/inbound`,
      inboundForm("+16175550101", "hi"),
      delivery,
    );
    expect(answer.status).toBe(403);
    expect(await deliverWebhook(unknownStatus(), report, delivery)).toMatchObject({ status: 403 });
  });

  test("covers the query", async () => {
    const path = `/webhooks/twilio/${orgId}/inbound`;
    const form = inboundForm("+16175550102", "hi");
    expect(await deliverWebhook(`${path}?x=1`, form, { signedPath: path })).toMatchObject({ status: 403 });
    expect(await deliverWebhook(`${path}?x=1`, form)).toMatchObject({ status: 200 });
  });
});

describe("a webhook that is larger than any of the carrier's", () => {
  const path = () => `/webhooks/twilio/${orgId}/inbound`;

  test("is refused before its signature is reckoned", async () => {
    const answer = await deliverWebhook(path(), inboundForm("+16175550109", "x".repeat(200_000)));
    expect(answer.status).toBe(413);
  });

  test("also when it does not say how long it is", async () => {
    const body = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 20; i += 1) controller.enqueue(new TextEncoder().encode("a=b&".repeat(2_500)));
        controller.close();
      },
    });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await app.fetch(
      new Request(env.PUBLIC_ORIGIN + path(), { method: "POST", headers, body }),
      env,
      createExecutionContext(),
    );
    expect(answer.status).toBe(413);
  });
});

describe("a delivery report", () => {
  test.each([
    "c000000000000000.0.7/short",
    "nothing/01ARZ3NDEKTSV4RRFFQ69G5FAV",
    "c000000000000000.0.7/01ARZ3NDEKTSV4RRFFQ69G5FAV",
  ])("of the unknown text %s: 404", async (ids) => {
    const answer = await deliverWebhook(`/webhooks/twilio/${orgId}/status/${ids}`, report);
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.text)).toMatchObject({ ok: false, reason: "not_found" });
  });

  test("that is none: 400", async () => {
    expect(await deliverWebhook(unknownStatus(), { MessageSid: "SM1", CallStatus: "ringing" })).toMatchObject({
      status: 400,
    });
  });
});

describe("an inbound text from somebody we never texted", () => {
  test("is kept, and answered with an empty response", async () => {
    const answer = await deliverWebhook(
      `/webhooks/twilio/${orgId}/inbound`,
      inboundForm("+16175550103", "Who is this?"),
    );
    expect(answer).toEqual({ status: 200, text: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>' });
  });

  test("that says STOP counts for contacts yet to come", async () => {
    const cell = "+16175550104";
    expect(await deliverWebhook(`/webhooks/twilio/${orgId}/inbound`, inboundForm(cell, "Stop"))).toMatchObject({
      status: 200,
    });
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
    const old = inboundForm(cell, word);
    for (const form of [inboundForm(cell, "Stop"), old, inboundForm(cell, "Stop"), old]) {
      expect(await deliverWebhook(path, form)).toMatchObject({ status: 200 });
    }
    const contactId = "c000000000000000.0.1";
    const { optedOut } = await directoryFor(env, orgId, cell).register({
      orgId,
      contacts: JSON.stringify([[cell, contactId]]),
    });
    expect(optedOut).toEqual([contactId]);
  });
});

describe("a conversation", () => {
  test("takes five deliveries of one reply as one message", async () => {
    const { item } = await texted(organization, "+16172340001");
    const form = inboundForm("+16172340001", "Yes, I will");
    const path = `/webhooks/twilio/${orgId}/inbound`;
    const answers = await Promise.all(Array.from({ length: 5 }, () => deliverWebhook(path, form)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await expect.poll(async () => (await item()).status).toBe("needsResponse");
    const { messages } = await item();
    expect(messages.filter(({ direction }) => direction === "in")).toEqual([
      expect.objectContaining({ id: form.MessageSid, body: "Yes, I will" }),
    ]);
  });

  test("shows a delivery report on the text it names, and no later one moves it back", async () => {
    const { contactId, messageId, item } = await texted(organization, "+16172340002");
    const path = `/webhooks/twilio/${orgId}/status/${contactId}/${messageId}`;
    for (const MessageStatus of ["delivered", "sent", "queued"]) {
      expect(
        await deliverWebhook(path, { MessageSid: "SM00000000000000000000000000000002", MessageStatus }),
      ).toMatchObject({
        status: 204,
      });
    }
    await expect.poll(async () => (await item()).messages[0]?.sendStatus).toBe("DELIVERED");
    const other = `/webhooks/twilio/${orgId}/status/${contactId}/${crypto.randomUUID()}`;
    expect(await deliverWebhook(other, report)).toMatchObject({ status: 404 });
  });

  test("shows a reaction on the text that it quotes, and waits for no answer", async () => {
    const cell = "+16172340008";
    const { item } = await texted(organization, cell);
    const path = `/webhooks/twilio/${orgId}/inbound`;
    const { body, id } = (await item()).messages[0] ?? { body: "", id: "" };
    const form = inboundForm(cell, `Liked “${body}”`);
    for (const _ of [1, 2]) expect(await deliverWebhook(path, form)).toMatchObject({ status: 200 });
    await expect.poll(async () => (await item()).messages).toMatchObject([{ id, reaction: "👍" }]);
    expect((await item()).status).toBe("messaged");
    await deliverWebhook(path, inboundForm(cell, `Removed a like from “${body}”`));
    await expect.poll(async () => (await item()).messages[0]).not.toHaveProperty("reaction");
    const list = async () => {
      const { body: answer } = await organization.admin.call(
        `/api/admin/campaigns/${parseContactId((await item()).contactId)?.campaignId}/messages`,
      );
      // The route's own shape.
      return answer["messages"] as {
        id: string;
        reactions: { emoji: string; removed: boolean; text: string }[] | null;
      }[];
    };
    await expect
      .poll(async () => (await list()).map((row) => row.reactions?.map(({ emoji, removed }) => [emoji, removed])))
      .toEqual([
        [
          ["👍", false],
          ["👍", true],
        ],
      ]);
    expect((await list())[0]?.reactions?.[0]?.text).toBe(form.Body);
  });

  test("ends with STOP: the contact cannot be texted any more", async () => {
    const { contactId, item, op } = await texted(organization, "+16172340003");
    expect(
      await deliverWebhook(`/webhooks/twilio/${orgId}/inbound`, inboundForm("+16172340003", "STOP")),
    ).toMatchObject({
      status: 200,
    });
    await expect.poll(async () => (await item()).optedOut).toBe(true);
    const lastSeenId = (await item()).messages.at(-1)?.id ?? null;
    const again = { contactId, messageId: crypto.randomUUID(), body: "Please?", initial: false, lastSeenId };
    expect(await op("send", again)).toMatchObject({ ok: false, reason: "opted_out" });
  });

  test("that has a text keeps it: delivered again after another campaign's text, it does not become a reply to that", async () => {
    const cell = "+16172340005";
    const path = `/webhooks/twilio/${orgId}/inbound`;
    const spring = await texted(organization, cell);
    const form = inboundForm(cell, "Who is this?");
    await deliverWebhook(path, form);
    const autumn = await texted(organization, cell);
    expect(await deliverWebhook(path, form)).toMatchObject({ status: 200 });
    const ids = async ({ item }: typeof spring) => (await item()).messages.map(({ id }) => id);
    expect(await ids(spring)).toContain(form.MessageSid);
    expect(await ids(autumn)).not.toContain(form.MessageSid);
  });

  test("is over for good when an old START is delivered again after a STOP to another campaign", async () => {
    const cell = "+16172340006";
    const path = `/webhooks/twilio/${orgId}/inbound`;
    const spring = await texted(organization, cell);
    await deliverWebhook(path, inboundForm(cell, "STOP"));
    const start = inboundForm(cell, "START");
    await deliverWebhook(path, start);
    const autumn = await texted(organization, cell);
    await deliverWebhook(path, inboundForm(cell, "STOP"));
    expect(await deliverWebhook(path, start)).toMatchObject({ status: 200 });
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
    const form = inboundForm(cell, "Yes");
    await deliverWebhook(path, form);
    const { item } = await texted(organization, cell);
    await deliverWebhook(path, form);
    expect((await item()).messages.map(({ id }) => id)).not.toContain(form.MessageSid);
  });

  test("shows that a picture came, also when no words did", async () => {
    const { item } = await texted(organization, "+16172340004");
    const MediaUrl0 = "https://api.twilio.com/media/1";
    const form = { ...inboundForm("+16172340004", ""), NumMedia: "1", MediaUrl0, MediaContentType0: "image/png" };
    expect(await deliverWebhook(`/webhooks/twilio/${orgId}/inbound`, form)).toMatchObject({ status: 200 });
    const last = async () => (await item()).messages.at(-1);
    await expect.poll(last).toMatchObject({ direction: "in", media: [{ type: "image/png" }] });
  });
});

describe("at an address that names a queue", () => {
  const pathOf = (contactId: string, what = "inbound") => `/webhooks/twilio/${orgId}/${what}/${queueKeyOf(contactId)}`;
  const ids = async ({ item }: Awaited<ReturnType<typeof texted>>) => (await item()).messages.map(({ id }) => id);

  test("a reply goes to that queue, whichever campaign has texted the contact last", async () => {
    const cell = "+16172340021";
    const spring = await texted(organization, cell);
    const autumn = await texted(organization, cell);
    const form = inboundForm(cell, "Yes");
    const answers = await Promise.all([1, 2, 3].map(() => deliverWebhook(pathOf(spring.contactId), form)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await expect.poll(() => ids(spring)).toContain(form.MessageSid);
    expect(await ids(autumn)).not.toContain(form.MessageSid);
    // At the organization's own address the directory decides: it was theirs to have.
    const other = inboundForm(cell, "And when?");
    await deliverWebhook(`/webhooks/twilio/${orgId}/inbound`, other);
    await expect.poll(async () => [...(await ids(spring)), ...(await ids(autumn))]).toContain(other.MessageSid);
  });

  test("a STOP is with the directory before it is answered", async () => {
    const cell = "+16172340022";
    const { contactId, item } = await texted(organization, cell);
    expect(await deliverWebhook(pathOf(contactId), inboundForm(cell, "STOP"))).toMatchObject({ status: 200 });
    const { optedOut } = await directoryFor(env, orgId, cell).register({
      orgId,
      contacts: JSON.stringify([[cell, contactId]]),
    });
    expect(optedOut).toEqual([contactId]);
    await expect.poll(async () => (await item()).optedOut).toBe(true);
  });

  test("a number that the queue does not know is routed as at any other address", async () => {
    const known = await texted(organization, "+16172340023");
    const { contactId } = await texted(organization, "+16172340024");
    const form = inboundForm("+16172340023", "Yes");
    expect(await deliverWebhook(pathOf(contactId), form)).toMatchObject({ status: 200 });
    await expect.poll(() => ids(known)).toContain(form.MessageSid);
    const stranger = inboundForm("+16172340025", "Who is this?");
    expect(await deliverWebhook(pathOf(contactId), stranger)).toMatchObject({ status: 200 });
    const unmatched = async () => JSON.stringify((await organization.admin.call("/api/admin/unmatched")).body);
    await expect.poll(unmatched).toContain(stranger.MessageSid);
  });

  test("an address that names no queue loses no text", async () => {
    const known = await texted(organization, "+16172340026");
    for (const queue of ["c000000000000000.1", "nonsense", `${parseContactId(known.contactId)?.campaignId}.99`]) {
      const form = inboundForm("+16172340026", `Yes ${queue}`);
      const path = `/webhooks/twilio/${orgId}/inbound/${queue}`;
      expect(await deliverWebhook(path, form)).toMatchObject({ status: 200 });
      await expect.poll(() => ids(known)).toContain(form.MessageSid);
    }
  });

  test("the service's status address takes what it gets, and its fallback address keeps the text", async () => {
    const { contactId, item } = await texted(organization, "+16172340027");
    expect(await deliverWebhook(pathOf(contactId, "status"), report)).toMatchObject({ status: 204 });
    expect(await deliverWebhook(pathOf(contactId, "status"), report, { signature: "" })).toMatchObject({ status: 403 });
    const form = inboundForm("+16172340027", "Yes");
    expect(await deliverWebhook(pathOf(contactId, "fallback"), form)).toMatchObject({ status: 200 });
    await expect.poll(async () => (await item()).messages.map(({ id }) => id)).toContain(form.MessageSid);
  });
});

describe("while the auth token is rotated", () => {
  const withSecond = async (request: Request) => {
    const context = createExecutionContext();
    const rotating = { ...env, TWILIO_AUTH_TOKEN_SECONDARY: "the other token" };
    const response = await app.fetch(request, rotating, context);
    await waitOnExecutionContext(context);
    return response;
  };

  test.each(["inbound", "fallback"])("either token opens the %s address, and no third one", async (address) => {
    const path = `/webhooks/twilio/${orgId}/${address}`;
    const by = { by: withSecond };
    expect(await deliverWebhook(path, inboundForm("+16175550111", "hi"), by)).toMatchObject({ status: 200 });
    const second = { token: "the other token" };
    expect(await deliverWebhook(path, inboundForm("+16175550111", "hi"), { ...second, ...by })).toMatchObject({
      status: 200,
    });
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    expect(await deliverWebhook(path, inboundForm("+16175550111", "hi"), { token: "third", ...by })).toMatchObject({
      status: 403,
    });
    expect(warn.mock.calls.map(([line]) => JSON.parse(String(line)).event)).toEqual(["webhook_signature_wrong"]);
    warn.mockRestore();
    // Once the rotation is over the old one is nothing any more.
    expect(await deliverWebhook(path, inboundForm("+16175550111", "hi"), second)).toMatchObject({ status: 403 });
  });
});

test("webhooks need no database", async () => {
  await fetch("http://postgres.control/stop");
  const answer = await deliverWebhook(`/webhooks/twilio/${orgId}/inbound`, inboundForm("+16175550106", "hello"));
  await fetch("http://postgres.control/start");
  expect(answer.status).toBe(200);
});
