import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { campaignAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Env } from "../../../durable-objects/bindings/env.ts";
import type { CampaignOverview } from "../../../durable-objects/rpc/campaign-overview.ts";
import { isCampaignOf } from "../../known-ids/known-ids.ts";

/** The same answer for an unknown campaign and for another organization's, so that nobody learns which ids exist. */
export const NO_SUCH_CAMPAIGN = refuse("not_found", "This campaign was not found in your organization.");

/** State and numbers from the campaign's own object. Postgres may be down or behind. */
export async function campaignOverview(
  env: Env,
  orgId: string,
  campaignId: string,
): Promise<CampaignOverview | Refusal<"not_found">> {
  if (!(await isCampaignOf(env, orgId, campaignId))) return NO_SUCH_CAMPAIGN;
  const overview = await callObject(
    () => campaignAt(env, campaignId),
    (campaign) => campaign.overview({ orgId }),
  );
  return overview.ok ? overview : NO_SUCH_CAMPAIGN;
}
