/** Archive, then verify: Postgres complete, objects empty, files there; evicted along the way. On the real objects. */
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { newId, queueKey } from "../../../domain/ids.ts";
import type { ArchiveProgress } from "../../../domain/archive/archive-progress.ts";
import { queryPostgres } from "../../../test/workers/test-client.ts";
import { TOMBSTONE_TABLES } from "../../campaign-queue/contacts/archive.ts";
import { durableSql } from "../../kit/storage/sql.ts";
import { rowsLeft } from "../../kit/storage/wipe.ts";
import { queueAt } from "../../rpc/stubs.ts";
import {
  afterTest,
  cells,
  contactTexts,
  deliverAll,
  env,
  evict,
  importContacts,
  inboxStub,
  letTimePass,
  perform,
  queueStub,
  runAlarm,
  runningCampaign,
  sendText,
  take,
  WAIT,
  withoutWaiting,
} from "../../../test/workers/workers-world.ts";
import type { Running } from "../../../test/workers/workers-world.ts";
import { ARCHIVED_CAMPAIGN_TABLES } from "./archive-link.ts";

beforeAll(withoutWaiting);
afterEach(afterTest);

const rows = (running: Running) =>
  Promise.all([
    queryPostgres("SELECT * FROM contacts WHERE campaign_id = $1 ORDER BY id", [running.campaignId]),
    queryPostgres<{ body: string; contact_id: string }>(
      "SELECT * FROM messages WHERE campaign_id = $1 ORDER BY contact_id, id",
      [running.campaignId],
    ),
  ]);

const left = (stub: DurableObjectStub, keep: readonly string[]) =>
  runInDurableObject(stub, (_, { storage }) => rowsLeft(durableSql(storage), keep));

const deskRows = (running: Running) =>
  runInDurableObject(inboxStub(running.texter), (_, { storage }) =>
    storage.sql.exec("SELECT contact_id FROM items WHERE json IS NOT NULL").toArray(),
  );

async function archived(running: Running): Promise<ArchiveProgress> {
  const campaign = env.CAMPAIGN.getByName(running.campaignId);
  const queues = [1, 2].map((n) => queueStub(queueKey(running.campaignId, n)));
  let last: ArchiveProgress | null = null;
  await vi.waitUntil(
    async () => {
      // Memory is lost, at any step.
      for (const stub of [campaign, ...queues]) await evict(stub);
      letTimePass(600_000);
      for (const stub of [campaign, ...queues]) await runAlarm(stub);
      const overview = await running.campaign.overview({ orgId: running.orgId });
      last = overview.ok ? overview.archive : null;
      return last?.state !== "running";
    },
    { ...WAIT, timeout: 30_000 },
  );
  return last!;
}

test("a campaign of two queues is archived: Postgres is complete, objects are empty, late replies are kept", async () => {
  const numbers = cells(971, 12);
  const running = await runningCampaign(numbers.slice(0, 8));
  const { orgId, campaignId, campaign, texter } = running;
  await importContacts(orgId, campaignId, numbers.slice(8));
  const items = await take(running, 12);
  expect(items).toHaveLength(12);
  await Promise.all(items.slice(0, 10).map((item) => sendText(texter, item)));
  await vi.waitUntil(async () => {
    const overview = await campaign.overview({ orgId });
    return overview.ok && overview.numbers.sent === 10;
  }, WAIT);
  for (const [i, words] of ["Yes", "no", "stop"].entries()) {
    await deliverAll(await contactTexts(orgId, items[i]!.cell, words));
  }
  await deliverAll();

  const archiveId = crypto.randomUUID();
  const begin = () => campaign.beginArchive({ orgId, archiveId, personId: texter.personId });
  expect(await begin()).toMatchObject({ ok: false, reason: "not_allowed" });
  await campaign.changeStatus({ orgId, status: "CLOSED" });
  expect(await begin()).toMatchObject({ ok: true, progress: { state: "running", contacts: 12, queues: 2 } });
  expect(await campaign.changeStatus({ orgId, status: "ACTIVE" })).toMatchObject({ reason: "not_allowed" });

  const progress = await archived(running);
  expect(progress).toMatchObject({
    state: "done",
    differences: [],
    receipt: { contacts: 12, messages: 13, texters: 1, byPersonId: texter.personId },
  });

  // Postgres is complete.
  const [contacts, messages] = await rows(running);
  expect([contacts.length, messages.length]).toEqual([12, 13]);
  expect(messages.filter(({ body }) => ["Yes", "no", "stop"].includes(body))).toHaveLength(3);
  await vi.waitUntil(async () => {
    await runAlarm(env.CAMPAIGN.getByName(campaignId));
    const [row] = await queryPostgres<{ status: string }>("SELECT status FROM campaigns WHERE id = $1", [campaignId]);
    return row?.status === "ARCHIVED";
  }, WAIT);

  // Objects are empty, and say why they refuse.
  for (const n of [1, 2]) expect(await left(queueStub(queueKey(campaignId, n)), TOMBSTONE_TABLES)).toEqual({});
  expect(await left(env.CAMPAIGN.getByName(campaignId), ARCHIVED_CAMPAIGN_TABLES)).toEqual({});
  await vi.waitUntil(async () => (await deskRows(running)).length === 0, WAIT);
  const desk = await perform(texter, "campaigns", {});
  expect(desk).toMatchObject({ ok: true, campaigns: [] });
  const send = queueAt(env, queueKey(campaignId, 1)).send({
    n: 1,
    messageId: crypto.randomUUID(),
    body: "One more",
    initial: false,
    lastSeenId: null,
    texter,
  });
  expect(await send).toMatchObject({ ok: false, reason: "campaign_archived" });
  expect(await campaign.overview({ orgId })).toMatchObject({ status: "ARCHIVED", contactCount: 12, texters: 1 });

  // The files have everything once.
  for (const [file, count] of [["contacts", 12] as const, ["messages", 13] as const]) {
    const keys = await campaign.archiveFiles({ orgId, file });
    const parts = await Promise.all(keys.map(async (key) => (await env.UPLOADS.get(key))!.text()));
    expect(parts.join("").trim().split("\r\n")).toHaveLength(count);
  }
  expect(await campaign.archiveFiles({ orgId: newId("o"), file: "contacts" })).toEqual([]);

  // A late reply is kept with its contact, and an opt-out in it counts.
  const late = await contactTexts(orgId, items[4]!.cell, "Is it too late? Stop texting me");
  expect(await deliverAll([...late, ...late])).toEqual([200, 200]);
  await vi.waitUntil(async () => {
    for (const n of [1, 2]) await runAlarm(queueStub(queueKey(campaignId, n)));
    return (await rows(running))[1].some(
      ({ body, contact_id: id }) => body.startsWith("Is it") && id === items[4]!.contactId,
    );
  }, WAIT);
  expect((await rows(running))[1]).toHaveLength(14);
  expect(await begin()).toMatchObject({ ok: true, progress: { state: "done" } });
}, 60_000);
