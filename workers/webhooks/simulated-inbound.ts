/**
 * Inbound texts of a simulation. What the override phone says is said by the contact whose number is in its tag, or who was texted
 * last: it goes on as if the contact had texted it, so that a STOP in it ends the contact's texts and nobody else's.
 */
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { organizationAt } from "../../durable-objects/rpc/stubs.ts";
import { takeForItsHolder } from "./holders.ts";
import { takeInbound } from "./inbound.ts";
import type { TakeInbound } from "./inbound.ts";

export const takeInSimulation: TakeInbound = async (env, orgId, inbound, how) => {
  const { messageSid: id, from: phone, body } = inbound;
  const organization = () => organizationAt(env, orgId);
  const said = await callObject(organization, (object) => object.phoneSays({ id, phone, body }));
  if (said === null) return takeForItsHolder(env, orgId, inbound, how);
  const from = said.cell ?? phone;
  const contact = said.contactId === null ? {} : { contactId: said.contactId };
  const taken = await takeInbound(env, orgId, { ...inbound, from, body: said.body }, { ...how, ...contact });
  if (taken.contactId === null) await callObject(organization, (object) => object.phoneFoundNobody({ id }));
  return taken;
};
