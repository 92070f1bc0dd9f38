/**
 * `ctx.storage` of an object on `node:sqlite`.
 *
 * Cloudflare, "Access Durable Objects Storage" and "SQLite-backed Durable Object Storage" (developers.cloudflare.com/durable-objects,
 * read November 2026): writes without an await between them are submitted atomically; `transactionSync` rolls back when
 * its callback throws; an alarm that is set is part of the transaction. Here a commit is an entry of the scheduler: what is
 * written until it happens becomes durable with it, and a kill before takes all of it back.
 */
import { DatabaseSync } from "node:sqlite";
import type { StatementSync } from "node:sqlite";
import { refuseForbidden } from "../../../durable-objects/testing/node-sql.ts";

type Value = string | number | null | Uint8Array;
type Row = Record<string, Value>;

/** What a query says about itself is enough: a read that is taken for a write costs one commit more. */
const WRITES = /\b(insert|update|delete|replace|create|alter|drop)\b/i;
const LIMITS = { column: 100, compoundSelect: 5, likePatternLength: 50, variableNumber: 100, sqlLength: 100_000 };

export class Storage {
  readonly #db = new DatabaseSync(":memory:", { limits: LIMITS });
  readonly #prepared = new Map<string, StatementSync>();
  readonly #onWrite: () => void;
  #inTransaction = false;
  #depth = 0;

  /**
   * @param onWrite called at each write; the object plans its commit
   * @param image what another one has had (`image`); without it the storage is empty
   */
  constructor(onWrite: () => void, image?: Uint8Array) {
    this.#onWrite = onWrite;
    if (image) this.#db.deserialize(image);
    else this.#db.exec("CREATE TABLE _cf_alarm (id INTEGER PRIMARY KEY, at INTEGER)");
  }

  /** All that is committed. */
  image(): Uint8Array {
    return this.#db.serialize();
  }

  /** The code's view of it. */
  readonly sql = {
    exec: (query: string, ...params: Value[]): Cursor => this.#exec(query, params),
    databaseSize: 0,
  };

  transactionSync<T>(body: () => T): T {
    this.#begin();
    const name = `nested_${this.#depth}`;
    this.#db.exec(`SAVEPOINT ${name}`);
    this.#depth += 1;
    try {
      return body();
    } catch (error) {
      this.#db.exec(`ROLLBACK TO ${name}`);
      throw error;
    } finally {
      this.#depth -= 1;
      this.#db.exec(`RELEASE ${name}`);
    }
  }

  async setAlarm(at: number | Date): Promise<void> {
    const atMs = Number(at);
    if (!(atMs > 0)) throw new TypeError("setAlarm() cannot be called with an alarm time <= 0");
    this.#writeAlarm(atMs);
  }

  async deleteAlarm(): Promise<void> {
    this.#writeAlarm(null);
  }

  async getAlarm(): Promise<number | null> {
    return this.alarmAtMs();
  }

  alarmAtMs(): number | null {
    const row = this.#db.prepare("SELECT at FROM _cf_alarm WHERE id = 1").get();
    return row ? Number(row["at"]) : null;
  }

  /** The platform takes the alarm away when it calls the handler. */
  takeAlarm(): void {
    this.#writeAlarm(null);
  }

  #writeAlarm(atMs: number | null): void {
    if (atMs === this.alarmAtMs()) return;
    this.#begin();
    if (atMs === null) this.#db.exec("DELETE FROM _cf_alarm");
    else this.#db.prepare("INSERT OR REPLACE INTO _cf_alarm (id, at) VALUES (1, ?)").run(atMs);
  }

  #begin(): void {
    if (!this.#inTransaction) {
      this.#db.exec("BEGIN");
      this.#inTransaction = true;
    }
    this.#onWrite();
  }

  commit(): void {
    if (this.#inTransaction) this.#db.exec("COMMIT");
    this.#inTransaction = false;
  }

  rollback(): void {
    if (this.#inTransaction) this.#db.exec("ROLLBACK");
    this.#inTransaction = false;
  }

  close(): void {
    this.#db.close();
  }

  #exec(query: string, params: Value[]): Cursor {
    if (WRITES.test(query)) this.#begin();
    try {
      const statement = this.#prepare(query, params.length);
      if (statement === null) return cursorOver([]);
      return cursorOver(statement.all(...params).map((row) => Object.assign({}, row) as Row));
    } catch (error) {
      if (!(error instanceof Error) || !("errcode" in error)) throw error;
      const kind = /constraint failed/.test(error.message) ? "SQLITE_CONSTRAINT" : "SQLITE_ERROR";
      throw new Error(`${error.message}: ${kind}`, { cause: error });
    }
  }

  /** null when the query was several statements, which are done by then. */
  #prepare(query: string, params: number): StatementSync | null {
    const known = this.#prepared.get(query);
    if (known) return known;
    refuseForbidden(query);
    const statement = this.#db.prepare(query);
    const rest = query.slice(statement.sourceSQL.length).replaceAll(/--.*|\/\*[^]*?\*\//g, "");
    if (rest.trim() !== "") {
      if (params > 0) throw new Error(`Several statements with parameters in one call: ${query}`);
      this.#db.exec(query);
      return null;
    }
    this.#prepared.set(query, statement);
    return statement;
  }

  /** For oracles: nothing of it counts as the object's own doing. */
  look<T>(query: string, ...params: Value[]): T[] {
    return this.#db
      .prepare(query)
      .all(...params)
      .map((row) => Object.assign({}, row) as T);
  }

  has(table: string): boolean {
    return this.look("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", table).length > 0;
  }

  /** Everything in it, as text that two runs can compare. */
  dump(): string {
    const tables = this.look<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    return JSON.stringify(tables.map(({ name }) => [name, this.look(`SELECT * FROM "${name}"`)]));
  }
}

export type Cursor = {
  toArray(): Row[];
  one(): Row;
  raw(): IterableIterator<Value[]>;
  readonly rowsRead: number;
  readonly rowsWritten: number;
  [Symbol.iterator](): IterableIterator<Row>;
};

function cursorOver(rows: Row[]): Cursor {
  return {
    toArray: () => rows,
    one: () => {
      const [row] = rows;
      if (!row || rows.length > 1)
        throw new Error("Expected exactly one result from SQL query, but got several or none");
      return row;
    },
    raw: () => rows.map((row) => Object.values(row)).values(),
    rowsRead: rows.length,
    rowsWritten: 0,
    [Symbol.iterator]: () => rows.values(),
  };
}
