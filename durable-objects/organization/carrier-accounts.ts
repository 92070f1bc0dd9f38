/** The organization's own carrier accounts, sealed: a copy of what admins authored in Postgres. */
import { NO_OWN_ACCOUNTS } from "../../domain/sending/own-account.ts";
import type { OwnAccounts, OwnAccountsCopy } from "../../domain/sending/own-account.ts";
import type { CopyTaken } from "../../domain/organization/authored-copies.ts";
import type { Sql } from "../kit/storage/sql.ts";

export class CarrierAccountsCopy {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** A copy that was read earlier than the known one is stale. */
  set({ version, ...accounts }: OwnAccountsCopy): CopyTaken {
    this.#sql.run(
      `INSERT INTO carrier_accounts (id, version, json) VALUES (1, ?, ?)
       ON CONFLICT (id) DO UPDATE SET version = excluded.version, json = excluded.json WHERE excluded.version > version`,
      version,
      JSON.stringify(accounts satisfies OwnAccounts),
    );
    return { version: this.#sql.scalar<number>("SELECT version FROM carrier_accounts WHERE id = 1") ?? version };
  }
}

/** Also of an object that has stored nothing yet, and without making its tables: anybody may ask by an invented id. */
export function readOwnAccounts(sql: Sql): OwnAccounts {
  const hasTable = sql.scalar<number>("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'carrier_accounts'");
  const json = hasTable === null ? null : sql.scalar<string>("SELECT json FROM carrier_accounts WHERE id = 1");
  // Written above.
  return json === null ? NO_OWN_ACCOUNTS : (JSON.parse(json) as OwnAccounts);
}
