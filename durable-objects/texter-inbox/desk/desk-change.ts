/** What changed on a desk, as one value: operations and queues' updates make it, the sockets get it. */
import type { TextRequest } from "../../../domain/assignment/requests.ts";
import type { DirectDesk } from "../../../domain/phone-service/direct.ts";
import type { DeskItem, TextState } from "../../../domain/texter-app/texter.ts";
import type { CampaignConfig } from "../../rpc/campaign.ts";

export type DeskChange = {
  /** Contacts whose copy is new. */
  items?: DeskItem[];
  /** How far texts have come. */
  states?: TextState[];
  /** Ids of contacts that left. */
  gone?: string[];
  campaigns?: CampaignConfig[];
  requests?: TextRequest[];
  direct?: DirectDesk;
};

/** What an operation collects while it runs. */
export type CollectedChanges = { items: DeskItem[]; gone: string[] };

export function isEmptyChange(change: DeskChange): boolean {
  const { items = [], states = [], gone = [], campaigns = [], requests, direct } = change;
  return (
    requests === undefined &&
    direct === undefined &&
    [items, states, gone, campaigns].every((each) => each.length === 0)
  );
}
