/**
 * Neon's SQL over HTTP as @neondatabase/serverless 1.2.0 speaks it: `POST /sql` with `{query, params}`, or with
 * `{queries: [...]}` for one transaction; values travel as Postgres' own text. Source: that package's `neon()` function.
 */

/** `params` of every type are text as Postgres reads it. */
export type SqlQuery = { query: string; params: (string | null)[] };

type SqlField = {
  name: string;
  tableID: number;
  columnID: number;
  dataTypeID: number;
  dataTypeSize: number;
  dataTypeModifier: number;
  format: "text";
};

export type SqlResult = { command: string; rowCount: number | null; fields: SqlField[]; rows: (string | null)[][] };

/** Where the queries go. `run` throws `SqlError` for what Postgres refuses, and any other error when it cannot be reached. */
export type SqlBackend = {
  /** One query by itself, or all of them in one transaction that `begin` opens (a complete BEGIN statement). */
  run(queries: SqlQuery[], begin: string | null): Promise<SqlResult[]>;
  close(): Promise<void>;
};

/** Fields of Postgres' ErrorResponse that the driver puts on its error. */
const ERROR_FIELDS = [
  "severity",
  "code",
  "detail",
  "hint",
  "position",
  "internalPosition",
  "internalQuery",
  "where",
  "schema",
  "table",
  "column",
  "dataType",
  "constraint",
  "file",
  "line",
  "routine",
] as const;

/** Postgres said no. `fields` are those of its ErrorResponse. */
export class SqlError extends Error {
  readonly fields: Record<string, string | null>;

  constructor(error: { message?: string | undefined }) {
    super(error.message ?? "Postgres gave no message");
    const given = new Map<string, unknown>(Object.entries(error));
    this.fields = Object.fromEntries(
      ERROR_FIELDS.map((name) => {
        const value = given.get(name);
        return [name, typeof value === "string" ? value : null];
      }),
    );
  }
}

export type SqlAnswer = { status: number; contentType: string; body: string };

/**
 * Answers one HTTP request.
 *
 * @param header reads a request header by its lower-case name
 */
export async function answerSql(
  backend: SqlBackend,
  request: { header: (name: string) => string | null | undefined; body: string },
): Promise<SqlAnswer> {
  const asked = readRequest(request);
  if (!asked.ok) return problem(asked.message);
  try {
    const results = await backend.run(asked.queries, asked.begin);
    const shaped = results.map((result) => shape(result, asked.arrayMode));
    return json(200, asked.begin === null ? shaped[0] : { results: shaped });
  } catch (error) {
    if (error instanceof SqlError) return json(400, { message: error.message, ...error.fields });
    const why = error instanceof Error ? error.message || error.name : String(error);
    return {
      status: 503,
      contentType: "text/plain",
      body: `The database behind this endpoint does not answer: ${why}`,
    };
  }
}

type Asked =
  | { ok: true; queries: SqlQuery[]; begin: string | null; arrayMode: boolean }
  | { ok: false; message: string };

function readRequest({ header, body }: Parameters<typeof answerSql>[1]): Asked {
  const connection = header("neon-connection-string");
  if (!connection) return { ok: false, message: "the header Neon-Connection-String is missing" };
  if (!/^postgres(ql)?:\/\//.test(connection))
    return { ok: false, message: "the header Neon-Connection-String is not a postgresql:// URL" };
  if (header("neon-raw-text-output") !== "true")
    return { ok: false, message: "only Neon-Raw-Text-Output: true is served here" };
  const arrayMode = header("neon-array-mode") === "true";
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { ok: false, message: "the body is not JSON" };
  }
  if (typeof value === "object" && value !== null && "queries" in value) {
    if (!Array.isArray(value.queries) || !value.queries.every(isQuery))
      return { ok: false, message: "queries is not a list of {query, params}" };
    const begin = beginOf(header);
    if (begin === null)
      return { ok: false, message: "the header Neon-Batch-Isolation-Level is not an isolation level" };
    return { ok: true, queries: value.queries, begin, arrayMode };
  }
  if (!isQuery(value)) return { ok: false, message: "the body is neither {query, params} nor {queries}" };
  return { ok: true, queries: [value], begin: null, arrayMode };
}

function isQuery(value: unknown): value is SqlQuery {
  if (typeof value !== "object" || value === null) return false;
  if (!("query" in value && typeof value.query === "string" && "params" in value)) return false;
  const { params } = value;
  return Array.isArray(params) && params.every((param) => param === null || typeof param === "string");
}

const ISOLATION: Record<string, string> = {
  ReadUncommitted: "READ UNCOMMITTED",
  ReadCommitted: "READ COMMITTED",
  RepeatableRead: "REPEATABLE READ",
  Serializable: "SERIALIZABLE",
};

function beginOf(header: (name: string) => string | null | undefined): string | null {
  let begin = "BEGIN";
  const level = header("neon-batch-isolation-level");
  if (level) {
    const words = ISOLATION[level];
    if (words === undefined) return null;
    begin += ` ISOLATION LEVEL ${words}`;
  }
  if (header("neon-batch-read-only") === "true") begin += " READ ONLY";
  if (header("neon-batch-deferrable") === "true") begin += " DEFERRABLE";
  return begin;
}

function shape(result: SqlResult, arrayMode: boolean) {
  const { fields, rows } = result;
  const shaped = arrayMode
    ? rows
    : rows.map((row) => Object.fromEntries(fields.map((field, i) => [field.name, row[i] ?? null])));
  return { ...result, rows: shaped, rowAsArray: arrayMode };
}

function json(status: number, value: unknown): SqlAnswer {
  return { status, contentType: "application/json", body: JSON.stringify(value) };
}

/** A request that never reached Postgres, in the shape of its errors; 08P01 is protocol_violation. */
function problem(message: string): SqlAnswer {
  return json(400, { message: `Neon protocol: ${message}`, code: "08P01", severity: "ERROR" });
}
