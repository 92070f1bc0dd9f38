/** A campaign as its page shows it: everything that the object itself knows, in one answer. */
import { lostOf, resourceLost } from "../../domain/sending/carrier-resources.ts";
import type { NumberSetup } from "../../domain/numbers/campaign-numbers.ts";
import type { CampaignOverview } from "../rpc/campaign-overview.ts";
import { archiveProgress } from "./archive/archive-record.ts";
import { newcomerRefusal } from "./assignment/admission.ts";
import { spreadOf } from "./lifecycle/spread.ts";
import type { CampaignInfo, CampaignState } from "./state.ts";

export function overviewOf(
  state: CampaignState,
  info: CampaignInfo,
  numberSetup: NumberSetup | null,
): CampaignOverview {
  const numbers = state.numbers();
  const archive = archiveProgress(state.sql);
  const lost = lostOf(info, info.lostResources);
  return {
    ok: true,
    status: info.status,
    paused: info.paused,
    contactCount: numbers.contacts,
    customFields: info.customFields,
    scriptVersion: info.scriptVersion,
    ...(info.scriptRevision === undefined ? {} : { scriptRevision: info.scriptRevision }),
    numbers,
    import: state.lastImport(),
    texters: archive?.receipt?.texters ?? state.texterCount(),
    newcomerRefusal: newcomerRefusal(state, info),
    spread: spreadOf(state),
    archive,
    textsBy: { messagingServiceSid: info.messagingServiceSid, carrierAccountSid: info.carrierAccountSid ?? null },
    numberSetup,
    resourceLost: lost === null ? null : resourceLost(lost),
  };
}
