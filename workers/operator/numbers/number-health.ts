/** `/api/operator/number-health`: sending numbers of all organizations; the superadmin says when one may be used again. */
import { and, eq, ne } from "drizzle-orm";
import { Hono } from "hono";
import * as z from "zod";
import { clearAlert, numbersHealth, openAlerts } from "../../../db/number-health.ts";
import { numbers } from "../../../db/schema/numbers.ts";
import { refuse } from "../../../domain/outcome.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { inventoryAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";

const clearSchema = z.object({ orgId: z.string().max(40), number: z.string().max(20) });

export const allNumbersHealth = new Hono<Edge>()
  .get("/", async (c) => c.json({ ok: true, numbers: await numbersHealth(databaseOf(c.env), Date.now(), null) }))
  /** It rests no more, and what was before does not count against it. */
  .post("/clear", jsonBody(clearSchema), async (c) => {
    const { orgId, number } = c.req.valid("json");
    const db = databaseOf(c.env);
    const open = await openAlerts(db, orgId, Date.now());
    if (!open.some((alert) => alert.number === number)) {
      return refused(c, refuse("not_found", `There is no open warning about ${number}.`));
    }
    const places = await db
      .select({ pool: numbers.pool, areaCode: numbers.areaCode })
      .from(numbers)
      .where(and(eq(numbers.number, number), ne(numbers.state, "REMOVED")));
    for (const { pool, areaCode } of places) {
      await callObject(
        () => inventoryAt(c.env, pool, areaCode),
        (inventory) => inventory.wake({ numbers: [number] }),
      );
    }
    // Last: as long as an inventory did not hear of it, the warning stays.
    await clearAlert(db, { orgId, number }, Date.now());
    c.var.log.info("number_woken", { number, orgId });
    return c.json({ ok: true });
  });
