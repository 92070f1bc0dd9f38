/** What the carrier says beside the words: its own opt-out verdict, the channel, how it signs, and what nobody can read. */
import { createExecutionContext, createMessageBatch, waitOnExecutionContext } from "cloudflare:test";
import { beforeAll, describe, expect, test } from "vitest";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { directoryFor } from "../../durable-objects/rpc/stubs.ts";
import { deliverWebhook, inboundForm, texted } from "../../test/workers/test-carrier.ts";
import type { TestOrganization } from "../../test/workers/test-client.ts";
import { env, newOrganization, queryPostgres } from "../../test/workers/test-client.ts";
import { app } from "../app.ts";
import { consumeQueue } from "../consumers/queues.ts";

let organization: TestOrganization;
let orgId: string;
let path: string;
beforeAll(async () => {
  organization = await newOrganization();
  ({ orgId } = organization);
  path = `/webhooks/twilio/${orgId}/inbound`;
});

/** The Worker with other secrets or parts. */
const withEnv = (parts: Partial<Env>) => async (request: Request) => {
  const context = createExecutionContext();
  const response = await app.fetch(request, { ...env, ...parts }, context);
  await waitOnExecutionContext(context);
  return response;
};

const isOptedOut = async (cell: string) => {
  const contacts = JSON.stringify([[cell, "c000000000000000.0.1"]]);
  return (await directoryFor(env, orgId, cell).register({ orgId, contacts })).optedOut.length > 0;
};

describe("the carrier's verdict on a text (OptOutType)", () => {
  test("STOP ends a conversation whatever the words are, START takes the contact back", async () => {
    const cell = "+16172345001";
    const { item, op, contactId } = await texted(organization, cell);
    const say = (body: string, OptOutType: string) => deliverWebhook(path, { ...inboundForm(cell, body), OptOutType });
    expect(await say("basta ya", "STOP")).toMatchObject({ status: 200 });
    await expect.poll(item).toMatchObject({ optedOut: true, status: "closed" });
    const reply = { contactId, messageId: crypto.randomUUID(), body: "Hi", initial: false, lastSeenId: null };
    expect(await op("send", reply)).toMatchObject({ ok: false });
    expect(await say("volver", "START")).toMatchObject({ status: 200 });
    await expect.poll(item).toMatchObject({ optedOut: false });
    // The carrier has answered both: no confirmation is on its way.
    expect((await item()).messages.map(({ direction }) => direction)).toEqual(["out", "in", "in"]);
  });

  test("counts for somebody whom nobody texted", async () => {
    await deliverWebhook(path, { ...inboundForm("+16172345002", "basta ya"), OptOutType: "STOP" });
    await deliverWebhook(path, inboundForm("+16172345003", "basta ya 2026"));
    expect([await isOptedOut("+16172345002"), await isOptedOut("+16172345003")]).toEqual([true, false]);
  });
});

describe("a number with its channel before it", () => {
  test("is the same person: the conversation gets the text, and STOP counts for the number", async () => {
    const cell = "+16172345004";
    const { item } = await texted(organization, cell);
    await deliverWebhook(path, inboundForm(`whatsapp:${cell}`, "Yes, I will", "whatsapp:+16175550100"));
    await expect
      .poll(async () => (await item()).messages.at(-1))
      .toMatchObject({ direction: "in", body: "Yes, I will" });
    await deliverWebhook(path, inboundForm(`rcs:${cell}`, "STOP", "rcs:some_brand_agent"));
    await expect.poll(item).toMatchObject({ optedOut: true });
    expect(await isOptedOut(cell)).toBe(true);
  });
});

describe("a signed text that cannot be read", () => {
  test.each([
    ["without a sender", { From: "" }],
    ["without a sid", { MessageSid: "" }],
  ])("%s is put aside, not answered with an error and forgotten", async (_, missing) => {
    const requests: unknown[] = [];
    const queue = { send: async (request: unknown) => void requests.push(request) } as unknown as Queue;
    const form = { ...inboundForm("+16172345005", `I need a ride ${_}`), ...missing };
    expect(await deliverWebhook(path, form, { by: withEnv({ WEBHOOKS: queue }) })).toMatchObject({ status: 200 });
    expect(requests).toMatchObject([{ kind: "inbound", orgId, by: "unreadable" }]);
    const batch = createMessageBatch("whistlestop-webhooks", [
      { id: crypto.randomUUID(), timestamp: new Date(0), attempts: 1, body: requests[0] },
    ]);
    await consumeQueue(batch, env);
    const words = encodeURIComponent(_).replaceAll("%20", "+");
    const kept = "select id from dead_letters where org_id = $1 and body::text like $2";
    expect(await queryPostgres(kept, [orgId, `%${words}%`])).toHaveLength(1);
  });

  test("is not answered with 200 when it cannot be put aside", async () => {
    const away = { send: () => Promise.reject(new Error("the queue is away")) } as unknown as Queue;
    const { From: _, ...form } = inboundForm("+16172345006", "hi");
    expect((await deliverWebhook(path, form, { by: withEnv({ WEBHOOKS: away }) })).status).toBeGreaterThanOrEqual(500);
  });
});

describe("a webhook as JSON", () => {
  test("is taken like a form, and its body cannot be exchanged", async () => {
    const cell = "+16172345007";
    const { item } = await texted(organization, cell);
    const form = inboundForm(cell, "Sí, claro 🙂");
    expect(await deliverWebhook(path, form, { json: true })).toMatchObject({ status: 200 });
    await expect
      .poll(async () => (await item()).messages.at(-1))
      .toMatchObject({ direction: "in", body: "Sí, claro 🙂" });
    const exchanged = withEnv({});
    const by = (request: Request) =>
      exchanged(new Request(request, { method: "POST", body: JSON.stringify({ ...form, Body: "STOP" }) }));
    expect(await deliverWebhook(path, form, { json: true, by })).toMatchObject({ status: 403 });
  });

  test("that could not be taken is put aside and replayed", async () => {
    const cell = "+16172345008";
    const { item } = await texted(organization, cell);
    const requests: unknown[] = [];
    const queue = { send: async (request: unknown) => void requests.push(request) } as unknown as Queue;
    const fallback = `/webhooks/twilio/${orgId}/fallback`;
    const by = withEnv({ WEBHOOKS: queue });
    expect(await deliverWebhook(fallback, inboundForm(cell, "By JSON"), { json: true, by })).toMatchObject({
      status: 200,
    });
    const batch = createMessageBatch("whistlestop-webhooks", [
      { id: crypto.randomUUID(), timestamp: new Date(0), attempts: 1, body: requests[0] },
    ]);
    await consumeQueue(batch, env);
    await expect.poll(async () => (await item()).messages.at(-1)).toMatchObject({ direction: "in", body: "By JSON" });
  });
});

describe("a webhook that a shared key signed", () => {
  const TWILIO_WEBHOOK_KEY_SECRET = "secret-of-the-shared-key";

  test("is taken once the key is set, and is no way round the token", async () => {
    const form = inboundForm("+16172345009", "Hello");
    const sharedKey = TWILIO_WEBHOOK_KEY_SECRET;
    expect(await deliverWebhook(path, form, { sharedKey })).toMatchObject({ status: 403 });
    const by = withEnv({ TWILIO_WEBHOOK_KEY_SECRET });
    expect(await deliverWebhook(path, form, { sharedKey, by })).toMatchObject({ status: 200 });
    expect(await deliverWebhook(path, form, { sharedKey: "another", by })).toMatchObject({ status: 403 });
    expect(await deliverWebhook(path, form, { sharedKey: env.TWILIO_AUTH_TOKEN, by })).toMatchObject({ status: 403 });
    expect(await deliverWebhook(path, form, { sharedKey, json: true, by })).toMatchObject({ status: 200 });
  });
});
