/** A campaign as the texter's app shows it. */
import { policyOf } from "../../../domain/assignment/assignment-policy.ts";
import type { DeskCampaign } from "../../../domain/texter-app/texter.ts";
import type { CampaignConfig } from "../../rpc/campaign.ts";
import type { Desk } from "./desk.ts";

export function deskCampaign(desk: Desk, config: CampaignConfig, teamWaiting: number): DeskCampaign {
  return {
    campaignId: config.campaignId,
    title: config.title,
    description: config.description,
    dueDate: config.dueDate,
    status: config.status,
    paused: config.paused,
    batchSize: config.batchSize,
    firstTextEditable: config.firstTextEditable,
    sharing: policyOf(config).sharing,
    script: config.script ?? { rootStepId: "", steps: [] },
    scriptVersion: config.scriptVersion,
    window: config.window,
    toSendByZones: desk.toSendByZones(config.campaignId),
    counts: desk.counts(config.campaignId),
    ...(teamWaiting === 0 ? {} : { teamWaiting }),
  };
}
