/**
 * The installation's side of shared opt-outs (docs/rules.md#opt-outs-scope): each shard has one directory (`SHARED`) that
 * knows which organizations take part and what has opted out of each, and passes every opt-out on to the others.
 */
import { allInWaves } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import { jsonBatches } from "../../kit/storage/batches.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import type { ContactDirectoryRpc, ShareOptOutsRequest } from "../../rpc/contact-directory.ts";

/** Takes the place of the organization in the directory's key. */
export const SHARED = "shared";
const CELLS_PER_PAGE = 5_000;

export class SharedOptOuts {
  readonly #sql: Sql;
  readonly #directory: (orgId: string, shard: number) => Remote<ContactDirectoryRpc>;

  constructor(deps: { sql: Sql; directory: (orgId: string, shard: number) => Remote<ContactDirectoryRpc> }) {
    this.#sql = deps.sql;
    this.#directory = deps.directory;
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

  /** Resolves when all other organizations have an organization's opt-outs. */
  async share({ orgId, shard, cells, optedOut, version }: ShareOptOutsRequest): Promise<void> {
    for (const { values, json } of jsonBatches(cells, { count: CELLS_PER_PAGE })) {
      if (optedOut) await this.#shareBatch({ orgId, shard, cells: values, version }, json);
      else this.#withdraw(orgId, json, version);
    }
  }

  /** @param json of the cells, within what a statement takes */
  async #shareBatch({ orgId, shard, version }: Omit<ShareOptOutsRequest, "optedOut">, json: string): Promise<void> {
    const owed = this.#store(orgId, json, version);
    if (owed.length === 0) return;
    await allInWaves(this.#others(orgId), (other) =>
      callObject(
        () => this.#directory(other, shard),
        (directory) => directory.applySharedOptOuts({ orgId: other, cells: owed }),
      ),
    );
    this.#sql.run(
      "UPDATE shared SET passed_on = 1 WHERE org_id = ? AND version = ? AND cell IN (SELECT value FROM json_each(?))",
      orgId,
      version,
      JSON.stringify(owed),
    );
  }

  #withdraw(orgId: string, cells: string, version: number): void {
    this.#sql.run(
      "DELETE FROM shared WHERE org_id = ? AND version < ? AND cell IN (SELECT value FROM json_each(?))",
      orgId,
      version,
      cells,
    );
  }

  /** Answers with the numbers that the others do not have yet. */
  #store(orgId: string, cells: string, version: number): string[] {
    this.#sql.run(
      `INSERT INTO shared (cell, org_id, version, passed_on) SELECT value, ?, ?, 0 FROM json_each(?) WHERE true
       ON CONFLICT (cell, org_id) DO UPDATE SET version = excluded.version, passed_on = 0
       WHERE excluded.version > shared.version`,
      orgId,
      version,
      cells,
    );
    return this.#sql
      .all<{ cell: string }>(
        "SELECT cell FROM shared WHERE org_id = ? AND passed_on = 0 AND cell IN (SELECT value FROM json_each(?))",
        orgId,
        cells,
      )
      .map((row) => row.cell);
  }

  #others(orgId: string): string[] {
    return this.#sql
      .all<{ org_id: string }>("SELECT org_id FROM sharers WHERE org_id <> ?", orgId)
      .map((row) => row.org_id);
  }
}
