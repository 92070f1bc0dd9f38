/** A real Postgres as the backend of the local Neon endpoint. */
import { DatabaseError, Pool } from "pg";
import type { PoolClient } from "pg";
import { SqlError } from "./neon-protocol.ts";
import type { SqlBackend, SqlQuery, SqlResult } from "./neon-protocol.ts";

/** Values stay as Postgres wrote them: the Neon driver parses them. */
const asText = { getTypeParser: () => (value: string) => value };

/**
 * @param url `postgresql://…`; not connected to before the first query
 */
export function openPostgres(url: string): SqlBackend {
  const pool = new Pool({
    connectionString: url,
    max: 8,
    connectionTimeoutMillis: 5_000,
    // Neon's sessions are in UTC.
    options: "-c timezone=UTC",
    application_name: "neon-server",
  });
  // An idle connection that breaks (the server was stopped) is replaced at the next query; unheard, it would end the process.
  pool.on("error", () => {});

  async function query(client: PoolClient, { query: text, params }: SqlQuery): Promise<SqlResult> {
    const result = await client.query({ text, values: params, rowMode: "array", types: asText });
    return {
      command: result.command,
      rowCount: result.rowCount,
      // rowMode "array" with `asText`, which the types do not know.
      rows: result.rows as (string | null)[][],
      fields: result.fields.map((field) => ({
        name: field.name,
        tableID: field.tableID,
        columnID: field.columnID,
        dataTypeID: field.dataTypeID,
        dataTypeSize: field.dataTypeSize,
        dataTypeModifier: field.dataTypeModifier,
        format: "text",
      })),
    };
  }

  return {
    async run(queries, begin) {
      const client = await pool.connect();
      let broken = false;
      try {
        if (begin !== null) await client.query(begin);
        const results: SqlResult[] = [];
        for (const each of queries) results.push(await query(client, each));
        if (begin !== null) await client.query("COMMIT");
        // Over HTTP a stray BEGIN has nobody to end it: it must not reach the connection's next user.
        else if (results.some(({ command }) => command === "BEGIN" || command === "START"))
          await client.query("ROLLBACK");
        return results;
      } catch (error) {
        broken = !(await rolledBack(client));
        throw error instanceof DatabaseError ? new SqlError(error) : error;
      } finally {
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

async function rolledBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query("ROLLBACK");
    return true;
  } catch {
    return false;
  }
}
