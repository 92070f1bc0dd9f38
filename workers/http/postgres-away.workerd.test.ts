/**
 * Postgres away, route by route: each route of the API works without it or answers 503 with a sentence, and none fails in
 * another way or waits for ever. Driven by the app's own list of routes, so that a new one is tried, too.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { NO_REGISTRATION_FACTS } from "../../domain/numbers/registration.ts";
import { addressOf, allRoutes } from "../../test/workers/all-routes.ts";
import type { Route } from "../../test/workers/all-routes.ts";
import { deliverWebhook, inboundForm } from "../../test/workers/test-carrier.ts";
import { CSV, started, uploaded } from "../../test/workers/test-campaign.ts";
import { Browser, env, newOrganization, newTexter, setPostgres } from "../../test/workers/test-client.ts";
import type { Answer, TestOrganization } from "../../test/workers/test-client.ts";

/** How long a route may take; it bounds a failure. */
const MOST_MS = 20_000;
const AT_ONCE = 8;
/** Instead of the ten seconds that a query waits for Postgres. */
const QUERY_MS = 200;

let organization: TestOrganization;
let texter: Browser & { personId: string; email: string };
/** A signed-in person who may sign out. */
let leaving: Browser;
/** Real ones, by the name of their parameter. */
let ids: Record<string, string>;
let draftId: string;

beforeAll(async () => {
  organization = await newOrganization();
  const { admin, orgId, adminId } = organization;
  texter = await newTexter(organization);
  leaving = await newTexter(organization);
  const { campaignId, joinToken } = await started(organization);
  draftId = (await uploaded(admin)).campaignId;
  const team = await admin.call("/api/admin/teams", { json: { title: "Drivers", color: "blue", priority: 1 } });
  const label = await admin.call("/api/admin/labels", { json: { name: "Needs a ride" } });
  const link = await admin.call(`/api/admin/people/${texter.personId}/password-link`, { method: "POST" });
  ids = {
    campaignId,
    contactId: `${campaignId}.1.1`,
    personId: texter.personId,
    orgId,
    adminId,
    teamId: (team.body["team"] as { teamId: string }).teamId,
    labelId: (label.body["label"] as { labelId: string }).labelId,
    importId: "i000000000000001",
    uploadId: crypto.randomUUID(),
    requestId: crypto.randomUUID(),
    messageId: crypto.randomUUID(),
    sid: `SM${crypto.randomUUID().replaceAll("-", "")}`,
    id: campaignId,
    token: joinToken,
    linkToken: String(link.body["link"]).split("#")[1] ?? "",
    pictureId: `${orgId}-${"0".repeat(30)}.png`,
    pool: orgId,
    areaCode: "617",
    number: "+16172345680",
    jobId: crypto.randomUUID(),
    tokenId: "t000000000000001",
    version: "1",
    index: "0",
    n: "1",
  };
});

const routes = allRoutes().filter(({ path }) => path.startsWith("/api/"));

/** Has a field for every schema; what a route does not know is ignored there. */
const anyBody = () => ({
  ...ids,
  archiveId: crypto.randomUUID(),
  approve: true,
  cell: "+16175559988",
  contactIds: [ids["contactId"]],
  counts: [{ personId: ids["personId"], toSend: 1 }],
  decision: "confirm",
  dueDate: "2099-11-03",
  isTemplate: true,
  name: "Another",
  on: true,
  personIds: [ids["personId"]],
  priority: 1,
  requests: [{ personId: ids["personId"], requestId: ids["requestId"] }],
  revision: 1,
  baseRevision: 1,
  role: "TEXTER",
  script: null,
  status: "CLOSED",
  teamIds: [ids["teamId"]],
  to: [ids["personId"]],
  title: "Another",
  color: "blue",
  text: "+16175559988",
  optedOut: true,
  note: "asked by mail",
  firstName: "Jo",
  lastName: "Fi",
  organization: "Another organization",
  messagingServiceSid: null,
});

/** Where the body of all routes does not fit. */
const OWN: Readonly<Record<string, () => { json?: unknown; body?: string; headers?: Record<string, string> }>> = {
  "POST /api/admin/people": () => ({
    json: { ...anyBody(), email: `jo-${crypto.randomUUID()}@example.org`, password: "a password for tests" },
  }),
  "POST /api/auth/sign-in": () => ({ json: { email: texter.email, password: "another password" } }),
  "POST /api/auth/sign-up": () => ({
    json: {
      joinToken: ids["token"],
      email: `jo-${crypto.randomUUID()}@example.org`,
      password: "a password for tests",
      firstName: "Jo",
      lastName: "Fi",
    },
  }),
  "POST /api/auth/password": () => ({ json: { present: "a password for tests", password: "another one for tests" } }),
  "POST /api/auth/password-link": () => ({ json: { token: ids["linkToken"] } }),
  "POST /api/auth/password-link/use": () => ({ json: { token: ids["linkToken"], password: "another one for tests" } }),
  "POST /api/setup": () => ({
    json: {
      organization: "Another organization",
      admin: { email: "jo@example.org", password: "a password for tests", firstName: "Jo", lastName: "Fi" },
    },
    headers: { authorization: `Bearer ${env.SETUP_TOKEN}` },
  }),
  "POST /api/setup/carrier/move": () => ({
    json: { sid: `MG${"0".repeat(32)}`, orgId: ids["orgId"] },
    headers: { authorization: `Bearer ${env.SETUP_TOKEN}` },
  }),
  "POST /api/setup/password-link": () => ({
    json: { email: texter.email },
    headers: { authorization: `Bearer ${env.SETUP_TOKEN}` },
  }),
  "POST /api/setup/superadmin": () => ({
    json: { email: texter.email },
    headers: { authorization: `Bearer ${env.SETUP_TOKEN}` },
  }),
  "POST /api/admin/campaigns/:campaignId/phone-numbers": () => ({
    json: { requestId: crypto.randomUUID(), codes: [{ areaCode: "617", count: 1 }] },
  }),
  "POST /api/admin/number-health/clear": () => ({ json: { number: "+16175559988" } }),
  "PUT /api/admin/registration": () => ({ json: NO_REGISTRATION_FACTS }),
  "PUT /api/admin/settings/numbers": () => ({
    json: { textsFrom: "service", pool: "shared", contactsPerNumber: 150, numbersPerService: 400 },
  }),
  "POST /api/admin/phone-service/tokens": () => ({ json: { name: "Phone book", scopes: ["phonebook:read"] } }),
  "PUT /api/admin/phone-service/settings": () => ({ json: { keepsHours: true, inboundUrl: null } }),
  "PATCH /api/admin/campaigns/:campaignId": () => ({ json: { revision: 1, title: "Another" } }),
  "POST /api/admin/campaigns/:campaignId/contacts/uploads": () => ({
    json: {
      uploadId: "i000000000000001",
      fileName: "more.csv",
      fileBytes: 100,
      fileModifiedAt: 1,
      mode: "add",
      mapping: {},
    },
  }),
  "POST /api/admin/campaigns/:campaignId/undecided/:messageId": () => ({
    json: { contactId: ids["contactId"], decision: "drop" },
  }),
  "PATCH /api/admin/opt-outs/texts": () => ({ json: { confirmation: null, help: null } }),
  "POST /api/admin/unmatched/:sid": () => ({ json: { cell: "+16175559988", decision: "handle" } }),
  "PUT /api/admin/carrier/account": () => ({
    json: { accountSid: `AC${"2".repeat(32)}`, authToken: "t".repeat(32) },
  }),
  "POST /api/admin/simulation/phone/replies": () => ({ json: { id: crypto.randomUUID(), body: "Yes" } }),
  "PUT /api/admin/simulation": () => ({ json: { to: null, dropRatio: 0, dropColumn: "", rules: [] } }),
  "POST /api/admin/campaigns/:campaignId/contacts": () => ({ body: CSV, headers: { "content-type": "text/csv" } }),
};

function requestFor({ method, path }: Route) {
  const address = addressOf(path, { ...ids, op: "campaigns" });
  const url = `${address}?contactId=${ids["contactId"]}&cell=%2B16175559988&mode=add`;
  const own = OWN[`${method} ${path}`]?.();
  const headers = path.startsWith("/api/setup") ? { authorization: `Bearer ${env.SETUP_TOKEN}` } : {};
  const hasBody = method !== "GET" && method !== "DELETE";
  return { url, call: { method, headers, ...(own ?? (hasBody ? { json: anyBody() } : {})) } };
}

function personFor({ path }: Route): Browser {
  if (path === "/api/auth/sign-out") return leaving;
  if (path === "/api/auth/me" || path === "/api/auth/password") return organization.admin;
  if (path.startsWith("/api/auth/")) return new Browser();
  return path.startsWith("/api/texter/") || path.startsWith("/api/labels") ? texter : organization.admin;
}

async function answerOf(route: Route): Promise<Answer | "never"> {
  const { url, call } = requestFor(route);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<"never">((resolve) => (timer = setTimeout(resolve, MOST_MS, "never")));
  try {
    return await Promise.race([personFor(route).call(url, call), late]);
  } finally {
    clearTimeout(timer);
  }
}

const SENTENCE = /^\p{Lu}.*[.!?]$/su;

/** What is wrong with an answer; null: it works without Postgres, or says that it cannot. */
function wrongWith(answer: Answer | "never"): string | null {
  if (answer === "never") return "no answer";
  const { status, body } = answer;
  if (status < 500) return null;
  if (status !== 503) return `${status} ${JSON.stringify(body)}`;
  const isTold =
    (body.reason === "database_down" || body.reason === "unavailable") && typeof body["message"] === "string";
  return isTold && SENTENCE.test(String(body["message"])) ? null : `503 ${JSON.stringify(body)}`;
}

/** These need no database: what they do is the objects'. */
const WORKS_WITHOUT = ["GET /api/auth/me", "POST /api/auth/sign-out", "POST /api/texter/:op"];

describe.each(["stop", "hang"] as const)("while Postgres is away (%s)", (how) => {
  const answers = new Map<string, Answer | "never">();

  beforeAll(async () => {
    const after = AbortSignal.timeout.bind(AbortSignal);
    if (how === "hang") vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => after(Math.min(ms, QUERY_MS)));
    vi.spyOn(console, "error").mockImplementation(() => {});
    vi.spyOn(console, "warn").mockImplementation(() => {});
    await setPostgres(how);
    for (let from = 0; from < routes.length; from += AT_ONCE) {
      const some = routes.slice(from, from + AT_ONCE);
      const found = await Promise.all(some.map(answerOf));
      for (const [at, { method, path }] of some.entries()) answers.set(`${method} ${path}`, found[at] ?? "never");
    }
  });
  afterAll(async () => {
    await setPostgres("start");
    vi.restoreAllMocks();
  });

  test.each(routes)("$method $path works, or says what is away", ({ method, path }) => {
    const answer = answers.get(`${method} ${path}`) ?? "never";
    expect(wrongWith(answer)).toBeNull();
  });

  test("what objects do themselves is done", () => {
    for (const route of WORKS_WITHOUT) expect([route, answers.get(route)]).toMatchObject([route, { status: 200 }]);
  });

  test("most routes were reached, and did not stop at what they were sent", () => {
    const all = [...answers].flatMap(([route, answer]) =>
      answer === "never" ? [] : [{ route, status: answer.status }],
    );
    expect(all.filter(({ status }) => status === 400 || status === 415)).toEqual([]);
    expect(all.filter(({ status }) => status === 503).length).toBeGreaterThan(routes.length / 2);
  });

  test("an inbound text is taken, and a report of a text that nobody sent is no fault", async () => {
    const { orgId } = organization;
    const inbound = deliverWebhook(`/webhooks/twilio/${orgId}/inbound`, inboundForm("+16172345678", "Hello"));
    expect(await inbound).toMatchObject({ status: 200 });
    const report = { MessageSid: ids["sid"] ?? "", MessageStatus: "delivered", AccountSid: env.TWILIO_ACCOUNT_SID };
    const path = `/webhooks/twilio/${orgId}/status/${ids["contactId"]}/${ids["messageId"]}`;
    expect((await deliverWebhook(path, report)).status).toBeLessThan(500);
  });

  test("a texter's socket opens, and an admin's says that it does or what is away", async () => {
    const headers = { upgrade: "websocket" };
    const desk = await texter.fetch("/ws/texter", { headers });
    expect(desk.status).toBe(101);
    desk.webSocket?.accept();
    desk.webSocket?.close();
    const numbers = await organization.admin.fetch(`/ws/admin/campaigns/${ids["campaignId"]}`, { headers });
    expect([101, 503]).toContain(numbers.status);
    numbers.webSocket?.accept();
    numbers.webSocket?.close();
  });
});

test("everything works again when it is back", async () => {
  const campaign = await organization.admin.call(`/api/admin/campaigns/${draftId}`);
  expect(campaign).toMatchObject({ status: 200, body: { ok: true } });
});
