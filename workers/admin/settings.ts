/** Settings of the organization. A started campaign keeps the ones it was started with. */
import { eq, sql } from "drizzle-orm";
import { Hono } from "hono";
import { organizations } from "../../db/schema.ts";
import { settingsSchema } from "../../domain/protocol/people.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { readBody } from "../http/json-body.ts";
import { refused } from "../http/refused.ts";

export const settings = new Hono<Edge>()
  .get("/", async (c) => {
    const [row] = await databaseOf(c.env)
      .select({ settings: organizations.settings })
      .from(organizations)
      .where(eq(organizations.id, c.var.member.orgId));
    return c.json({ ok: true, settings: { messagingServiceSid: row?.settings.messagingServiceSid ?? null } });
  })
  .patch("/", async (c) => {
    const read = await readBody(c, settingsSchema);
    if (!read.ok) return refused(c, read);
    const { messagingServiceSid } = read.body;
    await databaseOf(c.env)
      .update(organizations)
      .set({ settings: sql`${organizations.settings} || ${JSON.stringify({ messagingServiceSid })}::jsonb` })
      .where(eq(organizations.id, c.var.member.orgId));
    c.var.log.info("settings_changed");
    return c.json({ ok: true, settings: { messagingServiceSid } });
  });
