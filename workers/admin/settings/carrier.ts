/** The carrier account as admins see it: why it takes no texts, and what it has said that somebody should see. */
import { Hono } from "hono";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { carrierAccountAt, organizationAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { ownAccountSid } from "./own-account-sid.ts";
import { ownAccount } from "./own-account.ts";
import { serviceFacts } from "./service-facts.ts";
import { carrierCodes } from "../opt-outs/opt-out-list.ts";

export const carrierRoutes = new Hono<Edge>()
  .route("/account", ownAccount)
  .route("/service", serviceFacts)
  // Needs no database: what is wrong with the account is known while Postgres is away.
  .get("/", async (c) => {
    const { orgId } = c.var.member;
    const own = await ownAccountSid(c.env, orgId);
    const [{ trouble }, held] = await Promise.all([
      callObject(
        () => carrierAccountAt(c.env, own),
        (account) => account.paceNow({ orgId, service: null }),
      ),
      callObject(
        () => organizationAt(c.env, orgId),
        (organization) => organization.heldWebhooks(),
      ),
    ]);
    return c.json({ ok: true, trouble, held });
  })
  .get("/codes", async (c) => c.json({ ok: true, codes: await carrierCodes(databaseOf(c.env), c.var.member.orgId) }));
