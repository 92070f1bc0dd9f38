/**
 * The organization that an inbound text is for, when the Messaging Service or account that it came by has changed hands (docs/decisions/0033).
 * The carrier posts it to the address of one of the organizations, and contacts go on answering what the other one sent.
 */
import { strongestClaim } from "../../domain/messages/routing.ts";
import type { RoutingClaim } from "../../domain/messages/routing.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { allInWaves } from "../../durable-objects/kit/calls/connection-limit.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { directoryFor } from "../../durable-objects/rpc/stubs.ts";
import type { InboundWebhook } from "../../twilio/statuses.ts";
import { takeInbound } from "./inbound.ts";
import type { TakeInbound } from "./inbound.ts";
import { hasAccount, sharedResources } from "./signing-accounts.ts";

/** To the organization whose conversation it belongs to; without one, to the present holder. */
export const takeForItsHolder: TakeInbound = async (env, orgId, inbound, how) => {
  const holder = await holderOf(env, orgId, inbound);
  if (holder !== null) return takeInbound(env, holder, inbound, how);
  // What is known here of a change may be a minute old; before a text counts as unmatched it is asked for again.
  const elsewhere = () => holderOf(env, orgId, inbound, { again: true });
  return takeInbound(env, orgId, inbound, { ...how, elsewhere });
};

/**
 * null: what it came by has never changed hands.
 * @param orgId of the address that the carrier posted to
 */
async function holderOf(env: Env, orgId: string, inbound: InboundWebhook, how = { again: false }) {
  const { messagingServiceSid, accountSid, from, to, messageSid: sid } = inbound;
  const shared = await sharedResources(env, orgId, how);
  const isBy = (named: string | null) => shared.find((each) => each.sid === named);
  const resource = isBy(messagingServiceSid) ?? isBy(accountSid);
  if (!resource) return null;
  const claims = await allInWaves([...new Set([...resource.orgIds, orgId])], async (each) => {
    // An organization gets nothing here that its own address would not take.
    if (each !== orgId && !(await hasAccount(env, each, accountSid))) return [];
    const route = await callObject(
      () => directoryFor(env, each, from),
      (directory) => directory.route({ orgId: each, from, to, sid, withClaim: true }),
    );
    const claim: RoutingClaim = route?.claim ?? { kind: "never" };
    return [{ orgId: each, claim }];
  });
  const candidates = claims.flat();
  return (strongestClaim(candidates) ?? candidates[0])?.orgId ?? orgId;
}
