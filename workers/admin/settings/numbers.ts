/**
 * `/api/admin/settings/numbers`: what the organization's campaigns text from, its own Messaging Service or numbers of the
 * installation's inventory. Only an owner changes it; a campaign that has started keeps what it started with.
 */
import { eq, sql } from "drizzle-orm";
import { Hono } from "hono";
import { noteChange } from "../../../db/authored-copies.ts";
import type { Database } from "../../../db/client.ts";
import { organizations } from "../../../db/schema/organization.ts";
import { DEFAULT_NUMBER_SETTINGS, numberSettingsSchema } from "../../../domain/numbers/campaign-numbers.ts";
import type { NumberSettings } from "../../../domain/numbers/campaign-numbers.ts";
import { refuse } from "../../../domain/outcome.ts";
import { may } from "../../../domain/roles.ts";
import { deliverNow } from "../../authored/deliver.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";

const OWNERS_ONLY = refuse("forbidden", "Only an owner of the organization changes what its campaigns text from.");

export const numberSettings = new Hono<Edge>()
  .get("/", async (c) => c.json({ ok: true, numbers: await numberSettingsOf(databaseOf(c.env), c.var.member.orgId) }))
  .put("/", jsonBody(numberSettingsSchema), async (c) => {
    const { orgId, role } = c.var.member;
    if (!may(role, "choose_numbers")) return refused(c, OWNERS_ONLY);
    const db = databaseOf(c.env);
    const numbers = c.req.valid("json");
    const before = await numberSettingsOf(db, orgId);
    await db.batch([
      db
        .update(organizations)
        .set({ settings: sql`${organizations.settings} || ${JSON.stringify({ numbers })}::jsonb` })
        .where(eq(organizations.id, orgId)),
      // Programs take numbers from the same pool.
      noteChange(db, { subject: "phone_service", key: orgId, orgId }),
    ]);
    c.var.log.info("number_settings_changed", { before: JSON.stringify(before), after: JSON.stringify(numbers) });
    return c.json({ ok: true, numbers, ...(await deliverNow(c, "phone_service", orgId)) });
  });

export async function numberSettingsOf(db: Database, orgId: string): Promise<NumberSettings> {
  const [row] = await db
    .select({ settings: organizations.settings })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  return { ...DEFAULT_NUMBER_SETTINGS, ...row?.settings.numbers };
}
