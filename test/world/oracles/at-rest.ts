/** Whether everything that can happen has happened: asked of the objects' own tables, the queues, the carrier and Postgres. */
import type { InstalledWorld } from "../installed-world.ts";

/** Alarms that come again and again while a campaign lives, or only after hours and days: of reservations, rests and old texts. */
const PERIODIC = new Set(["holdings", "uploads", "ends", "tidy", "purge", "forget"]);

/** What a queue owes to others, until they have it. */
const OWED = ["owed_opt_outs", "owed_reviews", "owed_answers", "owed_media", "owed_strikes", "owed_bad_number_codes"];

/** What is still on its way, one sentence each; texts that only a person can decide are counted apart. */
export function underWay(world: InstalledWorld): { waits: string[]; undecided: number } {
  const waits: string[] = [];
  let undecided = 0;
  for (const object of world.namespaces.objects.values()) {
    const ask = <T>(table: string, query: string): T[] =>
      object.storage.has(table) ? object.storage.look<T>(query) : [];
    const count = (table: string, where: string, what: string) => {
      const [row] = ask<{ n: number }>(table, `SELECT count(*) AS n FROM ${table} WHERE ${where}`);
      if (row && row.n > 0) waits.push(`${object.name}: ${row.n} ${what}`);
    };
    if (object.isDirty) waits.push(`${object.name}: a commit`);
    count("outbox", "true", "batches not confirmed");
    if (object.className === "CampaignQueue") {
      count("messages", "send_status IN ('QUEUED', 'SENDING')", "texts not carried");
      count("messages", "send_status = 'UNKNOWN' AND look_up_at IS NOT NULL", "texts to be looked up");
      for (const table of OWED) count(table, "true", `rows of ${table}`);
      count("state", "desks_behind = 1", "desks that may not have every change");
      count("leases", "confirmed = 0", "leases not confirmed");
      const [row] = ask<{ n: number }>(
        "messages",
        "SELECT count(*) AS n FROM messages WHERE send_status = 'UNKNOWN' AND look_up_at IS NULL",
      );
      undecided += row?.n ?? 0;
    }
    if (object.className === "Campaign") {
      count("imports", "progress ->> 'state' IN ('running', 'cancelling')", "imports running");
      count("spread_failure", "true", "spread given up");
    }
    for (const { name } of ask<{ name: string }>("alarms", "SELECT name FROM alarms"))
      if (!PERIODIC.has(name)) waits.push(`${object.name}: the alarm "${name}"`);
  }
  if (world.queues.size > 0) waits.push(`${world.queues.size} messages in queues`);
  return { waits, undecided };
}

/** Copies that Postgres has and objects may not have. */
export async function copiesUnderWay({ postgres }: InstalledWorld): Promise<string[]> {
  // A version before there was the table has nothing that says so.
  if ((await postgres.rows("SELECT 1 FROM pg_tables WHERE tablename = 'authored_copies'")).length === 0) return [];
  const rows = await postgres.rows<{ subject: string; key: string }>(
    "SELECT subject, key FROM authored_copies WHERE confirmed < version ORDER BY 1, 2",
  );
  return rows.map(({ subject, key }) => `the copy ${subject} of ${key}`);
}

export function objectsOf<Each extends { className: string }>(
  world: { namespaces: { objects: ReadonlyMap<string, Each> } },
  className: string,
): Each[] {
  return [...world.namespaces.objects.values()].filter((object) => object.className === className);
}
