/** For tests that nothing of an organization changes: all that Postgres and its objects keep of it. */
import { runInDurableObject } from "cloudflare:test";
import { env, queryPostgres } from "./test-client.ts";

/** What the objects do by themselves: timers, packets on their way, calls counted. */
const OWN_TABLES = /^(?:_cf_|sqlite_|outbox|schedule|alarms|calls|throttle)/;

/** Rows of all tables that have a column for the organization, as text by table. */
export async function organizationRows(orgId: string): Promise<Record<string, string>> {
  const tables = await queryPostgres<{ table_name: string }>(
    "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'org_id' ORDER BY 1",
  );
  const rows: Record<string, string> = {};
  for (const { table_name: name } of tables) {
    const found = await queryPostgres<{ text: string | null }>(
      `SELECT string_agg(t::text, E'\\n' ORDER BY t::text) AS text FROM "${name}" t WHERE org_id = $1`,
      [orgId],
    );
    rows[name] = found[0]?.text ?? "";
  }
  return rows;
}

export type ObjectOf = { namespace: "CAMPAIGN" | "CAMPAIGN_QUEUE" | "ORGANIZATION" | "TEXTER_INBOX"; key: string };

/** Everything that an object stores, by its key and table. */
export function storedIn({ namespace, key }: ObjectOf): Promise<Record<string, string>> {
  const stub: DurableObjectStub = env[namespace].getByName(key);
  return runInDurableObject(stub, (_, { storage }) => {
    const tables = storage.sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").toArray();
    const kept = tables.filter(({ name }) => !OWN_TABLES.test(name));
    return Object.fromEntries(
      kept.map(({ name }) => [
        `${namespace} ${key} ${name}`,
        JSON.stringify(storage.sql.exec(`SELECT * FROM "${name}"`).toArray()),
      ]),
    );
  });
}

/** Both, of one organization. */
export async function stateOf(orgId: string, objects: readonly ObjectOf[]): Promise<Record<string, string>> {
  const stored = await Promise.all(objects.map(storedIn));
  return Object.assign({}, await organizationRows(orgId), ...stored) as Record<string, string>;
}
