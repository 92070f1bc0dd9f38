/**
 * Opt-outs across the organizations of one installation (docs/rules.md#opt-outs-scope), where its operator set
 * SHARED_OPT_OUTS. Each shard has one directory of its own for that (`SHARED`), which knows the organizations that
 * share and their opt-outs, and passes every opt-out on to the others, who store it like their own. Only opt-outs are
 * passed on: a START to one organization says nothing to the others.
 */
import type { Sql } from "../kit/storage/sql.ts";

/** Takes the place of the organization in the directory's key. */
export const SHARED = "shared";
/** The reason of an opt-out from another organization; it is not passed on again. */
export const SHARED_REASON = "shared";
const CELLS_PER_PAGE = 5_000;

/** The opt-outs of all organizations, in the installation's directory. */
export class SharedWords {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** An organization takes part from now on; answers with the numbers that have opted out of others, page by page. */
  join(orgId: string, after: string): { cells: string[]; next: string | null } {
    this.#sql.run("INSERT INTO sharers (org_id) VALUES (?) ON CONFLICT DO NOTHING", orgId);
    const cells = this.#sql
      .all<{ cell: string }>(
        "SELECT DISTINCT cell FROM shared WHERE cell > ? AND org_id <> ? ORDER BY cell LIMIT ?",
        after,
        orgId,
        CELLS_PER_PAGE,
      )
      .map((row) => row.cell);
    return { cells, next: cells.length === CELLS_PER_PAGE ? (cells.at(-1) ?? null) : null };
  }

  /** Stores an organization's opt-outs; answers with the numbers that the others still have to get. */
  note(orgId: string, cells: readonly string[], optedOut: boolean, version: number): string[] {
    if (!optedOut) {
      this.#sql.run(
        "DELETE FROM shared WHERE org_id = ? AND version < ? AND cell IN (SELECT value FROM json_each(?))",
        orgId,
        version,
        JSON.stringify(cells),
      );
      return [];
    }
    this.#sql.run(
      `INSERT INTO shared (cell, org_id, version, told) SELECT value, ?, ?, 0 FROM json_each(?) WHERE true
       ON CONFLICT (cell, org_id) DO UPDATE SET version = excluded.version, told = 0
       WHERE excluded.version > shared.version`,
      orgId,
      version,
      JSON.stringify(cells),
    );
    return this.#sql
      .all<{ cell: string }>(
        "SELECT cell FROM shared WHERE org_id = ? AND told = 0 AND cell IN (SELECT value FROM json_each(?))",
        orgId,
        JSON.stringify(cells),
      )
      .map((row) => row.cell);
  }

  others(orgId: string): string[] {
    return this.#sql
      .all<{ org_id: string }>("SELECT org_id FROM sharers WHERE org_id <> ?", orgId)
      .map((row) => row.org_id);
  }

  told(orgId: string, cells: readonly string[], version: number): void {
    this.#sql.run(
      "UPDATE shared SET told = 1 WHERE org_id = ? AND version = ? AND cell IN (SELECT value FROM json_each(?))",
      orgId,
      version,
      JSON.stringify(cells),
    );
  }
}

/** Whether an organization's directory takes part already. */
export function hasJoined(sql: Sql): boolean {
  return sql.scalar<number>("SELECT joined FROM state WHERE id = 1") === 1;
}

/** It takes part from now on; the alarm passes on what it knew before. */
export function joined(sql: Sql): void {
  sql.run("UPDATE state SET joined = 1 WHERE id = 1");
  sql.run("UPDATE numbers SET untold = 1 WHERE opted_out = 1");
}
