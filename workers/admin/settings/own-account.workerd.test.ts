/** A carrier account of an organization's own: entered, sealed, used for its texts and webhooks, and nobody else's. */
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { bodyHash } from "../../../twilio/signature.ts";
import { sealSecrets } from "../../../durable-objects/bindings/own-accounts.ts";
import { sealingKey } from "../../../durable-objects/kit/sealing/sealing.ts";
import { deliverWebhook, inboundForm, texted } from "../../../test/workers/test-carrier.ts";
import { makeDraft, uploaded } from "../../../test/workers/test-campaign.ts";
import {
  Browser,
  env,
  newOrganization,
  ownService,
  queryPostgres,
  fetchWorker,
  setPostgres,
} from "../../../test/workers/test-client.ts";
import type { TestOrganization } from "../../../test/workers/test-client.ts";
import { control, ledger } from "../../../test/workers/workers-world.ts";

const PATH = "/api/admin/carrier/account";
const NUMBERS = ["+16175550301", "+16175550302"];
const random = (prefix: string) => prefix + crypto.randomUUID().replaceAll("-", "");
const WAIT = { timeout: 30_000, interval: 50 };

type Account = { sid: string; authToken: string; services: { sid: string; numbers: string[] }[]; apiKeys: object[] };
type Entry = {
  accountSid: string;
  authToken?: string;
  apiKey?: { sid: string; secret: string } | null;
  webhookKey?: string;
};

let ours: TestOrganization;
let theirs: TestOrganization;
let own: Account;
const key = { sid: random("SK"), secret: "secret of the key" };

async function setAccount(account: Account): Promise<void> {
  const { accounts } = await control<{ accounts: { sid: string }[] }>("/settings");
  await control("/settings", { accounts: [...accounts.filter(({ sid }) => sid !== account.sid), account] }, "PUT");
}

beforeAll(async () => {
  [ours, theirs] = [await newOrganization(), await newOrganization()];
});
beforeEach(async () => {
  own = {
    sid: random("AC"),
    authToken: "token of our own account",
    services: [{ sid: random("MG"), numbers: NUMBERS }],
    apiKeys: [key],
  };
  await setAccount(own);
});
afterEach(() => setPostgres("start"));

const enter = ({ admin }: TestOrganization, json: Entry) => admin.call(PATH, { method: "PUT", json });
const entry = (): Entry => ({ accountSid: own.sid, authToken: own.authToken });
const form = (from: string, body = "hello", accountSid = own.sid) => ({
  ...inboundForm(from, body, NUMBERS[0]),
  AccountSid: accountSid,
});
const inboundTo = ({ orgId }: TestOrganization) => `/webhooks/twilio/${orgId}/inbound`;
async function sealedOf(accountSid: string): Promise<string> {
  const [row] = await queryPostgres<{ sealed: string }>("select sealed from carrier_accounts where account_sid = $1", [
    accountSid,
  ]);
  return row?.sealed ?? "";
}

describe("an account that is entered", () => {
  test("is tried at the carrier, sealed, and its secrets are in no answer, table or object", async () => {
    expect((await ours.admin.call(PATH)).body).toEqual({ ok: true, account: null, isPossible: true });
    const entered = await enter(ours, { ...entry(), apiKey: key });
    const shown = { accountSid: own.sid, apiKeySid: key.sid, hasWebhookKey: false, setAt: expect.any(Number) };
    expect(entered).toMatchObject({ status: 200, body: { ok: true, account: shown, underWay: false } });
    const read = await ours.admin.call(PATH);
    expect(read.body["account"]).toEqual(shown);
    const rows = await queryPostgres("select * from carrier_accounts where account_sid = $1", [own.sid]);
    const inObject = await runInDurableObject(env.ORGANIZATION.getByName(ours.orgId), (_, { storage }) =>
      storage.sql.exec("SELECT json FROM carrier_accounts").toArray(),
    );
    expect(inObject).toHaveLength(1);
    for (const place of [entered.body, read.body, rows, inObject]) {
      expect(JSON.stringify(place)).not.toContain(own.authToken);
      expect(JSON.stringify(place)).not.toContain(key.secret);
    }
    expect((await theirs.admin.call(PATH)).body["account"]).toBeNull();
  });

  test("with a login that the carrier refuses is not stored", async () => {
    const wrong = await enter(ours, { accountSid: own.sid, authToken: "not the token" });
    expect(wrong).toMatchObject({ status: 422, body: { reason: "login_refused" } });
    expect(wrong.body["message"]).toBe("The carrier refuses this login. Check the account SID and the auth token.");
    const wrongKey = await enter(ours, { ...entry(), apiKey: { ...key, secret: "not the secret" } });
    expect(wrongKey.body).toMatchObject({ reason: "login_refused", message: expect.stringContaining("the API key") });
    expect(await sealedOf(own.sid)).toBe("");
  });

  test("that lacks something says what", async () => {
    expect((await enter(ours, { accountSid: own.sid })).body).toMatchObject({ reason: "incomplete" });
    expect((await enter(ours, { accountSid: "AC1" })).body).toMatchObject({ reason: "bad_request" });
  });

  test("and belongs to another organization, or to the installation, is refused", async () => {
    await enter(ours, entry());
    const second = await enter(theirs, entry());
    expect(second).toMatchObject({ status: 422, body: { reason: "account_taken" } });
    expect(second.body["message"]).toContain("belongs to another organization of this installation");
    expect((await theirs.admin.call(PATH)).body["account"]).toBeNull();
    const installations = { accountSid: env.TWILIO_ACCOUNT_SID, authToken: env.TWILIO_AUTH_TOKEN };
    expect((await enter(theirs, installations)).body).toMatchObject({ reason: "account_taken" });
  });

  test("is not for texters", async () => {
    expect(await new Browser().call(PATH)).toMatchObject({ status: 401 });
  });
});

describe("texts and webhooks of an organization with its own account", () => {
  test("go by it and come from it; campaigns keep the account that they were started with", async () => {
    const organization = await newOrganization();
    await enter(organization, entry());
    const service = own.services[0]!.sid;
    const { contactId, messageId, op, item } = await texted(organization, "+16172345401", service);
    const accountOf = async (cell: string) => (await ledger([cell])).map(({ accountSid }) => accountSid);
    await vi.waitUntil(async () => (await accountOf("+16172345401")).length === 1, WAIT);
    expect(await accountOf("+16172345401")).toEqual([own.sid]);

    // Postgres is away: its webhooks are proven all the same.
    await setPostgres("stop");
    const path = inboundTo(organization);
    expect(await deliverWebhook(path, form("+16172345401", "Who is this?"), { token: own.authToken })).toMatchObject({
      status: 200,
    });
    const reports = `/webhooks/twilio/${organization.orgId}/status/${contactId}/${messageId}`;
    const [text] = await ledger(["+16172345401"]);
    const report = { MessageSid: text!.sid, MessageStatus: "delivered", AccountSid: own.sid };
    expect(await deliverWebhook(reports, report, { token: own.authToken })).toMatchObject({ status: 204 });
    await setPostgres("start");

    // From now on the installation's account; the campaign goes on by its own.
    expect((await organization.admin.call(PATH, { method: "DELETE" })).body).toMatchObject({ ok: true, account: null });
    await vi.waitUntil(async () => (await item())?.status === "needsResponse", WAIT);
    const lastSeenId = (await item())!.messages.findLast((each) => each.direction === "in")!.id;
    const reply = { contactId, messageId: crypto.randomUUID(), body: "It is me", initial: false, lastSeenId };
    expect(await op("send", reply)).toMatchObject({ ok: true });
    await vi.waitUntil(async () => (await accountOf("+16172345401")).length === 2, WAIT);
    expect(await accountOf("+16172345401")).toEqual([own.sid, own.sid]);
    const later = await texted(organization, "+16172345402");
    expect(later.contactId).not.toBe(contactId);
    await vi.waitUntil(async () => (await accountOf("+16172345402")).length === 1, WAIT);
    expect(await accountOf("+16172345402")).toEqual([env.TWILIO_ACCOUNT_SID]);
  });

  test("are proven by the account that they name, and by no other", async () => {
    await enter(ours, { ...entry(), webhookKey: "shared key of ours" });
    const path = inboundTo(ours);
    const status = async (...given: Parameters<typeof deliverWebhook>) => (await deliverWebhook(...given)).status;
    expect(await status(path, form("+16175550411"), { token: own.authToken })).toBe(200);
    expect(await status(path, form("+16175550412"), { token: own.authToken, json: true })).toBe(200);
    expect(await status(path, form("+16175550413"), { sharedKey: "shared key of ours" })).toBe(200);
    expect(await status(path, form("+16175550414", "hi", env.TWILIO_ACCOUNT_SID))).toBe(200);

    expect(await status(path, form("+16175550415"))).toBe(403);
    expect(await status(path, form("+16175550416"), { token: "not the token" })).toBe(403);
    expect(await status(path, form("+16175550417", "hi", env.TWILIO_ACCOUNT_SID), { token: own.authToken })).toBe(403);
    expect(await status(path, form("+16175550418", "hi", random("AC")), { token: own.authToken })).toBe(403);
    // The token of our account proves nothing to others.
    expect(await status(inboundTo(theirs), form("+16175550419"), { token: own.authToken })).toBe(403);
    expect(
      await status(inboundTo(theirs), form("+16175550420", "hi", env.TWILIO_ACCOUNT_SID), { token: own.authToken }),
    ).toBe(403);
  });

  test("are proven by the new token at once, and by the one before while it is changed", async () => {
    await enter(ours, entry());
    const path = inboundTo(ours);
    const status = async (token: string) => (await deliverWebhook(path, form("+16175550421"), { token })).status;
    expect(await status(own.authToken)).toBe(200);
    await setAccount({ ...own, authToken: "the second token" });
    expect((await enter(ours, { accountSid: own.sid, authToken: "the second token" })).body).toMatchObject({
      ok: true,
    });
    expect(await status("the second token")).toBe(200);
    expect(await status(own.authToken)).toBe(200);
    expect(await status("a third token")).toBe(403);
  });

  test("of an invented organization make no tables", async () => {
    const orgId = `o${"0".repeat(15)}`;
    const url = `/webhooks/twilio/${orgId}/inbound`;
    expect(await deliverWebhook(url, form("+16175550431"), { token: own.authToken })).toMatchObject({ status: 403 });
    const tables = await runInDurableObject(env.ORGANIZATION.getByName(orgId), (_, { storage }) =>
      storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray(),
    );
    expect(tables).toEqual([]);
  });
});

describe("the installation's operator", () => {
  const operator = (path: string, json?: unknown, token = env.SETUP_TOKEN) =>
    new Browser().call(`/api/setup/carrier${path}`, {
      headers: { authorization: `Bearer ${token}` },
      ...(json === undefined ? {} : { json }),
    });
  const patch = ({ admin }: TestOrganization, messagingServiceSid: string) =>
    admin.call("/api/admin/settings", { method: "PATCH", json: { messagingServiceSid } });

  test("moves a service to another organization, which alone may text by it then", async () => {
    const service = await ownService(ours);
    const campaign = await uploaded(ours.admin);
    const second = await patch(theirs, service);
    expect(second).toMatchObject({ status: 422, body: { reason: "service_taken" } });
    expect(second.body["message"]).toContain("belongs to another organization of this installation");
    expect((await theirs.admin.call("/api/admin/settings")).body["settings"]).toMatchObject({
      messagingServiceSid: null,
    });

    expect(await operator("/move", { sid: service, orgId: theirs.orgId }, "not the token")).toMatchObject({
      status: 401,
    });
    expect((await operator("/move", { sid: service, orgId: "o000000000000000" })).body).toMatchObject({
      reason: "not_found",
    });
    expect((await operator("/move", { sid: service, orgId: theirs.orgId })).body).toMatchObject({ ok: true });
    expect(await patch(theirs, service)).toMatchObject({ status: 200 });
    expect((await patch(ours, service)).body).toMatchObject({ reason: "service_taken" });
    const start = await ours.admin.call(`/api/admin/campaigns/${campaign.campaignId}/start`, { json: {} });
    expect(start.body).toMatchObject({ reason: "start_refused" });
    const { services } = (await operator("")).body as unknown as { services: object[] };
    expect(services).toContainEqual({ sid: service, orgId: theirs.orgId });
    await operator("/move", { sid: service, orgId: ours.orgId });
  });

  test("names a service of somebody for a new organization: it is refused", async () => {
    const messagingServiceSid = await ownService(ours);
    const admin = {
      email: `a-${crypto.randomUUID()}@example.org`,
      password: "a password for tests",
      firstName: "A",
      lastName: "B",
    };
    const made = await fetchWorker("/api/setup", {
      method: "POST",
      headers: { authorization: `Bearer ${env.SETUP_TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify({ organization: "New", messagingServiceSid, admin }),
    });
    expect(await made.json()).toMatchObject({ ok: false, reason: "service_taken" });
  });

  test("moves an account, sealed anew for its new organization", async () => {
    await enter(ours, entry());
    const before = await sealedOf(own.sid);
    expect((await operator("/move", { sid: own.sid, orgId: theirs.orgId })).body).toMatchObject({ ok: true });
    expect(await sealedOf(own.sid)).not.toBe(before);
    expect((await ours.admin.call(PATH)).body["account"]).toBeNull();
    // It can choose the account without its secrets, which are there.
    expect((await enter(theirs, { accountSid: own.sid })).body).toMatchObject({
      ok: true,
      account: { accountSid: own.sid },
    });
    expect(await deliverWebhook(inboundTo(theirs), form("+16175550441"), { token: own.authToken })).toMatchObject({
      status: 200,
    });
  });

  test("seals accounts anew after the key was changed", async () => {
    await enter(ours, entry());
    const former = await sealingKey(env.CARRIER_ACCOUNTS_KEY_FORMER ?? "");
    const secrets = { authToken: own.authToken, formerAuthToken: null, apiKey: null, webhookKey: null };
    const old = await sealSecrets(
      { present: former!, former: null },
      { orgId: ours.orgId, accountSid: own.sid },
      secrets,
    );
    await queryPostgres("update carrier_accounts set sealed = $1 where account_sid = $2", [old, own.sid]);
    const resealed = await operator("/reseal", {});
    expect(resealed.body).toMatchObject({ ok: true, resealed: expect.any(Number) });
    const present = await sealingKey(env.CARRIER_ACCOUNTS_KEY ?? "");
    expect((await sealedOf(own.sid)).split(".")[1]).toBe(present!.name);
    expect(await deliverWebhook(inboundTo(ours), form("+16175550451"), { token: own.authToken })).toMatchObject({
      status: 200,
    });
  });

  test("is told which accounts no key opens", async () => {
    await enter(ours, entry());
    const lost = `v1.00000000.AAAAAAAAAAAAAAAA.${bodyHash("x")}`;
    await queryPostgres("update carrier_accounts set sealed = $1 where account_sid = $2", [lost, own.sid]);
    expect((await operator("/reseal", {})).body["lost"]).toContain(own.sid);
    await queryPostgres("delete from carrier_accounts where account_sid = $1", [own.sid]);
    expect(await makeDraft(ours.admin)).toBeDefined();
  });
});
