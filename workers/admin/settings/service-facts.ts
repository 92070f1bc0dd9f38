/**
 * What the carrier says of the organization's own Messaging Service: whether it is there, its numbers, where replies go, and
 * the registration that decides how fast it really texts.
 */
import { Hono } from "hono";
import type { ServiceFacts } from "../../../domain/numbers/service-facts.ts";
import { refuse } from "../../../domain/outcome.ts";
import { numberCarrierOf } from "../../../durable-objects/bindings/number-carrier.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { refused } from "../../http/refused.ts";
import { settingsOf } from "./settings.ts";

export const serviceFacts = new Hono<Edge>().get("/", async (c) => {
  const { orgId } = c.var.member;
  const { messagingServiceSid: sid } = await settingsOf(databaseOf(c.env), orgId);
  if (sid === null) return c.json({ ok: true, facts: null });
  const chosen = await numberCarrierOf(c.env, orgId);
  if (!chosen.ok) return refused(c, refuse("no_carrier", chosen.message));
  const { carrier } = chosen;
  const [service, numbers, registration] = await Promise.all([
    carrier.service(sid),
    carrier.numbersOf(sid),
    carrier.registration(sid),
  ]);
  if (!service.ok && service.reason === "unknown") {
    const message = `The carrier account has no Messaging Service ${sid}. Copy its SID from the carrier's console once more.`;
    return refused(c, refuse("service_unknown", message));
  }
  for (const each of [service, numbers, registration]) {
    if (!each.ok) return refused(c, refuse("carrier", each.message));
  }
  if (!service.ok || !numbers.ok || !registration.ok) throw new Error("a refusal was passed over");
  const { name, inboundUrl } = service.service;
  const facts: ServiceFacts = {
    sid,
    name,
    numbers: numbers.numbers.length,
    repliesComeHere: inboundUrl !== null && inboundUrl.startsWith(`${c.env.PUBLIC_ORIGIN}/webhooks/twilio/${orgId}/`),
    repliesBelongAt: `${c.env.PUBLIC_ORIGIN}/webhooks/twilio/${orgId}/inbound`,
    registration: registration.registration,
  };
  return c.json({ ok: true, facts });
});
