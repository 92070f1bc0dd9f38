/**
 * Joining a campaign and getting work from it (docs/rules.md#assignment-joining). The role comes live from the texter's
 * inbox, teams from the organization's object, which is asked only when the campaign is limited to some or its script
 * gives conversations to some.
 */
import { fitRefusal, joinRefusal, sharingRefusal } from "../../../domain/assignment/admission.ts";
import type { Applicant } from "../../../domain/assignment/admission.ts";
import { policyOf } from "../../../domain/assignment/assignment-policy.ts";
import { givesToTeams } from "../../../domain/scripts/answer-action.ts";
import type { Texter } from "../../../domain/people/people.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { SharedCampaign } from "../../../domain/assignment/request-service.ts";
import type { Role } from "../../../domain/statuses.ts";
import type { CampaignInfo, CampaignState } from "../state.ts";
import { queuesWithWork } from "./work.ts";

const NOT_FOUND = refuse("not_found" as const, "This campaign does not exist.");
const BAD_LINK = refuse("not_found" as const, "This link does not work. Ask for a new one.");
const NOT_JOINED = refuse("not_yours" as const, "You have not joined this campaign yet. Open its join link first.");

export type AdmissionDeps = {
  state: CampaignState;
  now: () => number;
  teamsOf: (orgId: string, personId: string) => Promise<string[]>;
  /** Somebody has joined. */
  onJoined: () => void;
};

export type WorkRequest = {
  orgId: string;
  personId: string;
  /** Absent from an inbox of an older version. */
  role?: Role;
  /** By an approved request, which also joins a texter who has not joined. */
  granted?: boolean;
};

export class Admission {
  readonly #deps: AdmissionDeps;

  constructor(deps: AdmissionDeps) {
    this.#deps = deps;
  }

  async join({ orgId, token, texter, role }: { orgId: string; token: string; texter: Texter; role?: Role }) {
    const { state } = this.#deps;
    const applicant = await this.#applicant(orgId, texter.personId, role);
    // No await from here on: of two texters who want the last place, one gets it.
    const info = state.of(orgId);
    if (!info || token !== info.joinToken) return BAD_LINK;
    const already = state.hasTexter(texter.personId);
    if (!already) {
      const refusal = joinRefusal(info, applicant, state.texterCount());
      if (refusal) return refusal;
      this.#add(info, texter.personId);
    }
    return { ok: true as const, already, config: state.config() };
  }

  async findWork({ orgId, personId, role, granted = false }: WorkRequest) {
    const { state } = this.#deps;
    const applicant = await this.#applicant(orgId, personId, role);
    const info = state.of(orgId);
    if (!info) return NOT_FOUND;
    if (!state.hasTexter(personId)) {
      if (!granted) return NOT_JOINED;
      const refusal = sharingRefusal(info, granted) ?? joinRefusal(info, applicant, state.texterCount());
      if (refusal) return refusal;
      this.#add(info, personId);
    }
    const refusal = fitRefusal(info, applicant) ?? sharingRefusal(info, granted);
    if (refusal) return refusal;
    const queueNos = queuesWithWork(state.queues(), personId);
    return { ok: true as const, queueNos, config: state.config(), teamIds: [...applicant.teamIds] };
  }

  /** A desk is read whatever the policy says by now. */
  queuesFor({ orgId, personId }: { orgId: string; personId: string }) {
    const { state } = this.#deps;
    if (!state.of(orgId)) return NOT_FOUND;
    if (!state.hasTexter(personId)) return NOT_JOINED;
    return { ok: true as const, queueNos: queuesWithWork(state.queues(), personId), config: state.config() };
  }

  async #applicant(orgId: string, personId: string, role: Role = "TEXTER"): Promise<Applicant> {
    const info = this.#deps.state.of(orgId);
    const { state } = this.#deps;
    // A former script may have given conversations to teams that still wait for them.
    const mayWait = info !== null && (givesToTeams(info.script) || Object.keys(state.waitingForTeams()).length > 0);
    const asks = info !== null && (policyOf(info).teamIds.length > 0 || mayWait);
    return { role, teamIds: asks ? await this.#deps.teamsOf(orgId, personId) : [] };
  }

  #add({ epoch }: CampaignInfo, personId: string): void {
    this.#deps.state.addTexter(personId, this.#deps.now(), epoch);
    this.#deps.onJoined();
  }
}

/** Why somebody without an account could not join now: a new texter is not vetted and in no team. */
export function newcomerRefusal(state: CampaignState, info: CampaignInfo) {
  return joinRefusal(info, { role: "TEXTER", teamIds: [] }, state.texterCount());
}

/** What the organization's object stores about a campaign. */
export function sharedCampaign(info: CampaignInfo): SharedCampaign {
  const { campaignId, epoch, status, dueDate } = info;
  const { sharing, vettedOnly, teamIds } = policyOf(info);
  return { campaignId, epoch, status, dueDate, sharing, vettedOnly, teamIds };
}
