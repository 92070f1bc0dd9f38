/** A draft that was saved by somebody else since it was read: nothing is overwritten, and both sides learn whose it is. */
import { eq, sql } from "drizzle-orm";
import type { Database } from "../../../db/client.ts";
import { people } from "../../../db/schema/people.ts";
import type { CampaignDetail, DraftConflict } from "../../../domain/campaigns/campaign.ts";
import { refuse } from "../../../domain/outcome.ts";
import { sameJson } from "../../../domain/same-json.ts";
import type { CampaignRow } from "./campaign-row.ts";

const UNKNOWN_REVISION = refuse(
  "bad_request",
  "This campaign has no such revision yet. Load it again, and send the revision that it has with your change.",
);

/** null unless a change names a revision that nobody has saved: no one else is to blame for it. */
export function unknownRevision(row: CampaignRow, sent: { revision: number; scriptRevision?: number | undefined }) {
  const isUnknown = sent.revision > row.revision || (sent.scriptRevision ?? 0) > row.scriptRevision;
  return isUnknown ? UNKNOWN_REVISION : null;
}

type Saving = { change: object; personId: string; theirs: CampaignDetail };

/** null when it is the same save again, whose answer was lost. */
export async function draftConflict(
  db: Database,
  row: CampaignRow,
  { change, personId, theirs }: Saving,
): Promise<DraftConflict | null> {
  const { revision, scriptRevision } = row;
  const isNewer = (row.scriptSavedAt?.getTime() ?? 0) > (row.savedAt?.getTime() ?? 0);
  const [byId, at] = isNewer ? [row.scriptSavedBy, row.scriptSavedAt] : [row.savedBy, row.savedAt];
  const present: Readonly<Record<string, unknown>> = { ...theirs };
  const isThere = Object.entries(change).every(([field, value]) => sameJson(value, present[field]));
  if (byId === personId && isThere) return null;
  const named = byId === null ? [] : await db.select({ name: NAME }).from(people).where(eq(people.id, byId));
  const savedBy = byId === null ? null : { personId: byId, name: named[0]?.name ?? "" };
  const who =
    byId === personId
      ? "You have saved this campaign in another window"
      : `${savedBy?.name || "Somebody else"} has saved this campaign`;
  const message = `${who} since you opened it. Nothing was overwritten: load the latest version and make your change again.`;
  const savedAt = at?.toISOString() ?? null;
  return { ...refuse("conflict", message), revision, scriptRevision, theirs, savedBy, savedAt };
}

const NAME = sql<string>`trim(coalesce(${people.firstName}, '') || ' ' || coalesce(${people.lastName}, ''))`;
