import * as fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_POLICY } from "../../domain/assignment/assignment-policy.ts";
import type { Membership } from "../../durable-objects/rpc/texter-inbox.ts";
import { Shares } from "../../durable-objects/carrier-account/shares.ts";
import { Lifecycle } from "../../durable-objects/campaign/lifecycle/lifecycle.ts";
import { CAMPAIGN_MIGRATIONS } from "../../durable-objects/campaign/schema.ts";
import { CampaignState } from "../../durable-objects/campaign/state.ts";
import { Tries } from "../../durable-objects/kit/jobs/tries.ts";
import { NOTHING_KNOWN } from "../../domain/phone-service/api-tokens.ts";
import { migrate } from "../../durable-objects/kit/storage/migrations.ts";
import { Rules } from "../../durable-objects/organization/rules.ts";
import { LabelsCopy } from "../../durable-objects/organization/labels.ts";
import { PhoneServiceStore, readPhoneService } from "../../durable-objects/organization/phone-service.ts";
import { ORGANIZATION_MIGRATIONS } from "../../durable-objects/organization/schema.ts";
import { SimulationSettingsCopy } from "../../durable-objects/organization/simulation.ts";
import { AutomaticTextsCopy } from "../../durable-objects/organization/texts.ts";
import { aConfig, CAMPAIGN_ID } from "../../durable-objects/testing/queue-world.ts";
import { nodeSql } from "../../durable-objects/testing/node-sql.ts";
import { Sessions } from "../../durable-objects/texter-inbox/people/sessions.ts";
import { INBOX_MIGRATIONS } from "../../durable-objects/texter-inbox/schema.ts";

/** Takes a copy whose content follows from its version; answers the version that it has. `restart`: memory is lost. */
type Holder = {
  take: (version: number) => number | Promise<number>;
  /** The version that its content is of; 0 for none. */
  content: () => number;
  restart: () => void;
};

const ANA: Membership = {
  orgId: "o1",
  orgName: "Org",
  personId: "p1",
  role: "TEXTER",
  email: "ana@example.org",
  firstName: "Ana",
  lastName: "Alba",
  alias: null,
};
/** Every second version is a suspension. */
const roleOf = (version: number) => (version % 2 === 0 ? "SUSPENDED" : "ADMIN");

function store(migrations: readonly string[]) {
  const sql = nodeSql();
  migrate(sql, migrations);
  return sql;
}

const HOLDERS: Record<string, () => Holder> = {
  role: () => {
    const sql = store(INBOX_MIGRATIONS);
    let sessions = new Sessions(sql, () => 1_000);
    sessions.admit({ membership: ANA, sessionId: "s1", expiresAtMs: 1e12 });
    return {
      take: (version) => {
        // A sign-in carries a role, too.
        const membership = { ...ANA, role: roleOf(version) } as const;
        const session = { sessionId: "s1", expiresAtMs: 1e12 };
        if (version % 3 === 0) sessions.admit({ membership, ...session, roleVersion: version });
        else sessions.setRole({ role: roleOf(version), version });
        return sessions.roleVersion;
      },
      content: () => {
        const version = sessions.roleVersion;
        if (version === 0) return 0;
        const isSuspended = roleOf(version) === "SUSPENDED";
        return sessions.isSuspended === isSuspended && sessions.check("s1").ok === !isSuspended ? version : -1;
      },
      restart: () => void (sessions = new Sessions(sql, () => 1_000)),
    };
  },
  password: () => {
    const sql = store(INBOX_MIGRATIONS);
    let sessions = new Sessions(sql, () => 1_000);
    const open = (n: number) =>
      sessions.admit({ membership: ANA, sessionId: `s${n}`, expiresAtMs: 1e12, passwordVersion: n });
    return {
      take: (version) => {
        // Sessions with this password, with the one before and with the one after.
        for (const n of [version - 1, version, version + 1]) if (n >= sessions.passwordVersion) open(n);
        sessions.setPassword(version);
        return sessions.passwordVersion;
      },
      content: () => {
        const version = sessions.passwordVersion;
        if (version === 0) return 0;
        return !sessions.check(`s${version - 1}`).ok && sessions.check(`s${version}`).ok ? version : -1;
      },
      restart: () => void (sessions = new Sessions(sql, () => 1_000)),
    };
  },
  rules: () => {
    const sql = store(ORGANIZATION_MIGRATIONS);
    let rules = new Rules(sql);
    return {
      take: (version) => rules.setRules({ version, trust: { fromRole: null, afterTexts: version }, teams: [] }).version,
      content: () => rules.serviceFor({ personId: "p", role: "TEXTER" }).trust.afterTexts ?? 0,
      restart: () => void (rules = new Rules(sql)),
    };
  },
  automatic_texts: () => {
    const texts = new AutomaticTextsCopy(store(ORGANIZATION_MIGRATIONS));
    return {
      take: (version) => texts.set({ version, confirmation: "", help: String(version) }).version,
      content: () => Number(texts.get().help) || 0,
      restart: () => {},
    };
  },
  simulation: () => {
    const simulation = new SimulationSettingsCopy(store(ORGANIZATION_MIGRATIONS));
    return {
      take: (version) => simulation.set({ version, to: null, dropRatio: version, dropColumn: "", rules: [] }).version,
      content: () => simulation.get().dropRatio,
      restart: () => {},
    };
  },
  labels: () => {
    const labels = new LabelsCopy(store(ORGANIZATION_MIGRATIONS));
    return {
      take: (version) => labels.set({ version, labels: [], deleted: [String(version)] }).version,
      content: () => Number(labels.get()?.deleted[0] ?? 0),
      restart: () => {},
    };
  },
  phone_service: () => {
    const sql = store(ORGANIZATION_MIGRATIONS);
    const phoneService = new PhoneServiceStore(sql);
    return {
      take: (version) =>
        phoneService.set({
          ...NOTHING_KNOWN,
          version,
          settings: { keepsHours: true, inboundUrl: String(version) },
        }).version,
      content: () => Number(readPhoneService(sql).settings.inboundUrl ?? 0),
      restart: () => {},
    };
  },
  sending_limits: () => {
    let shares = new Shares(null);
    return {
      take: (version) =>
        shares.setLimits({
          orgId: "o1",
          version,
          limits: { numbers: version, segmentsPerSecond: null, segmentsPerDay: null },
        }),
      content: () => shares.stored.limits?.[0]?.limits?.numbers ?? 0,
      restart: () => void (shares = new Shares(JSON.parse(JSON.stringify(shares.stored)))),
    };
  },
  campaign_settings: () => {
    const sql = store(CAMPAIGN_MIGRATIONS);
    const nothing = () => {};
    let state = new CampaignState(sql, CAMPAIGN_ID);
    state.save({ ...aConfig(), joinToken: "", customFields: [], dueDate: "0", policy: DEFAULT_POLICY });
    const lifecycle = () =>
      new Lifecycle({
        state,
        schedule: { set: nothing, setIfEarlier: nothing },
        tries: new Tries({ sql, now: () => 1_000 }),
        now: () => 1_000,
        record: nothing,
        // The campaign has no queues and no texters.
        queue: () => expect.fail("no queue"),
        inbox: () => expect.fail("no inbox"),
        announce: async () => {},
        broadcast: nothing,
        onFault: nothing,
        // Settings have nothing to do with its numbers.
        reservations: { held: () => [], renew: async () => {}, handOver: nothing },
        ownNumbers: { begin: nothing, giveBack: nothing },
      });
    let present = lifecycle();
    return {
      take: async (version) => {
        const { orgId } = aConfig();
        return (await present.setSettings({ orgId, version, dueDate: String(version), policy: DEFAULT_POLICY }))
          .version;
      },
      content: () => Number(state.info?.dueDate),
      restart: () => {
        state = new CampaignState(sql, CAMPAIGN_ID);
        present = lifecycle();
      },
    };
  },
};

test.each(Object.keys(HOLDERS))(
  "of copies of %s that come reordered, repeated and between restarts, the newest is kept, and each answer says which",
  async (subject) => {
    const step = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 40 }) }, fc.constant("restart" as const));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        const holder = HOLDERS[subject]!();
        let newest = 0;
        for (const each of steps) {
          if (each === "restart") holder.restart();
          else {
            newest = Math.max(newest, each);
            expect(await holder.take(each)).toBe(newest);
          }
          expect(holder.content()).toBe(newest);
        }
      }),
      { numRuns: 60, seed: 16 },
    );
  },
);
