import { createExecutionContext, createMessageBatch, getQueueResult, runInDurableObject } from "cloudflare:test";
import { beforeAll, expect, test } from "vitest";
import type { EventPacket, MessageState } from "../../domain/record/events.ts";
import { directoryKey } from "../../domain/ids.ts";
import { directoryFor, directoryShard } from "../../durable-objects/rpc/stubs.ts";
import type { TestOrganization } from "../../test/workers/test-client.ts";
import { env, newOrganization, queryPostgres, setPostgres } from "../../test/workers/test-client.ts";
import { consumeQueue } from "./queues.ts";

let organization: TestOrganization;
beforeAll(async () => {
  organization = await newOrganization();
});

let made = 0;

/** A packet of one inbound text. */
function packet(body: string, errorCode: number | null = null): EventPacket {
  const campaignId = `c${String((made += 1)).padStart(15, "0")}`;
  const key = `${campaignId}.0`;
  const payload: MessageState = {
    id: `SM${crypto.randomUUID()}`,
    contactId: `${key}.1`,
    direction: "in",
    body,
    texterId: null,
    sendStatus: null,
    sid: null,
    errorCode,
    at: Date.UTC(2026, 10, 3),
    scriptVersion: null,
  };
  return {
    source: { object: "CampaignQueue", key, orgId: organization.orgId, campaignId },
    fromSeq: 1,
    toSeq: 1,
    batches: [{ seq: 1, hash: "h", events: [{ kind: "message", version: 1, at: 0, payload }] }],
  };
}

/** One that Postgres refuses: the number does not fit into its column. */
const unstorable = (body: string) => packet(body, 99_999_999_999);

async function consume(queue: string, bodies: unknown[]): Promise<("acked" | "retried" | "undecided")[]> {
  const messages = bodies.map((body) => ({ id: crypto.randomUUID(), timestamp: new Date(0), attempts: 5, body }));
  const batch = createMessageBatch(queue, messages);
  await consumeQueue(batch, env);
  const { explicitAcks, retryMessages, ackAll } = await getQueueResult(batch, createExecutionContext());
  return messages.map(({ id }) => {
    if (retryMessages.some(({ msgId }) => msgId === id)) return "retried";
    return ackAll || explicitAcks.includes(id) ? "acked" : "undecided";
  });
}

async function textsOf({ source }: EventPacket): Promise<string[]> {
  const rows = await queryPostgres<{ body: string }>("select body from messages where campaign_id = $1", [
    source.campaignId,
  ]);
  return rows.map(({ body }) => body);
}

test("a packet that Postgres refuses goes to the dead letters, and the others do not wait for it", async () => {
  const [good, bad, other] = [packet("good"), unstorable("bad"), packet("other")];
  expect(await consume("whistlestop-postgres", [good, bad, other])).toEqual(["acked", "retried", "acked"]);
  expect([await textsOf(good), await textsOf(bad), await textsOf(other)]).toEqual([["good"], [], ["other"]]);
});

test("while Postgres is stopped nothing is stored and no dead letter is made", async () => {
  const waiting = packet("waiting");
  await setPostgres("stop");
  try {
    expect(await consume("whistlestop-postgres", [waiting])).toEqual(["acked"]);
    expect(await consume("whistlestop-dead-letters", [waiting])).toEqual(["retried"]);
  } finally {
    await setPostgres("start");
  }
  expect(await textsOf(waiting)).toEqual([]);
});

test("a dead letter is kept once, shown to its organization and replayed when the cause is mended", async () => {
  const bad = unstorable("late");
  expect(await consume("whistlestop-dead-letters", [bad, bad])).toEqual(["acked", "acked"]);
  const { admin } = organization;
  const open = await admin.call("/api/admin/dead-letters");
  // The answer of the route.
  const letters = open.body["deadLetters"] as { id: string; replayedAt: string | null }[];
  const letter = letters.find(({ id }) => id.includes(bad.source.key))!;
  expect(letters.filter(({ id }) => id === letter.id)).toHaveLength(1);

  const replay = `/api/admin/dead-letters/${encodeURIComponent(letter.id)}/replay`;
  const foreign = await newOrganization();
  expect(await foreign.admin.call(replay, { json: {} })).toMatchObject({ status: 404 });
  expect((await foreign.admin.call("/api/admin/dead-letters")).body["deadLetters"]).toEqual([]);
  expect(await admin.call(replay, { json: {} })).toMatchObject({ status: 422, body: { reason: "still_refused" } });
  await queryPostgres(
    "update dead_letters set body = replace(body::text, '99999999999', '30007')::jsonb where id = $1",
    [letter.id],
  );
  expect(await admin.call(replay, { json: {} })).toMatchObject({ status: 200, body: { ok: true } });
  expect(await textsOf(bad)).toEqual(["late"]);
  const [{ replayed_at: replayedAt } = { replayed_at: null }] = await queryPostgres<{ replayed_at: string | null }>(
    "select replayed_at from dead_letters where id = $1",
    [letter.id],
  );
  expect(replayedAt).not.toBeNull();
});

test("what an object records reaches Postgres, and leaves the outbox once it is confirmed", async () => {
  const { orgId } = organization;
  const cell = "+16175550177";
  const who = { contactId: null, messageId: null, personId: null };
  await directoryFor(env, orgId, cell).optOut({ orgId, cell, optedOut: true, reason: "stop_word", ...who });
  const stub = env.CONTACT_DIRECTORY.getByName(directoryKey(orgId, directoryShard(cell)));
  const unconfirmed = () =>
    runInDurableObject(stub, (_, { storage }) => storage.sql.exec("SELECT count(*) AS n FROM outbox").one()["n"]);
  await expect.poll(unconfirmed, { timeout: 30_000 }).toBe(0);
  const rows = await queryPostgres("select opted_out, reason from opt_outs where org_id = $1 and cell = $2", [
    orgId,
    cell,
  ]);
  expect(rows).toEqual([{ opted_out: true, reason: "stop_word" }]);
});
