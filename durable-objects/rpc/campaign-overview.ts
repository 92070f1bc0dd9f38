/** What a campaign's object answers when its page opens. */
import type { ArchiveProgress } from "../../domain/archive/archive-progress.ts";
import type { AdmissionReason } from "../../domain/assignment/admission.ts";
import type { CampaignNumbers, ImportProgress, Spread } from "../../domain/campaigns/campaign.ts";
import type { NumberSetup } from "../../domain/numbers/campaign-numbers.ts";
import type { Refusal } from "../../domain/outcome.ts";
import type { CarrierResources } from "../../domain/sending/carrier-resources.ts";
import type { CampaignStatus } from "../../domain/statuses.ts";

export type CampaignOverview = {
  ok: true;
  status: CampaignStatus;
  paused: boolean;
  contactCount: number;
  customFields: string[];
  /** Number of the script's snapshot that texters have; 0 before the start. */
  scriptVersion: number;
  /** Of the draft that this snapshot was; absent: not known. */
  scriptRevision?: number;
  numbers: CampaignNumbers;
  import: ImportProgress | null;
  texters: number;
  /** Why somebody new could not join by the link now; null when they could. */
  newcomerRefusal: Refusal<AdmissionReason> | null;
  /** How far the last change of state has come. */
  spread: Spread;
  /** null until somebody began one. */
  archive: ArchiveProgress | null;
  /** What it texts by. */
  textsBy: CarrierResources;
  /** Why it cannot text any more, in a sentence; null: what it texts by is the organization's. */
  resourceLost: string | null;
  /** How far its own numbers are; null or absent: it texts by its organization's Messaging Service. */
  numberSetup?: NumberSetup | null;
};
