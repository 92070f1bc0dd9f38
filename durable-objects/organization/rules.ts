/** The copies that an `Organization` keeps, and the questions it answers from them. */
import type { CopyTaken } from "../../domain/organization/authored-copies.ts";
import type { OrganizationRules } from "../../domain/organization/organization.ts";
import { NO_TRUST } from "../../domain/assignment/requests.ts";
import { campaignsForRequest } from "../../domain/assignment/request-service.ts";
import type { SharedCampaign } from "../../domain/assignment/request-service.ts";
import type { Role } from "../../domain/statuses.ts";
import type { Sql } from "../kit/storage/sql.ts";
import type { OrganizationRpc } from "../rpc/organization.ts";

export class Rules implements Pick<
  OrganizationRpc,
  "setRules" | "storeCampaign" | "teamIds" | "teamsOf" | "membersOf" | "serviceFor"
> {
  readonly #sql: Sql;
  #rules: OrganizationRules;
  readonly #campaigns = new Map<string, SharedCampaign>();

  constructor(sql: Sql) {
    this.#sql = sql;
    const json = sql.scalar<string>("SELECT json FROM rules WHERE id = 1");
    // Written by `setRules` and `storeCampaign`.
    this.#rules = json === null ? { version: 0, trust: NO_TRUST, teams: [] } : (JSON.parse(json) as OrganizationRules);
    for (const row of sql.all<{ id: string; json: string }>("SELECT id, json FROM campaigns")) {
      this.#campaigns.set(row.id, JSON.parse(row.json) as SharedCampaign);
    }
  }

  /** @param onTeams when teams or their members are others */
  setRules(rules: OrganizationRules, onTeams: () => void = () => {}): CopyTaken {
    const { version, teams } = this.#rules;
    if (rules.version <= version) return { version };
    if (JSON.stringify(rules.teams) !== JSON.stringify(teams)) onTeams();
    this.#rules = rules;
    this.#sql.run(
      "INSERT INTO rules (id, version, json) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version, json = excluded.json",
      rules.version,
      JSON.stringify(rules),
    );
    return { version: rules.version };
  }

  storeCampaign(campaign: SharedCampaign): void {
    const { campaignId, epoch } = campaign;
    if ((this.#campaigns.get(campaignId)?.epoch ?? -1) >= epoch) return;
    this.#campaigns.set(campaignId, campaign);
    this.#sql.run(
      "INSERT INTO campaigns (id, epoch, json) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, json = excluded.json",
      campaignId,
      epoch,
      JSON.stringify(campaign),
    );
  }

  /** Campaigns in which conversations go on. */
  runningCampaigns(): string[] {
    const running = [...this.#campaigns.values()].filter(({ status }) => status !== "DRAFT" && status !== "ARCHIVED");
    return running.map(({ campaignId }) => campaignId);
  }

  teamIds(): string[] | null {
    return this.#rules.version === 0 ? null : this.#rules.teams.map(({ teamId }) => teamId);
  }

  teamsOf({ personId }: { personId: string }): string[] {
    return this.#rules.teams.filter((team) => team.personIds.includes(personId)).map((team) => team.teamId);
  }

  membersOf({ teamIds }: { teamIds: string[] }): Record<string, string[]> {
    const asked = this.#rules.teams.filter(({ teamId }) => teamIds.includes(teamId));
    return Object.fromEntries(asked.map(({ teamId, personIds }) => [teamId, [...personIds]]));
  }

  serviceFor({ personId, role }: { personId: string; role: Role }) {
    const { trust, teams } = this.#rules;
    const texter = { role, teamIds: this.teamsOf({ personId }) };
    return { trust, campaignIds: campaignsForRequest([...this.#campaigns.values()], teams, texter) };
  }
}
