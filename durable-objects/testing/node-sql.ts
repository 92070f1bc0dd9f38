/**
 * `Sql` on `node:sqlite`, for tests in plain Node. Keeps the limits of a Durable Object's storage (taken from a run
 * against the Workers runtime), so that code that passes here does not fail there.
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { migrate } from "../kit/storage/migrations.ts";
import { refuseLargeValues, refusePromise, type Sql, type SqlValue } from "../kit/storage/sql.ts";

export type NodeSql = Sql & { image(): Uint8Array; close(): void };

/** Databases with these migrations, as bytes: to migrate each test's database anew would take most tests' time. */
const migrated = new WeakMap<readonly string[], Uint8Array>();

/** A database in memory that has these migrations already, as `migrate` makes them. */
export function migratedSql(migrations: readonly string[]): NodeSql {
  let image = migrated.get(migrations);
  if (image === undefined) {
    const sql = nodeSql();
    migrate(sql, migrations);
    image = sql.image();
    migrated.set(migrations, image);
    sql.close();
  }
  return nodeSql(":memory:", image);
}

/**
 * @param path a file, or nothing for a database in memory
 * @param image what another database in memory has
 */
export function nodeSql(path = ":memory:", image?: Uint8Array): NodeSql {
  const db = new DatabaseSync(path, {
    limits: { column: 100, compoundSelect: 5, likePatternLength: 50, variableNumber: 100, sqlLength: 100_000 },
  });
  if (image) db.deserialize(image);
  const prepared = new Map<string, { statement: StatementSync; parameters: number }>();
  let depth = 0;

  function prepare(query: string, params: readonly SqlValue[]): StatementSync {
    let known = prepared.get(query);
    if (known === undefined) {
      refuseForbidden(query);
      const statement = db.prepare(query);
      // sourceSQL ends with the first statement; node would silently ignore the rest.
      const rest = query.slice(statement.sourceSQL.length).replaceAll(/--.*|\/\*[^]*?\*\//g, "");
      if (rest.trim() !== "") throw new Error(`Several statements with parameters or rows in one call: ${query}`);
      known = { statement, parameters: countParameters(query) };
      prepared.set(query, known);
    }
    if (known.parameters !== params.length) {
      throw new Error(`Wrong number of parameters: ${known.parameters} in the query, ${params.length} given: ${query}`);
    }
    refuseLargeValues(query, params);
    return known.statement;
  }

  const all = <Row>(query: string, ...params: SqlValue[]): Row[] =>
    // The cast trusts the caller about the row's type (see Sql). Copied: the Workers runtime's rows are plain objects.
    prepare(query, params)
      .all(...params)
      .map((row) => Object.assign({}, row)) as Row[];

  return {
    run(query, ...params) {
      if (params.length > 0) {
        prepare(query, params).run(...params);
      } else {
        refuseForbidden(query);
        if (countParameters(query) > 0) throw new Error(`Wrong number of parameters: none given: ${query}`);
        db.exec(query);
      }
    },
    all,
    one: <Row>(query: string, ...params: SqlValue[]) => all<Row>(query, ...params)[0] ?? null,
    scalar: <T extends SqlValue>(query: string, ...params: SqlValue[]) => {
      const row = all<Record<string, T>>(query, ...params)[0];
      return row === undefined ? null : (Object.values(row)[0] ?? null);
    },
    transaction(body) {
      const name = `nested_${depth}`;
      db.exec(`SAVEPOINT ${name}`);
      depth += 1;
      try {
        return refusePromise(body());
      } catch (error) {
        db.exec(`ROLLBACK TO ${name}`);
        throw error;
      } finally {
        depth -= 1;
        db.exec(`RELEASE ${name}`);
      }
    },
    image: () => db.serialize(),
    close: () => db.close(),
  };
}

/** What a Durable Object's storage refuses: transactions by hand, and pragmas that reach beyond its tables. */
export function refuseForbidden(query: string): void {
  const found = /(?:^|;)\s*(begin|commit|end|rollback|savepoint|release|attach|detach|vacuum|pragma\s+user_version)\b/i
    .exec(query)
    ?.at(1);
  // A trigger's body ends with "; END".
  if (found === undefined || (found.toLowerCase() === "end" && /create\s+(temp\w*\s+)?trigger/i.test(query))) return;
  throw new Error(`An object's storage refuses ${found.toUpperCase()}. Use sql.transaction() and migrate().`);
}

function countParameters(query: string): number {
  const bare = query.replaceAll(/--.*|\/\*[^]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"/g, " ");
  const named = /[?:@$][A-Za-z0-9_]+/.exec(bare)?.[0];
  if (named !== undefined) throw new Error(`Parameters are plain "?" in order, not ${named}: ${query}`);
  return bare.split("?").length - 1;
}
