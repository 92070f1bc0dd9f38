/** The counts of every area code of a pool, as the inventories have given them: absolute, so that they may come twice. */
import type { Sql } from "../kit/storage/sql.ts";
import type { AreaCodeCounts, StoreAreaCodeRequest } from "../rpc/number-pool.ts";

type Row = { area_code: string; available: number; reserved: number; assigned: number; resting: number };

export class AreaCodes {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  store({ areaCode, version, counts }: StoreAreaCodeRequest): { version: number } {
    this.#sql.run(
      `INSERT INTO area_codes (area_code, version, available, reserved, assigned, resting) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (area_code) DO UPDATE SET version = excluded.version, available = excluded.available,
         reserved = excluded.reserved, assigned = excluded.assigned, resting = excluded.resting
       WHERE excluded.version > version`,
      areaCode,
      version,
      counts.AVAILABLE,
      counts.RESERVED,
      counts.ASSIGNED,
      counts.RESTING,
    );
    return { version: this.#sql.scalar<number>("SELECT version FROM area_codes WHERE area_code = ?", areaCode) ?? 0 };
  }

  all(): AreaCodeCounts[] {
    const rows = this.#sql.all<Row>(
      "SELECT area_code, available, reserved, assigned, resting FROM area_codes ORDER BY area_code",
    );
    return rows.map(({ area_code: areaCode, available, reserved, assigned, resting }) => ({
      areaCode,
      AVAILABLE: available,
      RESERVED: reserved,
      ASSIGNED: assigned,
      RESTING: resting,
    }));
  }
}
