/** How many conversations wait for the texter's teams in each campaign, as the campaign has said it last. */
import type { Sql } from "../../kit/storage/sql.ts";

export class TeamWaiting {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  of(campaignId: string): number {
    return this.#sql.scalar<number>("SELECT waiting FROM team_waiting WHERE campaign_id = ?", campaignId) ?? 0;
  }

  /** False when it is known already. */
  set(campaignId: string, waiting: number): boolean {
    if (this.of(campaignId) === waiting) return false;
    if (waiting === 0) this.#sql.run("DELETE FROM team_waiting WHERE campaign_id = ?", campaignId);
    else
      this.#sql.run(
        "INSERT INTO team_waiting (campaign_id, waiting) VALUES (?, ?) ON CONFLICT (campaign_id) DO UPDATE SET waiting = excluded.waiting",
        campaignId,
        waiting,
      );
    return true;
  }
}
