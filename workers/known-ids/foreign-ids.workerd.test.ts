/**
 * What belongs to another organization is not there: every route that the app has, called with ids that exist elsewhere, in its
 * address and in what it is sent; and by people of the organization who may not (a demoted admin, a suspended texter). Nothing
 * changes, nothing is made, nothing is learned.
 */
import { listDurableObjectIds } from "cloudflare:test";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { inboxKey, newId, queueKey } from "../../domain/ids.ts";
import { texterOps } from "../../domain/texter-app/texter.ts";
import { addressOf, allRoutes } from "../../test/workers/all-routes.ts";
import type { Route } from "../../test/workers/all-routes.ts";
import { organizationRows, stateOf, storedIn } from "../../test/workers/organization-state.ts";
import type { ObjectOf } from "../../test/workers/organization-state.ts";
import { deliverWebhook, inboundForm, texted } from "../../test/workers/test-carrier.ts";
import { CSV, makeDraft, uploaded } from "../../test/workers/test-campaign.ts";
import { env, newOrganization, newTexter } from "../../test/workers/test-client.ts";
import type { Answer, Browser, TestOrganization } from "../../test/workers/test-client.ts";
import { databaseOf } from "../http/database.ts";
import { seedRegistry } from "./seed-registry.ts";

const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...Array.from({ length: 40 }, () => 0)]);

let stranger: TestOrganization;
let strangeTexter: Browser & { personId: string };
/** A campaign of the stranger's own. */
let ownCampaign: string;
let theirs: TestOrganization;
let demoted: Browser & { personId: string };
let suspended: Browser & { personId: string };
/** All that the other organization has, by the name of the parameter. */
let ids: Record<string, string>;
let objects: ObjectOf[];

const idIn = (answer: Answer, of: string, name: string) => String((answer.body[of] as Record<string, unknown>)[name]);

beforeAll(async () => {
  // It makes the registry's own objects.
  await seedRegistry(env, databaseOf(env));
  [stranger, theirs] = [await newOrganization(), await newOrganization()];
  strangeTexter = await newTexter(stranger);
  ownCampaign = (await makeDraft(stranger.admin)).campaignId;
  const { admin, orgId, adminId } = theirs;
  const { campaignId, contactId, messageId } = await texted(theirs, "+16172345671");
  const draftId = (await uploaded(admin, undefined, CSV)).campaignId;
  const team = await admin.call("/api/admin/teams", { json: { title: "Drivers", color: "blue", priority: 1 } });
  const label = await admin.call("/api/admin/labels", { json: { name: "Needs a ride" } });
  const uploadId = newId("i");
  const upload = { uploadId, fileName: "more.csv", fileBytes: 100, fileModifiedAt: 1, mode: "add", mapping: {} };
  const begun = await admin.call(`/api/admin/campaigns/${draftId}/contacts/uploads`, { json: upload });
  expect(begun.status).toBe(201);
  const picture = await admin.call("/api/admin/pictures", { body: PNG, headers: { "content-type": "image/png" } });
  const pictureId =
    typeof picture.body["pictureId"] === "string" ? picture.body["pictureId"] : `${orgId}-${"0".repeat(30)}.png`;
  // From a number that nobody texted.
  const form = inboundForm("+16172349999", "Who is this?");
  expect(await deliverWebhook(`/webhooks/twilio/${orgId}/inbound`, form)).toMatchObject({ status: 200 });
  const texter = await newTexter(theirs);
  demoted = await newTexter(theirs);
  suspended = await newTexter(theirs);
  const made = await admin.call(`/api/admin/people/${demoted.personId}`, { method: "PATCH", json: { role: "ADMIN" } });
  expect(made.status).toBe(200);
  expect((await demoted.call("/api/admin/teams")).status).toBe(200);
  for (const [person, role] of [
    [demoted, "TEXTER"],
    [suspended, "SUSPENDED"],
  ] as const) {
    const change = await admin.call(`/api/admin/people/${person.personId}`, { method: "PATCH", json: { role } });
    expect(change.status).toBe(200);
  }
  const link = await admin.call(`/api/admin/people/${texter.personId}/password-link`, { method: "POST" });
  expect(link.status).toBe(201);
  const json = { name: "Billing", scopes: ["sms:send"] };
  const apiToken = await admin.call("/api/admin/phone-service/tokens", { json });
  expect(apiToken.status).toBe(201);
  ids = {
    campaignId,
    contactId,
    messageId,
    draftId,
    personId: texter.personId,
    orgId,
    teamId: idIn(team, "team", "teamId"),
    labelId: idIn(label, "label", "labelId"),
    importId: newId("i"),
    uploadId,
    requestId: crypto.randomUUID(),
    sid: form.MessageSid,
    id: campaignId,
    tokenId: String(apiToken.body["tokenId"]),
    token: String(link.body["link"]).split("#")[1] ?? "",
    pictureId,
    version: "1",
    index: "0",
    n: "1",
    op: "contact",
    pool: orgId,
    areaCode: "617",
    number: "+16172345680",
    jobId: crypto.randomUUID(),
  };
  objects = [
    { namespace: "CAMPAIGN", key: campaignId },
    { namespace: "CAMPAIGN", key: draftId },
    { namespace: "CAMPAIGN_QUEUE", key: queueKey(campaignId, 1) },
    { namespace: "CAMPAIGN_QUEUE", key: queueKey(draftId, 1) },
    { namespace: "ORGANIZATION", key: orgId },
    { namespace: "TEXTER_INBOX", key: inboxKey(orgId, adminId) },
    { namespace: "TEXTER_INBOX", key: inboxKey(orgId, texter.personId) },
  ];
  await settled();
});

const state = () => stateOf(theirs.orgId, objects);

/** Until nothing of the other organization is on its way any more. */
async function settled(): Promise<void> {
  // By their alarms queues record what was imported and see that desks have what they were told.
  const queues = objects.filter(({ namespace }) => namespace === "CAMPAIGN_QUEUE");
  const isAtRest = async (queue: ObjectOf) => {
    const stored = await storedIn(queue);
    const [published, kept] = ["published", "state"].map((table) => stored[`CAMPAIGN_QUEUE ${queue.key} ${table}`]);
    return published !== "[]" && kept?.includes('"desks_behind":0') === true;
  };
  await vi.waitUntil(async () => (await Promise.all(queues.map(isAtRest))).every(Boolean), { timeout: 60_000 });
  let last = "";
  await vi.waitUntil(
    async () => {
      const before = last;
      last = JSON.stringify(await state());
      return last === before;
    },
    { timeout: 60_000, interval: 400 },
  );
}

async function objectCount(): Promise<number> {
  const names = [
    "CAMPAIGN",
    "CAMPAIGN_QUEUE",
    "TEXTER_INBOX",
    "CONTACT_DIRECTORY",
    "ORGANIZATION",
    "ID_REGISTRY",
  ] as const;
  const counts = await Promise.all(names.map(async (name) => (await listDurableObjectIds(env[name])).length));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Has a field for every schema; what a route does not know is ignored there. */
const anyBody = () => ({
  ...ids,
  archiveId: crypto.randomUUID(),
  approve: true,
  cell: "+16172349999",
  contactIds: [ids["contactId"]],
  counts: [{ personId: ids["personId"], toSend: 1 }],
  decision: "drop",
  dueDate: "2099-11-03",
  isTemplate: true,
  name: "Taken",
  title: "Taken",
  color: "blue",
  on: true,
  personIds: [ids["personId"]],
  priority: 1,
  requests: [{ personId: ids["personId"], requestId: ids["requestId"] }],
  revision: 1,
  baseRevision: 1,
  role: "SUSPENDED",
  script: null,
  status: "CLOSED",
  teamIds: [ids["teamId"]],
  to: [ids["personId"]],
  labels: [ids["labelId"]],
  policy: { teamIds: [ids["teamId"]] },
  text: "taken",
  replies: [],
});
const DECISIONS = ["drop", "handle", "confirm"];

async function answersOf(by: Browser, { method, path }: Route, params: Record<string, string>): Promise<Answer[]> {
  const address = `${addressOf(path, params)}?contactId=${ids["contactId"]}&cell=%2B16172349999&mode=add&personId=${ids["personId"]}&teamId=${ids["teamId"]}`;
  if (method === "GET" || method === "DELETE") return [await by.call(address, { method })];
  const answers = [];
  for (const decision of DECISIONS) answers.push(await by.call(address, { method, json: { ...anyBody(), decision } }));
  return answers;
}

const ofApi = allRoutes().filter(({ path }) => path.startsWith("/api/"));
const signedIn = ofApi.filter(({ path }) => !/^\/api\/(?:setup|auth|join|pictures)/.test(path));
const withIds = signedIn.filter(({ path }) => path.includes("/:"));
const administration = ofApi.filter(({ path }) => path.startsWith("/api/admin/"));

/** Of which a texter may see what their screen needs. */
const REFUSALS = new Set([400, 401, 403, 404, 409, 415]);

const look = async () => ({ state: await state(), objects: await objectCount() });
let seen: Awaited<ReturnType<typeof look>> | null = null;
const tried: string[] = [];
/** Reading all of it takes ten times as long as a call. */
const COMPARED_AFTER = 12;

/** Compared after some of them, which a difference then names. */
async function changesNothing(name: string, attempt: () => Promise<void>): Promise<void> {
  seen ??= await look();
  tried.push(name);
  await attempt();
  if (tried.length >= COMPARED_AFTER) await compareState();
}

async function compareState(): Promise<void> {
  const before = seen;
  seen = await look();
  expect(seen, `after one of: ${tried.splice(0).join("; ")}`).toEqual(before);
}

test("the list is the app's own", () => {
  expect(withIds.length).toBeGreaterThan(40);
  expect(administration.length).toBeGreaterThan(80);
});

describe("an admin of another organization", () => {
  test.each(withIds)(
    "$method $path is not found, and says no more than of an id that was never given",
    async (route) => {
      await changesNothing(`${route.method} ${route.path}`, async () => {
        for (const campaignId of [ids["campaignId"] ?? "", ids["draftId"] ?? ""]) {
          const answers = await answersOf(stranger.admin, route, { ...ids, campaignId });
          expect(answers.map(({ status }) => status)).toContain(404);
          expect(
            answers.filter(({ status }) => !REFUSALS.has(status)).map(({ status, body }) => [status, body]),
          ).toEqual([]);
          for (const { body } of answers) expect(JSON.stringify(body)).not.toContain("Turnout");
        }
      });
    },
  );

  // With their own campaign in the address, and ids of the other organization in what they send.
  test.each(signedIn)("$method $path takes nothing of another organization from a body or a query", async (route) => {
    await changesNothing(`${route.method} ${route.path} with own ids`, async () => {
      const own = { ...ids, campaignId: ownCampaign, personId: stranger.adminId, id: ownCampaign };
      if (route.path === "/api/admin/people/:personId/teams") own.personId = strangeTexter.personId;
      for (const { status } of await answersOf(stranger.admin, route, own)) expect(status).toBeLessThan(500);
    });
  });

  test("kept nothing of it", async () => {
    const kept: Record<string, string> = Object.assign(
      await organizationRows(stranger.orgId),
      await storedIn({ namespace: "CAMPAIGN", key: ownCampaign }),
      await storedIn({ namespace: "ORGANIZATION", key: stranger.orgId }),
      await storedIn({ namespace: "TEXTER_INBOX", key: inboxKey(stranger.orgId, strangeTexter.personId) }),
    );
    const names = ["campaignId", "contactId", "personId", "orgId", "teamId", "labelId"];
    const found = Object.entries(kept).flatMap(([table, text]) =>
      names.flatMap((name) => (text.includes(ids[name] ?? "?") ? [`${table}: ${name}`] : [])),
    );
    expect(found).toEqual([]);
  });
});

test.each(Object.keys(texterOps))("a texter of another organization: %s", async (op) => {
  await changesNothing(op, async () => {
    const params = {
      ...ids,
      count: 5,
      have: [ids["contactId"]],
      body: "Hi",
      initial: false,
      lastSeenId: null,
      filter: "open",
      stepId: "first",
      value: null,
      on: true,
      reason: "",
      seq: 0,
      messageId: crypto.randomUUID(),
      labels: [ids["labelId"]],
      peer: "+16172349999",
      to: "+16172349999",
      upTo: 1,
    };
    const answer = await strangeTexter.call(`/api/texter/${op}`, { json: params });
    expect(answer.status).toBeLessThan(500);
    expect(JSON.stringify(answer.body)).not.toContain(ids["campaignId"]);
    expect(JSON.stringify(answer.body)).not.toContain("Lee");
  });
});

describe("somebody of the organization who may not any more", () => {
  test.each(administration)("a demoted admin: $method $path is forbidden", async (route) => {
    await changesNothing(`demoted: ${route.method} ${route.path}`, async () => {
      for (const { status } of await answersOf(demoted, route, ids)) expect([403, 404]).toContain(status);
    });
  });

  test.each(signedIn)("a suspended texter: $method $path is refused", async (route) => {
    await changesNothing(`suspended: ${route.method} ${route.path}`, async () => {
      for (const { status } of await answersOf(suspended, route, ids)) expect([401, 403, 404]).toContain(status);
    });
  });
});

test("nor did the last of them change anything", async () => {
  expect(tried.length).toBeLessThan(COMPARED_AFTER);
  await compareState();
});
