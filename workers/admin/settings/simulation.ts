/**
 * `/api/admin/simulation`: an organization's settings for its simulation, authored here, copied to the organization's
 * object, which queues ask. An installation that texts people has nothing to set.
 */
import { eq, sql } from "drizzle-orm";
import { Hono } from "hono";
import { noteChange } from "../../../db/authored-copies.ts";
import type { Database } from "../../../db/client.ts";
import { organizations } from "../../../db/schema/organization.ts";
import { refuse } from "../../../domain/outcome.ts";
import { simulationSchema } from "../../../domain/sending/simulation-schema.ts";
import type { SimulationState } from "../../../domain/sending/simulation-schema.ts";
import { NO_SIMULATION } from "../../../domain/sending/simulation.ts";
import type { SimulationSettings } from "../../../domain/sending/simulation.ts";
import type { Env } from "../../../durable-objects/bindings/env.ts";
import { deliverNow } from "../../authored/deliver.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";
import { carrierAccountOf } from "../../../durable-objects/bindings/carrier-account.ts";
import { fixedRecipient, isSimulation } from "../../../durable-objects/bindings/simulation.ts";

export const NOT_SIMULATED = refuse(
  "not_simulated",
  'This installation texts people; its operator can make it a simulation with SIMULATION = "on".',
);

export const simulationSettings = new Hono<Edge>()
  .get("/", async (c) => {
    if (!isSimulation(c.env)) return c.json({ ok: true, simulation: { on: false } satisfies SimulationState });
    const settings = await read(databaseOf(c.env), c.var.member.orgId);
    return c.json({ ok: true, simulation: stateOf(c.env, settings) });
  })
  .put("/", jsonBody(simulationSchema), async (c) => {
    if (!isSimulation(c.env)) return refused(c, NOT_SIMULATED);
    const db = databaseOf(c.env);
    const { orgId } = c.var.member;
    const simulation = c.req.valid("json");
    await db.batch([
      db
        .update(organizations)
        .set({ settings: sql`${organizations.settings} || ${JSON.stringify({ simulation })}::jsonb` })
        .where(eq(organizations.id, orgId)),
      noteChange(db, { subject: "simulation", key: orgId, orgId }),
    ]);
    const delivery = await deliverNow(c, "simulation", orgId);
    c.var.log.info("simulation_changed");
    return c.json({ ok: true, simulation: stateOf(c.env, await read(db, orgId)), ...delivery });
  });

function stateOf(env: Env, settings: SimulationSettings): SimulationState {
  return { on: true, hasCarrier: carrierAccountOf(env) !== null, fixedTo: fixedRecipient(env), settings };
}

async function read(db: Database, orgId: string): Promise<SimulationSettings> {
  const [row] = await db
    .select({ settings: organizations.settings })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  return { ...NO_SIMULATION, ...row?.settings.simulation };
}
