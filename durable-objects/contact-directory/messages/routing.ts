/** Which conversation an inbound text belongs to, when several contacts of the organization have the number. */
import { strongestClaim } from "../../../domain/messages/routing.ts";
import { allInWaves } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";
import type { RouteRequest } from "../../rpc/contact-directory.ts";
import { byQueue } from "../contacts/registered-contacts.ts";
import type { RegisteredContacts } from "../contacts/registered-contacts.ts";
import type { Numbers } from "../opt-outs/numbers.ts";
import type { Unmatched } from "./unmatched.ts";

export type RoutingDeps = {
  numbers: Numbers;
  contacts: RegisteredContacts;
  unmatched: Unmatched;
  queue: (queueKey: string) => Remote<CampaignQueueRpc>;
};

const HAS_IT_UNMATCHED = { contactId: "", optedOut: false, claim: { kind: "has_it" as const } };

export class Routing {
  readonly #deps: RoutingDeps;

  constructor(deps: RoutingDeps) {
    this.#deps = deps;
  }

  async route({ from, to, sid, saidAt, withClaim }: RouteRequest) {
    const { numbers, contacts, unmatched, queue } = this.#deps;
    // Delivered before, when nobody had been texted: it stays unmatched.
    if (unmatched.has(sid)) return withClaim ? HAS_IT_UNMATCHED : null;
    const ids = contacts.ids(from);
    const since = saidAt !== undefined && numbers.stoppedSince(from, saidAt);
    const flags = {
      optedOut: numbers.flag(from)?.optedOut ?? false,
      ...(since ? { stoppedSince: true as const } : {}),
    };
    const only = ids.length === 1 && !withClaim ? ids[0] : undefined;
    if (only !== undefined) return { contactId: only, ...flags };
    const candidates = byQueue(ids).flatMap(({ queueKey, contacts: ns }) => ns.map((n) => ({ queueKey, n })));
    // Without every answer the right conversation is unknown: the webhook fails and the carrier repeats it.
    const claimants = await allInWaves(candidates, async ({ queueKey, n }) => ({
      contactId: `${queueKey}.${n}`,
      claim: await callObject(
        () => queue(queueKey),
        (stub) => stub.routingClaim({ n, sid, ...(to === undefined ? {} : { to }) }),
      ),
    }));
    const strongest = strongestClaim(claimants);
    return strongest && { ...strongest, ...flags };
  }

  /** The carrier's ids of all texts to a number, in every campaign of the organization. */
  async sidsOf(cell: string): Promise<string[]> {
    const { contacts, queue } = this.#deps;
    const sids = await allInWaves(contacts.byQueue([cell]), (each) =>
      callObject(
        () => queue(each.queueKey),
        (stub) => stub.sidsOf({ contacts: each.contacts }),
      ),
    );
    return sids.flat();
  }
}
