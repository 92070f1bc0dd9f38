import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { Pool } from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { openPglite } from "../tools/local/postgres/neon-pglite.ts";
import { LOCAL_DATABASE_URL, startNeonServer } from "../tools/local/postgres/neon-server.ts";
import { startPostgres } from "../tools/local/postgres/postgres.ts";
import { connect } from "./client.ts";
import { migrateDatabase } from "./migrate.ts";
import type { MigrationTarget } from "./migrate.ts";
import { organizations } from "./schema/organization.ts";
import { people } from "./schema/people.ts";
import { deadLetters } from "./schema/record.ts";

type Open = {
  targets: MigrationTarget[];
  http: Extract<MigrationTarget, { kind: "http" }>;
  close: () => Promise<void>;
};

async function overHttp(backend: Parameters<typeof startNeonServer>[0]["backend"]) {
  const started = await startNeonServer({ port: 0, backend });
  if (!started.ok) throw new Error(started.message);
  const db = connect(LOCAL_DATABASE_URL, { fetchEndpoint: started.server.endpoint, limitMs: 60_000 });
  return { http: { kind: "http", db } as const, stop: () => started.server.close() };
}

async function pglite(): Promise<Open> {
  const opened = await openPglite(null);
  if (!opened.ok) throw new Error(opened.message);
  const { http, stop } = await overHttp({ kind: "open", backend: opened.backend });
  return { targets: [{ kind: "pglite", client: opened.client }, http], http, close: stop };
}

async function postgres(): Promise<Open | null> {
  const server = await startPostgres();
  if (server === null) return null;
  const pool = new Pool({ connectionString: server.url });
  const { http, stop } = await overHttp({ kind: "postgres", url: server.url });
  const close = async () => {
    await pool.end();
    await stop();
    await server.stop();
  };
  return { targets: [http, { kind: "pg", pool }], http, close };
}

describe.each([
  ["PGlite", pglite],
  ["PostgreSQL", postgres],
] as const)("migrations on %s", (name, open) => {
  it("set up an empty database once, by either way", async (context) => {
    const opened = await open();
    if (!opened) return context.skip(`${name} is not installed`);
    const { db } = opened.http;
    for (const target of [...opened.targets, ...opened.targets]) await migrateDatabase(target);
    const { rows } = await db.execute<{ n: number }>(sql`select count(*)::int as n from drizzle.__drizzle_migrations`);
    const files = readdirSync(join(import.meta.dirname, "migrations")).filter((file) => file.endsWith(".sql"));
    expect(rows).toEqual([{ n: files.length }]);

    await db.insert(organizations).values({ id: "o1", name: "Ours" });
    expect(await db.query.organizations.findFirst()).toMatchObject({ name: "Ours", settings: {} });
    const person = { id: "p1", firstName: "A", lastName: "B", passwordHash: "-" };
    await expect(db.insert(people).values({ ...person, email: "Ann@example.org" })).rejects.toMatchObject({
      cause: { code: "23514", constraint: "people_email_lower" },
    });
    // What no table can store arrives as near as possible instead of as a fault.
    await db.insert(people).values({ ...person, firstName: "A\0\ud83d", email: "ann@example.org" });
    expect((await db.query.people.findFirst())?.firstName).toBe("A\uFFFD\uFFFD");
    for (const [id, body] of Object.entries({ a: "no packet", b: "12", c: { t: ["\0"] }, d: [null] })) {
      await db.insert(deadLetters).values({ id, queue: "q", body, reason: "r", attempts: 1, at: new Date(0) });
    }
    const letters = await db.query.deadLetters.findMany({ orderBy: (t, { asc }) => asc(t.id) });
    expect(letters.map(({ body }) => body)).toEqual(["no packet", "12", { t: ["\uFFFD"] }, [null]]);
    await opened.close();
  }, 180_000);
});

type Opened = Extract<Awaited<ReturnType<typeof openPglite>>, { ok: true }>;
let older: Opened | null = null;
afterAll(() => older?.client.close());

/** A database as an older version left it: `fill` runs before the named migration and all that follow it. */
async function upgraded(from: string, fill: string) {
  const opened = older ?? (await openPglite(null));
  if (!opened.ok) throw new Error(opened.message);
  older = opened;
  const { client } = opened;
  await client.exec("drop schema public cascade; create schema public");
  const folder = join(import.meta.dirname, "migrations");
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .toSorted();
  const at = files.indexOf(from);
  const run = async (some: string[]) => {
    for (const file of some) await client.exec(readFileSync(join(folder, file), "utf8"));
  };
  await run(files.slice(0, at));
  await client.exec(fill);
  await run(files.slice(at));
  return client;
}

it("keeps the history of opt-outs, and takes the code 0 off numbers that answered", async () => {
  const client = await upgraded(
    "0014_opt_out_history.sql",
    `insert into opt_out_words (org_id, cell, version, opted_out, changed, reason, note, at)
      values ('o1', '+12125550101', 3, true, true, 'stop_word', '', now());
    insert into bad_numbers (org_id, cell, code, at, version)
      values ('o1', '+12125550101', 30003, now(), 1), ('o1', '+12125550102', 0, now(), 2)`,
  );
  expect((await client.query("select cell, version from opt_out_history")).rows).toEqual([
    { cell: "+12125550101", version: 3 },
  ]);
  expect((await client.query("select code from bad_numbers order by cell")).rows).toEqual([
    { code: 30_003 },
    { code: null },
  ]);
}, 60_000);

it("keeps everybody in their organization, with the places from which they signed in", async () => {
  const client = await upgraded(
    "0018_accounts_of_organizations.sql",
    `insert into organizations (id, name) values ('o1', 'Ours'), ('o2', 'Theirs');
    insert into people (id, email, first_name, last_name, password_hash)
      values ('p1', 'a@example.org', 'A', 'B', '-'), ('p2', 'b@example.org', 'B', 'B', '-'), ('p3', 'c@example.org', 'C', 'B', '-');
    insert into memberships (org_id, person_id, role, created_at)
      values ('o1', 'p1', 'OWNER', now()), ('o2', 'p2', 'OWNER', now()), ('o1', 'p2', 'TEXTER', now() - interval '1 day');
    insert into sign_in_attempts (email, address, device, at, succeeded)
      values ('a@example.org', '192.0.2.1', null, now(), true), ('a@example.org', '192.0.2.2', null, now(), false),
        ('a@example.org', '192.0.2.3', 'd1', now(), false), ('nobody@example.org', '192.0.2.4', null, now(), false)`,
  );
  expect((await client.query("select id, org_id from people order by id")).rows).toEqual([
    { id: "p1", org_id: "o1" },
    { id: "p2", org_id: "o1" },
    { id: "p3", org_id: null },
  ]);
  expect((await client.query("select person_id from sign_in_attempts order by address")).rows).toEqual([
    { person_id: "p1" },
    { person_id: null },
    { person_id: "p1" },
    { person_id: null },
  ]);
  const again = "insert into people (id, org_id, email, first_name, last_name, password_hash) values";
  await client.query(`${again} ('p4', 'o2', 'a@example.org', 'A', 'B', '-')`);
  await expect(client.query(`${again} ('p5', 'o1', 'a@example.org', 'A', 'B', '-')`)).rejects.toMatchObject({
    constraint: "people_email_org",
  });
}, 60_000);

it("gives every role and setting to its object once more, because an older version could lose one on the way", async () => {
  const client = await upgraded(
    "0015_authored_copies.sql",
    `insert into organizations (id, name, settings) values ('o1', 'Ours', '{}');
    insert into people (id, email, first_name, last_name, password_hash) values ('p1', 'a@example.org', 'A', 'B', '-');
    insert into memberships (org_id, person_id, role) values ('o1', 'p1', 'SUSPENDED')`,
  );
  const { rows } = await client.query<{ subject: string; key: string }>(
    "select subject, key from authored_copies where confirmed < version and due_at <= now() order by subject",
  );
  expect(rows.map(({ subject, key }) => `${subject} ${key}`)).toEqual([
    "automatic_texts o1",
    "labels o1",
    "role o1.p1",
    "rules o1",
    "sending_limits o1",
    "simulation o1",
  ]);
}, 60_000);
