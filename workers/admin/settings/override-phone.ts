/**
 * `/api/admin/simulation/phone`: what the override phone of a simulation got, and texts that it sends. They take the way of the
 * carrier's webhook, so that the screen and a real phone do the same.
 */
import { Hono } from "hono";
import { refuse, refuseFields } from "../../../domain/outcome.ts";
import { readTagged } from "../../../domain/sending/override-phone.ts";
import { phoneReplySchema } from "../../../domain/sending/simulation-schema.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { organizationAt } from "../../../durable-objects/rpc/stubs.ts";
import { isSimulation } from "../../../durable-objects/bindings/simulation.ts";
import type { Edge, EdgeContext } from "../../http/context.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";
import { handOverAlone } from "../../webhooks/inbound.ts";
import { takeInSimulation } from "../../webhooks/simulated-inbound.ts";
import { NOT_SIMULATED } from "./simulation.ts";

const NO_PHONE = refuse("no_override_phone", "No override phone is set. Enter one under Settings, Simulation first.");
const NO_WORDS = refuseFields("bad_request", { body: "Write a message before or after the number in brackets." });

const FROM_NO_CARRIER = { accountSid: "", to: "", messagingServiceSid: null, numMedia: 0, media: [], optOutType: null };

export const overridePhone = new Hono<Edge>()
  .get("/", async (c) => {
    if (!isSimulation(c.env)) return refused(c, NOT_SIMULATED);
    return c.json({ ok: true, ...(await phoneThread(c)) });
  })
  .post("/replies", jsonBody(phoneReplySchema), async (c) => {
    if (!isSimulation(c.env)) return refused(c, NOT_SIMULATED);
    const { phone } = await phoneThread(c);
    if (phone === null) return refused(c, NO_PHONE);
    const { id, body } = c.req.valid("json");
    if (readTagged(body).body === "") return refused(c, NO_WORDS);
    // Again with the same id it is the same text.
    const messageSid = `phone_${id.replaceAll("-", "_")}`;
    const inbound = { ...FROM_NO_CARRIER, messageSid, from: phone, body };
    await takeInSimulation(c.env, c.var.member.orgId, inbound, { handOver: handOverAlone(c.env) });
    return c.json({ ok: true, ...(await phoneThread(c)) });
  });

function phoneThread(c: EdgeContext) {
  return callObject(
    () => organizationAt(c.env, c.var.member.orgId),
    (organization) => organization.phoneTexts(),
  );
}
