import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { beforeAll, expect, test } from "vitest";
import type { PulledWebhook } from "../../twilio/emulator/webhooks/webhooks.ts";
import { app } from "../app.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { deliverWebhook, inboundForm, texted } from "../../test/workers/test-carrier.ts";
import type { TestOrganization } from "../../test/workers/test-client.ts";
import {
  env,
  newOrganization,
  queryPostgres,
  fetchWorker,
  setPostgres,
  serviceOf,
} from "../../test/workers/test-client.ts";
import { replay } from "./put-aside.ts";

const OUR_NUMBERS = Array.from({ length: 10 }, (_, i) => `+1617555010${i}`);

let organization: TestOrganization;
let main: string;
let fallback: string;
beforeAll(async () => {
  organization = await newOrganization();
  main = `/webhooks/twilio/${organization.orgId}/inbound`;
  fallback = `/webhooks/twilio/${organization.orgId}/fallback`;
  // As an operator sets it at the carrier (docs/deploy.md); Twilio tries the main address once.
  const addresses = { inboundUrl: env.PUBLIC_ORIGIN + main, fallbackUrl: env.PUBLIC_ORIGIN + fallback };
  await control("PUT", `services/${serviceOf(organization.orgId)}`, { numbers: OUR_NUMBERS, ...addresses });
  await control("PUT", "settings", { inbound: { retries: 0 }, statusCallbacks: { retries: 0 } });
});

async function control<T>(method: string, what: string, body?: unknown): Promise<T> {
  const init = { method, body: body === undefined ? null : JSON.stringify(body) };
  const response = await fetch(`http://emulator/control/${what}`, init);
  if (!response.ok) throw new Error(await response.text());
  // Shapes of the emulator's control API.
  return (await response.json()) as T;
}

/** The next inbound webhook that the carrier makes. */
async function nextWebhook(messageSid: string): Promise<PulledWebhook> {
  for (;;) {
    const { webhooks } = await control<{ webhooks: PulledWebhook[] }>("GET", "webhooks");
    const wanted = webhooks.find((each) => each.messageSid === messageSid);
    if (wanted) return wanted;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const post = ({ url, headers, body }: PulledWebhook) => new Request(url, { method: "POST", headers, body });
const answered = (id: number, { status }: Response) => control("POST", "webhooks/answers", [{ id, status }]);

/** The Worker in an environment of which a part is broken. */
async function broken(request: Request, parts: Partial<Env>): Promise<Response> {
  const context = createExecutionContext();
  const response = await app.fetch(request, { ...env, ...parts }, context);
  await waitOnExecutionContext(context);
  return response;
}
function gone(): never {
  throw new Error("the object is away");
}
// Only what is called of a namespace.
const NO_OBJECTS = { getByName: gone } as unknown as DurableObjectNamespace;
const NO_QUEUE = { send: () => Promise.reject(new Error("the queue is away")) } as unknown as Queue;

/** Takes what is put aside, instead of the queue. */
function asides() {
  const requests: unknown[] = [];
  // Only what is called of a queue.
  const queue = { send: async (body: unknown) => void requests.push(body) } as unknown as Queue;
  return { requests, queue };
}

test("a text whose webhook fails arrives by the fallback address, exactly once", async () => {
  const cell = "+16172341001";
  const { item } = await texted(organization, cell);
  const said = await control<{ messageSid: string }>("POST", "inbound", { from: cell, body: "Count me in" });
  const first = await nextWebhook(said.messageSid);
  expect(first.url).toBe(env.PUBLIC_ORIGIN + main);
  // The primary address fails: the request is put aside, and not answered with 200.
  const failed = await broken(post(first), { CONTACT_DIRECTORY: NO_OBJECTS });
  expect(failed.status).toBe(500);
  await answered(first.id, failed);

  const second = await nextWebhook(said.messageSid);
  expect(second.url).toBe(env.PUBLIC_ORIGIN + fallback);
  const form = new URLSearchParams(second.body);
  expect([form.get("ErrorCode"), form.get("ErrorUrl")]).toEqual(["11200", env.PUBLIC_ORIGIN + main]);
  const taken = await fetchWorker(fallback, { method: "POST", headers: second.headers, body: second.body });
  expect([taken.status, await taken.text()]).toEqual([
    200,
    '<?xml version="1.0" encoding="UTF-8"?><Response></Response>',
  ]);

  const replies = async () => (await item()).messages.filter(({ direction }) => direction === "in");
  await expect
    .poll(replies, { timeout: 30_000 })
    .toEqual([expect.objectContaining({ id: said.messageSid, body: "Count me in" })]);
  // Both requests are replayed, and change nothing any more.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(await replies()).toHaveLength(1);
});

test("a text that was taken, but whose answer got lost, is not taken again by the fallback", async () => {
  const cell = "+16172341002";
  const { item } = await texted(organization, cell);
  const form = inboundForm(cell, "Yes");
  expect(await deliverWebhook(main, form)).toMatchObject({ status: 200 });
  const { requests, queue } = asides();
  const lost = { ...form, ErrorCode: "11200", ErrorUrl: env.PUBLIC_ORIGIN + main };
  const by = (request: Request) => broken(request, { WEBHOOKS: queue });
  expect(await deliverWebhook(fallback, lost, { by })).toMatchObject({ status: 200 });
  // As the consumer does, twice.
  for (const request of [...requests, ...requests]) await replay(env, request as never);
  await expect.poll(async () => (await item()).messages.map(({ direction }) => direction)).toEqual(["out", "in"]);
});

test("the fallback address needs no object and no database, but the carrier's signature", async () => {
  const form = inboundForm("+16172341003", "Hello?");
  const { requests, queue } = asides();
  const parts = { WEBHOOKS: queue, CONTACT_DIRECTORY: NO_OBJECTS, CAMPAIGN_QUEUE: NO_OBJECTS, DATABASE_URL: "none" };
  const by = (request: Request) => broken(request, parts);
  expect(await deliverWebhook(fallback, form, { by })).toMatchObject({ status: 200 });
  expect(requests).toMatchObject([{ kind: "inbound", orgId: organization.orgId, by: "fallback" }]);
  expect(await deliverWebhook(fallback, form, { by, token: "another" })).toMatchObject({ status: 403 });
  expect(await deliverWebhook(fallback, form, { by, signedPath: main })).toMatchObject({ status: 403 });
  expect(requests).toHaveLength(1);
});

test("when nothing can be put aside either, no address answers with 200", async () => {
  const form = inboundForm("+16172341004", "Hello?");
  const parts = { WEBHOOKS: NO_QUEUE, CONTACT_DIRECTORY: NO_OBJECTS };
  const by = (request: Request) => broken(request, parts);
  expect((await deliverWebhook(fallback, form, { by })).status).toBeGreaterThanOrEqual(500);
  expect((await deliverWebhook(main, form, { by })).status).toBeGreaterThanOrEqual(500);
});

test("a START that is replayed late does not undo a STOP that came meanwhile", async () => {
  for (const [cell, known] of [
    ["+16172341005", true],
    ["+16172341006", false],
  ] as const) {
    if (known) await texted(organization, cell);
    const { requests, queue } = asides();
    await deliverWebhook(main, inboundForm(cell, "STOP"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    const by = (request: Request) => broken(request, { WEBHOOKS: queue });
    await deliverWebhook(fallback, inboundForm(cell, "START"), { by });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await deliverWebhook(main, inboundForm(cell, "STOP"));
    for (const request of requests) await replay(env, request as never);
    const optedOut = async () =>
      queryPostgres("select opted_out from opt_outs where org_id = $1 and cell = $2", [organization.orgId, cell]);
    await expect.poll(optedOut, { timeout: 30_000 }).toEqual([{ opted_out: true }]);
  }
});

test("what fails at every try is kept as a dead letter, and an admin replays it", async () => {
  const { consumeQueue } = await import("../consumers/queues.ts");
  const form = inboundForm("+16172341007", "Anybody there?");
  const { requests, queue } = asides();
  await deliverWebhook(fallback, form, { by: (request) => broken(request, { WEBHOOKS: queue }) });
  const { createMessageBatch, getQueueResult } = await import("cloudflare:test");
  const batchOf = (name: string) =>
    createMessageBatch(name, [{ id: crypto.randomUUID(), timestamp: new Date(0), attempts: 3, body: requests[0] }]);
  const failing = batchOf("whistlestop-webhooks");
  await consumeQueue(failing, { ...env, CONTACT_DIRECTORY: NO_OBJECTS });
  expect((await getQueueResult(failing, createExecutionContext())).retryMessages).toHaveLength(1);
  await consumeQueue(batchOf("whistlestop-dead-letters"), env);

  const { admin, orgId } = organization;
  const id = `inbound/${orgId}/${form.MessageSid}`;
  expect((await admin.call("/api/admin/dead-letters")).body["deadLetters"]).toMatchObject([
    { id, queue: "whistlestop-webhooks", replayedAt: null },
  ]);
  const path = `/api/admin/dead-letters/${encodeURIComponent(id)}/replay`;
  const foreign = await newOrganization();
  expect(await foreign.admin.call(path, { json: {} })).toMatchObject({ status: 404 });
  expect(await admin.call(path, { json: {} })).toMatchObject({ status: 200 });
  const kept = () =>
    queryPostgres("select body from unmatched_texts where org_id = $1 and sid = $2", [orgId, form.MessageSid]);
  await expect.poll(kept, { timeout: 30_000 }).toEqual([{ body: "Anybody there?" }]);
});

test("inbound texts are taken while Postgres is down", async () => {
  await setPostgres("stop");
  try {
    expect(await deliverWebhook(main, inboundForm("+16172341008", "hi"))).toMatchObject({ status: 200 });
    expect(await deliverWebhook(fallback, inboundForm("+16172341009", "hi"))).toMatchObject({ status: 200 });
  } finally {
    await setPostgres("start");
  }
});

test("a repeated delivery with the same idempotency token asks nobody; another text is another matter", async () => {
  const form = inboundForm("+16172341010", "Hi");
  const idempotencyToken = crypto.randomUUID();
  const by = (request: Request) => broken(request, {});
  expect(await deliverWebhook(main, form, { by, idempotencyToken })).toMatchObject({ status: 200 });
  const alone = (request: Request) => broken(request, { CONTACT_DIRECTORY: NO_OBJECTS, WEBHOOKS: NO_QUEUE });
  expect(await deliverWebhook(main, form, { by: alone, idempotencyToken })).toMatchObject({ status: 200 });
  // The token is not signed: with another text it proves nothing.
  const other = { ...form, MessageSid: inboundForm("", "").MessageSid };
  expect((await deliverWebhook(main, other, { by: alone, idempotencyToken })).status).toBe(500);
});
