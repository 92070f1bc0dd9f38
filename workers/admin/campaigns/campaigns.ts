/** Campaigns as admins author them: list, make, read, change, delete. What is authored lives in Postgres. */
import { and, desc, eq, isNotNull, ne, or, sql } from "drizzle-orm";
import { Hono } from "hono";
import { confirmCopy, noteChange, readVersion } from "../../../db/authored-copies.ts";
import { campaigns } from "../../../db/schema/campaigns.ts";
import { DEFAULT_POLICY } from "../../../domain/assignment/assignment-policy.ts";
import { draftChangeSchema, draftSchema } from "../../../domain/campaigns/campaign.ts";
import type { CampaignDetail, Draft } from "../../../domain/campaigns/campaign.ts";
import { beyondTheLaw, isLawful } from "../../../domain/hours/org-hours.ts";
import { refuse, refuseFields } from "../../../domain/outcome.ts";
import { DEFAULT_END_HOUR, DEFAULT_START_HOUR } from "../../../domain/hours/texting-window.ts";
import { hasOwnPictures } from "../../../domain/scripts/script-schema.ts";
import { deleteDraft } from "../../authored/deleted-draft.ts";
import { deliverNow } from "../../authored/deliver.ts";
import type { Env } from "../../../durable-objects/bindings/env.ts";
import { faultFields } from "../../../durable-objects/kit/log/fault-fields.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { campaignAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Edge, EdgeContext } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";
import { isSimulation } from "../../../durable-objects/bindings/simulation.ts";
import { draftConflict, unknownRevision } from "./draft-conflict.ts";
import { campaignOverview, NO_SUCH_CAMPAIGN } from "./campaign-of-org.ts";
import { campaignRow, detailOf, summaryOf } from "./campaign-row.ts";
import { teamsRefusal } from "../people/teams-of-org.ts";
import { actionsRefusal } from "../scripts/answer-actions.ts";
import { NOT_YOUR_PICTURE } from "../scripts/pictures.ts";
import { isPublished } from "../scripts/published.ts";
import { columnsOf, makeCampaign, overrideOf } from "./make-campaign.ts";

/** Newest campaigns that the list shows. */
const LISTED = 500;

/** A deleted draft's last event may arrive late and leave a row without authored columns. */
const isAuthored = or(isNotNull(campaigns.joinToken), ne(campaigns.status, "DRAFT"));

const FRESH: Draft = {
  title: "",
  description: "",
  dueDate: "",
  script: null,
  window: { zone: "America/New_York", startHour: DEFAULT_START_HOUR, endHour: DEFAULT_END_HOUR },
  batchSize: 300,
  firstTextEditable: false,
  allowTestNumbers: false,
  policy: DEFAULT_POLICY,
};

const NOT_SIMULATED = refuseFields("not_simulated", {
  allowTestNumbers: "Fictional numbers can only be texted in a simulation. This installation texts real people.",
});

export const campaignDrafts = new Hono<Edge>()
  .get("/", async (c) => {
    const rows = await databaseOf(c.env)
      .select({
        id: campaigns.id,
        title: campaigns.title,
        dueDate: campaigns.dueDate,
        status: campaigns.status,
        paused: campaigns.paused,
        createdAt: campaigns.createdAt,
        isTemplate: campaigns.isTemplate,
      })
      .from(campaigns)
      .where(and(eq(campaigns.orgId, c.var.member.orgId), isAuthored))
      .orderBy(desc(campaigns.createdAt), desc(campaigns.id))
      .limit(LISTED);
    return c.json({ ok: true, campaigns: rows.map(summaryOf) });
  })
  .post("/", jsonBody(draftSchema.partial()), async (c) => {
    const unfit = onlyInSimulation(c.env, c.req.valid("json"));
    if (unfit) return refused(c, unfit);
    const { script, policy } = c.req.valid("json");
    const foreign = await teamsRefusal(databaseOf(c.env), c.var.member.orgId, policy?.teamIds, null);
    if (foreign) return refused(c, foreign);
    if (script && !hasOwnPictures(script, c.var.member.orgId)) return refused(c, NOT_YOUR_PICTURE);
    const unknown = await actionsRefusal(databaseOf(c.env), c.var.member.orgId, script);
    if (unknown) return refused(c, unknown);
    const campaign = await makeCampaign(c, { ...FRESH, ...defined(c.req.valid("json")) });
    return c.json({ ok: true, campaign }, 201);
  })
  .get("/:campaignId", async (c) => {
    const { orgId } = c.var.member;
    const campaignId = c.req.param("campaignId");
    const [row, overview] = await Promise.all([
      campaignRow(databaseOf(c.env), orgId, campaignId),
      campaignOverview(c.env, orgId, campaignId),
    ]);
    if (!row || !overview.ok) return refused(c, NO_SUCH_CAMPAIGN);
    const campaign = detailOf(row, overview);
    if (overview.scriptVersion === 0) return c.json({ ok: true, campaign });
    const draft = { script: row.script, revision: row.scriptRevision };
    const isLive = await isPublished(databaseOf(c.env), { orgId, campaignId, overview, draft });
    const publishing = { version: overview.scriptVersion, revision: draft.revision, isPublished: isLive };
    return c.json({ ok: true, campaign: { ...campaign, publishing } satisfies CampaignDetail });
  })
  .patch("/:campaignId", jsonBody(draftChangeSchema), async (c) => {
    const unfit = onlyInSimulation(c.env, c.req.valid("json"));
    if (unfit) return refused(c, unfit);
    const { revision, scriptRevision, ...change } = c.req.valid("json");
    const { orgId, personId } = c.var.member;
    if (change.script && !hasOwnPictures(change.script, orgId)) return refused(c, NOT_YOUR_PICTURE);
    const campaignId = c.req.param("campaignId");
    const overview = await campaignOverview(c.env, orgId, campaignId);
    if (!overview.ok) return refused(c, overview);
    if (overview.status !== "DRAFT") {
      const message = "The campaign has started, so these settings cannot be changed anymore.";
      return refused(c, refuse("not_while_active", message));
    }
    const db = databaseOf(c.env);
    const foreign = await teamsRefusal(db, orgId, change.policy?.teamIds, campaignId);
    if (foreign) return refused(c, foreign);
    const before = change.script ? await campaignRow(db, orgId, campaignId) : null;
    const unknown = await actionsRefusal(db, orgId, change.script, before?.script);
    if (unknown) return refused(c, unknown);
    const hasSettings = change.dueDate !== undefined || change.policy !== undefined;
    const [[row]] = await db.batch([
      db
        .update(campaigns)
        .set({
          ...columnsOf(change),
          ...overrideOf(change, c.var.member),
          ...scriptSaved(change, personId),
          revision: sql`${campaigns.revision} + 1`,
          savedBy: personId,
          savedAt: new Date(),
        })
        .where(
          and(
            eq(campaigns.id, campaignId),
            eq(campaigns.orgId, orgId),
            eq(campaigns.revision, revision),
            scriptRevision === undefined ? undefined : eq(campaigns.scriptRevision, scriptRevision),
          ),
        )
        .returning(),
      // A start that happens meanwhile has read the former ones.
      ...(hasSettings ? [noteChange(db, { subject: "campaign_settings", key: campaignId, orgId })] : []),
    ]);
    if (row) {
      renewNumbers(c, campaignId);
      if (hasSettings) await deliverNow(c, "campaign_settings", campaignId);
      return c.json({ ok: true, campaign: detailOf(row, overview) });
    }
    const present = await campaignRow(db, orgId, campaignId);
    if (!present) return refused(c, NO_SUCH_CAMPAIGN);
    const unsaved = unknownRevision(present, { revision, scriptRevision });
    if (unsaved) return refused(c, unsaved);
    const conflict = await draftConflict(db, present, { change, personId, theirs: detailOf(present, overview) });
    return conflict === null ? c.json({ ok: true, campaign: detailOf(present, overview) }) : refused(c, conflict);
  })
  .delete("/:campaignId", async (c) => {
    const { orgId } = c.var.member;
    const campaignId = c.req.param("campaignId");
    const db = databaseOf(c.env);
    if (!(await campaignRow(db, orgId, campaignId))) return refused(c, NO_SUCH_CAMPAIGN);
    // Noted first: an interrupted deletion is completed by the cron.
    const name = { subject: "deleted_draft", key: campaignId, orgId } as const;
    await noteChange(db, name);
    const deleted = await deleteDraft(c.env, db, { orgId, campaignId });
    await confirmCopy(db, name, await readVersion(db, name));
    if (!deleted.ok) return refused(c, deleted);
    c.var.log.info("campaign_deleted", { campaignId });
    return c.json({ ok: true });
  });

/** An edit makes the draft's reservation of numbers last a day from now; a failure costs only that. */
function renewNumbers(c: EdgeContext, campaignId: string): void {
  const { orgId } = c.var.member;
  const renewed = callObject(
    () => campaignAt(c.env, campaignId),
    (campaign) => campaign.renewNumbers({ orgId }),
  );
  c.executionCtx.waitUntil(
    renewed.catch((error: unknown) => c.var.log.warn("numbers_not_renewed", faultFields(error))),
  );
}

/** Why an installation that texts people does not take this; null when it does. */
function onlyInSimulation(
  env: Pick<Env, "SIMULATION">,
  { allowTestNumbers, window }: { [Name in "allowTestNumbers" | "window"]?: Draft[Name] | undefined },
) {
  if (isSimulation(env)) return null;
  if (allowTestNumbers) return NOT_SIMULATED;
  return window && !isLawful(window) ? refuseFields("beyond_the_law", { window: beyondTheLaw(window) }) : null;
}

/** For admins who have the editor open, a script that is saved here is a newer draft. */
function scriptSaved({ script }: { script?: Draft["script"] | undefined }, personId: string) {
  if (script === undefined) return {};
  return {
    scriptRevision: sql`${campaigns.scriptRevision} + 1`,
    scriptSavedBy: personId,
    scriptSavedAt: new Date(),
  };
}

/** Drops absent fields, so that they do not override a default. */
function defined<Value extends object>(value: Value): { [Name in keyof Value]?: Exclude<Value[Name], undefined> } {
  // Only entries with a value are left, which is what the type says.
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never;
}
