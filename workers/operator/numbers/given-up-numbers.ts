/**
 * The carrier's lists of US numbers that their holders gave up: each account's list of a day is read once, and contacts of its
 * organizations that have such a number are not texted (docs/rules.md#opt-outs-given-up).
 */
import { and, eq, sql } from "drizzle-orm";
import { allAccounts } from "../../../db/carrier-resources.ts";
import type { Database } from "../../../db/client.ts";
import { campaigns } from "../../../db/schema/campaigns.ts";
import { givenUpDays } from "../../../db/schema/numbers.ts";
import { installationNumbers, numberCarrierOf } from "../../../durable-objects/bindings/number-carrier.ts";
import type { NumberCarrierChoice } from "../../../durable-objects/bindings/number-carrier.ts";
import type { Env } from "../../../durable-objects/bindings/env.ts";
import { allInWaves } from "../../../durable-objects/kit/calls/connection-limit.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { createLogger } from "../../../durable-objects/kit/log/log.ts";
import type { Logger } from "../../../durable-objects/kit/log/log.ts";
import { directoryAt, directoryShard } from "../../../durable-objects/rpc/stubs.ts";
import { databaseOf } from "../../http/database.ts";

/** The minute of every hour at which a day that is not dealt with is looked for. */
const MINUTE = 41;
const DAY_MS = 86_400_000;
/** So many days back: an installation that was off, or an account that could not be called, catches up. */
const DAYS = 3;
const INSTALLATION = "installation";

export async function markGivenUpByCron(env: Env, scheduledAtMs: number): Promise<void> {
  if (new Date(scheduledAtMs).getUTCMinutes() === MINUTE) await markGivenUp(env, scheduledAtMs);
}

export async function markGivenUp(env: Env, nowMs: number): Promise<void> {
  const log = createLogger({ cron: "given-up-numbers" });
  const db = databaseOf(env);
  for (const { account, choose, orgIds } of await accountsOf(env, db)) {
    if (orgIds.length === 0) continue;
    for (let back = DAYS; back >= 1; back -= 1) {
      const day = new Date(nowMs - back * DAY_MS).toISOString().slice(0, 10);
      try {
        await markDay({ env, db, log, account, choose, orgIds, day });
      } catch (fault) {
        // The next hour goes on where this one stopped.
        log.fault("given_up_numbers_not_marked", fault, { account, day });
      }
    }
  }
}

type Account = { account: string; choose: () => Promise<NumberCarrierChoice>; orgIds: string[] };

/** Organizations without contacts have no directories to ask. */
async function accountsOf(env: Env, db: Database): Promise<Account[]> {
  const [own, withCampaigns] = await Promise.all([
    allAccounts(db),
    db.selectDistinct({ orgId: campaigns.orgId }).from(campaigns).orderBy(campaigns.orgId),
  ]);
  const orgIds = withCampaigns.map(({ orgId }) => orgId);
  const owners = new Set(own.map(({ orgId }) => orgId));
  return [
    {
      account: INSTALLATION,
      choose: async () => installationNumbers(env),
      orgIds: orgIds.filter((orgId) => !owners.has(orgId)),
    },
    ...own
      .filter(({ orgId }) => orgIds.includes(orgId))
      .map(({ accountSid, orgId }) => ({
        account: accountSid,
        choose: () => numberCarrierOf(env, orgId, accountSid),
        orgIds: [orgId],
      })),
  ];
}

async function markDay(of: Account & { env: Env; db: Database; log: Logger; day: string }): Promise<void> {
  const { env, db, log, account, choose, orgIds, day } = of;
  const isThis = and(eq(givenUpDays.account, account), eq(givenUpDays.day, day));
  const [known] = await db.select().from(givenUpDays).where(isThis);
  if (known?.doneAt) return;
  const chosen = await choose();
  if (!chosen.ok) return log.warn("given_up_numbers_not_read", { account, day, why: chosen.message });
  if (chosen.carrier.simulated) return;
  if (!known) await db.insert(givenUpDays).values({ account, day, taken: 0, marked: 0 }).onConflictDoNothing();
  const dayEndMs = Date.parse(day) + DAY_MS;
  const done = known?.taken ?? 0;
  let at = 0;
  const read = await chosen.carrier.deactivated(day, async (numbers) => {
    const from = at;
    at += numbers.length;
    if (at <= done) return;
    const part = numbers.slice(Math.max(0, done - from));
    const marked = await markPart(env, orgIds, part, dayEndMs);
    await db
      .update(givenUpDays)
      .set({ taken: at, marked: sql`${givenUpDays.marked} + ${marked}` })
      .where(isThis);
  });
  if (!read.ok) return log.warn("given_up_numbers_not_read", { account, day, why: read.message });
  await db.update(givenUpDays).set({ doneAt: new Date() }).where(isThis);
  const [end] = await db.select().from(givenUpDays).where(isThis);
  log.info("given_up_numbers_marked", { account, day, listed: read.count, marked: end?.marked ?? 0 });
}

/** @returns how many numbers were marked */
async function markPart(env: Env, orgIds: readonly string[], numbers: string[], dayEndMs: number): Promise<number> {
  const byShard = Map.groupBy(numbers, directoryShard);
  const calls = orgIds.flatMap((orgId) => [...byShard].map(([shard, cells]) => ({ orgId, shard, cells })));
  const answers = await allInWaves(calls, ({ orgId, shard, cells }) =>
    callObject(
      () => directoryAt(env, orgId, shard),
      (directory) => directory.markGivenUp({ orgId, cells, dayEndMs }),
    ),
  );
  return answers.reduce((sum, { marked }) => sum + marked, 0);
}
