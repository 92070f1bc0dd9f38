/**
 * The only interface of objects to their storage: narrow, synchronous, and the same on a Durable Object and on
 * `node:sqlite` (testing/node-sql.ts), so that an object's logic is tested without a Workers runtime.
 */

/** Booleans are left out on purpose: the runtime would store `true` as the text "true". Write 1 and 0. */
export type SqlValue = string | number | null;

/**
 * Parameters are `?` in order, at most 100 of them: bulk rows go as one JSON parameter through `json_each(?)`. Numbers
 * are bound as floating point: fine for INTEGER columns, but `? || ''` would print "1.0".
 *
 * Row types are the caller's claim about its query; nothing checks them.
 */
export interface Sql {
  /** One statement, or several when there are no parameters. */
  run(query: string, ...params: SqlValue[]): void;
  all<Row>(query: string, ...params: SqlValue[]): Row[];
  /** The first row, or null. */
  one<Row>(query: string, ...params: SqlValue[]): Row | null;
  /** First column of the first row; null when there is no row, too. */
  scalar<T extends SqlValue>(query: string, ...params: SqlValue[]): T | null;
  /**
   * All or nothing: rolls back when `body` throws, alarms set inside included. Nests. Not needed for writes without an
   * await between them, which are one commit anyway, unless `body` may throw half-way and the caller goes on.
   */
  transaction<T>(body: () => T): T;
}

const MAX_VALUE_BYTES = 2_000_000;

/** The platform allows 2 MB per value and row; the local runtime takes more, so the limit is enforced here. */
export function refuseLargeValues(query: string, params: readonly SqlValue[]): void {
  for (const [index, value] of params.entries()) {
    // Three bytes per UTF-16 unit is the worst case, so that short texts are never measured.
    if (typeof value !== "string" || value.length * 3 <= MAX_VALUE_BYTES) continue;
    const bytes = new TextEncoder().encode(value).byteLength;
    if (bytes > MAX_VALUE_BYTES) {
      throw new RangeError(
        `Parameter ${index + 1} of "${query.trim().slice(0, 80)}" has ${bytes} bytes; a value may have ` +
          `${MAX_VALUE_BYTES}. Split it over several rows or statements.`,
      );
    }
  }
}

/** A body that is still running when the transaction ends would write outside of it. */
export function refusePromise<T>(result: T): T {
  if (result instanceof Promise) {
    throw new TypeError("A transaction's body must be synchronous, but it returned a promise: await before it.");
  }
  return result;
}

/** @param storage `ctx.storage` of an object with SQLite storage. */
export function durableSql(storage: Pick<DurableObjectStorage, "sql" | "transactionSync">): Sql {
  function exec(query: string, params: SqlValue[]): SqlStorageCursor<Record<string, SqlStorageValue>> {
    refuseLargeValues(query, params);
    return storage.sql.exec(query, ...params);
  }
  // The casts below trust the caller about the row's type (see Sql).
  return {
    run(query, ...params) {
      exec(query, params);
    },
    all: <Row>(query: string, ...params: SqlValue[]) => exec(query, params).toArray() as Row[],
    one: <Row>(query: string, ...params: SqlValue[]) => (exec(query, params).toArray()[0] ?? null) as Row | null,
    scalar: <T extends SqlValue>(query: string, ...params: SqlValue[]) =>
      ([...exec(query, params).raw()][0]?.[0] ?? null) as T | null,
    transaction: (body) => storage.transactionSync(() => refusePromise(body())),
  };
}
