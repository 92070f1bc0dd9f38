/**
 * PGlite as the backend of the local Neon endpoint: one Postgres in WebAssembly, on a folder or in memory. It has one
 * session, so every request is one unit of the wire protocol up to its Sync, and units run one after the other.
 * Processes that open one are started with `PGLITE_FLAGS` (pglite-process.ts).
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PGlite, messages, protocol } from "@electric-sql/pglite";
import { PGLITE_FLAGS } from "./pglite-process.ts";
import type { KeptStatements } from "./kept-statements.ts";
import { SqlError } from "./neon-protocol.ts";
import type { SqlBackend, SqlQuery, SqlResult } from "./neon-protocol.ts";
import { takeLock } from "./postgres-lock.ts";

const { serialize } = protocol;

/** Of PGlite's 128 MB only a bench fills more, and what is full stays in memory. */
const START_PARAMS = [...PGlite.defaultStartParams, "-c", "shared_buffers=16MB"];

/** Single-user Postgres never checkpoints by itself: its log would grow, and with it a start after a crash. */
const CHECKPOINT_AFTER_BYTES = 64 * 1024 * 1024;

/**
 * Opens the database, making it when the folder is empty; 1 to 5 s.
 *
 * @param folder holds `data/` and `lock`; null keeps all in memory
 * @param image starts a database in memory from a dump instead of from nothing: 0.5 s
 * @param statements parses a query only when it is first asked; its tables must not change afterwards
 * @returns a refusal, one sentence, when another process has the folder open, or this one was started without its flags
 */
export async function openPglite(
  folder: string | null,
  { image, statements = null }: { image?: Blob; statements?: KeptStatements | null } = {},
): Promise<{ ok: true; backend: SqlBackend; client: PGlite } | { ok: false; message: string }> {
  const lacking = PGLITE_FLAGS.filter((flag) => !process.execArgv.includes(flag));
  if (lacking.length > 0) {
    return {
      ok: false,
      message: `A process that runs PGlite may crash without ${lacking.join(" ")}: start it by “node ${PGLITE_FLAGS.join(" ")} …”.`,
    };
  }
  if (folder === null) {
    const client = await PGlite.create({ startParams: START_PARAMS, ...(image ? { loadDataDir: image } : {}) });
    // A plan that is made once must not depend on how often it was asked before.
    if (statements) await client.exec("SET plan_cache_mode = force_generic_plan");
    return { ok: true, client, backend: backendOf(client, () => {}, statements) };
  }
  mkdirSync(folder, { recursive: true });
  // PGlite itself would let two processes write to one folder, and destroy it.
  const lock = takeLock(join(folder, "lock"), `the database folder ${folder}`);
  if (!lock.ok) return lock;
  try {
    const client = await PGlite.create(join(folder, "data"), { startParams: START_PARAMS });
    return { ok: true, client, backend: backendOf(client, lock.release, statements) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Parses queries that may be asked later; one that Postgres refuses by now is left out. */
export async function parseAhead(
  client: PGlite,
  statements: KeptStatements,
  queries: readonly string[],
): Promise<void> {
  for (const query of queries) {
    const unit = Buffer.concat([statements.parse(query), serialize.sync()]);
    const { messages: received } = await client.execProtocol(unit, { throwOnError: false });
    statements.parsed(readUnit(received).parsed);
  }
}

function backendOf(client: PGlite, closed: () => void, statements: KeptStatements | null): SqlBackend {
  let bytes = 0;
  const encoded = (query: SqlQuery) => (statements ? statements.encode(query) : encode(query));

  async function exchange(parts: Uint8Array[]): Promise<ReturnType<typeof readUnit>> {
    const { messages: received } = await client.execProtocol(Buffer.concat([...parts, serialize.sync()]), {
      throwOnError: false,
    });
    const unit = readUnit(received);
    // Neither an error nor a stray BEGIN may leave its transaction to the next request.
    if (unit.transaction !== "I") await client.execProtocol(Buffer.concat([...command("ROLLBACK"), serialize.sync()]));
    return unit;
  }

  return {
    run: (queries, begin) =>
      client.runExclusive(async () => {
        const asked = begin === null ? queries : [commandOf(begin), ...queries, commandOf("COMMIT")];
        const body = asked.flatMap(encoded);
        const unit = await exchange(body);
        statements?.parsed(unit.parsed);
        for (const part of body) bytes += part.length;
        if (bytes > CHECKPOINT_AFTER_BYTES) {
          bytes = 0;
          await exchange(command("CHECKPOINT"));
        }
        if (unit.error) throw new SqlError(unit.error);
        return begin === null ? unit.results : unit.results.slice(1, -1);
      }),
    close: async () => {
      await client.close();
      closed();
    },
  };
}

const commandOf = (text: string): SqlQuery => ({ query: text, params: [] });
const command = (text: string) => encode(commandOf(text));

function encode({ query, params }: SqlQuery): Uint8Array[] {
  return [
    serialize.parse({ text: query }),
    serialize.bind({ values: params }),
    serialize.describe({ type: "P" }),
    serialize.execute({}),
  ];
}

type Received = Awaited<ReturnType<PGlite["execProtocol"]>>["messages"];

/** Results and error of one unit, how many statements it parsed, and the state of the transaction after it (I idle, T open, E failed). */
function readUnit(received: Received) {
  const results: SqlResult[] = [];
  let next: SqlResult = { command: "", rowCount: null, fields: [], rows: [] };
  let error: InstanceType<typeof messages.DatabaseError> | null = null;
  let transaction = "I";
  let parsed = 0;
  for (const message of received) {
    if (message instanceof messages.DataRowMessage) next.rows.push(message.fields);
    else if (message instanceof messages.RowDescriptionMessage)
      next.fields = message.fields.map((field) => ({
        name: field.name,
        tableID: field.tableID,
        columnID: field.columnID,
        dataTypeID: field.dataTypeID,
        dataTypeSize: field.dataTypeSize,
        dataTypeModifier: field.dataTypeModifier,
        format: "text",
      }));
    else if (message instanceof messages.CommandCompleteMessage) {
      // "INSERT 0 5", "SELECT 3", "BEGIN"
      const [verb = "", ...counts] = message.text.split(" ");
      const count = counts.at(-1);
      results.push({ ...next, command: verb, rowCount: count && /^\d+$/.test(count) ? Number(count) : null });
      next = { command: "", rowCount: null, fields: [], rows: [] };
    } else if (message.name === "emptyQuery") results.push(next);
    else if (message.name === "parseComplete") parsed += 1;
    else if (message instanceof messages.DatabaseError) error ??= message;
    else if (message instanceof messages.ReadyForQueryMessage) transaction = message.status;
  }
  return { results, error, transaction, parsed };
}
