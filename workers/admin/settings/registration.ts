/**
 * `/api/admin/registration`: what US networks demand of the organization, line by line: what is entered, what the carrier says, and
 * what is missing (docs/rules.md#numbers-registration). The checks before a start use the same lines.
 */
import { eq, sql } from "drizzle-orm";
import { Hono } from "hono";
import type { Database } from "../../../db/client.ts";
import { organizations } from "../../../db/schema/organization.ts";
import type { StartProblem } from "../../../domain/campaigns/campaign.ts";
import { localDate } from "../../../domain/campaigns/start-estimate.ts";
import { DEFAULT_NUMBER_SETTINGS } from "../../../domain/numbers/campaign-numbers.ts";
import { missingRegistration, NO_REGISTRATION_FACTS, registrationLines } from "../../../domain/numbers/registration.ts";
import type { RegistrationFacts, RegistrationReading } from "../../../domain/numbers/registration.ts";
import { registrationFactsSchema } from "../../../domain/numbers/registration-schema.ts";
import { refuse } from "../../../domain/outcome.ts";
import { numberCarrierOf } from "../../../durable-objects/bindings/number-carrier.ts";
import { isSimulation } from "../../../durable-objects/bindings/simulation.ts";
import type { Env } from "../../../durable-objects/bindings/env.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";

/** Ends are days; this is the day of the networks and of Campaign Verify. */
const ZONE = "America/New_York";

export const registrationRoutes = new Hono<Edge>()
  .get("/", async (c) => c.json({ ok: true, ...(await registrationOf(c.env, databaseOf(c.env), c.var.member.orgId)) }))
  .put("/", jsonBody(registrationFactsSchema), async (c) => {
    const { orgId } = c.var.member;
    const db = databaseOf(c.env);
    await storeSettings(db, orgId, { registration: c.req.valid("json") });
    c.var.log.info("registration_changed");
    return c.json({ ok: true, ...(await registrationOf(c.env, db, orgId)) });
  })
  /** Asks the carrier about the Messaging Service. */
  .post("/read", async (c) => {
    const { orgId } = c.var.member;
    const db = databaseOf(c.env);
    const { serviceSid: sid } = await registrationOf(c.env, db, orgId);
    if (sid === null) {
      const message = "There is no Messaging Service to ask about: enter one first, or enter the campaign's id.";
      return refused(c, refuse("no_service", message));
    }
    const chosen = await numberCarrierOf(c.env, orgId);
    if (!chosen.ok) return refused(c, refuse("no_carrier", chosen.message));
    const read = await chosen.carrier.registration(sid);
    if (!read.ok) return refused(c, refuse("carrier", read.message));
    const reading: RegistrationReading = { sid, atMs: Date.now(), registration: read.registration };
    await storeSettings(db, orgId, { registrationReading: reading });
    return c.json({ ok: true, ...(await registrationOf(c.env, db, orgId)) });
  });

async function storeSettings(
  db: Database,
  orgId: string,
  change: { registration: RegistrationFacts } | { registrationReading: RegistrationReading },
): Promise<void> {
  await db
    .update(organizations)
    .set({ settings: sql`${organizations.settings} || ${JSON.stringify(change)}::jsonb` })
    .where(eq(organizations.id, orgId));
}

/** `isNeeded`: campaigns do not start while something is missing; a simulation texts nobody and only shows it. */
async function registrationOf(env: Pick<Env, "SIMULATION">, db: Database, orgId: string) {
  const [row] = await db
    .select({ settings: organizations.settings })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  const settings = row?.settings ?? {};
  const facts = { ...NO_REGISTRATION_FACTS, ...settings.registration };
  const { textsFrom } = { ...DEFAULT_NUMBER_SETTINGS, ...settings.numbers };
  const serviceSid = textsFrom === "service" ? (settings.messagingServiceSid ?? null) : null;
  const reading = settings.registrationReading ?? null;
  const lines = registrationLines(facts, { serviceSid, reading }, localDate(ZONE, Date.now()));
  return { facts, lines, serviceSid, isNeeded: !isSimulation(env) };
}

/**
 * For the checks before a start: each missing line keeps a campaign from a real carrier. `note`: what a simulation, which starts
 * all the same, says of it.
 */
export async function registrationProblems(
  env: Pick<Env, "SIMULATION">,
  db: Database,
  orgId: string,
): Promise<{ problems: StartProblem[]; note: string | null }> {
  const { lines, isNeeded } = await registrationOf(env, db, orgId);
  const ending: StartProblem[] = lines
    .filter(({ state }) => state === "ending")
    .map(({ title, says }) => ({ code: "registration_ends", severity: "warning", message: `${title}: ${says}` }));
  const missing = missingRegistration(lines);
  if (isNeeded) {
    const errors = missing.map((message): StartProblem => ({
      code: "registration_missing",
      severity: "error",
      message,
    }));
    return { problems: [...errors, ...ending], note: null };
  }
  if (missing.length === 0) return { problems: ending, note: null };
  const titles = lines.filter(({ state }) => state === "missing").map(({ title }) => title);
  const note = `At a real carrier the registration would have to be complete first. Missing: ${titles.join(", ")}.`;
  return { problems: ending, note };
}
