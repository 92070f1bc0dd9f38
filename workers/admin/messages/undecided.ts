/** Texts that need a decision: our side, the carrier's side, and the decision. */
import { and, desc, eq, inArray } from "drizzle-orm";
import { Hono } from "hono";
import type { Context } from "hono";
import * as z from "zod";
import { campaigns } from "../../../db/schema/campaigns.ts";
import { isClientId } from "../../../domain/ids.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { undecidedDecisionSchema } from "../../../domain/messages/undecided.ts";
import type { UndecidedCampaign } from "../../../domain/messages/undecided.ts";
import { allInWaves } from "../../../durable-objects/kit/calls/connection-limit.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { campaignAt, queueAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { queryParams } from "../../http/query.ts";
import { refused } from "../../http/refused.ts";
import { queueOfContact } from "../../known-ids/known-ids.ts";
import { campaignOverview } from "../campaigns/campaign-of-org.ts";

/** Campaigns that are asked, the newest first; an archived one has no text that needs a decision. */
const MOST_CAMPAIGNS = 200;
/** Of one campaign, in the list of all. */
const MOST_TEXTS = 100;

const textQuery = z.object({ contactId: z.string() });
const bodySchema = z.intersection(textQuery, undecidedDecisionSchema);
const NO_SUCH_TEXT = refuse("not_found", "This text was not found among those that need a decision.");

export const campaignUndecided = new Hono<Edge>()
  .get("/", async (c) => {
    const { orgId } = c.var.member;
    const campaignId = c.req.param("campaignId") ?? "";
    const overview = await campaignOverview(c.env, orgId, campaignId);
    if (!overview.ok) return refused(c, overview);
    const undecided = await callObject(
      () => campaignAt(c.env, campaignId),
      (campaign) => campaign.undecided({ orgId }),
    );
    return c.json({ ok: true, undecided });
  })
  .get("/:messageId/carrier", queryParams(textQuery), async (c) => {
    const text = await textOf(c, c.req.valid("query").contactId);
    if (!text.ok) return refused(c, text);
    const { n, messageId } = text;
    const side = await callObject(text.queue, (queue) => queue.carrierSide({ n, messageId }));
    return side.ok ? c.json(side) : refused(c, side);
  })
  .post("/:messageId", jsonBody(bodySchema), async (c) => {
    const { contactId, ...decision } = c.req.valid("json");
    const text = await textOf(c, contactId);
    if (!text.ok) return refused(c, text);
    const { n, messageId } = text;
    const decided = await callObject(text.queue, (queue) => queue.decide({ n, messageId, decision }));
    if (!decided.ok) return refused(c, decided);
    c.var.log.info("text_decided", { contactId, messageId, decision: decision.decision, by: c.var.member.personId });
    return c.json({ ok: true });
  });

/** Of all campaigns of the organization. */
export const organizationUndecided = new Hono<Edge>()
  .get("/", async (c) => {
    const { orgId } = c.var.member;
    const waiting = await waitingCampaigns(c);
    const lists = await allInWaves(waiting, async (each): Promise<UndecidedCampaign> => {
      const undecided = await callObject(
        () => campaignAt(c.env, each.campaignId),
        (campaign) => campaign.undecided({ orgId }),
      );
      return { ...each, undecided: undecided.slice(0, MOST_TEXTS) };
    });
    return c.json({ ok: true, campaigns: lists });
  })
  .get("/count", async (c) => {
    const waiting = await waitingCampaigns(c);
    return c.json({ ok: true, count: waiting.reduce((sum, each) => sum + each.count, 0) });
  });

/** Campaigns with texts that need a decision. Each is asked, because Postgres is behind. */
async function waitingCampaigns(c: Context<Edge>): Promise<Omit<UndecidedCampaign, "undecided">[]> {
  const { orgId } = c.var.member;
  const rows = await databaseOf(c.env)
    .select({ campaignId: campaigns.id, title: campaigns.title })
    .from(campaigns)
    .where(and(eq(campaigns.orgId, orgId), inArray(campaigns.status, ["ACTIVE", "CLOSED_FOR_INITIAL_SENDS", "CLOSED"])))
    .orderBy(desc(campaigns.createdAt))
    .limit(MOST_CAMPAIGNS);
  const asked = await allInWaves(rows, async (row) => {
    const overview = await campaignOverview(c.env, orgId, row.campaignId);
    return { ...row, count: overview.ok ? overview.numbers.undecided : 0 };
  });
  return asked.filter((each) => each.count > 0);
}

/** The text named by the address and the contact, in a campaign of the member's organization. */
async function textOf(c: Context<Edge>, contactId: string) {
  const campaignId = c.req.param("campaignId") ?? "";
  const messageId = c.req.param("messageId") ?? "";
  const contact = await queueOfContact(c.env, c.var.member.orgId, contactId);
  if (contact?.campaignId !== campaignId || !isClientId(messageId)) return NO_SUCH_TEXT satisfies Refusal;
  const queue = () => queueAt(c.env, contact.key);
  return { ok: true as const, queue, n: contact.n, messageId };
}
