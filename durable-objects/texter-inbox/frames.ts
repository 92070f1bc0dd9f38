/**
 * What a texter's sockets get: the greeting with all that an app missed, and every change of the desk. One module makes
 * all frames, from one value (desk/desk-change.ts).
 */
import type { TextRequest } from "../../domain/assignment/requests.ts";
import type { DirectDesk } from "../../domain/phone-service/direct.ts";
import type { DeskCampaign, ServerFrame } from "../../domain/texter-app/texter.ts";
import type { CampaignConfig } from "../rpc/campaign.ts";
import type { Desk } from "./desk/desk.ts";
import { isEmptyChange } from "./desk/desk-change.ts";
import type { DeskChange } from "./desk/desk-change.ts";
import type { Sockets } from "./sockets.ts";

const MOST_ITEMS_PER_FRAME = 200;

export type FrameDeps = {
  desk: Desk;
  sockets: Sockets;
  requests: () => TextRequest[];
  direct: () => DirectDesk;
  deskCampaign: (config: CampaignConfig) => DeskCampaign;
};

export class Frames {
  readonly #deps: FrameDeps;

  constructor(deps: FrameDeps) {
    this.#deps = deps;
  }

  /** @param seq the newest change that the app has; 0 for an app that starts */
  greet(socket: WebSocket, seq: number): void {
    const { desk, sockets } = this.#deps;
    sockets.greet(socket);
    // An app that starts has nothing to catch up with: it asks for what its screen shows.
    if (seq > 0) for (const frame of this.#missed(seq)) sockets.send(socket, frame);
    sockets.send(socket, { t: "ready", seq: desk.seq });
  }

  /** Tells every socket but the one that gets the change as an answer. */
  broadcast(change: DeskChange, except?: WebSocket): void {
    const { desk, sockets } = this.#deps;
    if (isEmptyChange(change) || !sockets.hasOthers(except)) return;
    const { items = [], states = [], gone = [], requests, direct } = change;
    const campaigns = this.#campaignsOf(change).map((config) => this.#deps.deskCampaign(config));
    const frame: ServerFrame = { t: "changes", seq: desk.seq, items, states, gone, campaigns };
    if (requests) frame.requests = requests;
    if (direct) frame.direct = direct;
    sockets.broadcast(frame, except);
  }

  *#missed(seq: number): Generator<ServerFrame> {
    const { desk, requests, direct } = this.#deps;
    // A number from the future was given out by a desk that was lost since, so everything may be new to the app.
    const { items, gone, campaigns } = desk.changesAfter(seq > desk.seq ? 0 : seq);
    const shown = campaigns.map((config) => this.#deps.deskCampaign(config));
    // Only the last frame moves the app's number on: an app that loses the connection in between asks again.
    const none = { states: [], gone: [], campaigns: [] };
    for (let from = 0; from < items.length; from += MOST_ITEMS_PER_FRAME) {
      yield { t: "changes", seq, items: items.slice(from, from + MOST_ITEMS_PER_FRAME), ...none };
    }
    yield {
      t: "changes",
      seq: desk.seq,
      items: [],
      states: [],
      gone,
      campaigns: shown,
      requests: requests(),
      direct: direct(),
    };
  }

  /** The counts are a campaign's: an app that gets a contact gets its campaign too. */
  #campaignsOf({ items = [], gone = [], campaigns = [] }: DeskChange): CampaignConfig[] {
    const ids = new Set(items.map((item) => item.campaignId));
    for (const id of gone) ids.add(id.slice(0, id.indexOf(".")));
    const configs = new Map(campaigns.map((config) => [config.campaignId, config]));
    for (const id of ids) {
      const config = this.#deps.desk.campaign(id);
      if (config) configs.set(id, config);
    }
    return [...configs.values()];
  }
}
