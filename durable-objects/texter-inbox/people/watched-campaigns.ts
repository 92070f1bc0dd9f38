/**
 * The campaigns that this person watches as an admin. A change of their role, a suspension or a sign-out has each of them check its
 * sockets at once, by an alarm that is set in the block of the change: whatever stops in between, it comes.
 */
import { allInWaves } from "../../kit/calls/connection-limit.ts";
import { callObject } from "../../kit/calls/retry.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import type { CampaignRpc } from "../../rpc/campaign.ts";

export type WatchedDeps = {
  sql: Sql;
  /** Organization and person. */
  watcher: () => { orgId: string; personId: string };
  mayWatch: () => boolean;
  campaign: (campaignId: string) => Remote<CampaignRpc>;
  /** Sets the alarm that calls `checkAll`. */
  checkSoon: () => void;
};

export class WatchedCampaigns {
  readonly #deps: WatchedDeps;

  constructor(deps: WatchedDeps) {
    this.#deps = deps;
  }

  /** Before the socket opens, so that no socket is open that is not known here. */
  add(campaignId: string): void {
    const { sql } = this.#deps;
    if (sql.scalar("SELECT 1 FROM watched WHERE campaign_id = ?", campaignId) !== null) return;
    sql.run("INSERT INTO watched (campaign_id) VALUES (?)", campaignId);
  }

  /** What the person may do has changed. */
  changed(): void {
    if (this.#list().length > 0) this.#deps.checkSoon();
  }

  /** @throws when a campaign could not be reached; the alarm then comes again. */
  async checkAll(): Promise<void> {
    const { sql, watcher, mayWatch, campaign } = this.#deps;
    await allInWaves(this.#list(), async (campaignId) => {
      await callObject(
        () => campaign(campaignId),
        (object) => object.checkWatcher(watcher()),
      );
      if (!mayWatch()) sql.run("DELETE FROM watched WHERE campaign_id = ?", campaignId);
    });
  }

  #list(): string[] {
    return this.#deps.sql.all<{ campaign_id: string }>("SELECT campaign_id FROM watched").map((row) => row.campaign_id);
  }
}
