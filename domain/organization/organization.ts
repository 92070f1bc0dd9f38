/**
 * `Organization` (key: organization): what texting needs to know about the whole organization even while Postgres,
 * where it is authored, is away: teams, trust, and which campaigns share out on request.
 */
import type { SimulationSettings } from "../sending/simulation.ts";
import type { OrganizationTexts } from "../opt-outs/automatic-texts.ts";
import type { TeamRank } from "../assignment/request-service.ts";
import type { TrustSettings } from "../assignment/requests.ts";

/** Everything that admins authored, as one copy. */
export type OrganizationRules = {
  /** Grows with every change (domain/organization/authored-copies.ts): a smaller one is stale. */
  version: number;
  trust: TrustSettings;
  teams: (TeamRank & { personIds: string[] })[];
};

/** Automatic texts, as one copy. */
export type OrganizationTextsCopy = OrganizationTexts & {
  /** As in `OrganizationRules`. */
  version: number;
};

export type SimulationCopy = SimulationSettings & {
  /** As in `OrganizationRules`. */
  version: number;
};
