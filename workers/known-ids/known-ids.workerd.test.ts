/**
 * An id from outside makes no object: every route of the Worker, every operation of the texter's app (over HTTP and as a frame)
 * and the carrier's webhooks, with ids that look right and were invented. Driven by the app's own list of routes, so that
 * a new one is tried, too.
 */
import { listDurableObjectIds } from "cloudflare:test";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { campaigns } from "../../db/schema/campaigns.ts";
import { newId, newToken, queueKey } from "../../domain/ids.ts";
import { texterOps } from "../../domain/texter-app/texter.ts";
import { ownerOfId } from "../../durable-objects/rpc/registered-ids.ts";
import { addressOf, allRoutes } from "../../test/workers/all-routes.ts";
import type { Route } from "../../test/workers/all-routes.ts";
import { deliverWebhook, inboundForm } from "../../test/workers/test-carrier.ts";
import { makeDraft, uploaded } from "../../test/workers/test-campaign.ts";
import {
  env,
  fetchWorker,
  newOrganization,
  newTexter,
  queryPostgres,
  setPostgres,
} from "../../test/workers/test-client.ts";
import type { Browser, TestOrganization } from "../../test/workers/test-client.ts";
import { aTexter, perform } from "../../test/workers/workers-world.ts";
import { connected } from "../../test/workers/socket-link.ts";
import { sessionTokens } from "../auth/session-token.ts";
import { databaseOf } from "../http/database.ts";
import { isCampaignOf, isOrganization, isPersonOf } from "./known-ids.ts";
import { seedRegistry } from "./seed-registry.ts";

const NAMESPACES = [
  "CAMPAIGN",
  "CAMPAIGN_QUEUE",
  "TEXTER_INBOX",
  "CONTACT_DIRECTORY",
  "ORGANIZATION",
  "CARRIER_ACCOUNT",
  "ID_REGISTRY",
  "SMS_LINE",
] as const;

async function objects(): Promise<Record<string, number>> {
  const counts = NAMESPACES.map(async (name) => [name, (await listDurableObjectIds(env[name])).length] as const);
  return Object.fromEntries(await Promise.all(counts));
}

let organization: TestOrganization;
let other: TestOrganization;
/** Of the organization, with one queue. */
let own: string;
/** Of the other one. */
let foreign: string;
beforeAll(async () => {
  // It makes the registry's own objects.
  await seedRegistry(env, databaseOf(env));
  [organization, other] = [await newOrganization(), await newOrganization()];
  own = (await uploaded(organization.admin)).campaignId;
  foreign = (await uploaded(other.admin)).campaignId;
});

let before: Record<string, number>;
beforeEach(async () => {
  before = await objects();
});
const noNewObject = async () => expect(await objects()).toEqual(before);

/** Ids that look right, by the name of their parameter; `campaignId` as given. */
const invented = (campaignId = newId("c"), queueNo = 1): Record<string, string> => ({
  campaignId,
  contactId: `${queueKey(campaignId, queueNo)}.17`,
  personId: newId("p"),
  tokenId: newId("k"),
  number: "+16175550123",
  trackingId: `${newId("o")}.${newId("b")}`,
  orgId: newId("o"),
  teamId: newId("t"),
  labelId: newId("l"),
  importId: newId("i"),
  uploadId: crypto.randomUUID(),
  requestId: crypto.randomUUID(),
  messageId: crypto.randomUUID(),
  sid: `SM${crypto.randomUUID().replaceAll("-", "")}`,
  id: newId("c"),
  token: `${campaignId}.${newToken()}`,
  pictureId: `${newId("o")}-${newToken()}.png`,
  version: "1",
  index: "0",
  n: "1",
  op: "contact",
  pool: newId("o"),
  areaCode: "617",
  jobId: crypto.randomUUID(),
});

/** Has a field for every schema; what a route does not know is ignored there. */
const bodies = (ids: Record<string, string>) =>
  ["drop", "handle", "confirm"].map((decision) =>
    Object.assign({ decision }, ids, {
      archiveId: crypto.randomUUID(),
      approve: true,
      cell: "+16175559988",
      contactIds: [ids["contactId"]],
      counts: [{ personId: ids["personId"], toSend: 1 }],
      dueDate: "2099-11-03",
      isTemplate: true,
      name: "Invented",
      on: true,
      personIds: [ids["personId"]],
      priority: 1,
      requests: [{ personId: ids["personId"], requestId: ids["requestId"] }],
      revision: 0,
      baseRevision: 0,
      role: "TEXTER",
      script: null,
      status: "CLOSED",
      teamIds: [ids["teamId"]],
      to: [ids["personId"]],
    }),
  );

const withIds = allRoutes().filter(({ path }) => path.includes("/:"));
/** Behind the operator's token nobody asks by invented ids (workers/operator/numbers/pool-numbers.workerd.test.ts). */
const httpRoutes = withIds.filter(({ path }) => path.startsWith("/api/") && !path.startsWith("/api/setup/"));

async function statuses(by: Browser, { method, path }: Route, ids: Record<string, string>) {
  const url = `${addressOf(path, ids)}?contactId=${ids["contactId"]}&cell=%2B16175559988`;
  const found: number[] = [];
  for (const body of bodies(ids)) {
    const answer = await by.call(url, method === "GET" || method === "DELETE" ? { method } : { method, json: body });
    found.push(answer.status);
  }
  return found;
}

describe("a route with an id in its address", () => {
  test("is in the list that the app has", () => {
    const paths = withIds.map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(40);
    for (const one of ["/api/media/:contactId/:messageId/:index", "/ws/admin/campaigns/:campaignId"]) {
      expect(paths).toContain(one);
    }
  });

  test.each(httpRoutes)("$method $path answers 404 to invented ids, and makes nothing", async (route) => {
    const found = await statuses(organization.admin, route, invented());
    expect(found).toContain(404);
    expect(found.filter((status) => status < 400 || status >= 500)).toEqual([]);
    await noNewObject();
  });

  test.each(httpRoutes.filter(({ path }) => path.includes(":campaignId")))(
    "$method $path answers to another organization's campaign as to an unknown one",
    async (route) => {
      const ids = invented(foreign);
      const answers = async (campaignId: string) => {
        const url = `${addressOf(route.path, { ...ids, campaignId })}?contactId=${ids["contactId"]}`;
        const { method } = route;
        return organization.admin.call(
          url,
          method === "GET" || method === "DELETE" ? { method } : { method, json: {} },
        );
      };
      const [theirs, unknown] = [await answers(foreign), await answers(newId("c"))];
      expect(theirs.status).toBe(404);
      expect({ status: theirs.status, body: theirs.body }).toEqual({ status: unknown.status, body: unknown.body });
    },
  );

  test.each(httpRoutes.filter(({ path }) => path.includes(":campaignId") || path.includes(":contactId")))(
    "$method $path makes no queue that the campaign does not have",
    async (route) => {
      // Its own, because some routes change it.
      const { campaignId } = await makeDraft(organization.admin);
      for (const status of await statuses(organization.admin, route, invented(campaignId, 777))) {
        expect(status).toBeLessThan(500);
      }
      expect((await objects())["CAMPAIGN_QUEUE"]).toBe(before["CAMPAIGN_QUEUE"]);
    },
  );
});

test("the requests of invented people and unknown numbers make nothing", async () => {
  const ids = invented();
  const requests = [{ personId: ids["personId"], requestId: ids["requestId"] }];
  const many = await organization.admin.call("/api/admin/requests/decide", { json: { requests, approve: true } });
  expect(many.body).toMatchObject({ outcomes: [{ ok: false, reason: "not_found" }] });
  const texts = await organization.admin.call("/api/admin/unmatched/texts?cell=%2B16175559977");
  expect(texts.body).toMatchObject({ ok: true, texts: [] });
  await noNewObject();
});

test("a texter without a role sees no file of an invented conversation", async () => {
  const texter = await newTexter(organization);
  before = await objects();
  for (const ids of [invented(), invented(own, 777), invented(foreign)]) {
    const path = addressOf("/api/media/:contactId/:messageId/:index", ids);
    expect(await texter.call(path)).toMatchObject({ status: 404 });
  }
  await noNewObject();
});

test("a socket on an invented campaign is answered 404", async () => {
  for (const campaignId of [newId("c"), foreign]) {
    const response = await organization.admin.fetch(`/ws/admin/campaigns/${campaignId}`, {
      headers: { upgrade: "websocket" },
    });
    expect(response.status).toBe(404);
    await response.body?.cancel();
  }
  await noNewObject();
});

describe("an operation of the texter's app", () => {
  const params = (ids: Record<string, string>) => ({
    ...ids,
    count: 5,
    have: [ids["contactId"]],
    body: "Hi",
    initial: true,
    lastSeenId: null,
    filter: "waiting",
    stepId: "first",
    value: null,
    on: true,
    reason: "",
    seq: 0,
    number: "+16172345680",
    peer: "+16175559977",
    to: "+16175559977",
    upTo: 1,
  });

  test.each(Object.keys(texterOps) as (keyof typeof texterOps)[])("%s, over HTTP and as a frame", async (op) => {
    const texter = await aTexter(organization.orgId, "Ana");
    const link = await connected(texter);
    await link.ready();
    // Asking for texts asks the person's own organization.
    await perform(texter, "requests", {});
    before = await objects();
    const cookie = `__Host-whistlestop_session=${await sessionTokens(env.SESSION_SECRET).sign(texter, Date.now())}`;
    for (const ids of [invented(), invented(own, 777), invented(foreign)]) {
      const response = await fetchWorker(`/api/texter/${op}`, {
        method: "POST",
        headers: { cookie, origin: env.PUBLIC_ORIGIN, "content-type": "application/json" },
        body: JSON.stringify(params(ids)),
      });
      await response.text();
      expect(response.status).toBeLessThan(500);
      link.say({ t: "op", id: 1, op, p: params(ids) });
    }
    await vi.waitUntil(() => link.heard("re").length === 3, { timeout: 30_000, interval: 20 });
    await noNewObject();
    link.socket.close();
  });
});

describe("a webhook of the carrier", () => {
  const status = { MessageSid: `SM${"0".repeat(32)}`, MessageStatus: "delivered", AccountSid: env.TWILIO_ACCOUNT_SID };

  test("for an organization that does not exist is not found", async () => {
    const form = inboundForm("+16175550199", "Hello");
    const { orgId } = invented();
    expect(await deliverWebhook(`/webhooks/twilio/${orgId}/inbound`, form)).toMatchObject({ status: 404 });
    await noNewObject();
  });

  test("at the fallback address is put aside, and kept for a person by the replay", async () => {
    const form = inboundForm("+16175550198", "Hello");
    const { orgId } = invented();
    expect(await deliverWebhook(`/webhooks/twilio/${orgId}/fallback`, form)).toMatchObject({ status: 200 });
    const letters = () => queryPostgres("SELECT reason FROM dead_letters WHERE org_id = $1", [orgId]);
    await expect
      .poll(letters, { timeout: 30_000 })
      .toMatchObject([{ reason: expect.stringContaining("no organization") }]);
    await noNewObject();
  });

  test("that reports a text of an invented contact is not found", async () => {
    for (const ids of [invented(), invented(own, 777), { ...invented(foreign), orgId: organization.orgId }]) {
      for (const orgId of [ids["orgId"], organization.orgId]) {
        const path = addressOf("/webhooks/twilio/:orgId/status/:contactId/:messageId", { ...ids, orgId: orgId ?? "" });
        expect(await deliverWebhook(path, status)).toMatchObject({ status: 404 });
      }
    }
    await noNewObject();
  });

  test("that nobody signed and that names an account is refused, and makes nothing", async () => {
    const form = { ...inboundForm("+16175550197", "Hi"), AccountSid: `AC${"1".repeat(32)}` };
    const path = `/webhooks/twilio/${newId("o")}/inbound`;
    expect(await deliverWebhook(path, form, { token: "x" })).toMatchObject({ status: 403 });
    await noNewObject();
  });
});

describe("what was made before there was a registry", () => {
  test("is looked up in Postgres, and from then on known without it", async () => {
    const campaignId = newId("c");
    const { orgId } = organization;
    await databaseOf(env).insert(campaigns).values({ id: campaignId, orgId, joinToken: newToken() });
    expect(await ownerOfId(env, campaignId)).toEqual({ orgId: null, isComplete: true });
    expect(await isCampaignOf(env, other.orgId, campaignId)).toBe(false);
    expect(await isCampaignOf(env, orgId, campaignId)).toBe(true);
    await setPostgres("stop");
    try {
      expect(await isCampaignOf(env, orgId, campaignId)).toBe(true);
      expect(await isCampaignOf(env, other.orgId, campaignId)).toBe(false);
    } finally {
      await setPostgres("start");
    }
  });

  test("new organizations, people and campaigns are registered as they are made", async () => {
    const made = await newOrganization();
    const { campaignId } = await makeDraft(made.admin);
    const texter = await newTexter(made);
    await setPostgres("stop");
    try {
      expect(await isOrganization(env, made.orgId)).toBe(true);
      expect(await isPersonOf(env, made.orgId, made.adminId)).toBe(true);
      expect(await isPersonOf(env, made.orgId, texter.personId)).toBe(true);
      expect(await isPersonOf(env, other.orgId, texter.personId).catch(() => "not known")).toBe("not known");
      expect(await isCampaignOf(env, made.orgId, campaignId)).toBe(true);
    } finally {
      await setPostgres("start");
    }
  });
});
