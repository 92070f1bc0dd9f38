import { useComputed, useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import { isAnythingOpen } from "../../../../domain/campaigns/open-work.ts";
import type { OpenWork } from "../../../../domain/campaigns/open-work.ts";
import type { Refusal } from "../../../../domain/outcome.ts";
import { campaignApi } from "../../../api/client.ts";
import { useLoad } from "../../../ui/load/load.ts";

type Counted = { ok: true; open: OpenWork } | Refusal;

export type SeenWork = {
  /** null while it is being counted. */
  counted: Signal<Counted | null>;
  /** What the dialog has shown: to be sent along, so that what came in meanwhile is shown before anything happens. */
  openSeen(): boolean;
  /** Shows what a refusal says is open by now; false when it refuses for another reason. */
  tookRefusal(refusal: Refusal & { open?: OpenWork }): boolean;
};

/** What is open in a campaign, counted when its dialog opens. */
export function useOpenWork(campaignId: string): SeenWork {
  const { answer } = useLoad(() => campaignApi["open-work"].$get({ param: { campaignId } }), [campaignId]);
  const newer = useSignal<OpenWork | null>(null);
  const counted = useComputed<Counted | null>(() => (newer.value ? { ok: true, open: newer.value } : answer.value));
  return {
    counted,
    openSeen() {
      const shown = counted.value;
      // What could not be counted is no reason to keep a campaign open: the dialog says so.
      return shown !== null && (!shown.ok || isAnythingOpen(shown.open));
    },
    tookRefusal({ reason, open }) {
      if (reason !== "work_open" || !open) return false;
      newer.value = open;
      return true;
    },
  };
}
