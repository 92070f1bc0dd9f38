/** Whether texters have the script as it was saved last. */
import { and, eq } from "drizzle-orm";
import type { Database } from "../../../db/client.ts";
import { scriptSnapshots } from "../../../db/schema/scripts.ts";
import type { SavedScript } from "../../../domain/scripts/script-editing.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import { sameJson } from "../../../domain/same-json.ts";
import type { CampaignOverview } from "../../../durable-objects/rpc/campaign-overview.ts";

type Asked = {
  orgId: string;
  campaignId: string;
  overview: Pick<CampaignOverview, "scriptVersion" | "scriptRevision">;
  draft: Pick<SavedScript, "script" | "revision">;
};

/** False before the start. A change that was taken back is none. */
export async function isPublished(db: Database, { orgId, campaignId, overview, draft }: Asked): Promise<boolean> {
  if (overview.scriptVersion === 0) return false;
  // The object knows at once; the snapshot reaches Postgres a moment later.
  if (overview.scriptRevision === draft.revision) return true;
  const live = await snapshotOf(db, orgId, campaignId, overview.scriptVersion);
  return live !== null && sameJson(live, draft.script);
}

export async function snapshotOf(
  db: Database,
  orgId: string,
  campaignId: string,
  version: number,
): Promise<Script | null> {
  const [row] = await db
    .select({ script: scriptSnapshots.script })
    .from(scriptSnapshots)
    .where(
      and(
        eq(scriptSnapshots.campaignId, campaignId),
        eq(scriptSnapshots.orgId, orgId),
        eq(scriptSnapshots.version, version),
      ),
    );
  return row?.script ?? null;
}
