/** The organization's settings for a simulation, a copy of what admins authored in Postgres. */
import type { CopyTaken } from "../../domain/organization/authored-copies.ts";
import type { SimulationCopy } from "../../domain/organization/organization.ts";
import { NO_SIMULATION } from "../../domain/sending/simulation.ts";
import type { SimulationSettings } from "../../domain/sending/simulation.ts";
import type { Sql } from "../kit/storage/sql.ts";

export class SimulationSettingsCopy {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** A copy that was read earlier than the known one is stale. */
  set({ version, ...settings }: SimulationCopy): CopyTaken {
    this.#sql.run(
      `INSERT INTO simulation (id, version, json) VALUES (1, ?, ?)
       ON CONFLICT (id) DO UPDATE SET version = excluded.version, json = excluded.json WHERE excluded.version > version`,
      version,
      JSON.stringify(settings satisfies SimulationSettings),
    );
    return { version: this.#sql.scalar<number>("SELECT version FROM simulation WHERE id = 1") ?? version };
  }

  get(): SimulationSettings {
    const json = this.#sql.scalar<string>("SELECT json FROM simulation WHERE id = 1");
    // Written above.
    return json === null ? NO_SIMULATION : (JSON.parse(json) as SimulationSettings);
  }
}
