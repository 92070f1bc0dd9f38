import type { CampaignNumbers } from "../../../domain/campaigns/campaign.ts";
import { count } from "../../ui/time/time.ts";
import { share } from "./share.ts";

type Counts = Pick<CampaignNumbers, "optOuts" | "texted" | "textedOptOuts">;

/** The opt-outs of contacts whom this campaign has texted; those who had opted out before are named beside them. */
export function optOutTile({ optOuts, texted, textedOptOuts }: Counts): { value: number; more: string } {
  const before = optOuts - textedOptOuts;
  const parts = [
    texted === 0 ? "nobody was texted yet" : `${share(textedOptOuts, texted)} of contacts texted`,
    ...(before > 0 ? [`${count(before)} more opted out before a first text`] : []),
  ];
  return { value: textedOptOuts, more: parts.join("; ") };
}
