/**
 * What is open in a campaign (docs/rules.md#states-open-work): conversations and texts from its queues, asked now;
 * requests and reviews from the lists that their rooms show. Closing and archiving are refused until it was seen.
 */
import { and, eq, like, sql } from "drizzle-orm";
import { textRequests } from "../../../db/schema/assignment.ts";
import { optOutReviews } from "../../../db/schema/opt-outs.ts";
import { isAnythingOpen, openWorkRefusal } from "../../../domain/campaigns/open-work.ts";
import type { Ending, OpenWork } from "../../../domain/campaigns/open-work.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { faultFields } from "../../../durable-objects/kit/log/fault-fields.ts";
import { campaignAt } from "../../../durable-objects/rpc/stubs.ts";
import type { EdgeContext } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";

type Counted = { ok: true; open: OpenWork } | Refusal<"not_found" | "unavailable">;

/** `campaignId` is a campaign of the organization, as `campaignOverview` has checked. */
export async function openWorkIn(c: EdgeContext, campaignId: string): Promise<Counted> {
  const { orgId } = c.var.member;
  const db = databaseOf(c.env);
  const open = sql<number>`count(*)::int`;
  const [counted, [requests], [reviews]] = await Promise.all([
    callObject(
      () => campaignAt(c.env, campaignId),
      (campaign) => campaign.openWork({ orgId }),
    ),
    db
      .select({ open })
      .from(textRequests)
      .where(
        and(eq(textRequests.orgId, orgId), eq(textRequests.state, "pending"), eq(textRequests.campaignId, campaignId)),
      ),
    db
      .select({ open })
      .from(optOutReviews)
      .where(
        and(
          eq(optOutReviews.orgId, orgId),
          eq(optOutReviews.state, "open"),
          // A contact's id begins with its campaign's.
          like(optOutReviews.contactId, `${campaignId}.%`),
        ),
      ),
  ]);
  if (!counted.ok) return counted;
  return { ok: true, open: { ...counted.open, requests: requests?.open ?? 0, reviews: reviews?.open ?? 0 } };
}

/**
 * Whether the campaign may end now. Once somebody has seen what is open, nothing that cannot be counted keeps them from
 * closing it: `open` is then null.
 */
export async function mayEnd(
  c: EdgeContext,
  campaignId: string,
  { ending, openSeen }: { ending: Ending; openSeen: boolean },
): Promise<{ ok: true; open: OpenWork | null } | Refusal> {
  if (openSeen) return { ok: true, open: await countedIfPossible(c, campaignId) };
  const counted = await openWorkIn(c, campaignId);
  if (!counted.ok) return counted;
  return isAnythingOpen(counted.open) ? openWorkRefusal(counted.open, ending) : counted;
}

async function countedIfPossible(c: EdgeContext, campaignId: string): Promise<OpenWork | null> {
  try {
    const counted = await openWorkIn(c, campaignId);
    return counted.ok ? counted.open : null;
  } catch (error) {
    c.var.log.warn("open_work_not_counted", faultFields(error));
    return null;
  }
}
