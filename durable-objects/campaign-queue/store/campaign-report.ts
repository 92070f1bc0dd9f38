/** The queue's absolute counters for its campaign, about once a second while they change. */
import type { Remote } from "../../kit/calls/remote.ts";
import type { Logger } from "../../kit/log/log.ts";
import { coalesce } from "../../kit/time/coalesce.ts";
import type { SetTimer } from "../../kit/time/timer.ts";
import type { CampaignRpc } from "../../rpc/campaign.ts";
import { waitingForTeams } from "../assignment/textable.ts";
import { countersOf } from "./counters.ts";
import type { QueueStore } from "./store.ts";

const AFTER_MS = 1_000;

export type CampaignReportDeps = {
  store: QueueStore;
  campaign: () => Remote<CampaignRpc>;
  /** The queue has changed: what depends on its counters may be planned anew. */
  onReport: () => void;
  onFault: Logger["fault"];
  setTimer?: SetTimer;
};

export class CampaignReport {
  readonly #deps: CampaignReportDeps;
  /** Something has changed. Cheap: for every block. */
  readonly soon: () => void;

  constructor(deps: CampaignReportDeps) {
    this.#deps = deps;
    this.soon = coalesce(() => this.#send(), AFTER_MS, {
      onError: (error) => deps.onFault("counters_not_stored", error),
      ...(deps.setTimer ? { setTimer: deps.setTimer } : {}),
    });
  }

  /** The last report may not have arrived. */
  recover(): void {
    if (this.#deps.store.version > 0) this.soon();
  }

  async #send(): Promise<void> {
    const { store, campaign, onReport } = this.#deps;
    onReport();
    const queueNo = Number(store.key.slice(store.key.lastIndexOf(".") + 1));
    await campaign().storeCounters({ queueNo, ...countersOf(store), teams: waitingForTeams(store) });
  }
}
