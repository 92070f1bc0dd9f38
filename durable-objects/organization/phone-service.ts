/** API tokens and settings of the phone service, a copy of what owners authored in Postgres, and when tokens were used. */
import type { CopyTaken } from "../../domain/organization/authored-copies.ts";
import { NOTHING_KNOWN } from "../../domain/phone-service/api-tokens.ts";
import type { PhoneServiceCopy as Copy, PhoneServiceKnown } from "../../domain/phone-service/api-tokens.ts";
import type { Sql } from "../kit/storage/sql.ts";

export class PhoneServiceStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** A copy that was read earlier than the known one is stale. */
  set({ version, ...known }: Copy): CopyTaken {
    this.#sql.run(
      `INSERT INTO phone_service (id, version, json) VALUES (1, ?, ?)
       ON CONFLICT (id) DO UPDATE SET version = excluded.version, json = excluded.json WHERE excluded.version > version`,
      version,
      JSON.stringify(known satisfies PhoneServiceKnown),
    );
    return { version: this.#sql.scalar<number>("SELECT version FROM phone_service WHERE id = 1") ?? version };
  }

  /** Only of a token that the organization has, so that nothing is stored for one that was made up. */
  used(tokenId: string, atMs: number): void {
    if (!readPhoneService(this.#sql).tokens.some((token) => token.tokenId === tokenId)) return;
    this.#sql.run(
      `INSERT INTO token_uses (token_id, at) VALUES (?, ?)
       ON CONFLICT (token_id) DO UPDATE SET at = excluded.at WHERE excluded.at > at`,
      tokenId,
      atMs,
    );
  }

  uses(): Record<string, number> {
    const rows = this.#sql.all<{ token_id: string; at: number }>("SELECT token_id, at FROM token_uses");
    return Object.fromEntries(rows.map(({ token_id: tokenId, at }) => [tokenId, at]));
  }
}

/** Also of an object that has stored nothing yet, and without making its tables: a token may be made up. */
export function readPhoneService(sql: Sql): PhoneServiceKnown {
  const hasTable = sql.scalar<number>("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'phone_service'");
  const json = hasTable === null ? null : sql.scalar<string>("SELECT json FROM phone_service WHERE id = 1");
  // Written above.
  return json === null ? NOTHING_KNOWN : (JSON.parse(json) as PhoneServiceKnown);
}
