/**
 * `Organization` (key: organization): teams, trust and the campaigns that share out on request, so that joining and
 * asking for texts need no database. Asked once per request or join, never per text. It holds copies only: what admins author
 * is delivered from Postgres with a version (docs/decisions/0024), and campaigns report themselves.
 */
import { DurableObject } from "cloudflare:workers";
import type {
  OrganizationRules,
  OrganizationTextsCopy,
  SimulationCopy,
} from "../../domain/organization/organization.ts";
import type { GotText } from "../../domain/sending/override-phone.ts";
import type { SharedCampaign } from "../../domain/assignment/request-service.ts";
import type { Role } from "../../domain/statuses.ts";
import type { Env } from "../bindings/env.ts";
import { fixedRecipient } from "../bindings/simulation.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { durableSql } from "../kit/storage/sql.ts";
import { OverridePhone } from "./override-phone.ts";
import { Rules } from "./rules.ts";
import { SimulationSettingsCopy } from "./simulation.ts";
import { ORGANIZATION_MIGRATIONS } from "./schema.ts";
import { AutomaticTextsCopy } from "./texts.ts";
import type { OrganizationRpc } from "../rpc/organization.ts";

export class Organization extends DurableObject<Env> implements OrganizationRpc {
  readonly #rules: Rules;
  readonly #texts: AutomaticTextsCopy;
  readonly #simulation: SimulationSettingsCopy;
  readonly #phone: OverridePhone;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const sql = durableSql(ctx.storage);
    migrate(sql, ORGANIZATION_MIGRATIONS);
    this.#rules = new Rules(sql);
    this.#texts = new AutomaticTextsCopy(sql);
    this.#simulation = new SimulationSettingsCopy(sql);
    this.#phone = new OverridePhone({
      sql,
      now: () => Date.now(),
      present: () => fixedRecipient(env) ?? this.#simulation.get().to,
    });
  }

  setRules(rules: OrganizationRules) {
    return this.#rules.setRules(rules);
  }

  setAutomaticTexts(texts: OrganizationTextsCopy) {
    return this.#texts.set(texts);
  }

  automaticTexts() {
    return this.#texts.get();
  }

  setSimulation(settings: SimulationCopy) {
    return this.#simulation.set(settings);
  }

  simulation() {
    return this.#simulation.get();
  }

  phoneGot({ texts }: { texts: GotText[] }): void {
    this.#phone.got(texts);
  }

  phoneSays(request: { id: string; phone: string; body: string }) {
    return this.#phone.says(request);
  }

  phoneFoundNobody({ id }: { id: string }): void {
    this.#phone.foundNobody(id);
  }

  phoneTexts() {
    return this.#phone.texts();
  }

  storeCampaign(campaign: SharedCampaign): void {
    this.#rules.storeCampaign(campaign);
  }

  teamsOf(request: { personId: string }): string[] {
    return this.#rules.teamsOf(request);
  }

  serviceFor(request: { personId: string; role: Role }) {
    return this.#rules.serviceFor(request);
  }
}
