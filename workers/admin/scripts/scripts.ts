/**
 * A campaign's script as admins edit it: a draft with a revision in Postgres; while the campaign is active, a saved
 * draft becomes its next numbered snapshot. A save names the revision that it began from, so that no admin overwrites
 * another.
 */
import { faultFields } from "../../../durable-objects/kit/log/fault-fields.ts";
import { and, asc, desc, eq, ilike, isNotNull, or, sql } from "drizzle-orm";
import { Hono } from "hono";
import * as z from "zod";
import type { Database } from "../../../db/client.ts";
import { campaigns } from "../../../db/schema/campaigns.ts";
import { contacts } from "../../../db/schema/contacts.ts";
import { people } from "../../../db/schema/people.ts";
import { scriptSnapshots } from "../../../db/schema/scripts.ts";
import type { EditingAdmin } from "../../../domain/campaigns/campaign.ts";
import { refuse } from "../../../domain/outcome.ts";
import { publishScriptSchema, saveScriptSchema } from "../../../domain/scripts/script-editing.ts";
import type {
  PreviewContact,
  SavedScript,
  ScriptDetail,
  SnapshotSummary,
} from "../../../domain/scripts/script-editing.ts";
import { hasOwnPictures } from "../../../domain/scripts/script-schema.ts";
import { sameJson } from "../../../domain/same-json.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { campaignAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Edge, EdgeContext } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { queryParams } from "../../http/query.ts";
import { refused } from "../../http/refused.ts";
import { campaignOverview, NO_SUCH_CAMPAIGN } from "../campaigns/campaign-of-org.ts";
import { actionProblems, actionsRefusal, teamNames } from "./answer-actions.ts";
import { labelsOfOrganization } from "./labels.ts";
import { NOT_YOUR_PICTURE, pictureProblems } from "./pictures.ts";
import { isPublished, snapshotOf } from "./published.ts";
import { settingsOf } from "../settings/settings.ts";
import type { CampaignOverview } from "../../../durable-objects/rpc/campaign-overview.ts";
import type { Membership } from "../../../durable-objects/rpc/texter-inbox.ts";

/** A little more than the largest script, which its schema bounds. */
const LIMIT_BYTES = 600_000;
const LISTED_SNAPSHOTS = 50;
const PREVIEW_CONTACTS = 30;

const contactQuery = z.object({ search: z.string().trim().max(100).default("") });

export const campaignScripts = new Hono<Edge>()
  .get("/", async (c) => {
    const found = await find(c);
    if (!found) return refused(c, NO_SUCH_CAMPAIGN);
    const { db, draft, title, overview, campaignId } = found;
    const { orgId } = c.var.member;
    const [snapshots, isLive, settings, labels, teams] = await Promise.all([
      snapshotsOf(db, orgId, campaignId),
      isPublished(db, { orgId, campaignId, overview, draft }),
      settingsOf(db, orgId),
      labelsOfOrganization(db, orgId),
      teamNames(db, orgId),
    ]);
    const detail: ScriptDetail = {
      draft,
      title,
      status: overview.status,
      liveVersion: overview.scriptVersion,
      isLive,
      snapshots,
      customFields: overview.customFields,
      prices: settings.prices,
      labels,
      teams,
    };
    return c.json({ ok: true, ...detail });
  })
  .put("/", jsonBody(saveScriptSchema, LIMIT_BYTES), async (c) => {
    const found = await find(c);
    if (!found) return refused(c, NO_SUCH_CAMPAIGN);
    const { db, campaignId, overview } = found;
    if (overview.status === "ARCHIVED") {
      return refused(c, refuse("archived", "The campaign is archived, so its script cannot be changed anymore."));
    }
    const { orgId, personId } = c.var.member;
    const { script, baseRevision } = c.req.valid("json");
    if (script && !hasOwnPictures(script, orgId)) return refused(c, NOT_YOUR_PICTURE);
    const foreign = await actionsRefusal(db, orgId, script, found.draft.script);
    if (foreign) return refused(c, foreign);
    const [saved] = await db
      .update(campaigns)
      .set({
        script,
        scriptRevision: sql`${campaigns.scriptRevision} + 1`,
        scriptSavedBy: personId,
        scriptSavedAt: new Date(),
      })
      .where(and(eq(campaigns.id, campaignId), eq(campaigns.orgId, orgId), eq(campaigns.scriptRevision, baseRevision)))
      .returning({ revision: campaigns.scriptRevision });
    const draft = await savedScript(db, orgId, campaignId);
    if (!draft) return refused(c, NO_SUCH_CAMPAIGN);
    if (saved) {
      c.executionCtx.waitUntil(notifySaved(c, campaignId, saved.revision));
      return c.json({ ok: true, draft: draft.saved });
    }
    // The same save again, whose answer was lost.
    if (draft.saved.savedBy?.personId === personId && sameJson(draft.saved.script, script)) {
      return c.json({ ok: true, draft: draft.saved });
    }
    return refused(c, conflict(draft.saved));
  })
  .post("/publish", jsonBody(publishScriptSchema), async (c) => {
    const found = await find(c);
    if (!found) return refused(c, NO_SUCH_CAMPAIGN);
    const { campaignId, draft } = found;
    const { revision } = c.req.valid("json");
    if (draft.revision !== revision) return refused(c, conflict(draft));
    const { script } = draft;
    if (script === null) return refused(c, refuse("no_script", "There is no script to publish yet. Write one first."));
    const { orgId } = c.var.member;
    const problems = [...(await pictureProblems(c.env, script)), ...(await actionProblems(found.db, orgId, script))];
    if (problems.length > 0) {
      const message = `Texters keep the script they have: ${problems.map((problem) => problem.message).join(" ")}`;
      return refused(c, { ...refuse("script_refused", message), problems });
    }
    const edited = await callObject(
      () => campaignAt(c.env, campaignId),
      (campaign) => campaign.editScript({ orgId, script, revision, by: editorOf(c.var.member) }),
    );
    if (!edited.ok) return refused(c, edited);
    c.var.log.info("script_published", { campaignId, scriptVersion: edited.scriptVersion });
    return c.json({ ok: true, version: edited.scriptVersion });
  })
  .get("/snapshots/:version", async (c) => {
    const found = await find(c);
    if (!found) return refused(c, NO_SUCH_CAMPAIGN);
    const version = Number(c.req.param("version"));
    const script = Number.isSafeInteger(version)
      ? await snapshotOf(found.db, c.var.member.orgId, found.campaignId, version)
      : null;
    if (!script) return refused(c, refuse("not_found", "This version of the script was not found."));
    return c.json({ ok: true, version, script });
  })
  .get("/contacts", queryParams(contactQuery), async (c) => {
    const found = await find(c);
    if (!found) return refused(c, NO_SUCH_CAMPAIGN);
    const { search } = c.req.valid("query");
    return c.json({ ok: true, contacts: await previewContacts(found.db, found.campaignId, search) });
  });

type Found = {
  db: Database;
  campaignId: string;
  title: string;
  draft: SavedScript;
  overview: CampaignOverview;
};

/** null when the organization has no such campaign. The object knows the organization, Postgres what was authored. */
async function find(c: EdgeContext): Promise<Found | null> {
  const { orgId } = c.var.member;
  const campaignId = c.req.param("campaignId") ?? "";
  const db = databaseOf(c.env);
  const [row, overview] = await Promise.all([
    savedScript(db, orgId, campaignId),
    campaignOverview(c.env, orgId, campaignId),
  ]);
  return row && overview.ok ? { db, campaignId, overview, title: row.title, draft: row.saved } : null;
}

async function savedScript(
  db: Database,
  orgId: string,
  campaignId: string,
): Promise<{ title: string; saved: SavedScript } | null> {
  const [row] = await db
    .select({
      title: campaigns.title,
      script: campaigns.script,
      revision: campaigns.scriptRevision,
      savedAt: campaigns.scriptSavedAt,
      personId: campaigns.scriptSavedBy,
      name: PERSON_NAME,
    })
    .from(campaigns)
    .leftJoin(people, eq(people.id, campaigns.scriptSavedBy))
    .where(and(eq(campaigns.id, campaignId), eq(campaigns.orgId, orgId)));
  if (!row) return null;
  const { title, script, revision, savedAt, personId, name } = row;
  const savedBy = personId === null ? null : { personId, name };
  return { title, saved: { script, revision, savedAt: savedAt?.toISOString() ?? null, savedBy } };
}

const PERSON_NAME = sql<string>`trim(coalesce(${people.firstName}, '') || ' ' || coalesce(${people.lastName}, ''))`;

function conflict(theirs: SavedScript) {
  const who = theirs.savedBy?.name || "Somebody else";
  const message = `${who} has saved a newer version of this script. Nothing was overwritten. Look at the other version, then decide.`;
  return { ...refuse("conflict", message), theirs };
}

async function snapshotsOf(db: Database, orgId: string, campaignId: string): Promise<SnapshotSummary[]> {
  const rows = await db
    .select({ version: scriptSnapshots.version, at: scriptSnapshots.at, personId: people.id, name: PERSON_NAME })
    .from(scriptSnapshots)
    .leftJoin(people, eq(people.id, scriptSnapshots.byPersonId))
    .where(and(eq(scriptSnapshots.campaignId, campaignId), eq(scriptSnapshots.orgId, orgId)))
    .orderBy(desc(scriptSnapshots.version))
    .limit(LISTED_SNAPSHOTS);
  return rows.map(({ version, at, personId, name }) => ({
    version,
    at: at.toISOString(),
    by: personId === null ? null : { personId, name },
  }));
}

async function previewContacts(db: Database, campaignId: string, search: string): Promise<PreviewContact[]> {
  const pattern = `%${search.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const name = sql`coalesce(${contacts.firstName}, '') || ' ' || coalesce(${contacts.lastName}, '')`;
  const rows = await db
    .select({
      contactId: contacts.id,
      firstName: contacts.firstName,
      lastName: contacts.lastName,
      cell: contacts.cell,
      externalId: contacts.externalId,
      custom: contacts.custom,
    })
    .from(contacts)
    .where(
      and(
        eq(contacts.campaignId, campaignId),
        eq(contacts.dropped, false),
        isNotNull(contacts.cell),
        search === "" ? undefined : or(ilike(name, pattern), ilike(contacts.cell, pattern)),
      ),
    )
    .orderBy(asc(contacts.id))
    .limit(PREVIEW_CONTACTS);
  return rows.map(({ contactId, custom, ...row }) => ({
    contactId,
    firstName: row.firstName ?? "",
    lastName: row.lastName ?? "",
    cell: row.cell ?? "",
    externalId: row.externalId ?? "",
    custom: custom ?? {},
  }));
}

/** Notifies other admins who have the editor open; if that fails, their own save answers `conflict`. */
async function notifySaved(c: EdgeContext, campaignId: string, revision: number): Promise<void> {
  const by = editorOf(c.var.member);
  const { orgId } = c.var.member;
  try {
    await campaignAt(c.env, campaignId).notifyScriptSaved({ orgId, revision, by });
  } catch (error) {
    c.var.log.warn("script_saved_not_notified", { campaignId, ...faultFields(error) });
  }
}

function editorOf({ personId, firstName, lastName }: Membership): EditingAdmin {
  return { personId, name: `${firstName} ${lastName}`.trim() };
}
