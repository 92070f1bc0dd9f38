/** Scripts as admins edit them: shapes of `/api/admin/campaigns/:id/script` and of labels. */
import * as z from "zod";
import { isId, parseContactId } from "../ids.ts";
import type { Prices } from "../campaigns/prices.ts";
import type { CampaignStatus } from "../statuses.ts";
import type { EditingAdmin } from "../campaigns/campaign.ts";
import { scriptSchema } from "./script-schema.ts";
import type { Script } from "./script-schema.ts";

/** A saved draft of a script. `revision` grows with every save. */
export type SavedScript = {
  script: Script | null;
  revision: number;
  /** ISO time; null when nobody has saved it in the editor. */
  savedAt: string | null;
  savedBy: EditingAdmin | null;
};

/** A numbered snapshot that texters have or had. */
export type SnapshotSummary = { version: number; /** ISO time. */ at: string; by: EditingAdmin | null };

/** `GET /api/admin/campaigns/:id/script`. */
export type ScriptDetail = {
  draft: SavedScript;
  title: string;
  status: CampaignStatus;
  /** Number of the snapshot that texters have; 0 before the start. */
  liveVersion: number;
  /** Whether texters have exactly this draft. */
  isLive: boolean;
  /** Newest first. */
  snapshots: SnapshotSummary[];
  /** Custom columns of the campaign's contacts. */
  customFields: string[];
  prices: Prices;
  labels: Label[];
  /** Those that an answer may give conversations to. */
  teams: NamedTeam[];
};

/**
 * `PUT /api/admin/campaigns/:id/script`: saves the draft when `baseRevision` is still the present one. Else 409 `conflict` with
 * `theirs`: nothing was overwritten.
 */
export const saveScriptSchema = z.object({ script: scriptSchema.nullable(), baseRevision: z.int32().min(0) });

/** `POST /api/admin/campaigns/:id/script/publish`: the saved draft becomes the active campaign's next snapshot. */
export const publishScriptSchema = z.object({ revision: z.int32().min(0) });

/** `GET /api/admin/campaigns/:id/script/contacts?search=`: contacts to preview texts with. */
export type PreviewContact = {
  contactId: string;
  firstName: string;
  lastName: string;
  cell: string;
  externalId: string;
  custom: Record<string, string>;
};

export type NamedTeam = { teamId: string; title: string };

export type Label = { labelId: string; name: string };

/** `POST /api/admin/labels`; a name that exists already, in whatever case, answers with the label that has it. */
export const labelSchema = z.object({ name: z.string().trim().min(1, "name the label").max(60) });

/** `POST /api/admin/campaigns/:id/labels`: an admin puts a label on a conversation, or takes it off. */
export const setLabelSchema = z.object({
  contactId: z.string().refine((value) => parseContactId(value) !== null, "not a contact id"),
  labelId: z.string().refine((value) => isId(value, "l"), "not a label's id"),
  on: z.boolean(),
});
