/**
 * How each copy reaches its object: what is authored now is read together with its version in one statement, so that the
 * two always belong together, and given to the object, which takes it if it is newer than its own.
 */
import { and, eq, sql } from "drizzle-orm";
import { readVersion, versionOf } from "../../db/authored-copies.ts";
import type { Database } from "../../db/client.ts";
import { campaigns } from "../../db/schema/campaigns.ts";
import { organizations } from "../../db/schema/organization.ts";
import { memberships } from "../../db/schema/people.ts";
import { policyOf } from "../../domain/assignment/assignment-policy.ts";
import { NO_TRUST } from "../../domain/assignment/requests.ts";
import { automaticTexts } from "../../domain/opt-outs/automatic-texts.ts";
import type { CopyName, CopySubject, CopyTaken } from "../../domain/organization/authored-copies.ts";
import type { OrganizationRules } from "../../domain/organization/organization.ts";
import type { SealedAccount } from "../../domain/sending/own-account.ts";
import { NO_SIMULATION } from "../../domain/sending/simulation.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
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

const giveSendingLimits: Give = async ({ env, db, name }) => {
  const row = await organizationRow(db, name);
  if (!row) return null;
  const service = row.settings.messagingServiceSid;
  // Nothing is sent without a service; setting one is a change of the limits.
  if (!service) return { version: row.version };
  const limits = { orgId: name.orgId, service, version: row.version, limits: row.settings.sending ?? null };
  return callObject(
    () => carrierAccountAt(env, row.carrierAccountSid),
    (account) => account.setLimits(limits),
  );
};

const giveCarrierAccounts: Give = async ({ env, db, name }) => {
  const [row] = await db
    .select({
      current: organizations.carrierAccountSid,
      version: versionOf(name),
      accounts: sql<SealedAccount[]>`coalesce((
        select json_agg(json_build_object('accountSid', a.account_sid, 'sealed', a.sealed) order by a.account_sid)
        from carrier_accounts a where a.org_id = ${name.orgId}), '[]')`,
    })
    .from(organizations)
    .where(eq(organizations.id, name.orgId));
  if (!row) return null;
  return callObject(
    () => organizationAt(env, name.orgId),
    (organization) => organization.setCarrierAccounts(row),
  );
};

const giveCampaignSettings: Give = async ({ env, db, name }) => {
  const { orgId, key: campaignId } = name;
  const [row] = await db
    .select({ dueDate: campaigns.dueDate, policy: campaigns.policy, version: versionOf(name) })
    .from(campaigns)
    .where(and(eq(campaigns.id, campaignId), eq(campaigns.orgId, orgId)));
  if (!row) return null;
  const { version, dueDate } = row;
  return callObject(
    () => campaignAt(env, campaignId),
    (campaign) => campaign.setSettings({ orgId, version, dueDate: dueDate ?? "", policy: policyOf(row) }),
  );
};

export const GIVE: Record<CopySubject, Give> = {
  role: giveRole,
  password: givePassword,
  rules: giveRules,
  automatic_texts: giveAutomaticTexts,
  simulation: giveSimulation,
  sending_limits: giveSendingLimits,
  carrier_accounts: giveCarrierAccounts,
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
      carrierAccountSid: organizations.carrierAccountSid,
      version: versionOf(name),
    })
    .from(organizations)
    .where(eq(organizations.id, name.orgId));
  return row;
}
