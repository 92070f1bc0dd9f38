/** `POST /api/setup`: the installation's operator makes an organization with its first admin. */
import { and, eq } from "drizzle-orm";
import { Hono } from "hono";
import { claimService, serviceOwner } from "../../db/carrier-resources.ts";
import { noteChange } from "../../db/authored-copies.ts";
import { organizations } from "../../db/schema/organization.ts";
import { people } from "../../db/schema/people.ts";
import { newId } from "../../domain/ids.ts";
import { refuse } from "../../domain/outcome.ts";
import { passwordRefusal } from "../../domain/people/password-rule.ts";
import { serviceTaken } from "../../domain/sending/own-account.ts";
import { setupSchema } from "../../domain/people/people.ts";
import { registerIds } from "../../durable-objects/rpc/registered-ids.ts";
import { tryToDeliver } from "../authored/deliver.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { jsonBody } from "../http/json-body.ts";
import { refused } from "../http/refused.ts";
import { createAccount } from "./accounts.ts";
import { carrierOwners } from "../operator/carrier-owners.ts";
import { operatorPasswordLinks } from "../operator/password-links.ts";
import { poolNumbers } from "../operator/numbers/pool-numbers.ts";
import { requireOperator } from "../operator/require-operator.ts";
import { superadmins } from "../operator/superadmins.ts";

const numbersOfOperator = new Hono<Edge>().use(requireOperator).route("/", poolNumbers);

export const setup = new Hono<Edge>()
  .route("/carrier", carrierOwners)
  .route("/password-link", operatorPasswordLinks)
  .route("/superadmin", superadmins)
  .route("/numbers", numbersOfOperator)
  .post("/", requireOperator, jsonBody(setupSchema), async (c) => {
    const { organization, messagingServiceSid, admin, superadmin } = c.req.valid("json");
    const weak = passwordRefusal(admin.password, { ...admin, organization });
    if (weak) return refused(c, weak);
    const db = databaseOf(c.env);
    // A request that is sent again because its answer was lost.
    const [made] = await db
      .select({ orgId: organizations.id })
      .from(organizations)
      .innerJoin(people, eq(people.orgId, organizations.id))
      .where(and(eq(organizations.name, organization), eq(people.email, admin.email)));
    if (made) {
      const message = `The organization “${organization}” with an account for ${admin.email} exists already (${made.orgId}); nothing was made.`;
      return refused(c, refuse("organization_exists", message));
    }
    const orgId = newId("o");
    if (messagingServiceSid && (await serviceOwner(db, messagingServiceSid)) !== null) {
      return refused(c, refuse("service_taken", serviceTaken(messagingServiceSid)));
    }
    const copies = (["automatic_texts", "labels"] as const).map((subject) => ({ subject, key: orgId, orgId }));
    await db.batch([
      db
        .insert(organizations)
        .values({ id: orgId, name: organization, settings: { messagingServiceSid: messagingServiceSid ?? null } }),
      // Automatic texts would name no organization until an admin saves them, and nobody would know that it has no labels.
      ...copies.map((copy) => noteChange(db, copy)),
    ]);
    const account = await createAccount(c.env, db, { ...admin, orgId, role: "OWNER" });
    if (!account) throw new Error("a new organization has an account already");
    if (superadmin) await db.update(people).set({ superadmin }).where(eq(people.id, account.personId));
    await registerIds(c.env, [{ id: orgId, orgId }]);
    if (messagingServiceSid) await claimService(db, orgId, messagingServiceSid);
    for (const copy of copies) await tryToDeliver(c.env, db, copy, c.var.log);
    c.var.log.info("organization_made", { orgId, personId: account.personId });
    return c.json({ ok: true, orgId, personId: account.personId }, 201);
  });
