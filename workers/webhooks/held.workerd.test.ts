/** Webhooks of a carrier account whose secrets cannot be opened: kept, proven later, and nothing before. */
import {
  createExecutionContext,
  runDurableObjectAlarm,
  runInDurableObject,
  waitOnExecutionContext,
} from "cloudflare:test";
import { beforeEach, expect, test, vi } from "vitest";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { deliverWebhook, inboundForm, texted } from "../../test/workers/test-carrier.ts";
import type { WebhookDelivery } from "../../test/workers/test-carrier.ts";
import { env, newOrganization, queryPostgres } from "../../test/workers/test-client.ts";
import type { TestOrganization } from "../../test/workers/test-client.ts";
import { control, ledger } from "../../test/workers/workers-world.ts";
import { app } from "../app.ts";
import { createLogger } from "../../durable-objects/kit/log/log.ts";
import { deliverDue } from "../authored/deliver.ts";
import { databaseOf } from "../http/database.ts";

const WAIT = { timeout: 30_000, interval: 50 };
const NUMBER = "+16175550381";
const LOST = `v1.00000000.AAAAAAAAAAAAAAAA.${"A".repeat(43)}`;
const authToken = "token of the account";
const random = (prefix: string) => prefix + crypto.randomUUID().replaceAll("-", "");

let organization: TestOrganization;
let accountSid: string;
let service: string;
let main: string;
let fallback: string;

const enter = () =>
  organization.admin.call("/api/admin/carrier/account", { method: "PUT", json: { accountSid, authToken } });

beforeEach(async () => {
  organization = await newOrganization();
  [accountSid, service] = [random("AC"), random("MG")];
  main = `/webhooks/twilio/${organization.orgId}/inbound`;
  fallback = `/webhooks/twilio/${organization.orgId}/fallback`;
  const { accounts } = await control<{ accounts: object[] }>("/settings");
  const account = { sid: accountSid, authToken, services: [{ sid: service, numbers: [NUMBER] }] };
  await control("/settings", { accounts: [...accounts, account] }, "PUT");
  await enter();
});

/** The key of the installation was changed, and the former one is gone. */
async function loseKey(): Promise<void> {
  await queryPostgres("update carrier_accounts set sealed = $1 where account_sid = $2", [LOST, accountSid]);
  await queryPostgres(
    "update authored_copies set version = version + 1, due_at = now() where subject = 'carrier_accounts' and key = $1",
    [organization.orgId],
  );
  await deliverDue(env, databaseOf(env), createLogger(), organization.orgId);
}

const held = async () =>
  (await organization.admin.call("/api/admin/carrier")).body["held"] as {
    waiting: number;
    dropped: number;
    why: string;
  };
const form = (from: string, body: string) => ({ ...inboundForm(from, body, NUMBER), AccountSid: accountSid });
const post = (to: string, of: Record<string, string>, delivery: WebhookDelivery = {}) =>
  deliverWebhook(to, of, { token: authToken, ...delivery });

async function withEnv(request: Request, parts: Partial<Env>): Promise<Response> {
  const context = createExecutionContext();
  const response = await app.fetch(request, { ...env, ...parts }, context);
  await waitOnExecutionContext(context);
  return response;
}

test("a reply is kept at both addresses, counts for nothing until it is proven, and arrives when the account is entered again", async () => {
  const cell = "+16172345801";
  const talk = await texted(organization, cell, service);
  await vi.waitUntil(async () => (await ledger([cell])).length === 1, WAIT);
  await loseKey();
  const said = form(cell, "Count me in");
  const forged = form(cell, "STOP");
  expect(await post(main, said)).toMatchObject({ status: 200, text: expect.stringContaining("<Response>") });
  expect(await post(main, said)).toMatchObject({ status: 200 });
  expect(await post(fallback, { ...said, ErrorCode: "11200" })).toMatchObject({ status: 200 });
  expect(await post(main, forged, { token: "a guess" })).toMatchObject({ status: 200 });
  expect(await held()).toMatchObject({ waiting: 3, dropped: 0 });
  expect((await held()).why).toContain(
    `${accountSid} was sealed with another key: set that one as CARRIER_ACCOUNTS_KEY_FORMER, or enter the account again.`,
  );
  // Nothing of it is known as said by anybody.
  expect((await talk.item()).messages.map(({ direction }) => direction)).toEqual(["out"]);
  expect(await talk.item()).toMatchObject({ optedOut: false, status: "messaged" });

  expect((await enter()).body).toMatchObject({ ok: true, underWay: false });
  await expect.poll(async () => (await talk.item()).messages.at(-1), WAIT).toMatchObject({ body: "Count me in" });
  expect((await talk.item()).messages).toHaveLength(2);
  await expect.poll(held, WAIT).toMatchObject({ waiting: 0, dropped: 1, why: null });
  expect(await talk.item()).toMatchObject({ optedOut: false, status: "needsResponse" });
});

test("a key that is set again needs no call: the account's object finds out by itself", async () => {
  const cell = "+16172345802";
  const talk = await texted(organization, cell, service);
  await vi.waitUntil(async () => (await ledger([cell])).length === 1, WAIT);
  const [row] = await queryPostgres<{ sealed: string }>("select sealed from carrier_accounts where account_sid = $1", [
    accountSid,
  ]);
  await loseKey();
  expect(await post(main, form(cell, "Still here"), { json: true })).toMatchObject({ status: 200 });
  // The secrets as the returned key opens them, without anybody having told the object.
  const stub = env.ORGANIZATION.getByName(organization.orgId);
  await runInDurableObject(stub, (_, { storage }) => {
    storage.sql.exec("UPDATE carrier_accounts SET json = replace(json, ?, ?)", LOST, row?.sealed ?? "");
    storage.sql.exec("UPDATE alarms SET due_at = 0 WHERE name = 'held-webhooks'");
  });
  await runDurableObjectAlarm(stub);
  await expect.poll(async () => (await talk.item()).messages.at(-1), WAIT).toMatchObject({ body: "Still here" });
});

test("what is not kept is answered 5xx, so that the carrier comes again", async () => {
  await loseKey();
  const gone = {
    getByName: () => ({ holdWebhook: () => Promise.reject(new Error("the object is away")) }),
  } as unknown as DurableObjectNamespace;
  expect(await post(main, form("+16172345803", "hi"))).toMatchObject({ status: 200 });
  const by = (request: Request) => withEnv(request, { ORGANIZATION: gone });
  expect((await post(main, form("+16172345803", "hi"), { by })).status).toBeGreaterThanOrEqual(500);
  // Neither is what no text looks like, nor a delivery report.
  expect(await post(main, { ...form("+16172345803", "hi"), MessageSid: "SM1" })).toMatchObject({ status: 503 });
  const report = { MessageSid: random("SM"), MessageStatus: "delivered", AccountSid: accountSid };
  const path = `/webhooks/twilio/${organization.orgId}/status/c000000000000000.0.1/${crypto.randomUUID()}`;
  expect(await post(path, report)).toMatchObject({ status: 503 });
  expect(await held()).toMatchObject({ waiting: 1 });
});

test("only for an organization whose own account is lost: others, other accounts and invented ones get 403", async () => {
  await loseKey();
  const other = await newOrganization();
  const stranger = { ...form("+16172345804", "hi"), AccountSid: random("AC") };
  expect(await post(main, stranger)).toMatchObject({ status: 403 });
  expect(await post(`/webhooks/twilio/${other.orgId}/inbound`, form("+16172345804", "hi"))).toMatchObject({
    status: 403,
  });
  expect(await post(`/webhooks/twilio/o${"0".repeat(15)}/inbound`, form("+16172345804", "hi"))).toMatchObject({
    status: 403,
  });
  const installations = { ...form("+16172345804", "hi"), AccountSid: env.TWILIO_ACCOUNT_SID };
  expect(await post(main, installations)).toMatchObject({ status: 403 });
  expect(await held()).toMatchObject({ waiting: 0 });
});

test("one address fills its part, and the carrier's texts from others are still kept", async () => {
  await loseKey();
  const stub = env.ORGANIZATION.getByName(organization.orgId);
  expect(await post(main, form("+16172345805", "hi"))).toMatchObject({ status: 200 });
  await runInDurableObject(stub, (_, { storage }) => {
    for (let n = 0; n < 1_000; n += 1) {
      storage.sql.exec(
        `INSERT INTO held_webhooks (id, org_id, account_sid, url, body, content_type, signature, client, bytes, at)
         VALUES (?, ?, ?, '', '', '', '', '203.0.113.9', 10, 0)`,
        `id ${n}`,
        organization.orgId,
        accountSid,
      );
    }
  });
  const from = (client: string) => (request: Request) => {
    const headers = new Headers(request.headers);
    headers.set("cf-connecting-ip", client);
    return withEnv(new Request(request, { headers }), {});
  };
  expect(await post(main, form("+16172345805", "hi"), { by: from("203.0.113.9") })).toMatchObject({ status: 503 });
  expect(await post(main, form("+16172345805", "hi"), { by: from("198.51.100.7") })).toMatchObject({ status: 200 });
});
