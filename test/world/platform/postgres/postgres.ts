/**
 * Neon's `/sql` in front of a PGlite of this process. A query is one entry of the scheduler and is waited for alone. Neon,
 * "Serverless driver" (neon.com/docs/serverless/serverless-driver, read November 2026): one query or one non-interactive
 * transaction per request; a request whose answer is lost may have been done.
 */
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { KeptStatements } from "../../../../tools/local/postgres/kept-statements.ts";
import { openPglite, parseAhead } from "../../../../tools/local/postgres/neon-pglite.ts";
import { openMigratedPglite } from "../../../../tools/local/postgres/neon-test-database.ts";
import { answerSql } from "../../../../tools/local/postgres/neon-protocol.ts";
import type { SqlBackend } from "../../../../tools/local/postgres/neon-protocol.ts";
import { Life } from "../../scheduler/scheduler.ts";
import type { OutsideService } from "../edge.ts";
import { PgliteImages } from "./pglite-image.ts";
import type { PgliteState } from "./pglite-image.ts";
import type { WorldCore } from "../world-core.ts";

type Opened = { backend: SqlBackend; client: PGlite };

async function openedFor(root: string, statements: KeptStatements): Promise<Opened> {
  const opened = await openPglite(null, { statements });
  if (!opened.ok) throw new Error(opened.message);
  // The same module of another version.
  const { migrateDatabase } = (await import(join(root, "db/migrate.ts"))) as {
    migrateDatabase: (to: { kind: "pglite"; client: PGlite }) => Promise<void>;
  };
  await migrateDatabase({ kind: "pglite", client: opened.client });
  return opened;
}

/** So many statements that are parsed anew in each world are worth an image that has them. */
const MANY_STATEMENTS = 5;

/** What a world may find in it. */
export type PostgresState = { image: PgliteState; statements: ReadonlyMap<string, string> };

/** One per process of Node; each world finds it as it is in one of its states, the same to the byte. */
export class Postgres {
  readonly #opened: Opened;
  readonly #statements: KeptStatements;
  readonly #images: PgliteImages;
  /** Every query that some world has asked. */
  readonly #asked = new Set<string>();
  /** Without a row. */
  readonly #empty: PostgresState;
  /** Whether it is away. */
  isAway = false;

  private constructor(opened: Opened, statements: KeptStatements) {
    this.#opened = opened;
    this.#statements = statements;
    this.#images = new PgliteImages(opened.client);
    this.#empty = this.take();
  }

  /** @param root of another version, whose migrations it gets */
  static async open(root?: string): Promise<Postgres> {
    const statements = new KeptStatements();
    const opened = root === undefined ? await openMigratedPglite({ statements }) : await openedFor(root, statements);
    const { rows } = await opened.client.query<{ name: string }>(
      "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    );
    const tables = rows.map(({ name }) => name).join(", ");
    await opened.client.exec(`TRUNCATE ${tables} RESTART IDENTITY CASCADE`);
    // Else each world would write the pages once more.
    await opened.client.exec("CHECKPOINT");
    return new Postgres(opened, statements);
  }

  /** As it is now. */
  take(): PostgresState {
    return { image: this.#images.take(), statements: this.#statements.kept() };
  }

  async empty(): Promise<void> {
    await this.restore(this.#empty);
  }

  async restore(state: PostgresState): Promise<void> {
    this.isAway = false;
    for (const query of this.#statements.kept().keys()) this.#asked.add(query);
    this.#images.restore(state.image);
    this.#statements.become(state.statements);
    const later = [...this.#asked].filter((query) => !state.statements.has(query));
    if (later.length < MANY_STATEMENTS) return;
    // Parsing depends on no row. Plans do: they are made in each world.
    await inVirtualTime(0, () => parseAhead(this.#opened.client, this.#statements, later));
    Object.assign(state, this.take());
  }

  async rows<T>(query: string, params: unknown[] = []): Promise<T[]> {
    return (await inVirtualTime(0, () => this.#opened.client.query<T>(query, params))).rows;
  }

  close(): Promise<void> {
    return this.#opened.backend.close();
  }

  service({ scheduler, chance }: WorldCore): OutsideService {
    return ({ headers, body }) =>
      new Promise((resolve, reject) => {
        if (this.isAway || chance.meets("queriesLost")) return reject(new Error("Postgres is away"));
        scheduler.after(chance.latency(), "query", new Life("postgres"), async () => {
          const answer = await inVirtualTime(scheduler.nowMs, () =>
            answerSql(this.#opened.backend, { header: (name) => headers.get(name), body }),
          );
          scheduler.note(`rows ${answer.status} ${answer.body.length}`);
          if (chance.meets("queryAnswersLost")) return reject(new Error("the answer of Postgres is lost"));
          resolve({ status: answer.status, headers: [["content-type", answer.contentType]], body: answer.body });
        });
      });
  }
}

/**
 * Postgres asks this process what time it is, and sets timers for statistics, which nobody needs; nothing else runs
 * meanwhile.
 */
async function inVirtualTime<T>(nowMs: number, run: () => Promise<T>): Promise<T> {
  const { now } = Date;
  const { setTimeout } = globalThis;
  Date.now = () => nowMs;
  globalThis.setTimeout = (() => 0) as unknown as typeof setTimeout;
  try {
    return await run();
  } finally {
    Date.now = now;
    globalThis.setTimeout = setTimeout;
  }
}
