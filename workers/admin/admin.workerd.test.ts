import { beforeAll, describe, expect, test } from "vitest";
import { inboxKey } from "../../domain/ids.ts";
import {
  campaignIn,
  CSV,
  DRAFT,
  importDone,
  makeDraft,
  started,
  upload,
  uploaded,
} from "../../test/workers/test-campaign.ts";
import { evict } from "../../test/workers/workers-world.ts";
import type { Answer, TestOrganization } from "../../test/workers/test-client.ts";
import { Browser, env, newOrganization, newTexter, queryPostgres, ownService } from "../../test/workers/test-client.ts";

let ours: TestOrganization;
let theirs: TestOrganization;
beforeAll(async () => {
  [ours, theirs] = [await newOrganization(), await newOrganization()];
  for (const organization of [ours, theirs]) await ownService(organization);
});

describe("a draft", () => {
  test("is made, read and listed as it was written", async () => {
    const made = await makeDraft(ours.admin);
    expect(made).toMatchObject({ ...DRAFT, status: "DRAFT", revision: 1, contactCount: 0, import: null });
    expect(campaignIn(await ours.admin.call(`/api/admin/campaigns/${made.campaignId}`))).toEqual(made);
    const { body } = await ours.admin.call("/api/admin/campaigns");
    expect(body["campaigns"]).toContainEqual(
      expect.objectContaining({ campaignId: made.campaignId, title: "Turnout" }),
    );
  });

  test("may be unfinished", async () => {
    expect(await makeDraft(ours.admin, {})).toMatchObject({ title: "", dueDate: "", script: null, batchSize: 300 });
  });

  test("changes only from the revision that the admin saw", async () => {
    const { campaignId } = await makeDraft(ours.admin);
    const patch = (json: unknown) => ours.admin.call(`/api/admin/campaigns/${campaignId}`, { method: "PATCH", json });
    const first = await patch({ revision: 1, title: "First", dueDate: "" });
    expect(campaignIn(first)).toMatchObject({ revision: 2, title: "First", dueDate: "", description: "Remind people" });
    const late = await patch({ revision: 1, title: "Second" });
    expect(late).toMatchObject({ status: 409, body: { reason: "conflict", revision: 2 } });
    expect(await patch({ revision: 2, title: "Second" })).toMatchObject({ status: 200 });
  });

  test("with what nobody could text is refused by field", async () => {
    const json = { ...DRAFT, window: { zone: "Mars", startHour: 9, endHour: 21 }, batchSize: 0 };
    const answer = await ours.admin.call("/api/admin/campaigns", { json });
    expect(answer).toMatchObject({ status: 400, body: { reason: "bad_request" } });
    expect(answer.body["message"]).toMatch(/window\.zone: enter a time zone.*batchSize: /);
  });

  test("with a text that is too long is kept as a draft, and cannot be started", async () => {
    const steps = [{ ...DRAFT.script!.steps[0]!, texts: ["x".repeat(1601)] }];
    const made = await ours.admin.call("/api/admin/campaigns", {
      json: { ...DRAFT, script: { ...DRAFT.script!, steps } },
    });
    expect(made.status).toBe(201);
    const { campaignId } = made.body["campaign"] as { campaignId: string };
    const { body } = await ours.admin.call(`/api/admin/campaigns/${campaignId}/start-checks`);
    expect(body["problems"]).toContainEqual(expect.objectContaining({ code: "text_too_long", severity: "error" }));
    expect((await ours.admin.call(`/api/admin/campaigns/${campaignId}/start`, { json: {} })).status).toBe(422);
  });

  test.each([{ dueDate: "2026-02-31" }, { dueDate: "0000-01-01" }, { dueDate: "2026-13-01" }, { revision: 3e9 }])(
    "with %j, which is none, is refused by field",
    async (change) => {
      const { campaignId, revision } = await makeDraft(ours.admin);
      const path = `/api/admin/campaigns/${campaignId}`;
      const answer = await ours.admin.call(path, { method: "PATCH", json: { revision, ...change } });
      expect(answer).toMatchObject({ status: 400, body: { reason: "bad_request" } });
      expect(answer.body["message"]).toContain(`${Object.keys(change)[0]}: `);
    },
  );

  test("can be deleted, a started campaign cannot", async () => {
    const { campaignId } = await makeDraft(ours.admin);
    const path = `/api/admin/campaigns/${campaignId}`;
    expect(await ours.admin.call(path, { method: "DELETE" })).toMatchObject({ status: 200 });
    expect(await ours.admin.call(path)).toMatchObject({ status: 404 });
    const active = await started(ours);
    const refused = await ours.admin.call(`/api/admin/campaigns/${active.campaignId}`, { method: "DELETE" });
    expect(refused).toMatchObject({ status: 422, body: { reason: "already_started" } });
  });
});

describe("an upload", () => {
  test("brings contacts and merge fields, and keeps refused rows for download", async () => {
    const campaign = await uploaded(ours.admin);
    expect(campaign).toMatchObject({ contactCount: 2, customFields: ["precinct"] });
    expect(campaign.import).toMatchObject({ state: "done", accepted: 2, refused: 1 });
    const download = await ours.admin.fetch(`/api/admin/campaigns/${campaign.campaignId}/contacts/refused.csv`);
    expect(download.headers.get("content-disposition")).toMatch(/^attachment; filename="refused-rows-c.*\.csv"$/);
    expect(await download.text()).toMatch(/line,reason,message,[^\r]*\r\n4,missing,/);
  });

  test.each<[string, string | Uint8Array, string, string]>([
    ["without a cell column", "name,zip\r\nAnn,02139\r\n", "no_cell_column", "cell"],
    ["with a broken header", '"cell"s,name\r\n6172345678,Ann\r\n', "broken_header", "line 1"],
    ["with one row and a broken quote in it", 'cell,name\r\n"6172345678,Ann\r\n', "no_usable_rows", "Line 2"],
    ["that is empty", "", "empty", ""],
    ["without rows", "cell,name\r\n", "no_rows", ""],
    ["with nothing to text", "cell\r\nn/a\r\n911\r\n", "no_usable_rows", "Line 2"],
  ])("of a file %s is refused with what is wrong, and nothing stays", async (_, csv, reason, message) => {
    const { campaignId } = await makeDraft(ours.admin);
    const answer = await upload(ours.admin, campaignId, csv);
    expect(answer).toMatchObject({ status: 422, body: { ok: false, reason } });
    expect(answer.body["message"]).toContain(message);
    expect(campaignIn(await ours.admin.call(`/api/admin/campaigns/${campaignId}`)).import).toBeNull();
    const kept = await env.UPLOADS.list({ prefix: `imports/${ours.orgId}/${campaignId}/` });
    expect(kept.objects).toEqual([]);
  });

  test("follows the columns that the admin chose", async () => {
    const { campaignId } = await makeDraft(ours.admin);
    const csv = "a,b\r\nAnn,6172345678\r\n";
    expect(await upload(ours.admin, campaignId, csv)).toMatchObject({
      body: { reason: "no_cell_column", headers: ["a", "b"] },
    });
    const mapping = encodeURIComponent('{"cell":1,"firstName":0}');
    expect(await upload(ours.admin, campaignId, csv, `mapping=${mapping}`)).toMatchObject({ status: 202 });
    expect(await importDone(ours.admin, campaignId)).toMatchObject({ customFields: ["a", "b"] });
    expect(await upload(ours.admin, campaignId, csv, "mapping={")).toMatchObject({ status: 400 });
    expect(await upload(ours.admin, campaignId, csv, "mode=both")).toMatchObject({ status: 400 });
  });

  test("after the start can add but not replace", async () => {
    const { campaignId } = await started(ours);
    expect(await upload(ours.admin, campaignId, CSV, "mode=replace")).toMatchObject({
      status: 422,
      body: { reason: "already_started" },
    });
    expect(await upload(ours.admin, campaignId, "cell\r\n6172345699\r\n")).toMatchObject({ status: 202 });
    expect(await importDone(ours.admin, campaignId)).toMatchObject({ contactCount: 3 });
  });
});

describe("the start", () => {
  test("is refused with all problems at once", async () => {
    const { campaignId } = await makeDraft(ours.admin, { title: "Half" });
    const path = `/api/admin/campaigns/${campaignId}`;
    const answer = await ours.admin.call(`${path}/start`, { json: {} });
    expect(answer).toMatchObject({ status: 422, body: { reason: "start_refused" } });
    // The answer of the route, as the protocol has it.
    const codes = (answer.body["problems"] as { code: string }[]).map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(["no_description", "no_due_date", "no_contacts", "no_script"]));
    expect((await ours.admin.call(`${path}/start-checks`)).body["problems"]).toEqual(answer.body["problems"]);
  });

  test("is refused for a script with an unknown field", async () => {
    const steps = [{ ...DRAFT.script!.steps[0]!, texts: ["Hi {nickname}, STOP to opt out"] }];
    const { campaignId } = await uploaded(ours.admin, { ...DRAFT, script: { rootStepId: "first", steps } });
    const answer = await ours.admin.call(`/api/admin/campaigns/${campaignId}/start`, { json: {} });
    expect(answer.body["problems"]).toContainEqual(
      expect.objectContaining({ code: "unknown_field", message: expect.stringContaining("{nickname}") }),
    );
  });

  test("opens the campaign to people with its link, once", async () => {
    const { campaignId, joinToken } = await uploaded(ours.admin);
    const link = `/api/join/${joinToken}`;
    expect((await ours.admin.call(link)).body).toMatchObject({ title: "Turnout", status: "DRAFT" });
    const start = () => ours.admin.call(`/api/admin/campaigns/${campaignId}/start`, { json: {} });
    expect(await start()).toMatchObject({ status: 200, body: { ok: true } });
    expect(await start()).toMatchObject({ status: 422, body: { reason: "already_started" } });
    expect((await ours.admin.call(link)).body).toMatchObject({ orgName: expect.any(String), status: "ACTIVE" });

    const texter = await newTexter(ours);
    const joined = await texter.call("/api/texter/join", { json: { token: joinToken } });
    expect(joined.body).toMatchObject({ ok: true, campaignId, title: "Turnout" });
  });

  test("makes texts and settings fixed", async () => {
    const { campaignId, revision } = await started(ours);
    const path = `/api/admin/campaigns/${campaignId}`;
    const change = await ours.admin.call(path, { method: "PATCH", json: { revision, title: "Other" } });
    expect(change).toMatchObject({ status: 422, body: { reason: "not_while_active" } });
  });

  test("lets the campaign pause, go on and close", async () => {
    const { campaignId } = await uploaded(ours.admin);
    const path = `/api/admin/campaigns/${campaignId}`;
    const status = (json: unknown) => ours.admin.call(`${path}/status`, { json });
    expect(await status({ paused: true })).toMatchObject({ status: 422, body: { reason: "not_allowed" } });
    await ours.admin.call(`${path}/start`, { json: {} });
    expect((await status({ paused: true })).body).toMatchObject({ ok: true, status: "ACTIVE", paused: true });
    expect((await status({ paused: false, status: "CLOSED" })).body).toMatchObject({ status: "CLOSED", paused: false });
    expect((await ours.admin.call(`${path}/numbers`)).body).toMatchObject({
      ok: true,
      numbers: { contacts: 2, left: 2 },
    });
  });
});

describe("sign-up by a join link", () => {
  const volunteer = () => ({
    email: `volunteer-${crypto.randomUUID()}@example.org`,
    password: "a long password",
    firstName: "Vol",
    lastName: "Unteer",
  });

  test("makes a texter of the campaign's organization, who is signed in", async () => {
    const { joinToken } = await started(ours);
    const browser = new Browser();
    const person = volunteer();
    const answer = await browser.call("/api/auth/sign-up", { json: { ...person, joinToken } });
    expect(answer).toMatchObject({
      status: 201,
      body: { me: { orgId: ours.orgId, role: "TEXTER", email: person.email } },
    });
    expect(await browser.call("/api/texter/campaigns", { json: {} })).toMatchObject({ status: 200 });
    const again = await browser.call("/api/auth/sign-up", { json: { ...person, password: "another one", joinToken } });
    expect(again).toMatchObject({ status: 422, body: { reason: "has_account" } });
  });

  test("is refused before the start and with an unknown link", async () => {
    const { joinToken } = await makeDraft(ours.admin);
    const early = await ours.admin.call("/api/auth/sign-up", { json: { ...volunteer(), joinToken } });
    expect(early).toMatchObject({ status: 422, body: { reason: "campaign_not_started" } });
    const wrong = { ...volunteer(), joinToken: `${joinToken.slice(0, -1)}!` };
    expect(await ours.admin.call("/api/auth/sign-up", { json: wrong })).toMatchObject({ status: 404 });
  });
});

test("another organization's campaign is not there, whatever is asked of it", async () => {
  const { campaignId, revision } = await uploaded(ours.admin);
  const path = `/api/admin/campaigns/${campaignId}`;
  const decision = { contactId: `${campaignId}.0.1`, decision: "drop" };
  const calls: [string, Parameters<Browser["call"]>[1]?][] = [
    [path],
    [path, { method: "PATCH", json: { revision, title: "Mine" } }],
    [path, { method: "DELETE" }],
    [`${path}/contacts`, { body: CSV, headers: { "content-type": "text/csv" } }],
    [`${path}/contacts/refused.csv`],
    [`${path}/start-checks`],
    [`${path}/start`, { json: {} }],
    [`${path}/status`, { json: { paused: true } }],
    [`${path}/numbers`],
    [`${path}/messages`],
    [`${path}/undecided`],
    [`${path}/undecided/01ARZ3NDEKTSV4RRFFQ69G5FAV/carrier?contactId=${campaignId}.0.1`],
    [`${path}/undecided/01ARZ3NDEKTSV4RRFFQ69G5FAV`, { json: decision }],
  ];
  for (const [address, call] of calls) {
    const foreign = await theirs.admin.call(address, call);
    expect(foreign, address).toMatchObject({ status: 404, body: { ok: false, reason: "not_found" } });
    const unknown = await ours.admin.call(address.replace(campaignId, "c000000000000000"), call);
    expect(unknown, address).toMatchObject({ status: 404, body: { ok: false, reason: "not_found" } });
  }
  const socket = await theirs.admin.fetch(`/ws/admin/campaigns/${campaignId}`, { headers: { upgrade: "websocket" } });
  expect(socket.status).toBe(404);
  const { body } = await theirs.admin.call("/api/admin/campaigns");
  expect(body["campaigns"]).toEqual([]);
  expect(campaignIn(await ours.admin.call(path))).toMatchObject({ title: "Turnout", revision });
});

describe("people", () => {
  test("of another organization are not there", async () => {
    const texter = await newTexter(ours);
    const { personId } = texter;
    const change = { method: "PATCH", json: { role: "ADMIN" } };
    expect(await theirs.admin.call(`/api/admin/people/${personId}`, change)).toMatchObject({ status: 404 });
    const rebuild = await theirs.admin.call(`/api/admin/people/${personId}/rebuild-inbox`, { json: {} });
    expect(rebuild).toMatchObject({ status: 404 });
    const { body } = await theirs.admin.call("/api/admin/people");
    expect(body["people"]).toEqual([expect.objectContaining({ personId: theirs.adminId })]);
  });

  test("get their desk back from the queues", async () => {
    const { campaignId, joinToken } = await started(ours);
    const texter = await newTexter(ours);
    await texter.call("/api/texter/join", { json: { token: joinToken } });
    await texter.call("/api/texter/take", { json: { campaignId, requestId: crypto.randomUUID() } });
    const rebuilt = await ours.admin.call(`/api/admin/people/${texter.personId}/rebuild-inbox`, { json: {} });
    expect(rebuilt.body).toMatchObject({ ok: true, campaigns: 1, contacts: 2 });
  });
});

test("a search in the message list takes what was typed as words, not as a pattern", async () => {
  const { campaignId } = await makeDraft(ours.admin);
  const path = `/api/admin/campaigns/${campaignId}/messages`;
  const put = (id: string, body: string, at: string) =>
    queryPostgres(
      "insert into messages (contact_id, id, campaign_id, org_id, direction, body, at) values ($1, $2, $3, $4, 'in', $5, $6)",
      [`${campaignId}.0.1`, id, campaignId, ours.orgId, body, at],
    );
  await put("SM1", "100% sure", "2026-11-01T10:00:00.001Z");
  await put("SM2", "1000 sure", "2026-11-01T10:00:00.002Z");
  await put("SM3", "why", "2026-11-01T10:00:00.002Z");
  const ids = (answer: Answer) => (answer.body["messages"] as { id: string }[]).map(({ id }) => id);
  expect(ids(await ours.admin.call(path))).toEqual(["SM3", "SM2", "SM1"]);
  expect(ids(await ours.admin.call(`${path}?search=${encodeURIComponent("0% SURE")}`))).toEqual(["SM1"]);
  expect(ids(await ours.admin.call(`${path}?direction=out`))).toEqual([]);
  const first = await ours.admin.call(`${path}?limit=2`);
  expect(ids(first)).toEqual(["SM3", "SM2"]);
  const next = await ours.admin.call(`${path}?limit=2&before=${encodeURIComponent(String(first.body["before"]))}`);
  expect(ids(next)).toEqual(["SM1"]);
  expect(next.body["before"]).toBeNull();
  for (const place of ["x", "999999999999999~a~b"]) {
    expect(await ours.admin.call(`${path}?before=${place}`)).toMatchObject({ status: 400 });
  }
});

test("an admin's socket shows the campaign's numbers", async () => {
  const { campaignId } = await started(ours);
  const headers = { upgrade: "websocket" };
  const response = await ours.admin.fetch(`/ws/admin/campaigns/${campaignId}`, { headers });
  expect(response.status).toBe(101);
  const socket = response.webSocket!;
  const frame = new Promise<MessageEvent>((resolve) => socket.addEventListener("message", resolve, { once: true }));
  socket.accept();
  expect(JSON.parse(String((await frame).data))).toMatchObject({ t: "numbers", numbers: { contacts: 2 } });
  socket.close();
  const texter = await newTexter(ours);
  expect((await texter.fetch(`/ws/admin/campaigns/${campaignId}`, { headers })).status).toBe(403);
});

test.each([
  ["suspended", { code: 4403, reason: "suspended" }],
  ["made a texter", { code: 4401, reason: "not_signed_in" }],
  ["signed out", { code: 4401, reason: "not_signed_in" }],
])(
  "the socket of an admin who was %s closes by itself, also when their inbox stops in between",
  async (what, closed) => {
    const { campaignId } = await started(ours);
    const admin = await newTexter(ours);
    const person = `/api/admin/people/${admin.personId}`;
    await ours.admin.call(person, { method: "PATCH", json: { role: "ADMIN" } });
    const response = await admin.fetch(`/ws/admin/campaigns/${campaignId}`, { headers: { upgrade: "websocket" } });
    const socket = response.webSocket!;
    socket.accept();
    const end = new Promise<CloseEvent>((resolve) => socket.addEventListener("close", resolve, { once: true }));
    if (what === "signed out") await admin.call("/api/auth/sign-out", { json: {} });
    else
      await ours.admin.call(person, { method: "PATCH", json: { role: what === "suspended" ? "SUSPENDED" : "TEXTER" } });
    // What was in its memory is gone; nothing happens in the campaign that would make it look.
    await evict(env.TEXTER_INBOX.getByName(inboxKey(ours.orgId, admin.personId)));
    expect(await end).toMatchObject(closed);
  },
);
