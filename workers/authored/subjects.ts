/**
 * How each copy reaches its object: what is authored now is read together with its version in one statement, so that the
 * two always belong together, and given to the object, which takes it if it is newer than its own.
 */
import { and, eq, sql } from "drizzle-orm";
import { readVersion, versionOf } from "../../db/authored-copies.ts";
import type { Database } from "../../db/client.ts";
import { formerAccountsOf, lostResourcesOf, sharedResourcesOf } from "../../db/former-holders.ts";
import { campaigns } from "../../db/schema/campaigns.ts";
import { organizations } from "../../db/schema/organization.ts";
import { memberships } from "../../db/schema/people.ts";
import { policyOf } from "../../domain/assignment/assignment-policy.ts";
import { NO_TRUST } from "../../domain/assignment/requests.ts";
import { automaticTexts } from "../../domain/opt-outs/automatic-texts.ts";
import { DEFAULT_ORG_HOURS } from "../../domain/hours/org-hours.ts";
import { DEFAULT_NUMBER_SETTINGS, poolOf } from "../../domain/numbers/campaign-numbers.ts";
import type { CopyName, CopySubject, CopyTaken } from "../../domain/organization/authored-copies.ts";
import type { OrganizationRules } from "../../domain/organization/organization.ts";
import { NO_PHONE_SERVICE } from "../../domain/phone-service/api-tokens.ts";
import type { KnownToken } from "../../domain/phone-service/api-tokens.ts";
import { MOST_DELETED_LABELS } from "../../domain/scripts/organization-labels.ts";
import type { Label } from "../../domain/scripts/script-editing.ts";
import type { SealedAccount } from "../../domain/sending/own-account.ts";
import { NO_SIMULATION } from "../../domain/sending/simulation.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { allInWaves } from "../../durable-objects/kit/calls/connection-limit.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { campaignAt, carrierAccountAt, inboxOf, organizationAt } from "../../durable-objects/rpc/stubs.ts";
import { deleteDraft } from "./deleted-draft.ts";

/** Gives the copy to its object; null when nothing is authored any more that the object could have. */
type Give = (to: { env: Env; db: Database; name: CopyName }) => Promise<CopyTaken | null>;

const giveRole: Give = async ({ env, db, name }) => {
  const { orgId } = name;
  const personId = name.key.slice(orgId.length + 1);
  const [row] = await db
    .select({ role: memberships.role, version: versionOf(name) })
    .from(memberships)
    .where(and(eq(memberships.orgId, orgId), eq(memberships.personId, personId)));
  if (!row) return null;
  return callObject(
    () => inboxOf(env, orgId, personId),
    (inbox) => inbox.setRole(row),
  );
};

const givePassword: Give = async ({ env, db, name }) => {
  const version = await readVersion(db, name);
  return callObject(
    () => inboxOf(env, name.orgId, name.key.slice(name.orgId.length + 1)),
    (inbox) => inbox.passwordChanged({ version }),
  );
};

const giveRules: Give = async ({ env, db, name }) => {
  const [row] = await db
    .select({
      settings: organizations.settings,
      version: versionOf(name),
      teams: sql<OrganizationRules["teams"]>`coalesce((
        select json_agg(json_build_object('teamId', t.id, 'priority', t.priority, 'personIds', coalesce((
          select json_agg(m.person_id order by m.person_id) from team_members m where m.team_id = t.id), '[]')) order by t.id)
        from teams t where t.org_id = ${name.orgId}), '[]')`,
    })
    .from(organizations)
    .where(eq(organizations.id, name.orgId));
  if (!row) return null;
  const { settings, version, teams } = row;
  return callObject(
    () => organizationAt(env, name.orgId),
    (organization) => organization.setRules({ version, trust: { ...NO_TRUST, ...settings.trust }, teams }),
  );
};

const giveLabels: Give = async ({ env, db, name }) => {
  const [row] = await db
    .select({
      version: versionOf(name),
      labels: sql<Label[]>`coalesce((
        select json_agg(json_build_object('labelId', l.id, 'name', l.name) order by lower(l.name))
        from labels l where l.org_id = ${name.orgId}), '[]')`,
      deleted: sql<string[]>`coalesce((
        select json_agg(d.id) from (
          select id from deleted_labels where org_id = ${name.orgId} order by deleted_at desc limit ${MOST_DELETED_LABELS}
        ) d), '[]')`,
    })
    .from(organizations)
    .where(eq(organizations.id, name.orgId));
  if (!row) return null;
  return callObject(
    () => organizationAt(env, name.orgId),
    (organization) => organization.setLabels(row),
  );
};

const giveAutomaticTexts: Give = async ({ env, db, name }) => {
  const row = await organizationRow(db, name);
  if (!row) return null;
  const texts = automaticTexts(row.settings.automaticTexts, row.name);
  return callObject(
    () => organizationAt(env, name.orgId),
    (organization) => organization.setAutomaticTexts({ ...texts, version: row.version }),
  );
};

const giveSimulation: Give = async ({ env, db, name }) => {
  const row = await organizationRow(db, name);
  if (!row) return null;
  const { settings, version } = row;
  return callObject(
    () => organizationAt(env, name.orgId),
    (organization) => organization.setSimulation({ ...NO_SIMULATION, ...settings.simulation, version }),
  );
};

/**
 * To every account that campaigns of the organization may text by: one that started before the account was replaced, or
 * before there was an own one, keeps its account.
 */
const giveSendingLimits: Give = async ({ env, db, name }) => {
  const [row] = await db
    .select({
      settings: organizations.settings,
      version: versionOf(name),
      accountSids: sql<string[]>`coalesce((
        select json_agg(a.account_sid order by a.account_sid) from carrier_accounts a where a.org_id = ${name.orgId}), '[]')`,
    })
    .from(organizations)
    .where(eq(organizations.id, name.orgId));
  if (!row) return null;
  const limits = { orgId: name.orgId, version: row.version, limits: row.settings.sending ?? null };
  const versions = await allInWaves([null, ...row.accountSids], async (accountSid) => {
    const taken = await callObject(
      () => carrierAccountAt(env, accountSid),
      (account) => account.setLimits(limits),
    );
    return taken.version;
  });
  // One that is ahead of a restored Postgres makes the version jump over it.
  return { version: Math.max(...versions) };
};

const giveCarrierAccounts: Give = async ({ env, db, name }) => {
  const [row] = await db
    .select({
      current: organizations.carrierAccountSid,
      version: versionOf(name),
      accounts: sql<SealedAccount[]>`coalesce((
        select json_agg(json_build_object('accountSid', a.account_sid, 'sealed', a.sealed) order by a.account_sid)
        from carrier_accounts a where a.org_id = ${name.orgId}), '[]')`,
      former: formerAccountsOf(name.orgId),
      shared: sharedResourcesOf(name.orgId),
    })
    .from(organizations)
    .where(eq(organizations.id, name.orgId));
  if (!row) return null;
  return callObject(
    () => organizationAt(env, name.orgId),
    (organization) => organization.setCarrierAccounts(row),
  );
};

const givePhoneService: Give = async ({ env, db, name }) => {
  const [row] = await db
    .select({
      settings: organizations.settings,
      current: organizations.carrierAccountSid,
      version: versionOf(name),
      tokens: sql<KnownToken[]>`coalesce((
        select json_agg(json_build_object('tokenId', t.id, 'hash', t.secret_hash, 'scopes', t.scopes,
          'callsPerSecond', t.calls_per_second) order by t.id)
        from api_tokens t where t.org_id = ${name.orgId} and t.revoked_at is null), '[]')`,
    })
    .from(organizations)
    .where(eq(organizations.id, name.orgId));
  if (!row) return null;
  const { version, tokens, current } = row;
  const settings = { ...NO_PHONE_SERVICE, ...row.settings.phoneService };
  const pool = poolOf({ ...DEFAULT_NUMBER_SETTINGS, ...row.settings.numbers }, name.orgId);
  const sending = {
    pool,
    // Numbers of the shared pool are of the installation's account.
    accountSid: pool === name.orgId ? current : null,
    hours: row.settings.textingHours ?? DEFAULT_ORG_HOURS,
  };
  return callObject(
    () => organizationAt(env, name.orgId),
    (organization) => organization.setPhoneService({ version, tokens, settings, sending }),
  );
};

const giveCampaignSettings: Give = async ({ env, db, name }) => {
  const { orgId, key: campaignId } = name;
  const [row] = await db
    .select({
      dueDate: campaigns.dueDate,
      policy: campaigns.policy,
      version: versionOf(name),
      lostResources: lostResourcesOf(orgId),
    })
    .from(campaigns)
    .where(and(eq(campaigns.id, campaignId), eq(campaigns.orgId, orgId)));
  if (!row) return null;
  const { version, dueDate, lostResources } = row;
  return callObject(
    () => campaignAt(env, campaignId),
    (campaign) =>
      campaign.setSettings({ orgId, version, dueDate: dueDate ?? "", policy: policyOf(row), lostResources }),
  );
};

export const GIVE: Record<CopySubject, Give> = {
  role: giveRole,
  password: givePassword,
  rules: giveRules,
  labels: giveLabels,
  automatic_texts: giveAutomaticTexts,
  simulation: giveSimulation,
  sending_limits: giveSendingLimits,
  carrier_accounts: giveCarrierAccounts,
  phone_service: givePhoneService,
  campaign_settings: giveCampaignSettings,
  deleted_draft: async ({ env, db, name }) => {
    const version = await readVersion(db, name);
    // Deleted or refused: either way nothing is left to be done.
    await deleteDraft(env, db, { orgId: name.orgId, campaignId: name.key });
    return { version };
  },
};

async function organizationRow(db: Database, name: CopyName) {
  const [row] = await db
    .select({
      name: organizations.name,
      settings: organizations.settings,
      version: versionOf(name),
    })
    .from(organizations)
    .where(eq(organizations.id, name.orgId));
  return row;
}
