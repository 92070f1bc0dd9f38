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
import type { OrganizationLabelsCopy } from "../../domain/scripts/organization-labels.ts";
import type { OwnAccounts, OwnAccountsCopy } from "../../domain/sending/own-account.ts";
import type { PhoneServiceCopy } from "../../domain/phone-service/api-tokens.ts";
import type { GotText } from "../../domain/sending/override-phone.ts";
import type { SharedCampaign } from "../../domain/assignment/request-service.ts";
import type { Role } from "../../domain/statuses.ts";
import type { Env } from "../bindings/env.ts";
import { fixedRecipient } from "../bindings/simulation.ts";
import { openSecrets } from "../bindings/own-accounts.ts";
import { createLogger } from "../kit/log/log.ts";
import { callObject } from "../kit/calls/retry.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { durableSql } from "../kit/storage/sql.ts";
import type { Sql } from "../kit/storage/sql.ts";
import { AlarmSchedule } from "../kit/time/alarm-schedule.ts";
import { CallLimits } from "./call-limits.ts";
import { CampaignNews, NEWS_ALARM } from "./campaign-news.ts";
import { CarrierAccountsCopy, readOwnAccounts } from "./carrier-accounts.ts";
import { HELD_ALARM, HeldWebhooksStore } from "./held-webhooks.ts";
import { LabelsCopy } from "./labels.ts";
import { OverridePhone } from "./override-phone.ts";
import { PhoneServiceStore, readPhoneService } from "./phone-service.ts";
import { Rules } from "./rules.ts";
import { SimulationSettingsCopy } from "./simulation.ts";
import { ORGANIZATION_MIGRATIONS } from "./schema.ts";
import { AutomaticTextsCopy } from "./texts.ts";
import type { HoldWebhookRequest, OrganizationRpc } from "../rpc/organization.ts";
import { campaignAt } from "../rpc/stubs.ts";

type Parts = {
  rules: Rules;
  texts: AutomaticTextsCopy;
  simulation: SimulationSettingsCopy;
  phone: OverridePhone;
  phoneService: PhoneServiceStore;
  carrierAccounts: CarrierAccountsCopy;
  labels: LabelsCopy;
  news: CampaignNews;
  schedule: AlarmSchedule;
  held: HeldWebhooksStore;
};

export class Organization extends DurableObject<Env> implements OrganizationRpc {
  readonly #sql: Sql;
  readonly #callLimits = new CallLimits(() => Date.now());
  #made: Parts | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = durableSql(ctx.storage);
  }

  /** Made when first needed: a question about an organization that does not exist leaves no tables behind. */
  get #parts(): Parts {
    if (this.#made) return this.#made;
    const sql = this.#sql;
    migrate(sql, ORGANIZATION_MIGRATIONS);
    const simulation = new SimulationSettingsCopy(sql);
    const now = () => Date.now();
    const schedule = new AlarmSchedule({ sql, storage: this.ctx.storage, now });
    const rules = new Rules(sql);
    this.#made = {
      rules,
      texts: new AutomaticTextsCopy(sql),
      simulation,
      phone: new OverridePhone({
        sql,
        now,
        present: () => fixedRecipient(this.env) ?? simulation.get().to,
      }),
      phoneService: new PhoneServiceStore(sql),
      carrierAccounts: new CarrierAccountsCopy(sql),
      labels: new LabelsCopy(sql),
      news: new CampaignNews({
        sql,
        schedule,
        now,
        campaignIds: () => rules.runningCampaigns(),
        tell: (campaignId, changed) =>
          callObject(
            () => campaignAt(this.env, campaignId),
            (campaign) => campaign.organizationChanged({ orgId: this.ctx.id.name ?? "", changed }),
          ),
      }),
      schedule,
      held: new HeldWebhooksStore({
        sql,
        now,
        schedule,
        accounts: () => {
          const { accounts, former = [] } = readOwnAccounts(sql);
          return [...accounts, ...former];
        },
        open: (orgId, account) => openSecrets(this.env, orgId, account),
        forward: (request) => this.env.WEBHOOKS.send(request),
        log: createLogger({ object: "Organization" }),
      }),
    };
    void schedule.arm();
    return this.#made;
  }

  override alarm(): Promise<void> {
    const { schedule, held, news } = this.#parts;
    return schedule.run({ [HELD_ALARM]: () => held.prove(), [NEWS_ALARM]: () => news.deliver() });
  }

  setCarrierAccounts(accounts: OwnAccountsCopy) {
    const taken = this.#parts.carrierAccounts.set(accounts);
    this.#parts.held.accountsChanged();
    return taken;
  }

  holdWebhook(request: HoldWebhookRequest) {
    return this.#parts.held.hold(request);
  }

  heldWebhooks() {
    return this.#parts.held.now();
  }

  carrierAccounts(): OwnAccounts {
    return readOwnAccounts(this.#sql);
  }

  setPhoneService(copy: PhoneServiceCopy) {
    return this.#parts.phoneService.set(copy);
  }

  phoneService() {
    return readPhoneService(this.#sql);
  }

  tokenUsed({ tokenId, atMs }: { tokenId: string; atMs: number }): void {
    this.#parts.phoneService.used(tokenId, atMs);
  }

  takeCalls(request: { tokenId: string; callsPerSecond: number }) {
    return this.#callLimits.take(request);
  }

  tokenUses() {
    return this.#parts.phoneService.uses();
  }

  setLabels(labels: OrganizationLabelsCopy) {
    return this.#parts.labels.set(labels, () => this.#parts.news.owe("labels"));
  }

  labels() {
    return this.#parts.labels.get();
  }

  setRules(rules: OrganizationRules) {
    return this.#parts.rules.setRules(rules, () => this.#parts.news.owe("teams"));
  }

  setAutomaticTexts(texts: OrganizationTextsCopy) {
    return this.#parts.texts.set(texts);
  }

  automaticTexts() {
    return this.#parts.texts.get();
  }

  setSimulation(settings: SimulationCopy) {
    return this.#parts.simulation.set(settings);
  }

  simulation() {
    return this.#parts.simulation.get();
  }

  phoneGot({ texts }: { texts: GotText[] }): void {
    this.#parts.phone.got(texts);
  }

  phoneSays(request: { id: string; phone: string; body: string }) {
    return this.#parts.phone.says(request);
  }

  phoneFoundNobody({ id }: { id: string }): void {
    this.#parts.phone.foundNobody(id);
  }

  phoneTexts() {
    return this.#parts.phone.texts();
  }

  storeCampaign(campaign: SharedCampaign): void {
    this.#parts.rules.storeCampaign(campaign);
  }

  teamIds() {
    return this.#parts.rules.teamIds();
  }

  teamsOf(request: { personId: string }): string[] {
    return this.#parts.rules.teamsOf(request);
  }

  membersOf(request: { teamIds: string[] }) {
    return this.#parts.rules.membersOf(request);
  }

  serviceFor(request: { personId: string; role: Role }) {
    return this.#parts.rules.serviceFor(request);
  }
}
