/**
 * Campaigns learn at once that teams or labels have changed: members of a team see what waits for it when they join, and a deleted
 * label is put on nowhere any more. What a campaign has to learn is stored with the change and repeated until it has.
 */
import { allInWaves } from "../kit/calls/connection-limit.ts";
import type { Sql } from "../kit/storage/sql.ts";
import type { AlarmSchedule } from "../kit/time/alarm-schedule.ts";
import type { OrganizationChange } from "../rpc/requests.ts";

export const NEWS_ALARM = "campaign-news";

export type CampaignNewsDeps = {
  sql: Sql;
  schedule: Pick<AlarmSchedule, "set">;
  now: () => number;
  /** Those that are running. */
  campaignIds: () => string[];
  tell: (campaignId: string, changed: OrganizationChange[]) => Promise<void>;
};

type Owed = { campaign_id: string; changed: OrganizationChange; seq: number };

export class CampaignNews {
  readonly #deps: CampaignNewsDeps;

  constructor(deps: CampaignNewsDeps) {
    this.#deps = deps;
  }

  /** To be called in the turn of the change itself, so that both are one commit. */
  owe(changed: OrganizationChange): void {
    const { sql, schedule, now, campaignIds } = this.#deps;
    const ids = campaignIds();
    if (ids.length === 0) return;
    sql.run(
      `INSERT INTO campaign_news (campaign_id, changed, seq) SELECT value, ?, 1 FROM json_each(?) WHERE true
       ON CONFLICT (campaign_id, changed) DO UPDATE SET seq = seq + 1`,
      changed,
      JSON.stringify(ids),
    );
    schedule.set(NEWS_ALARM, now());
  }

  /** Throws when some campaigns could not be reached; repeating it asks those. */
  async deliver(): Promise<void> {
    const { sql, tell } = this.#deps;
    const rows = sql.all<Owed>("SELECT campaign_id, changed, seq FROM campaign_news");
    const byCampaign = Map.groupBy(rows, (row) => row.campaign_id);
    await allInWaves([...byCampaign], async ([campaignId, owed]) => {
      await tell(
        campaignId,
        owed.map(({ changed }) => changed),
      );
      // What changed again meanwhile is owed again.
      for (const { changed, seq } of owed) {
        sql.run(
          "DELETE FROM campaign_news WHERE campaign_id = ? AND changed = ? AND seq = ?",
          campaignId,
          changed,
          seq,
        );
      }
    });
  }
}
