/** A campaign as the texter's app shows it. */
import { policyOf } from "../../../domain/assignment/assignment-policy.ts";
import { textingHours } from "../../../domain/hours/texting-hours.ts";
import type { DeskCampaign } from "../../../domain/texter-app/texter.ts";
import type { CampaignConfig } from "../../rpc/campaign.ts";
import type { Desk } from "./desk.ts";

export function deskCampaign(desk: Desk, config: CampaignConfig, nowMs: number): DeskCampaign {
  const hours = textingHours(config.window);
  const toSendByZones = desk.toSendByZones(config.campaignId);
  const openAtMs = Object.keys(toSendByZones).map((zones) => {
    const may = hours.may(zones, "initial", nowMs);
    return may.ok ? nowMs : may.mayGoAtMs;
  });
  const firstMs = Math.min(...openAtMs);
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
    mayTextAtMs: openAtMs.length > 0 && firstMs > nowMs ? firstMs : null,
    window: config.window,
    toSendByZones,
    counts: desk.counts(config.campaignId),
  };
}
