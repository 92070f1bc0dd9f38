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
import { Script } from "node:vm";
import { refuseForbidden } from "../../../durable-objects/testing/node-sql.ts";

type Value = string | number | null | Uint8Array;
type Row = Record<string, Value>;

/** What a query says about itself is enough: a read that is taken for a write costs one commit more. */
const WRITES = /\b(insert|update|delete|replace|create|alter|drop)\b/i;
const TABLES_CHANGE = /\b(create|alter|drop)\b/i;
const LIMITS = { column: 100, compoundSelect: 5, likePatternLength: 50, variableNumber: 100, sqlLength: 100_000 };

export class Storage {
  readonly #db = new DatabaseSync(":memory:", { limits: LIMITS });
  readonly #prepared = new Map<string, Prepared>();
  /** For the storage's own statements and for oracles. */
  readonly #ownStatements = new Map<string, StatementSync>();
  /** What oracles have seen since the last write: they ask idle objects again and again. */
  readonly #seen = new Map<string, unknown[]>();
  /** null after a change of them. */
  #tables: Set<string> | null = null;
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
    this.#own(`SAVEPOINT ${name}`).run();
    this.#depth += 1;
    try {
      return body();
    } catch (error) {
      this.#own(`ROLLBACK TO ${name}`).run();
      throw error;
    } finally {
      this.#depth -= 1;
      this.#own(`RELEASE ${name}`).run();
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
    const row = this.#own("SELECT at FROM _cf_alarm WHERE id = 1").get();
    return row ? Number(row["at"]) : null;
  }

  /** The platform takes the alarm away when it calls the handler. */
  takeAlarm(): void {
    this.#writeAlarm(null);
  }

  #writeAlarm(atMs: number | null): void {
    if (atMs === this.alarmAtMs()) return;
    this.#begin();
    if (atMs === null) this.#own("DELETE FROM _cf_alarm").run();
    else this.#own("INSERT OR REPLACE INTO _cf_alarm (id, at) VALUES (1, ?)").run(atMs);
  }

  #begin(): void {
    if (!this.#inTransaction) {
      this.#own("BEGIN").run();
      this.#inTransaction = true;
    }
    this.#seen.clear();
    this.#onWrite();
  }

  commit(): void {
    if (this.#inTransaction) this.#own("COMMIT").run();
    this.#inTransaction = false;
  }

  rollback(): void {
    if (this.#inTransaction) this.#own("ROLLBACK").run();
    this.#inTransaction = false;
    this.#seen.clear();
    this.#tables = null;
  }

  close(): void {
    this.#db.close();
  }

  #exec(query: string, params: Value[]): Cursor {
    if (WRITES.test(query)) this.#begin();
    if (TABLES_CHANGE.test(query)) this.#tables = null;
    try {
      const statement = this.#prepare(query, params.length);
      return cursorOver(statement?.rows(params) ?? []);
    } catch (error) {
      if (!(error instanceof Error) || !("errcode" in error)) throw error;
      const kind = /constraint failed/.test(error.message) ? "SQLITE_CONSTRAINT" : "SQLITE_ERROR";
      throw new Error(`${error.message}: ${kind}`, { cause: error });
    }
  }

  /** null when the query was several statements, which are done by then. */
  #prepare(query: string, params: number): Prepared | null {
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
    const made = new Prepared(statement);
    this.#prepared.set(query, made);
    return made;
  }

  /** For oracles: nothing of it counts as the object's own doing. The rows are not theirs to change. */
  look<T>(query: string, ...params: Value[]): T[] {
    const known = params.length === 0 ? this.#seen.get(query) : undefined;
    // Kept below for the same query.
    if (known) return known as T[];
    const rows = this.#own(query)
      .all(...params)
      .map((row) => Object.assign({}, row) as T);
    if (params.length === 0) this.#seen.set(query, rows);
    return rows;
  }

  #own(query: string): StatementSync {
    const known = this.#ownStatements.get(query);
    if (known) return known;
    const made = this.#db.prepare(query);
    this.#ownStatements.set(query, made);
    return made;
  }

  has(table: string): boolean {
    this.#tables ??= new Set(
      this.look<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => name),
    );
    return this.#tables.has(table);
  }

  /** Everything in it, as text that two runs can compare. */
  dump(): string {
    const tables = this.look<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    return JSON.stringify(tables.map(({ name }) => [name, this.look(`SELECT * FROM "${name}"`)]));
  }
}

/** A statement with a maker of its rows: Node's own rows are slow to read, and have another prototype than the platform's. */
class Prepared {
  readonly #statement: StatementSync;
  #columns: string[] = [];
  #make: (values: Value[]) => Row = () => ({});

  constructor(statement: StatementSync) {
    this.#statement = statement;
    statement.setReturnArrays(true);
    this.#lookAtColumns();
  }

  rows(params: Value[]): Row[] {
    if (this.#columns.length === 0) {
      this.#statement.run(...params);
      return [];
    }
    // Arrays, because of setReturnArrays.
    const rows = this.#statement.all(...params) as unknown as Value[][];
    // `SELECT *` of a table that has got a column.
    if (rows[0] && rows[0].length !== this.#columns.length) this.#lookAtColumns();
    return rows.map(this.#make);
  }

  #lookAtColumns(): void {
    this.#columns = this.#statement.columns().map(({ name }) => name);
    this.#make = makerOf(this.#columns);
  }
}

const MAKERS = new Map<string, (values: Value[]) => Row>();

/** One function per list of columns, so that its rows have one shape. */
function makerOf(columns: readonly string[]): (values: Value[]) => Row {
  const fields = columns.map((name, index) => `${JSON.stringify(name)}: values[${index}]`).join(", ");
  const known = MAKERS.get(fields);
  if (known) return known;
  const made = new Script(`(values) => ({ ${fields} })`).runInThisContext() as (values: Value[]) => Row;
  MAKERS.set(fields, made);
  return made;
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
