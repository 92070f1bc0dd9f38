/** `/api/operator`: the installation as its superadmin sees it. */
import { count, eq, sql } from "drizzle-orm";
import { Hono } from "hono";
import { allAccounts } from "../../db/carrier-resources.ts";
import { campaigns } from "../../db/schema/campaigns.ts";
import { carrierServices } from "../../db/schema/carrier.ts";
import { organizations } from "../../db/schema/organization.ts";
import { memberships } from "../../db/schema/people.ts";
import type { NumberSettings } from "../../domain/numbers/campaign-numbers.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { allNumbersHealth } from "./numbers/number-health.ts";
import { poolNumbers } from "./numbers/pool-numbers.ts";
import { requireSuperadmin } from "./require-superadmin.ts";

export const operatorRoutes = new Hono<Edge>()
  .use(requireSuperadmin)
  .get("/organizations", async (c) => {
    const db = databaseOf(c.env);
    const [rows, people, active] = await Promise.all([
      db
        .select({
          orgId: organizations.id,
          name: organizations.name,
          createdAt: organizations.createdAt,
          settings: organizations.settings,
        })
        .from(organizations)
        .orderBy(organizations.name, organizations.id),
      db.select({ orgId: memberships.orgId, count: count() }).from(memberships).groupBy(memberships.orgId),
      db
        .select({ orgId: campaigns.orgId, count: count() })
        .from(campaigns)
        .where(eq(campaigns.status, "ACTIVE"))
        .groupBy(campaigns.orgId),
    ]);
    const of = (counts: readonly { orgId: string; count: number }[], orgId: string): number =>
      counts.find((each) => each.orgId === orgId)?.count ?? 0;
    return c.json({
      ok: true,
      organizations: rows.map(({ orgId, name, createdAt, settings }) => ({
        orgId,
        name,
        createdAt: createdAt.getTime(),
        /** What its campaigns text from; the organization's owner chooses. */
        textsFrom: textsFrom(settings.numbers),
        people: of(people, orgId),
        activeCampaigns: of(active, orgId),
      })),
    });
  })
  .get("/carrier", async (c) => {
    const db = databaseOf(c.env);
    const [accounts, services, names] = await Promise.all([
      allAccounts(db),
      db
        .select({ sid: carrierServices.sid, orgId: carrierServices.orgId })
        .from(carrierServices)
        .orderBy(sql`1`),
      db.select({ orgId: organizations.id, name: organizations.name }).from(organizations),
    ]);
    const nameOf = (orgId: string): string => names.find((each) => each.orgId === orgId)?.name ?? orgId;
    return c.json({
      ok: true,
      /** null: texts go nowhere, because this is a simulation without a carrier. */
      installation: c.env.TWILIO_ACCOUNT_SID || null,
      accounts: accounts.map(({ accountSid, orgId }) => ({ sid: accountSid, orgId, orgName: nameOf(orgId) })),
      services: services.map(({ sid, orgId }) => ({ sid, orgId, orgName: nameOf(orgId) })),
    });
  })
  .route("/number-health", allNumbersHealth)
  .route("/numbers", poolNumbers);

function textsFrom(numbers: NumberSettings | undefined): "service" | NumberSettings["pool"] {
  return numbers?.textsFrom === "numbers" ? numbers.pool : "service";
}
