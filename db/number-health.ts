/** What became of the texts of sending numbers within the last day, and the alerts about numbers that had to rest. */
import { and, asc, eq, isNull, lt, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { addSums, HEALTH_HOURS, healthOf, MS_PER_HOUR } from "../domain/numbers/number-health.ts";
import type {
  HealthVerdict,
  NumberAlert,
  NumberHealth,
  RestStep,
  SenderSums,
} from "../domain/numbers/number-health.ts";
import type { Database } from "./client.ts";
import { numberAlerts } from "./schema/numbers.ts";
import { organizations } from "./schema/organization.ts";
import { senderHours } from "./schema/sending.ts";

/** Hours are kept for so long, so that a late look still finds the day. */
const KEPT_HOURS = 72;

export type SenderDay = SenderSums & { number: string; orgId: string; orgName: string; services: string[] };

const sumOf = (column: PgColumn) => sql<number>`sum(${column})::int`;

/**
 * Sums of the last 24 hours by organization and number; what was before an alert was settled does not count.
 * @param orgId null: of all organizations
 */
export async function senderDays(db: Database, nowMs: number, orgId: string | null): Promise<SenderDay[]> {
  const hour = Math.floor(nowMs / MS_PER_HOUR);
  const rows = await db
    .select({
      number: senderHours.sender,
      orgId: senderHours.orgId,
      orgName: sql<string>`coalesce(min(${organizations.name}), '')`,
      services: sql<
        string[]
      >`coalesce(array_agg(distinct ${senderHours.service}) filter (where ${senderHours.service} is not null), '{}')`,
      texts: sumOf(senderHours.texts),
      delivered: sumOf(senderHours.delivered),
      failed: sumOf(senderHours.failed),
      filtered: sumOf(senderHours.filtered),
      refused: sumOf(senderHours.refused),
      optOuts: sumOf(senderHours.optOuts),
    })
    .from(senderHours)
    .leftJoin(organizations, eq(organizations.id, senderHours.orgId))
    .leftJoin(numberAlerts, and(eq(numberAlerts.orgId, senderHours.orgId), eq(numberAlerts.number, senderHours.sender)))
    .where(
      and(
        sql`${senderHours.hour} > ${hour - HEALTH_HOURS}`,
        sql`(${numberAlerts.clearedAt} is null or ${senderHours.hour} > floor(extract(epoch from ${numberAlerts.clearedAt}) / 3600))`,
        orgId === null ? undefined : eq(senderHours.orgId, orgId),
      ),
    )
    .groupBy(senderHours.orgId, senderHours.sender)
    .orderBy(asc(senderHours.orgId), asc(senderHours.sender));
  return rows;
}

/** A number must rest: an open alert stays as it is. @returns whether it is a new one */
export async function openAlert(
  db: Database,
  { orgId, number }: { orgId: string; number: string },
  verdict: Extract<HealthVerdict, { is: "rest" }>,
  nowMs: number,
): Promise<boolean> {
  const alert = {
    why: verdict.why,
    at: new Date(nowMs),
    restUntil: verdict.restMs === null ? null : new Date(nowMs + verdict.restMs),
    step: "owed" as const,
    clearedAt: null,
  };
  const made = await db
    .insert(numberAlerts)
    .values({ orgId, number, ...alert })
    .onConflictDoUpdate({
      target: [numberAlerts.orgId, numberAlerts.number],
      set: alert,
      // Settled, or its rest is over and it is unhealthy again.
      setWhere: sql`${numberAlerts.clearedAt} is not null or ${numberAlerts.restUntil} <= ${new Date(nowMs).toISOString()}::timestamptz`,
    })
    .returning({ number: numberAlerts.number });
  return made.length > 0;
}

/** Alerts of which nothing was done yet. */
export async function owedAlerts(db: Database): Promise<NumberAlert[]> {
  return shown(
    await db
      .select()
      .from(numberAlerts)
      .where(and(eq(numberAlerts.step, "owed"), isNull(numberAlerts.clearedAt)))
      .orderBy(asc(numberAlerts.at))
      .limit(200),
  );
}

export async function saveRestStep(db: Database, { orgId, number }: NumberAlert, step: RestStep): Promise<void> {
  await db
    .update(numberAlerts)
    .set({ step })
    .where(and(eq(numberAlerts.orgId, orgId), eq(numberAlerts.number, number), isNull(numberAlerts.clearedAt)));
}

/** Somebody has looked at it. @returns whether there was an open alert */
export async function clearAlert(
  db: Database,
  { orgId, number }: { orgId: string; number: string },
  nowMs: number,
): Promise<boolean> {
  const cleared = await db
    .update(numberAlerts)
    .set({ clearedAt: new Date(nowMs) })
    .where(and(eq(numberAlerts.orgId, orgId), eq(numberAlerts.number, number), isNull(numberAlerts.clearedAt)))
    .returning({ number: numberAlerts.number });
  return cleared.length > 0;
}

/** @param orgId null: of all organizations */
export async function openAlerts(db: Database, orgId: string | null, nowMs: number): Promise<NumberAlert[]> {
  const rows = await db
    .select()
    .from(numberAlerts)
    .where(and(isNull(numberAlerts.clearedAt), orgId === null ? undefined : eq(numberAlerts.orgId, orgId)))
    .orderBy(asc(numberAlerts.at))
    .limit(1_000);
  return shown(rows).filter(({ restUntil }) => restUntil === null || restUntil > nowMs);
}

/** The numbers of one organization or of all, unhealthy ones first. */
export async function numbersHealth(db: Database, nowMs: number, orgId: string | null): Promise<NumberHealth[]> {
  const [days, alerts] = await Promise.all([senderDays(db, nowMs, orgId), openAlerts(db, orgId, nowMs)]);
  const alertOf = new Map(alerts.map((alert) => [`${alert.orgId} ${alert.number}`, alert]));
  const numbers = days.map((day) => {
    const key = `${day.orgId} ${day.number}`;
    const alert = alertOf.get(key) ?? null;
    alertOf.delete(key);
    return healthRow(day, alert);
  });
  // A number that rests has sent nothing lately.
  const silent = [...alertOf.values()].map((alert) =>
    healthRow({ ...NOTHING_SENT, number: alert.number, orgId: alert.orgId, orgName: "", services: [] }, alert),
  );
  const rank = ({ alert, verdict }: NumberHealth) =>
    alert ? 0 : verdict === "rest" ? 1 : verdict === "warning" ? 2 : 3;
  return [...silent, ...numbers].sort((a, b) => rank(a) - rank(b) || a.number.localeCompare(b.number));
}

/** The sums of each Messaging Service. */
export function byService(numbers: readonly NumberHealth[]): ({ service: string; numbers: number } & SenderSums)[] {
  const services = new Map<string, { service: string; numbers: number } & SenderSums>();
  for (const number of numbers) {
    for (const service of number.services) {
      const known = services.get(service);
      services.set(service, {
        service,
        numbers: (known?.numbers ?? 0) + 1,
        ...addSums(known ?? NOTHING_SENT, number),
      });
    }
  }
  return [...services.values()].sort((a, b) => a.service.localeCompare(b.service));
}

/** Hours that nobody asks for any more. */
export async function forgetSenderHours(db: Database, nowMs: number): Promise<void> {
  await db.delete(senderHours).where(lt(senderHours.hour, Math.floor(nowMs / MS_PER_HOUR) - KEPT_HOURS));
}

const NOTHING_SENT: SenderSums = { texts: 0, delivered: 0, failed: 0, filtered: 0, refused: 0, optOuts: 0 };

function healthRow(day: SenderDay, alert: NumberAlert | null): NumberHealth {
  const verdict = healthOf(day);
  return { ...day, verdict: verdict.is, why: "why" in verdict ? verdict.why : null, alert };
}

function shown(rows: readonly (typeof numberAlerts.$inferSelect)[]): NumberAlert[] {
  return rows.map(({ orgId, number, why, at, restUntil, step }) => ({
    orgId,
    number,
    why,
    at: at.getTime(),
    restUntil: restUntil?.getTime() ?? null,
    step,
  }));
}
