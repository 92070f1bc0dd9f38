/**
 * Neon's `/sql` in front of a PGlite of this process. A query is one entry of the scheduler and is waited for alone. Neon,
 * "Serverless driver" (neon.com/docs/serverless/serverless-driver, read November 2026): one query or one non-interactive
 * transaction per request; a request whose answer is lost may have been done.
 */
import { join } from "node:path";
import { openPglite } from "../../../tools/local/postgres/neon-pglite.ts";
import { openMigratedPglite } from "../../../tools/local/postgres/neon-test-database.ts";
import { answerSql } from "../../../tools/local/postgres/neon-protocol.ts";
import { Life } from "../scheduler/scheduler.ts";
import type { OutsideService } from "./edge.ts";
import type { WorldCore } from "./world-core.ts";

type Opened = Awaited<ReturnType<typeof openMigratedPglite>>;

async function openedFor(root: string): Promise<Opened> {
  const opened = await openPglite(null, { keepsStatements: true });
  if (!opened.ok) throw new Error(opened.message);
  // The same module of another version.
  const { migrateDatabase } = (await import(join(root, "db/migrate.ts"))) as {
    migrateDatabase: (to: { kind: "pglite"; client: Opened["client"] }) => Promise<void>;
  };
  await migrateDatabase({ kind: "pglite", client: opened.client });
  return opened;
}

/** One per process of Node; each world finds it empty. */
export class Postgres {
  readonly #opened: Opened;
  readonly #tables: string;
  /** Whether it is away. */
  isAway = false;

  private constructor(opened: Opened, tables: string) {
    this.#opened = opened;
    this.#tables = tables;
  }

  /** @param root of another version, whose migrations it gets */
  static async open(root?: string): Promise<Postgres> {
    const opened = root === undefined ? await openMigratedPglite({ keepsStatements: true }) : await openedFor(root);
    const { rows } = await opened.client.query<{ name: string }>(
      "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    );
    return new Postgres(opened, rows.map(({ name }) => name).join(", "));
  }

  async empty(): Promise<void> {
    this.isAway = false;
    await inVirtualTime(0, () => this.#opened.client.exec(`TRUNCATE ${this.#tables} RESTART IDENTITY CASCADE`));
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
