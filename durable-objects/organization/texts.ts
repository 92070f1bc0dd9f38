/** The organization's automatic texts, a copy of what admins authored in Postgres. */
import { automaticTexts } from "../../domain/opt-outs/automatic-texts.ts";
import type { CopyTaken } from "../../domain/organization/authored-copies.ts";
import type { OrganizationTexts } from "../../domain/opt-outs/automatic-texts.ts";
import type { OrganizationTextsCopy } from "../../domain/organization/organization.ts";
import type { Sql } from "../kit/storage/sql.ts";

export class AutomaticTextsCopy {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** A copy that was read earlier than the known one is stale. */
  set({ version, ...texts }: OrganizationTextsCopy): CopyTaken {
    this.#sql.run(
      `INSERT INTO texts (id, version, json) VALUES (1, ?, ?)
       ON CONFLICT (id) DO UPDATE SET version = excluded.version, json = excluded.json WHERE excluded.version > version`,
      version,
      JSON.stringify(texts satisfies OrganizationTexts),
    );
    return { version: this.#sql.scalar<number>("SELECT version FROM texts WHERE id = 1") ?? version };
  }

  /** The defaults, without the organization's name until it is known. */
  get(): OrganizationTexts {
    const json = this.#sql.scalar<string>("SELECT json FROM texts WHERE id = 1");
    // Written above.
    return json === null ? automaticTexts(undefined, "") : (JSON.parse(json) as OrganizationTexts);
  }
}
