/** `POST /api/setup`: the installation's operator makes an organization with its first admin. */
import { timingSafeEqual } from "node:crypto";
import { eq } from "drizzle-orm";
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { noteChange } from "../../db/authored-copies.ts";
import { organizations } from "../../db/schema/organization.ts";
import { newId } from "../../domain/ids.ts";
import { refuse } from "../../domain/outcome.ts";
import { passwordRefusal } from "../../domain/people/password-rule.ts";
import { setupSchema } from "../../domain/people/people.ts";
import { tryToDeliver } from "../authored/deliver.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { jsonBody } from "../http/json-body.ts";
import { refused } from "../http/refused.ts";
import { createAccount } from "./accounts.ts";

/** Before the body is read: anybody may post here. */
const requireSetupToken = createMiddleware<Edge>(async (c, next) => {
  const { SETUP_TOKEN } = c.env;
  if (!SETUP_TOKEN) return refused(c, refuse("not_found", "This installation has no SETUP_TOKEN: set it as a secret."));
  const given = /^Bearer (.+)$/.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
  if (!(await equalInConstantTime(given, SETUP_TOKEN))) {
    c.var.log.warn("setup_refused");
    return refused(c, refuse("not_signed_in", "Send the header authorization: Bearer <SETUP_TOKEN>."));
  }
  return next();
});

export const setup = new Hono<Edge>().post("/", requireSetupToken, jsonBody(setupSchema), async (c) => {
  const { organization, messagingServiceSid, admin } = c.req.valid("json");
  const weak = passwordRefusal(admin.password, { ...admin, organization });
  if (weak) return refused(c, weak);
  const db = databaseOf(c.env);
  const orgId = newId("o");
  const texts = { subject: "automatic_texts", key: orgId, orgId } as const;
  await db.batch([
    db
      .insert(organizations)
      .values({ id: orgId, name: organization, settings: { messagingServiceSid: messagingServiceSid ?? null } }),
    // Without this, automatic texts name no organization until an admin saves them.
    noteChange(db, texts),
  ]);
  const account = await createAccount(db, { ...admin, orgId, role: "OWNER" });
  if (!account) {
    await db.delete(organizations).where(eq(organizations.id, orgId));
    return refused(c, refuse("has_account", `Somebody has the e-mail ${admin.email} already; take another one.`));
  }
  await tryToDeliver(c.env, db, texts, c.var.log);
  c.var.log.info("organization_made", { orgId, personId: account.personId });
  return c.json({ ok: true, orgId, personId: account.personId }, 201);
});

/** Compares digests, so that the time reveals neither the content nor the length of the secret. */
async function equalInConstantTime(given: string, expected: string): Promise<boolean> {
  const digest = (text: string) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const [left, right] = await Promise.all([digest(given), digest(expected)]);
  return timingSafeEqual(new Uint8Array(left), new Uint8Array(right));
}
