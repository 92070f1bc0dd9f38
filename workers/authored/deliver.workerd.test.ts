import { runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import { inboxKey } from "../../domain/ids.ts";
import { sameJson } from "../../domain/same-json.ts";
import { everyDeath, requestAndDie } from "../../test/workers/dying-worker.ts";
import { started, uploaded } from "../../test/workers/test-campaign.ts";
import { env, newOrganization, newTexter, queryPostgres, setPostgres } from "../../test/workers/test-client.ts";
import { control } from "../../test/workers/workers-world.ts";
import type { Browser, TestOrganization } from "../../test/workers/test-client.ts";
import { organizationAt } from "../../durable-objects/rpc/stubs.ts";
import { createLogger } from "../../durable-objects/kit/log/log.ts";
import { databaseOf } from "../http/database.ts";
import { deliverDue } from "./deliver.ts";

afterEach(async () => {
  vi.unstubAllGlobals();
  await setPostgres("start");
});

type Change = {
  path: string;
  method: string;
  /** Another value each time. */
  json: (n: number) => unknown;
  /** What Postgres has. */
  authored: () => Promise<unknown>;
  /** What the object has; undefined before it has anything. */
  had: () => Promise<unknown>;
};
type World = { organization: TestOrganization; admin: Browser; orgId: string };

async function inObject<T>(stub: DurableObjectStub, sql: string): Promise<T | undefined> {
  const rows = await runInDurableObject(stub, (_, { storage }) => storage.sql.exec(sql).toArray());
  return rows[0]?.["json"] === undefined ? undefined : (JSON.parse(String(rows[0]["json"])) as T);
}

async function setting(orgId: string, name: string): Promise<unknown> {
  const [row] = await queryPostgres<{ value: unknown }>(
    "select settings -> $2 as value from organizations where id = $1",
    [orgId, name],
  );
  return row?.value;
}

const organizationStub = (orgId: string) => env.ORGANIZATION.getByName(orgId);

/** Everything that is authored in Postgres and copied to an object. */
const CHANGES: Record<string, (world: World) => Promise<Change>> = {
  async role({ organization, orgId }) {
    const { personId } = await newTexter(organization);
    return {
      path: `/api/admin/people/${personId}`,
      method: "PATCH",
      json: (n) => ({ role: n % 2 === 0 ? "SUSPENDED" : "TEXTER" }),
      authored: async () => {
        const [row] = await queryPostgres<{ role: string }>("select role from memberships where person_id = $1", [
          personId,
        ]);
        return row?.role;
      },
      had: async () => {
        const stub = env.TEXTER_INBOX.getByName(inboxKey(orgId, personId));
        const known = await inObject<{ role: string }>(stub, "SELECT json FROM membership");
        return known?.role;
      },
    };
  },
  async teams({ organization, admin, orgId }) {
    const { personId } = await newTexter(organization);
    const json = { title: `Team ${crypto.randomUUID()}`, color: "blue", priority: 1 };
    const team = (await admin.call("/api/admin/teams", { json })).body["team"] as { teamId: string };
    return {
      path: `/api/admin/teams/${team.teamId}/members`,
      method: "PUT",
      json: (n) => ({ personIds: n % 2 === 0 ? [personId] : [] }),
      authored: async () => {
        const rows = await queryPostgres("select person_id from team_members where team_id = $1", [team.teamId]);
        return rows.length;
      },
      had: async () => {
        type Rules = { teams: { teamId: string; personIds: string[] }[] };
        const rules = await inObject<Rules>(organizationStub(orgId), "SELECT json FROM rules");
        return rules?.teams.find((each) => each.teamId === team.teamId)?.personIds.length;
      },
    };
  },
  async trust({ orgId }) {
    return {
      path: "/api/admin/settings",
      method: "PATCH",
      json: (n) => ({ trust: { fromRole: null, afterTexts: n + 1 } }),
      authored: () => setting(orgId, "trust"),
      had: async () => (await inObject<{ trust: unknown }>(organizationStub(orgId), "SELECT json FROM rules"))?.trust,
    };
  },
  async "automatic texts"({ orgId }) {
    return {
      path: "/api/admin/opt-outs/texts",
      method: "PATCH",
      json: (n) => ({ confirmation: `You are out, ${n}.`, help: "A volunteer." }),
      authored: () => setting(orgId, "automaticTexts"),
      had: async () => {
        type Texts = { confirmation: string; help: string };
        const texts = await inObject<Texts>(organizationStub(orgId), "SELECT json FROM texts");
        // With translations, which nobody has changed.
        return texts && { confirmation: texts.confirmation, help: texts.help };
      },
    };
  },
  async simulation({ orgId }) {
    return {
      path: "/api/admin/simulation",
      method: "PUT",
      json: (n) => ({ to: null, dropRatio: n / 100, dropColumn: "", rules: [] }),
      authored: () => setting(orgId, "simulation"),
      had: () => inObject(organizationStub(orgId), "SELECT json FROM simulation"),
    };
  },
  async "the phone service"({ orgId }) {
    return {
      path: "/api/admin/phone-service/settings",
      method: "PUT",
      json: (n) => ({ keepsHours: n % 2 === 0, inboundUrl: `https://example.org/${n}` }),
      authored: () => setting(orgId, "phoneService"),
      had: async () => (await organizationAt(env, orgId).phoneService()).settings,
    };
  },
  async "sending limits"({ admin, orgId }) {
    // Two own accounts, the second of which has replaced the first: campaigns of all three may still run.
    const accounts = ["a", "b"].map(() => `AC${crypto.randomUUID().replaceAll("-", "")}`);
    const authToken = "token of both accounts";
    const { accounts: before } = await control<{ accounts: object[] }>("/settings");
    await control("/settings", { accounts: [...before, ...accounts.map((sid) => ({ sid, authToken }))] }, "PUT");
    for (const accountSid of accounts) {
      await admin.call("/api/admin/carrier/account", { method: "PUT", json: { accountSid, authToken } });
    }
    type Pace = { limits: { orgId: string; limits: unknown }[] };
    const limitsAt = async (account: string) => {
      const pace = await inObject<Pace>(env.CARRIER_ACCOUNT.getByName(account), "SELECT json FROM pace");
      return pace?.limits.find((each) => each.orgId === orgId)?.limits;
    };
    return {
      path: "/api/admin/settings",
      method: "PATCH",
      json: (n) => ({ sending: { numbers: n + 1, segmentsPerSecond: null, segmentsPerDay: null } }),
      authored: async () => Array(3).fill(await setting(orgId, "sending")),
      had: () => Promise.all([env.TWILIO_ACCOUNT_SID, ...accounts].map(limitsAt)),
    };
  },
  async labels({ admin, orgId }) {
    const json = { name: `Label ${crypto.randomUUID()}` };
    const label = (await admin.call("/api/admin/labels", { json })).body["label"] as { labelId: string };
    return {
      path: `/api/admin/labels/${label.labelId}`,
      method: "PATCH",
      json: (n) => ({ name: `Ride ${n}` }),
      authored: async () =>
        (await queryPostgres<{ name: string }>("select name from labels where id = $1", [label.labelId]))[0]?.name,
      had: async () => (await organizationAt(env, orgId).labels())?.labels[0]?.name,
    };
  },
  async "carrier account"({ orgId }) {
    const accounts = ["a", "b"].map(() => `AC${crypto.randomUUID().replaceAll("-", "")}`);
    const authToken = "token of both accounts";
    const { accounts: before } = await control<{ accounts: object[] }>("/settings");
    await control("/settings", { accounts: [...before, ...accounts.map((sid) => ({ sid, authToken }))] }, "PUT");
    return {
      path: "/api/admin/carrier/account",
      method: "PUT",
      json: (n) => ({ accountSid: accounts[n % 2], authToken }),
      authored: async () => {
        const rows = await queryPostgres<{ sid: string }>(
          "select carrier_account_sid as sid from organizations where id = $1",
          [orgId],
        );
        return rows[0]?.sid;
      },
      had: async () => {
        const stub = organizationStub(orgId);
        return (await inObject<{ current: string }>(stub, "SELECT json FROM carrier_accounts"))?.current;
      },
    };
  },
  async "due date"({ organization }) {
    const { campaignId } = await started(organization);
    return {
      path: `/api/admin/campaigns/${campaignId}/due-date`,
      method: "POST",
      json: (n) => ({ dueDate: `2099-12-${10 + n}` }),
      authored: () => campaignColumn(campaignId, "to_char(due_date, 'YYYY-MM-DD')"),
      had: async () => (await campaignInfo(campaignId))?.dueDate,
    };
  },
  async policy({ organization }) {
    const { campaignId } = await started(organization);
    return {
      path: `/api/admin/campaigns/${campaignId}/policy`,
      method: "POST",
      json: (n) => ({ releaseAfterMinutes: 10 + n }),
      authored: () => campaignColumn(campaignId, "(policy ->> 'releaseAfterMinutes')::int"),
      had: async () => (await campaignInfo(campaignId))?.policy.releaseAfterMinutes,
    };
  },
};

async function campaignColumn(campaignId: string, column: string): Promise<unknown> {
  const [row] = await queryPostgres<{ value: unknown }>(`select ${column} as value from campaigns where id = $1`, [
    campaignId,
  ]);
  return row?.value;
}

function campaignInfo(campaignId: string) {
  type Info = { dueDate: string; policy: { releaseAfterMinutes: number } };
  return inObject<Info>(env.CAMPAIGN.getByName(campaignId), "SELECT json FROM info");
}

/**
 * As the cron a minute later, for this organization alone: test files share Postgres and not their objects, so a copy
 * of another file's organization would reach an object that does not exist.
 */
async function cron(orgId: string): Promise<void> {
  await queryPostgres("update authored_copies set due_at = now() where org_id = $1", [orgId]);
  await deliverDue(env, databaseOf(env), createLogger(), orgId);
}

async function pending(orgId: string): Promise<unknown[]> {
  return queryPostgres("select subject, key from authored_copies where org_id = $1 and confirmed < version", [orgId]);
}

async function aWorld(): Promise<World> {
  const organization = await newOrganization();
  return { organization, admin: organization.admin, orgId: organization.orgId };
}

const same = (one: unknown, other: unknown) => sameJson(one ?? null, other ?? null);

describe.each(Object.keys(CHANGES))("a change of %s", (name) => {
  test("arrives wherever the Worker dies on the way, and is answered as done only once it is there", async () => {
    const world = await aWorld();
    const { admin, orgId } = world;
    const change = await CHANGES[name]!(world);
    const { path, method, json, authored, had } = change;
    // One complete change, so that both have a value from now on.
    const first = await admin.call(path, { method, json: json(0) });
    expect(first).toMatchObject({ status: 200, body: { underWay: false } });
    expect(await had()).toEqual(await authored());

    const deaths: string[] = [];
    let n = 1;
    for (const death of everyDeath()) {
      const before = await had();
      const { died, status, body } = await requestAndDie(admin, path, { method, json: json(n) }, death);
      if (!died) {
        expect({ status, body }).toMatchObject({ status: 200, body: { ok: true } });
        break;
      }
      const isThere = same(await had(), await authored());
      // Done means done, also when the Worker dies in what it does after the answer's facts are settled.
      if (status === 200 && body["underWay"] === false) expect({ death, isThere }).toEqual({ death, isThere: true });
      deaths.push(`${death.atStep} ${death.when}: ${isThere ? "there" : "not there yet"}`);
      n += 1;
      await cron(orgId);
      expect({ death, had: await had(), before }).toEqual({ death, had: await authored(), before });
      expect(await pending(orgId)).toEqual([]);
    }
    // The cuts that matter have been met: committed, and not delivered.
    expect(deaths.filter((each) => each.endsWith("not there yet")).length).toBeGreaterThan(0);
    expect(deaths.length).toBeGreaterThanOrEqual(5);
  });
});

test("a suspension that could not be delivered says so, is shown, and is in force after the next change of anybody", async () => {
  const { organization, admin, orgId } = await aWorld();
  const texter = await newTexter(organization);
  const path = `/api/admin/people/${texter.personId}`;
  const give = { method: "PATCH", json: { role: "SUSPENDED" } };
  const isUnderWay = async () => {
    const list = (await admin.call("/api/admin/people")).body["people"] as {
      personId: string;
      roleUnderWay: boolean;
    }[];
    return list.find((each) => each.personId === texter.personId)?.roleUnderWay;
  };
  // A request before may still be delivering what is due, and may take this one with it; then it is staged again.
  const cutOff = async () => {
    // 1 session, 2 read, 3 write; the call of the inbox is the fourth step.
    const cut = await requestAndDie(admin, path, give, { atStep: 4, when: "before" });
    expect(cut.died).toBe(true);
    if ((await texter.call("/api/auth/me")).status === 200 && (await isUnderWay()) === true) return true;
    await admin.call(path, { method: "PATCH", json: { role: "TEXTER" } });
    return false;
  };
  await vi.waitUntil(cutOff, { timeout: 30_000, interval: 200 });

  await queryPostgres("update authored_copies set due_at = now() where org_id = $1", [orgId]);
  await admin.call("/api/admin/settings", { method: "PATCH", json: { trust: { fromRole: null, afterTexts: 3 } } });
  await vi.waitUntil(async () => (await texter.call("/api/auth/me")).status === 403, { timeout: 30_000, interval: 20 });
  await vi.waitUntil(async () => (await pending(orgId)).length === 0, { timeout: 30_000, interval: 20 });
});

test("a sign-in that read the role before a suspension does not lift it", async () => {
  const { organization, admin } = await aWorld();
  const texter = await newTexter(organization);
  const realFetch = globalThis.fetch;
  // What the sign-in has read from Postgres arrives after the suspension is in force.
  vi.stubGlobal("fetch", async (input: RequestInfo | URL, init?: RequestInit) => {
    const response = await realFetch(input, init);
    if (!String(init?.body).includes("password_hash")) return response;
    vi.stubGlobal("fetch", realFetch);
    await admin.call(`/api/admin/people/${texter.personId}`, { method: "PATCH", json: { role: "SUSPENDED" } });
    return response;
  });
  expect((await texter.signIn(texter.email, "another password")).status).toBe(200);
  expect((await texter.call("/api/auth/me")).body).toMatchObject({ ok: false, reason: "suspended" });
});

test("an object that is ahead of a restored Postgres takes what is authored there now", async () => {
  const { admin, orgId } = await aWorld();
  const trust = (afterTexts: number) => ({ trust: { fromRole: null, afterTexts } });
  await admin.call("/api/admin/settings", { method: "PATCH", json: trust(5) });
  await queryPostgres("update authored_copies set version = 7, confirmed = 7 where org_id = $1", [orgId]);
  await queryPostgres(
    `update organizations set settings = jsonb_set(settings, '{trust,afterTexts}', '9') where id = $1`,
    [orgId],
  );
  await queryPostgres("update authored_copies set version = 8 where org_id = $1", [orgId]);
  await cron(orgId);
  await cron(orgId);
  const rules = await inObject<{ trust: unknown }>(organizationStub(orgId), "SELECT json FROM rules");
  expect(rules?.trust).toMatchObject({ afterTexts: 9 });
  expect(await pending(orgId)).toEqual([]);
});

test("settings that change while a campaign starts are those that it has", async () => {
  const { organization, admin } = await aWorld();
  const json = { messagingServiceSid: "MG00000000000000000000000000000001" };
  await admin.call("/api/admin/settings", { method: "PATCH", json });
  const { campaignId } = await uploaded(admin);
  const path = `/api/admin/campaigns/${campaignId}`;
  // Delivered to the draft while the start has read the former date.
  await Promise.all([
    admin.call(`${path}/start`, { json: {} }),
    admin.call(`${path}/due-date`, { json: { dueDate: "2098-01-02" } }),
  ]);
  await cron(organization.orgId);
  expect((await campaignInfo(campaignId))?.dueDate).toBe("2098-01-02");
});
