/** The organization's labels, a copy of what admins authored in Postgres. */
import type { CopyTaken } from "../../domain/organization/authored-copies.ts";
import type { OrganizationLabels, OrganizationLabelsCopy } from "../../domain/scripts/organization-labels.ts";
import type { Sql } from "../kit/storage/sql.ts";

export class LabelsCopy {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** A copy that was read earlier than the known one is stale. @param onNews before the copy is written, when it is newer */
  set({ version, ...labels }: OrganizationLabelsCopy, onNews: () => void = () => {}): CopyTaken {
    const known = this.#sql.scalar<number>("SELECT version FROM labels WHERE id = 1");
    if (known !== null && known >= version) return { version: known };
    onNews();
    this.#sql.run(
      `INSERT INTO labels (id, version, json) VALUES (1, ?, ?)
       ON CONFLICT (id) DO UPDATE SET version = excluded.version, json = excluded.json WHERE excluded.version > version`,
      version,
      JSON.stringify(labels satisfies OrganizationLabels),
    );
    return { version };
  }

  /** null: none has been delivered yet. */
  get(): OrganizationLabels | null {
    const json = this.#sql.scalar<string>("SELECT json FROM labels WHERE id = 1");
    // Written above.
    return json === null ? null : (JSON.parse(json) as OrganizationLabels);
  }
}
