/** A campaign in the Workers runtime: import, start, states, joining; evicted in between. */
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { newId, newToken, queueKey } from "../../domain/ids.ts";
import type { CampaignFrame } from "../../domain/campaigns/campaign.ts";
import { campaignAt, directoryFor, queueAt } from "../rpc/stubs.ts";
import { ANA, aConfig, BEN } from "../testing/queue-world.ts";
import {
  afterTest,
  aTexter,
  cells,
  env,
  evict,
  firstQueue,
  importContacts,
  perform,
  queueNumbers,
  runningCampaign,
  sendText,
  setRole,
  take,
  WAIT,
  withoutWaiting,
} from "../../test/workers/workers-world.ts";
import type { StartRequest } from "../rpc/campaign.ts";

beforeAll(withoutWaiting);
afterEach(afterTest);

type Snapshot = StartRequest["snapshot"];

function aSnapshot(): Snapshot {
  const {
    orgId: _o,
    campaignId: _c,
    epoch: _e,
    status: _s,
    paused: _p,
    ...snapshot
  } = aConfig({
    // The tests may run at any hour.
    window: { zone: "America/New_York", startHour: 0, endHour: 24 },
  });
  return snapshot;
}

async function draft() {
  const [orgId, campaignId] = [newId("o"), newId("c")];
  const joinToken = `${campaignId}.${newToken()}`;
  const campaign = campaignAt(env, campaignId);
  await campaign.create({ orgId, joinToken });
  return { orgId, campaignId, joinToken, campaign, stub: env.CAMPAIGN.getByName(campaignId) };
}

const csv = (numbers: readonly string[]) =>
  ["first,cell,city", ...numbers.map((cell) => `Ann,${cell},Boston`)].join("\n");

describe("an import", () => {
  test("resumes by itself after an eviction, and ends with exact counts", async () => {
    const { orgId, campaignId, campaign, stub } = await draft();
    const numbers = cells(401, 100);
    const [optedOut] = numbers;
    const who = { contactId: null, messageId: null, personId: null };
    await directoryFor(env, orgId, optedOut!).optOut({ orgId, cell: optedOut!, optedOut: true, reason: "", ...who });
    const importId = newId("i");
    await env.UPLOADS.put(importId, csv([...numbers, numbers[5]!, "12"]));
    const request = {
      orgId,
      importId,
      uploadKey: importId,
      mapping: null,
      allowTestNumbers: true,
      mode: "add" as const,
    };
    expect(await campaign.beginImport(request)).toMatchObject({ ok: true, progress: { state: "running" } });
    await evict(stub);
    // The same request again is the same import; another one has to wait.
    expect(await campaign.beginImport(request)).toMatchObject({ ok: true, progress: { importId } });
    await vi.waitUntil(async () => {
      const overview = await campaign.overview({ orgId });
      return overview.ok && overview.import?.state === "done";
    }, WAIT);
    await evict(stub);
    expect(await campaign.overview({ orgId })).toMatchObject({
      contactCount: 99,
      customFields: ["city"],
      import: { state: "done", rows: 102, rowsDone: 102, accepted: 99, refused: 3, optedOut: 1 },
    });
    expect((await campaign.refusedPage({ orgId, after: "" })).rows.map(({ line, reason }) => [line, reason])).toEqual([
      [2, "opted_out"],
      [102, "duplicate"],
      [103, "short_number"],
    ]);
    expect(await queueAt(env, queueKey(campaignId, 1)).counters()).toMatchObject({ numbers: { contacts: 99 } });
    expect(await env.UPLOADS.head(importId)).toBeNull();
  });

  test("of a running campaign only adds, and its contacts can be taken at once", async () => {
    const running = await runningCampaign(cells(402, 2));
    await importContacts(running.orgId, running.campaignId, [...cells(402, 2), ...cells(404, 3)]);
    const overview = await running.campaign.overview({ orgId: running.orgId });
    expect(overview).toMatchObject({ contactCount: 5, import: { accepted: 3, refused: 2 } });
    expect(await take(running, 5)).toHaveLength(5);
    const { orgId } = running;
    const replacing = { orgId, importId: newId("i"), uploadKey: "x", mapping: null, allowTestNumbers: true };
    expect(await running.campaign.beginImport({ ...replacing, mode: "replace" })).toMatchObject({
      reason: "already_started",
    });
  });
});

describe("starting", () => {
  test("twice at once: one wins", async () => {
    const { orgId, campaignId, campaign } = await draft();
    await importContacts(orgId, campaignId, cells(405, 2));
    const start = () => campaign.start({ orgId, snapshot: aSnapshot() });
    const answers = await Promise.all([start(), start()]);
    expect(answers.map((answer) => (answer.ok ? "started" : answer.reason)).sort()).toEqual([
      "already_started",
      "started",
    ]);
  });

  test("without contacts is refused with the reason", async () => {
    const { orgId, campaign } = await draft();
    expect(await campaign.start({ orgId, snapshot: aSnapshot() })).toMatchObject({ ok: false, reason: "no_contacts" });
  });

  test("gives every queue the snapshot, also when the campaign is evicted before it could", async () => {
    const { orgId, campaignId, campaign, stub } = await draft();
    await importContacts(orgId, campaignId, cells(406, 2));
    await campaign.start({ orgId, snapshot: aSnapshot() });
    // As a stop before the queues were informed would leave it.
    await runInDurableObject(firstQueue({ campaignId }), (_, { storage }) => {
      storage.sql.exec("UPDATE config SET epoch = 1, json = json_set(json, '$.status', 'DRAFT', '$.epoch', 1)");
    });
    // Before the campaign, which may tell it at once.
    await evict(firstQueue({ campaignId }));
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec("UPDATE queues SET epoch = 1");
      storage.sql.exec("INSERT OR REPLACE INTO alarms (name, due_at) VALUES ('configure', 1)");
    });
    await evict(stub);
    await campaign.overview({ orgId });
    const lease = () => queueAt(env, queueKey(campaignId, 1)).lease({ texter: ANA, requestId: "r1", count: 1 });
    await vi.waitUntil(async () => (await lease()).ok, WAIT);
  });
});

describe("states", () => {
  test("a pause is effective everywhere when the admin sees it, and survives an eviction", async () => {
    const running = await runningCampaign(cells(407, 2));
    const [item] = await take(running, 2);
    expect(await running.campaign.changeStatus({ orgId: running.orgId, paused: true })).toMatchObject({
      ok: true,
      status: "ACTIVE",
      paused: true,
      spread: { queues: 1, reached: 1 },
    });
    await evict(firstQueue(running));
    await evict(env.CAMPAIGN.getByName(running.campaignId));
    expect(await sendText(running.texter, item!)).toMatchObject({ ok: false, reason: "campaign_paused" });
    await running.campaign.changeStatus({ orgId: running.orgId, paused: false });
    expect(await sendText(running.texter, item!)).toMatchObject({ ok: true });
  });

  test("a change that arrives after a later one does nothing, and says so", async () => {
    const { orgId, campaign } = await runningCampaign(cells(484, 1));
    const seen = await campaign.overview({ orgId });
    if (!seen.ok) throw new Error(seen.reason);
    const seenEpoch = seen.spread.epoch;
    expect(await campaign.changeStatus({ orgId, paused: true, seenEpoch })).toMatchObject({ ok: true, paused: true });
    // The answer was lost, and the call is repeated.
    expect(await campaign.changeStatus({ orgId, paused: true, seenEpoch })).toMatchObject({ ok: true, paused: true });
    expect(await campaign.changeStatus({ orgId, paused: false, seenEpoch })).toMatchObject({
      ok: false,
      reason: "changed_meanwhile",
    });
    expect(await campaign.overview({ orgId })).toMatchObject({ status: "ACTIVE", paused: true });
  });

  test("closing ends the pause; a closed campaign can neither be paused nor joined, and can be opened again", async () => {
    const { orgId, joinToken, campaign } = await runningCampaign(cells(408, 1));
    await campaign.changeStatus({ orgId, paused: true });
    expect(await campaign.changeStatus({ orgId, status: "CLOSED" })).toMatchObject({ ok: true, paused: false });
    expect(await campaign.changeStatus({ orgId, paused: true })).toMatchObject({ ok: false, reason: "not_allowed" });
    expect(await campaign.join({ orgId, token: joinToken, texter: BEN })).toMatchObject({ reason: "campaign_closed" });
    expect(await campaign.changeStatus({ orgId, status: "DRAFT" })).toMatchObject({ reason: "not_allowed" });
    expect(await campaign.changeStatus({ orgId, status: "ACTIVE" })).toMatchObject({ ok: true, status: "ACTIVE" });
  });
});

describe("joining", () => {
  test("a draft is refused; the same texter twice is the same assignment, over an eviction", async () => {
    const { orgId, campaignId, joinToken, campaign, stub } = await draft();
    const join = () => campaign.join({ orgId, token: joinToken, texter: ANA });
    expect(await join()).toMatchObject({ ok: false, reason: "campaign_not_started" });
    await importContacts(orgId, campaignId, cells(409, 1));
    await campaign.start({ orgId, snapshot: aSnapshot() });
    expect(await join()).toMatchObject({ ok: true, already: false });
    await evict(stub);
    expect(await join()).toMatchObject({ ok: true, already: true });
    expect(await campaign.overview({ orgId })).toMatchObject({ texters: 1 });
    expect(await campaign.findWork({ orgId, personId: BEN.personId })).toMatchObject({ reason: "not_yours" });
  });

  test("with a wrong token, or from another organization, is refused", async () => {
    const { orgId, joinToken, campaign } = await runningCampaign(cells(410, 1));
    expect(await campaign.join({ orgId, token: `${joinToken}x`, texter: ANA })).toMatchObject({ reason: "not_found" });
    expect(await campaign.join({ orgId: newId("o"), token: joinToken, texter: ANA })).toMatchObject({
      reason: "not_found",
    });
  });
});

test("another organization sees nothing of a campaign", async () => {
  const running = await runningCampaign(cells(412, 1));
  const orgId = newId("o");
  const { campaign } = running;
  const notFound = { ok: false, reason: "not_found" };
  expect(await campaign.overview({ orgId })).toMatchObject(notFound);
  expect(await campaign.changeStatus({ orgId, paused: true })).toMatchObject(notFound);
  expect(await campaign.start({ orgId, snapshot: aSnapshot() })).toMatchObject(notFound);
  expect(await campaign.findWork({ orgId, personId: running.texter.personId })).toMatchObject(notFound);
  expect(await campaign.undecided({ orgId })).toEqual([]);
  expect(await campaign.refusedPage({ orgId, after: "" })).toMatchObject({ rows: [], next: null });
  const socket = await env.CAMPAIGN.getByName(running.campaignId).fetch("https://campaign/ws", {
    headers: { upgrade: "websocket", "x-org-id": orgId },
  });
  expect(socket.status).toBe(404);
  await socket.body?.cancel();
});

test("an admin's socket shows numbers while texts go, and closes on any frame", async () => {
  const running = await runningCampaign(cells(413, 3));
  const admin = await aTexter(running.orgId, "Ada");
  await setRole(admin, "ADMIN");
  const response = await env.CAMPAIGN.getByName(running.campaignId).fetch("https://campaign/ws", {
    headers: {
      upgrade: "websocket",
      "x-org-id": running.orgId,
      "x-person-id": admin.personId,
      "x-session-id": admin.sessionId,
    },
  });
  const socket = response.webSocket!;
  const frames: CampaignFrame[] = [];
  let closedWith = 0;
  socket.addEventListener("message", ({ data }) => void frames.push(JSON.parse(String(data)) as CampaignFrame));
  socket.addEventListener("close", ({ code }) => void (closedWith = code));
  socket.accept();
  for (const item of await take(running, 3)) await sendText(running.texter, item);
  await vi.waitUntil(() => frames.some((frame) => frame.t === "numbers" && frame.numbers.sent === 3), WAIT);
  expect(frames[0]).toMatchObject({ t: "numbers", numbers: { contacts: 3, left: 3 } });
  await running.campaign.changeStatus({ orgId: running.orgId, paused: true });
  await vi.waitUntil(() => frames.some((frame) => frame.t === "status" && frame.paused), WAIT);
  const numbers = await queueNumbers(running);
  expect(await running.campaign.overview({ orgId: running.orgId })).toMatchObject({ numbers });
  socket.send("anything");
  await vi.waitUntil(() => closedWith === 4400, WAIT);
  expect(await perform(running.texter, "campaigns", {})).toMatchObject({ ok: true });
});

describe("a draft that is deleted", () => {
  test("leaves no contact behind, cannot be started meanwhile, and may be deleted twice", async () => {
    const { orgId, campaignId, campaign } = await draft();
    const [cell] = cells(431, 3);
    await importContacts(orgId, campaignId, cells(431, 3));
    expect(await campaign.discard({ orgId: newId("o") })).toMatchObject({ ok: false, reason: "not_found" });
    const [discarded, started] = await Promise.all([
      campaign.discard({ orgId }),
      campaign.start({ orgId, snapshot: aSnapshot() }),
    ]);
    expect(discarded).toEqual({ ok: true });
    expect(started).toMatchObject({ ok: false, reason: "not_found" });
    expect(await campaign.overview({ orgId })).toMatchObject({ ok: false, reason: "not_found" });
    expect((await queueAt(env, queueKey(campaignId, 1)).counters()).numbers.contacts).toBe(0);
    expect(await directoryFor(env, orgId, cell!).route({ orgId, from: cell!, sid: `SM${"0".repeat(32)}` })).toBeNull();
    expect(await campaign.discard({ orgId })).toEqual({ ok: true });
  });
});
