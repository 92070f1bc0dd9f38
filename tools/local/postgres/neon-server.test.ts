import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { NeonDbError } from "@neondatabase/serverless";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../../db/client.ts";
import { isDatabaseDown } from "../../../db/query-errors.ts";
import { KeptStatements } from "./kept-statements.ts";
import { LOCAL_DATABASE_URL, startNeonServer } from "./neon-server.ts";
import { PGLITE_FLAGS } from "./pglite-process.ts";
import { openRealTestDatabase, openTestDatabase } from "./neon-test-database.ts";
import type { TestDatabase } from "./neon-test-database.ts";

describe.each([
  ["PGlite", () => openTestDatabase()],
  ["PGlite with kept statements", () => openTestDatabase({ statements: new KeptStatements() })],
  ["PostgreSQL", openRealTestDatabase],
] as const)("Neon's client before %s", (name, open) => {
  let database: TestDatabase | null = null;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(() => database?.close());

  /** The real client, as applications use it. */
  function client() {
    if (!database) throw new Error(`${name} is not installed`);
    return connect(database.databaseUrl, { fetchEndpoint: database.endpoint }).$client;
  }
  const test = (title: string, run: () => Promise<void>) =>
    it(title, async (context) => {
      if (!database) context.skip(`${name} is not installed`);
      await run();
    });

  test("gets values of every kind back as they went in", async () => {
    const rows = await client().query(
      `select $1::int as i, $2::bigint as big, $3::text as t, $4::jsonb as j, $5::bool as b, $6::text as nothing,
              $7::text[] as list, $8::timestamptz as at, $9::bytea as bytes, 1.50::numeric as n`,
      [
        7,
        "9007199254740993",
        `a'b"c\\ {x} 🗳️\n`,
        { deep: ["ü", null, 1] },
        true,
        null,
        ["x,y", 'q"', "\\"],
        new Date("2026-11-03T12:34:56.789Z"),
        Buffer.from([0, 255, 1]),
      ],
    );
    expect(rows).toEqual([
      {
        i: 7,
        big: "9007199254740993",
        t: `a'b"c\\ {x} 🗳️\n`,
        j: { deep: ["ü", null, 1] },
        b: true,
        nothing: null,
        list: ["x,y", 'q"', "\\"],
        // Drizzle leaves times to its columns, which read UTC text.
        at: "2026-11-03 12:34:56.789+00",
        bytes: Buffer.from([0, 255, 1]),
        n: "1.50",
      },
    ]);
  });

  test("gets counts, field names and array rows on request", async () => {
    const sql = client();
    await sql.query("create table if not exists counted (i int primary key)");
    const inserted = await sql.query("insert into counted select generate_series(1, 5)", [], { fullResults: true });
    expect(inserted).toMatchObject({ command: "INSERT", rowCount: 5, rows: [] });
    const rows = await sql.query("select i, i * 2 from counted where i < 3 order by i", [], { arrayMode: true });
    expect(rows).toEqual([
      [1, 2],
      [2, 4],
    ]);
    expect(await sql.query("delete from counted where i > 3 returning i")).toEqual([{ i: 4 }, { i: 5 }]);
  });

  test("gets Postgres' error with its fields, and goes on afterwards", async () => {
    const sql = client();
    await sql.query("create table if not exists single (id text constraint only_one primary key)");
    await sql.query("insert into single values ('a')");
    const error: unknown = await sql.query("insert into single values ($1)", ["a"]).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NeonDbError);
    expect(error).toMatchObject({
      code: "23505",
      severity: "ERROR",
      constraint: "only_one",
      table: "single",
      detail: "Key (id)=(a) already exists.",
    });
    expect(isDatabaseDown(error)).toBe(false);
    await expect(sql.query("selec 1")).rejects.toMatchObject({ code: "42601", position: "1" });
    expect(await sql.query("select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("commits a transaction whole or not at all", async () => {
    const sql = client();
    await sql.query("create table if not exists moves (id text primary key)");
    const results = await sql.transaction([
      sql.query("insert into moves values ('a')"),
      sql.query("select count(*)::int as n from moves"),
    ]);
    expect(results).toEqual([[], [{ n: 1 }]]);
    await expect(
      sql.transaction([sql.query("insert into moves values ('b')"), sql.query("select 1 / 0")]),
    ).rejects.toMatchObject({ code: "22012" });
    expect(await sql.query("select id from moves")).toEqual([{ id: "a" }]);
  });

  test("gets the isolation that it asks for", async () => {
    const sql = client();
    const show = () => [sql.query("show transaction_isolation"), sql.query("show transaction_read_only")];
    expect(await sql.transaction(show(), { isolationLevel: "Serializable", readOnly: true })).toEqual([
      [{ transaction_isolation: "serializable" }],
      [{ transaction_read_only: "on" }],
    ]);
    expect(await sql.transaction(show())).toEqual([
      [{ transaction_isolation: "read committed" }],
      [{ transaction_read_only: "off" }],
    ]);
  });

  test("cannot leave a transaction open for the next request", async () => {
    const sql = client();
    await sql.query("create table if not exists strays (id int)");
    await sql.query("begin");
    await sql.query("insert into strays values (1)");
    await sql.query("rollback");
    expect(await sql.query("select id from strays")).toEqual([{ id: 1 }]);
  });

  test("answers 60 requests at once each with its own rows", async () => {
    const sql = client();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        i % 3 === 0
          ? sql.query("select $1::int / 0", [i]).catch((error: { code: string }) => error.code)
          : sql.transaction([sql.query("select $1::int as i", [i]), sql.query("select $1::int as twice", [i * 2])]),
      ),
    );
    expect(answers).toEqual(
      Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? "22012" : [[{ i }], [{ twice: i * 2 }]])),
    );
  });
});

describe("the local Neon server", () => {
  const folder = mkdtempSync(join(tmpdir(), "neon-server-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function launch(): Promise<{ endpoint: string; kill: (signal: NodeJS.Signals) => Promise<void> }> {
    const script = fileURLToPath(new URL("./neon-server.ts", import.meta.url).href);
    const child = spawn(process.execPath, [...PGLITE_FLAGS, script, "--folder", folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = new Promise<void>((resolve) => {
      child.once("exit", () => resolve());
    });
    const kill = async (signal: NodeJS.Signals) => {
      child.kill(signal);
      await exited;
    };
    return new Promise((resolve, reject) => {
      createInterface(child.stdout).once("line", (line) => resolve({ endpoint: JSON.parse(line).endpoint, kill }));
      child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
    });
  }

  it("keeps every answered commit through SIGKILL, and lets one process at a time have a folder", async () => {
    const first = await launch();
    const db = connect(LOCAL_DATABASE_URL, { fetchEndpoint: first.endpoint });
    await db.execute("create table kept (i int)");
    for (let i = 0; i < 20; i++) await db.execute(`insert into kept values (${i})`);

    const second = await startNeonServer({ port: 0, backend: { kind: "pglite", folder } });
    expect(second).toEqual({
      ok: false,
      message: expect.stringMatching(/^Process \d+ is using the database folder .*: stop it first/),
    });

    await first.kill("SIGKILL");
    const refused: unknown = await db.execute("select 1").catch((error: unknown) => error);
    expect(isDatabaseDown(refused)).toBe(true);

    const again = await launch();
    const { rows } = await connect(LOCAL_DATABASE_URL, { fetchEndpoint: again.endpoint }).execute(
      "select count(*)::int as n from kept",
    );
    expect(rows).toEqual([{ n: 20 }]);
    await again.kill("SIGTERM");
  }, 90_000);

  it("is not started by a process without PGlite's flags", () => {
    const script = fileURLToPath(new URL("./neon-server.ts", import.meta.url).href);
    const { status, stderr } = spawnSync(process.execPath, [script, "--folder", folder], { encoding: "utf8" });
    expect(status).not.toBe(0);
    expect(stderr).toContain("start it by “node --liftoff-only …”");
  });

  it("names a port that is taken", async () => {
    const backend = { run: async () => [], close: async () => {} };
    const first = await startNeonServer({ port: 0, backend: { kind: "open", backend } });
    if (!first.ok) throw new Error(first.message);
    const second = await startNeonServer({ port: first.server.port, backend: { kind: "open", backend } });
    expect(second).toEqual({ ok: false, message: expect.stringContaining(`Port ${first.server.port} is taken`) });
    await first.server.close();
  });

  it("reports a Postgres that is not there as a database that is down", async () => {
    const started = await startNeonServer({
      port: 0,
      backend: { kind: "postgres", url: "postgresql://postgres@127.0.0.1:1/postgres" },
    });
    if (!started.ok) throw new Error(started.message);
    const db = connect(LOCAL_DATABASE_URL, { fetchEndpoint: started.server.endpoint });
    const error: unknown = await db.execute("select 1").catch((caught: unknown) => caught);
    expect(isDatabaseDown(error)).toBe(true);
    await started.server.close();
  });
});
