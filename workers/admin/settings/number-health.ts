/** `/api/admin/number-health`: how the organization's sending numbers do (docs/rules.md#numbers-health). */
import { Hono } from "hono";
import * as z from "zod";
import { byService, clearAlert, numbersHealth, openAlerts } from "../../../db/number-health.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";

const clearSchema = z.object({ number: z.string().max(20) });

export const numberHealth = new Hono<Edge>()
  .get("/", async (c) => {
    const numbers = await numbersHealth(databaseOf(c.env), Date.now(), c.var.member.orgId);
    return c.json({ ok: true, numbers, services: byService(numbers) });
  })
  .get("/open", async (c) =>
    c.json({ ok: true, open: (await openAlerts(databaseOf(c.env), c.var.member.orgId, Date.now())).length }),
  )
  /** For a number of the organization's own service: it was taken out, or is in order again. */
  .post("/clear", jsonBody(clearSchema), async (c) => {
    const { orgId, personId } = c.var.member;
    const { number } = c.req.valid("json");
    const db = databaseOf(c.env);
    const alert = (await openAlerts(db, orgId, Date.now())).find((each) => each.number === number);
    if (!alert) return refused(c, refuse("not_found", `There is no open warning about ${number}.`));
    if (alert.step !== "not_ours") {
      const message = "This number belongs to the installation: its superadmin says when it may be used again.";
      return refused(c, refuse("forbidden", message));
    }
    await clearAlert(db, { orgId, number }, Date.now());
    c.var.log.info("number_alert_cleared", { number, by: personId });
    return c.json({ ok: true });
  });
