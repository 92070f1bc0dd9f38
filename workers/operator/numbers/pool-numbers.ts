/**
 * Numbers of a pool, for the installation's superadmin (`/api/operator/numbers`) and for programs with the operator's token
 * (`/api/setup/numbers`): what there is, search and purchase, giving back, and the check against the carrier's list.
 */
import { eq, ne, sql } from "drizzle-orm";
import { Hono } from "hono";
import * as z from "zod";
import type { Database } from "../../../db/client.ts";
import { numbers } from "../../../db/schema/numbers.ts";
import { organizations } from "../../../db/schema/organization.ts";
import { isId, SHARED_POOL } from "../../../domain/ids.ts";
import { isAreaCode } from "../../../domain/numbers/area-codes.ts";
import { buySchema, numbersSchema, searchSchema } from "../../../domain/numbers/buying.ts";
import { NUMBER_STATES } from "../../../domain/numbers/inventory.ts";
import type { NumberCarrierFailure } from "../../../domain/numbers/number-carrier.ts";
import { refuse } from "../../../domain/outcome.ts";
import { numberCarrierOfPool } from "../../../durable-objects/bindings/number-carrier.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { inventoryAt, poolAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Edge, EdgeContext } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { queryParams } from "../../http/query.ts";
import { refused } from "../../http/refused.ts";

const PAGE = 200;
const SHOWN = 100;

const pageQuery = z.object({ after: z.string().max(20).default(""), state: z.enum(NUMBER_STATES).optional() });

const poolOf = (c: EdgeContext) => {
  const pool = c.req.param("pool") ?? SHARED_POOL;
  return { pool, at: () => poolAt(c.env, pool) };
};

export const poolNumbers = new Hono<Edge>()
  .use("/:pool/*", async (c, next) => {
    const pool = c.req.param("pool");
    // An object is made by its name: only for pools that there are.
    if (pool !== SHARED_POOL) {
      const isOne = isId(pool, "o") && (await hasOrganization(databaseOf(c.env), pool));
      if (!isOne) return refused(c, refuse("not_found", `There is no pool ${pool}.`));
    }
    return next();
  })
  .get("/:pool", async (c) => {
    const { at } = poolOf(c);
    const [areaCodes, work] = await Promise.all([
      callObject(at, (pool) => pool.areaCodes()),
      callObject(at, (pool) => pool.work()),
    ]);
    return c.json({ ok: true, areaCodes, ...work });
  })
  .get("/:pool/area/:areaCode", queryParams(pageQuery), async (c) => {
    const areaCode = c.req.param("areaCode");
    if (!isAreaCode(areaCode)) return refused(c, refuse("not_found", `There is no area code ${areaCode}.`));
    const { after, state } = c.req.valid("query");
    const page = await callObject(
      () => inventoryAt(c.env, poolOf(c).pool, areaCode),
      (inventory) => inventory.page({ after, limit: PAGE, ...(state === undefined ? {} : { state }) }),
    );
    // `before`: the place of the next page, as in every list of the API.
    return c.json({ ok: true, numbers: page.numbers, before: page.next });
  })
  .post("/:pool/search", jsonBody(searchSchema), async (c) => {
    const search = c.req.valid("json");
    const chosen = await numberCarrierOfPool(c.env, poolOf(c).pool);
    if (!chosen.ok) return refused(c, refuse("no_carrier", chosen.message));
    const { areaCode, region, contains, country, kind } = search;
    const [found, prices] = await Promise.all([
      chosen.carrier.search({
        country,
        kind,
        limit: SHOWN,
        ...(areaCode === undefined ? {} : { areaCode }),
        ...(region === undefined ? {} : { region }),
        ...(contains === undefined ? {} : { contains }),
      }),
      chosen.carrier.prices(country),
    ]);
    if (!found.ok) return refused(c, carrierRefusal(found));
    const cost = prices.ok ? prices.prices.perMonth[kind] : null;
    return c.json({
      ok: true,
      numbers: found.numbers,
      /** Of one number a month; null: the carrier does not say. */
      monthlyCost: cost === null || !prices.ok ? null : { amount: cost, currency: prices.prices.currency },
      simulated: chosen.carrier.simulated,
    });
  })
  .post("/:pool/buy", jsonBody(buySchema), async (c) => {
    const { at, pool } = poolOf(c);
    const request = { ...c.req.valid("json"), by: buyerOf(c) };
    const started = await callObject(at, (stub) => stub.buy(request));
    if (!started.ok) {
      return refused(c, refuse("other_request", "This id was used for another purchase: make a new one."));
    }
    if (!started.repeated) c.var.log.info("numbers_buying", { pool, jobId: request.jobId, count: request.count });
    return c.json({ ok: true, job: started.job }, started.repeated ? 200 : 201);
  })
  .post("/:pool/jobs/:jobId/stop", async (c) => {
    const jobId = c.req.param("jobId");
    const { stopped } = await callObject(poolOf(c).at, (pool) => pool.stopBuying({ jobId }));
    if (!stopped) return refused(c, refuse("not_found", "There is no such purchase under way."));
    return c.json({ ok: true });
  })
  .post("/:pool/release", jsonBody(numbersSchema), async (c) => {
    const { at, pool } = poolOf(c);
    const released = await callObject(at, (stub) => stub.giveBack(c.req.valid("json")));
    c.var.log.info("numbers_released", { pool, count: released.leaving });
    return c.json(released);
  })
  .post("/:pool/reconcile", async (c) => {
    const { at, pool } = poolOf(c);
    const otherPools = await poolsBeside(databaseOf(c.env), pool);
    const outcome = await callObject(at, (stub) => stub.reconcile({ otherPools }));
    if (!outcome.ok) return refused(c, refuse("carrier", outcome.message));
    return c.json(outcome);
  })
  .post("/:pool/take-over", jsonBody(numbersSchema), async (c) => {
    const { at, pool } = poolOf(c);
    const otherPools = await poolsBeside(databaseOf(c.env), pool);
    const outcome = await callObject(at, (stub) => stub.takeOver({ ...c.req.valid("json"), otherPools }));
    if (!outcome.ok) return refused(c, refuse("carrier", outcome.message));
    c.var.log.info("numbers_taken_over", { pool, count: outcome.added });
    return c.json(outcome);
  });

function buyerOf(c: EdgeContext): string {
  // Unset behind the operator's token.
  const member = c.get("member") as { firstName: string; lastName: string } | undefined;
  return member ? `${member.firstName} ${member.lastName}` : "operator";
}

function carrierRefusal({ message }: NumberCarrierFailure) {
  return refuse("carrier", message);
}

async function hasOrganization(db: Database, orgId: string): Promise<boolean> {
  const [found] = await db.select({ id: organizations.id }).from(organizations).where(eq(organizations.id, orgId));
  return found !== undefined;
}

/** Pools that have numbers, this one aside. */
export async function poolsBeside(db: Database, pool: string): Promise<string[]> {
  const rows = await db
    .select({ pool: numbers.pool })
    .from(numbers)
    .where(ne(numbers.pool, pool))
    .groupBy(numbers.pool)
    .orderBy(sql`1`);
  return rows.map((row) => row.pool);
}
