/** Settings of the organization. A started campaign keeps the Messaging Service that it was started with. */
import { eq, sql } from "drizzle-orm";
import { Hono } from "hono";
import { noteChange } from "../../../db/authored-copies.ts";
import { claimService } from "../../../db/carrier-resources.ts";
import type { Database } from "../../../db/client.ts";
import { organizations } from "../../../db/schema/organization.ts";
import { beyondTheLaw, DEFAULT_ORG_HOURS, isLawful } from "../../../domain/hours/org-hours.ts";
import { DEFAULT_PRICES } from "../../../domain/campaigns/prices.ts";
import { serviceTaken } from "../../../domain/sending/own-account.ts";
import { settingsSchema } from "../../../domain/people/people.ts";
import type { OrganizationSettings } from "../../../domain/people/people.ts";
import { NO_TRUST } from "../../../domain/assignment/requests.ts";
import type { CopySubject } from "../../../domain/organization/authored-copies.ts";
import { refuseFields } from "../../../domain/outcome.ts";
import { isSimulation } from "../../../durable-objects/bindings/simulation.ts";
import { ownAccountSid } from "./own-account-sid.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { carrierAccountAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";
import { deliverNow } from "../../authored/deliver.ts";

export const settings = new Hono<Edge>()
  .get("/", async (c) => c.json({ ok: true, settings: await settingsOf(databaseOf(c.env), c.var.member.orgId) }))
  .get("/pace", async (c) => {
    const { orgId } = c.var.member;
    const { messagingServiceSid: service } = await settingsOf(databaseOf(c.env), orgId);
    const own = await ownAccountSid(c.env, orgId);
    const pace = await callObject(
      () => carrierAccountAt(c.env, own),
      (account) => account.paceNow({ orgId, service }),
    );
    return c.json({ ok: true, pace });
  })
  .patch("/", jsonBody(settingsSchema), async (c) => {
    const { textingHours } = c.req.valid("json");
    if (textingHours && !isSimulation(c.env) && !isLawful(textingHours)) {
      return refused(c, refuseFields("beyond_the_law", { textingHours: beyondTheLaw(textingHours) }));
    }
    const db = databaseOf(c.env);
    const { orgId } = c.var.member;
    const { sending, messagingServiceSid, trust } = c.req.valid("json");
    if (messagingServiceSid && !(await claimService(db, orgId, messagingServiceSid))) {
      return refused(c, refuseFields("service_taken", { messagingServiceSid: serviceTaken(messagingServiceSid) }));
    }
    const copied: CopySubject[] = [
      ...(sending !== undefined || messagingServiceSid ? (["sending_limits"] as const) : []),
      ...(trust ? (["rules"] as const) : []),
      ...(textingHours ? (["phone_service"] as const) : []),
    ];
    await db.batch([
      db
        .update(organizations)
        // Absent fields are absent in the JSON as well, and so stay as they are.
        .set({ settings: sql`${organizations.settings} || ${JSON.stringify(c.req.valid("json"))}::jsonb` })
        .where(eq(organizations.id, orgId)),
      ...copied.map((subject) => noteChange(db, { subject, key: orgId, orgId })),
    ]);
    const deliveries = await Promise.all(copied.map((subject) => deliverNow(c, subject, orgId)));
    c.var.log.info("settings_changed");
    const underWay = deliveries.some((each) => each.underWay);
    return c.json({ ok: true, settings: await settingsOf(db, orgId), underWay });
  });

/** The organization's settings, with defaults for what nobody has set. */
export async function settingsOf(db: Database, orgId: string): Promise<OrganizationSettings> {
  const [row] = await db
    .select({ settings: organizations.settings })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  return {
    messagingServiceSid: row?.settings.messagingServiceSid ?? null,
    prices: { ...DEFAULT_PRICES, ...row?.settings.prices },
    trust: { ...NO_TRUST, ...row?.settings.trust },
    sending: row?.settings.sending ?? null,
    textingHours: row?.settings.textingHours ?? DEFAULT_ORG_HOURS,
    voiceAnswer: row?.settings.voiceAnswer ?? null,
  };
}
