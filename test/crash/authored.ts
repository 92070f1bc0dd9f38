/**
 * What admins author while processes are killed, and whether objects have it in the end: what Postgres says is compared
 * with the objects' own storage on disk.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "../../db/client.ts";
import { sameJson } from "../../domain/same-json.ts";
import type { ApiClient } from "../../tools/demo/api-client.ts";
import { LOCAL_DATABASE_URL } from "../../tools/local/postgres/neon-server.ts";
import type { Random } from "./random.ts";

const EVERY_MS = 500;

type Author = {
  admin: ApiClient;
  campaignId: string;
  /** Of opt-outs; it stays, because the books look for it. */
  confirmation: string;
  stopped: () => boolean;
  random: Random;
};

/** Changes everything that is copied to objects, again and again; answers are of no interest here. */
export async function author({ admin, campaignId, confirmation, stopped, random }: Author): Promise<number> {
  const settings = (json: object) => admin.patch("/api/admin/settings", json);
  const campaign = (what: string, json: object) => admin.post(`/api/admin/campaigns/${campaignId}/${what}`, json);
  const changes: ((n: number) => Promise<unknown>)[] = [
    (n) => settings({ trust: { fromRole: null, afterTexts: n } }),
    (n) => settings({ sending: { numbers: 1 + (n % 300), segmentsPerSecond: 900, segmentsPerDay: null } }),
    (n) => admin.patch("/api/admin/opt-outs/texts", { confirmation, help: `Help ${n}` }),
    (n) => admin.post("/api/admin/teams", { title: `Team ${n}`, color: "blue", priority: 1 + (n % 900) }),
    (n) => campaign("due-date", { dueDate: `2099-${10 + (n % 3)}-${10 + (n % 20)}` }),
    (n) => campaign("policy", { releaseAfterMinutes: 60 + (n % 500) }),
  ];
  let n = 0;
  while (!stopped()) {
    await sleep(EVERY_MS * (0.5 + random()));
    n += 1;
    await changes[Math.floor(random() * changes.length)]?.(n).catch(() => null);
  }
  return n;
}

type Row = Record<string, unknown>;

/** What is still under way, and every object that has something else than Postgres. Empty when all is well. */
export async function compareAuthored(fetchEndpoint: string, workerFolder: string, orgId: string): Promise<string[]> {
  const { $client: sql } = connect(LOCAL_DATABASE_URL, { fetchEndpoint });
  // Rows of the queries' own columns.
  const rows = async (query: string) => (await sql.query(query, [orgId])) as Row[];
  const pending = await rows("select subject, key from authored_copies where org_id = $1 and confirmed < version");
  if (pending.length > 0) return pending.map(({ subject, key }) => `${subject} of ${key} is under way`);
  const [organization] = await rows("select settings from organizations where id = $1");
  const teams = await rows("select id, priority from teams where org_id = $1");
  const roles = await rows("select person_id, role from memberships where org_id = $1");
  const campaigns = await rows(
    "select id, to_char(due_date, 'YYYY-MM-DD') as due, (policy ->> 'releaseAfterMinutes')::int as release from campaigns where org_id = $1",
  );
  const settings = (organization?.["settings"] ?? {}) as Row;
  const found: string[] = [];
  const compare = (what: string, authored: unknown, had: unknown) => {
    if (!sameJson(authored ?? null, had ?? null))
      found.push(`${what}: authored ${JSON.stringify(authored)}, the object has ${JSON.stringify(had)}`);
  };
  const objects = readObjects(workerFolder);
  const rules = objects.find((object) => "rules" in object)?.["rules"] as { trust: unknown; teams: Row[] } | undefined;
  compare("trust", settings["trust"], rules?.trust);
  const inOrder = (list: [string, unknown][]) => list.sort(([a], [b]) => (a < b ? -1 : 1));
  compare(
    "teams",
    inOrder(teams.map((team) => [String(team["id"]), team["priority"]])),
    inOrder((rules?.teams ?? []).map((team) => [String(team["teamId"]), team["priority"]])),
  );
  const texts = objects.find((object) => "texts" in object)?.["texts"] as Row | undefined;
  const chosen = settings["automaticTexts"] as Row | undefined;
  for (const name of ["confirmation", "help"]) compare(`automatic texts, ${name}`, chosen?.[name], texts?.[name]);
  const pace = objects.find((object) => "pace" in object)?.["pace"] as { services: Row[] } | undefined;
  const service = pace?.services.find(({ key }) => String(key).startsWith(orgId));
  compare("sending limits", settings["sending"], service?.["limits"]);
  for (const { person_id: personId, role } of roles) {
    const inbox = objects.find((object) => (object["membership"] as Row | undefined)?.["personId"] === personId);
    if (inbox) compare(`role of ${personId}`, role, (inbox["membership"] as Row)["role"]);
  }
  for (const { id, due, release } of campaigns) {
    const info = objects.find((object) => (object["info"] as Row | undefined)?.["campaignId"] === id)?.["info"] as
      | { dueDate: string; policy?: { releaseAfterMinutes: number } }
      | undefined;
    compare(`due date of ${id}`, due, info?.dueDate);
    if (release !== null) compare(`policy of ${id}`, release, info?.policy?.releaseAfterMinutes);
  }
  return found;
}

/** The tables with one row of JSON, of every object on disk. */
function readObjects(folder: string): Row[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".sqlite"));
  return files.map((name) => {
    const database = new DatabaseSync(join(folder, name), { readOnly: true });
    try {
      const object: Row = {};
      for (const table of ["rules", "texts", "pace", "membership", "info"]) {
        const exists = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(table);
        const row = exists && database.prepare(`SELECT json FROM ${table} WHERE id = 1`).get();
        if (row) object[table] = JSON.parse(String(row["json"]));
      }
      return object;
    } finally {
      database.close();
    }
  });
}
