import { beforeAll, describe, expect, test, vi } from "vitest";
import { directoryFor, organizationAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Answer, Browser, TestOrganization } from "../../../test/workers/test-client.ts";
import { env, newOrganization, newTexter, queryPostgres } from "../../../test/workers/test-client.ts";

const CELL = "+12125550101";
const PATH = "/api/admin/opt-outs";
/** Bounds a failure: what objects record reaches Postgres a moment later. */
const WAIT = { timeout: 30_000, interval: 100 };

let ours: TestOrganization;
let theirs: TestOrganization;
beforeAll(async () => {
  [ours, theirs] = [await newOrganization(), await newOrganization()];
});

const say = (admin: Browser, text: string, optedOut = true, note = "asked by mail") =>
  admin.call(PATH, { json: { text, optedOut, note } });
const rowsOf = (answer: Answer) => answer.body["rows"] as { cell: string }[];

async function listed(admin: Browser, wanted: string, cells: string[]): Promise<Answer> {
  let answer = await admin.call(`${PATH}?${wanted}`);
  await vi.waitUntil(async () => {
    answer = await admin.call(`${PATH}?${wanted}`);
    return JSON.stringify(rowsOf(answer).map(({ cell }) => cell)) === JSON.stringify(cells);
  }, WAIT);
  return answer;
}

describe("many numbers at once", () => {
  test("are opted out and in, counted, with errors by line; nobody else sees them", async () => {
    const text = "phone,name\n(212) 555-0101,Ana\n212.555.0102,Ben\n2125550101,Ana\n12,Cat";
    expect(await say(ours.admin, text)).toMatchObject({
      status: 200,
      body: { ok: true, changed: 2, already: 0, repeated: 1, problems: [{ line: 5, raw: "12,Cat" }] },
    });
    expect((await say(ours.admin, text)).body).toMatchObject({ changed: 0, already: 2 });
    expect((await say(ours.admin, "+12125550102", false)).body).toMatchObject({ changed: 1, already: 0 });

    const { body } = await listed(ours.admin, "state=out", [CELL]);
    expect(body).toMatchObject({ total: 1, before: null });
    expect(body["rows"]).toMatchObject([{ cell: CELL, reason: "admin", note: "asked by mail", by: "Ada Min" }]);
    await listed(ours.admin, "state=in", ["+12125550102"]);
    await listed(ours.admin, "state=all&search=555-01 01", [CELL]);
    const first = await ours.admin.call(`${PATH}?state=all&limit=1`);
    const before = encodeURIComponent(String(first.body["before"]));
    const second = await ours.admin.call(`${PATH}?state=all&limit=1&before=${before}`);
    expect([...rowsOf(first), ...rowsOf(second)].map(({ cell }) => cell)).toEqual(["+12125550102", CELL]);
    expect(second.body["before"]).toBeNull();
    expect(rowsOf(await theirs.admin.call(`${PATH}?state=all`))).toEqual([]);
  });

  test("with rows that say the contrary are refused with their count, until the request says what to do", async () => {
    const text = "phone,home_phone,Status\n2125550131,6175550131,unsubscribed\n2125550132,,Subscribed";
    const contrary = { rows: 1, values: [{ column: "Status", value: "Subscribed", rows: 1 }] };
    expect(await say(ours.admin, text)).toMatchObject({ status: 422, body: { reason: "contrary_rows", contrary } });
    await listed(ours.admin, "state=out&search=5550131", []);
    const decided = (choice: string) =>
      ours.admin.call(PATH, { json: { text, optedOut: true, note: "by mail", contrary: choice } });
    expect((await decided("leave")).body).toMatchObject({ changed: 2, problems: [{ line: 3 }] });
    expect((await decided("include")).body).toMatchObject({ changed: 1, already: 2, problems: [] });
    expect(await decided("both")).toMatchObject({ status: 400 });
  });

  test("without a reason, or too many, are refused", async () => {
    expect(await say(ours.admin, CELL, true, " ")).toMatchObject({ status: 400 });
    const many = Array.from({ length: 10_001 }, (_, i) => `+1212${2000000 + i}`).join("\n");
    expect(await say(ours.admin, many)).toMatchObject({ status: 413, body: { reason: "too_large" } });
    const texter = await newTexter(ours);
    expect(await say(texter, CELL)).toMatchObject({ status: 403 });
  });
});

test("a number's history has every entry, and the export every number", async () => {
  const cell = "+12125550111";
  await say(ours.admin, cell, true, "first");
  await say(ours.admin, cell, true, "again");
  await say(ours.admin, cell, false, "=sorry");
  const path = `${PATH}/history?cell=${encodeURIComponent(cell)}`;
  let history: unknown[] = [];
  await vi.waitUntil(async () => {
    history = (await ours.admin.call(path)).body["history"] as unknown[];
    return history.length === 3;
  }, WAIT);
  expect(history).toMatchObject([
    { optedOut: false, changed: true, note: "=sorry", by: "Ada Min" },
    { optedOut: true, changed: false, note: "again" },
    { optedOut: true, changed: true, note: "first" },
  ]);
  expect((await theirs.admin.call(path)).body["history"]).toEqual([]);
  const csv = await ours.admin.fetch(`${PATH}/export.csv`);
  expect(csv.headers.get("content-disposition")).toContain("opt-outs.csv");
  expect(await csv.text()).toMatch(/\+12125550111.*opted in.*sorry.*Ada Min/);
});

describe("an unclear text", () => {
  const cell = "+12125550121";
  const review = (sid: string) => ({
    orgId: ours.orgId,
    cell,
    contactId: "c000000000000001.1.1",
    sid,
    body: "please cancel",
    reason: "unclear" as const,
    phrase: "cancel",
    at: Date.now(),
  });
  const decide = (admin: Browser, sid: string, decision: string) =>
    admin.call(`${PATH}/reviews/${sid}`, { json: { cell, decision } });

  test("is listed and counted, confirmed, undone and dismissed by a tap", async () => {
    await directoryFor(env, ours.orgId, cell).askReview(review("SM1"));
    const open = async () => (await ours.admin.call(`${PATH}/reviews/count`)).body["open"];
    await vi.waitUntil(async () => (await open()) === 1, WAIT);
    const { body } = await ours.admin.call(`${PATH}/reviews`);
    expect(body["reviews"]).toMatchObject([{ sid: "SM1", cell, body: "please cancel", state: "open" }]);

    expect(await decide(theirs.admin, "SM1", "confirm")).toMatchObject({ status: 404 });
    expect(await decide(ours.admin, "SM1", "confirm")).toMatchObject({ status: 200, body: { state: "confirmed" } });
    expect(await decide(ours.admin, "SM1", "dismiss")).toMatchObject({
      status: 422,
      body: { reason: "already_decided", state: "confirmed" },
    });
    await listed(ours.admin, `state=out&search=${cell.slice(1)}`, [cell]);
    expect(await decide(ours.admin, "SM1", "undo")).toMatchObject({ body: { state: "open" } });
    expect(await decide(ours.admin, "SM1", "dismiss")).toMatchObject({ body: { state: "dismissed" } });
    await listed(ours.admin, `state=in&search=${cell.slice(1)}`, [cell]);
    await vi.waitUntil(async () => (await open()) === 0, WAIT);
    const decided = await ours.admin.call(`${PATH}/reviews?which=decided`);
    expect(decided.body["reviews"]).toMatchObject([{ sid: "SM1", state: "dismissed", decidedBy: "Ada Min" }]);
  });
});

test("the texts that go out by themselves have defaults with the organization's name, and reach its object", async () => {
  const { texts, defaults } = (await ours.admin.call(`${PATH}/texts`)).body as {
    texts: object;
    defaults: { confirmation: string; help: string; translations: Record<string, string> };
  };
  expect(texts).toEqual({ confirmation: null, help: null, translations: {} });
  expect(defaults.translations["es"]).toMatch(/^Organization \d+: .*START/);
  expect(defaults.confirmation).toMatch(/^Organization \d+: .*unsubscribed/);
  const organization = organizationAt(env, ours.orgId);
  expect(await organization.automaticTexts()).toEqual(defaults);
  const json = { confirmation: "Bye. START brings us back.", help: null };
  expect((await ours.admin.call(`${PATH}/texts`, { method: "PATCH", json })).body).toMatchObject({ texts: json });
  expect(await organization.automaticTexts()).toEqual({ ...defaults, confirmation: json.confirmation });
  // Other languages are replaced as a whole, and stay when a change does not name them.
  const change = (more: object) =>
    ours.admin.call(`${PATH}/texts`, { method: "PATCH", json: { confirmation: null, help: null, ...more } });
  expect(await change({ translations: { es: "Adiós." } })).toMatchObject({ status: 200 });
  expect((await change({})).body).toMatchObject({ texts: { translations: { es: "Adiós." } } });
  const translations = { ...defaults.translations, es: "Adiós." };
  expect(await organization.automaticTexts()).toEqual({ ...defaults, translations });
  expect(await change({ translations: { xx: "?" } })).toMatchObject({ status: 400 });
  expect((await change({ translations: {} })).body).toMatchObject({ texts: { translations: {} } });
  const tooLong = { confirmation: "x".repeat(321), help: null };
  expect(await ours.admin.call(`${PATH}/texts`, { method: "PATCH", json: tooLong })).toMatchObject({ status: 400 });
});

test("a sending number that the carrier refuses is an alert, and filtered texts count for its health", async () => {
  const { orgId } = ours;
  const [sender, service] = ["+12125550190", "MG1"];
  await queryPostgres(
    `INSERT INTO sender_problems (org_id, queue_key, sender, code, count, at, version)
     VALUES ($1, 'c1.1', $2, 30007, 3, now(), 1), ($1, 'c1.2', $2, 30007, 2, now(), 1), ($1, 'c1.1', $3, 30034, 1, now(), 1)`,
    [orgId, sender, service],
  );
  expect((await ours.admin.call(`${PATH}/reviews/count`)).body).toMatchObject({ stopped: 1 });
  expect((await ours.admin.call(`${PATH}/numbers`)).body["senders"]).toMatchObject([
    { sender: service, filtered: 0, stopped: 1 },
    { sender, filtered: 5, stopped: 0 },
  ]);
  expect((await theirs.admin.call(`${PATH}/numbers`)).body).toMatchObject({ senders: [], bad: [] });
});
