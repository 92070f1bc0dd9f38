/**
 * Postgres may be stopped (docs/architecture.md#record); when it is back and the queues are drained, it equals the
 * objects.
 */
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { directoryKey, queueKey } from "../../../domain/ids.ts";
import { queryPostgres, setPostgres } from "../../../test/workers/test-client.ts";
import { directoryShard } from "../../rpc/stubs.ts";
import {
  afterTest,
  cells,
  contactTexts,
  deliverAll,
  env,
  evict,
  firstQueue,
  inboxStub,
  ledger,
  letTimePass,
  perform,
  queueNumbers,
  queueStub,
  runAlarm,
  runningCampaign,
  sendText,
  take,
  WAIT,
  withoutWaiting,
} from "../../../test/workers/workers-world.ts";
import type { Running } from "../../../test/workers/workers-world.ts";

beforeAll(async () => {
  withoutWaiting();
  await setPostgres("stop");
});
afterEach(afterTest);

/** Every source of events of a campaign. */
function sources({ orgId, campaignId }: Running, numbers: readonly string[]): DurableObjectStub[] {
  const shards = new Set(numbers.map(directoryShard));
  return [
    env.CAMPAIGN.getByName(campaignId),
    firstQueue({ campaignId }),
    ...Array.from(shards, (shard) => env.CONTACT_DIRECTORY.getByName(directoryKey(orgId, shard))),
  ];
}

async function unconfirmed(stubs: readonly DurableObjectStub[]): Promise<number> {
  const counts = await Promise.all(
    stubs.map((stub) =>
      runInDurableObject(stub, (_, { storage }) =>
        Number(storage.sql.exec("SELECT count(*) AS n FROM outbox").one()["n"]),
      ),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The queue's own tables, in the shape of the rows in Postgres. */
function tablesOf(running: Running) {
  const key = queueKey(running.campaignId, 1);
  return runInDurableObject(queueStub(key), (_, { storage }) => ({
    contacts: storage.sql
      .exec(
        `SELECT ? || '.' || n AS id, cell, first_name, texter AS texter_id, status, opted_out = 1 AS opted_out, answers
         FROM contacts ORDER BY cell`,
        key,
      )
      .toArray()
      // SQLite has no booleans and no JSON values.
      .map((row) =>
        Object.assign(row, {
          opted_out: row["opted_out"] === 1,
          answers: JSON.parse(String(row["answers"])) as unknown,
        }),
      ),
    messages: storage.sql
      .exec(
        `SELECT ? || '.' || n AS contact_id, id, direction, body, texter AS texter_id, send_status, sid, error_code
         FROM messages ORDER BY id`,
        key,
      )
      .toArray(),
  }));
}

test("Postgres stopped while texts go: texting goes on, evictions lose nothing, and afterwards Postgres agrees", async () => {
  const numbers = cells(505, 12);
  const running = await runningCampaign(numbers);
  const items = await take(running, 12);
  await Promise.all(items.slice(0, 10).map((item) => sendText(running.texter, item)));
  await vi.waitUntil(async () => (await queueNumbers(running)).sent === 10, WAIT);
  const stubs = sources(running, numbers);
  for (const stub of stubs) await evict(stub);
  for (const [i, words] of ["Yes", "no", "stop", "STOP", "Maybe"].entries()) {
    expect(await deliverAll(await contactTexts(running.orgId, items[i]!.cell, words))).toEqual([200]);
  }
  await perform(running.texter, "answer", { contactId: items[0]!.contactId, stepId: "s1", value: "Yes" });
  await perform(running.texter, "optOut", { contactId: items[5]!.contactId, reason: "asked" });
  await perform(running.texter, "release", { campaignId: running.campaignId });
  await evict(inboxStub(running.texter));
  await deliverAll();
  expect(await ledger(numbers)).toHaveLength(10);
  // Nothing has left an outbox, because nobody has stored it.
  expect(await unconfirmed(stubs)).toBeGreaterThan(0);
  expect(await queryPostgres("SELECT 1 FROM messages WHERE campaign_id = $1", [running.campaignId])).toEqual([]);

  await setPostgres("start");
  try {
    await vi.waitUntil(
      async () => {
        for (const stub of stubs) await evict(stub);
        letTimePass(600_000);
        for (const stub of stubs) await runAlarm(stub);
        return (await unconfirmed(stubs)) === 0;
      },
      { ...WAIT, timeout: 30_000 },
    );
    const { contacts, messages } = await tablesOf(running);
    expect(
      await queryPostgres(
        `SELECT id, cell, first_name, texter_id, status, opted_out, answers FROM contacts
         WHERE campaign_id = $1 ORDER BY cell`,
        [running.campaignId],
      ),
    ).toEqual(contacts);
    expect(
      await queryPostgres(
        `SELECT contact_id, id, direction, body, texter_id, send_status, sid, error_code FROM messages
         WHERE campaign_id = $1 ORDER BY id COLLATE "C"`,
        [running.campaignId],
      ),
    ).toEqual(messages);
    expect(messages).toHaveLength(15);
    const optedOut = await queryPostgres<{ cell: string }>(
      "SELECT cell FROM opt_outs WHERE org_id = $1 AND opted_out ORDER BY cell",
      [running.orgId],
    );
    expect(optedOut.map(({ cell }) => cell)).toEqual([2, 3, 5].map((i) => items[i]!.cell).sort());
    expect(await queryPostgres("SELECT status FROM campaigns WHERE id = $1", [running.campaignId])).toEqual([
      { status: "ACTIVE" },
    ]);
  } finally {
    await setPostgres("stop");
  }
});
