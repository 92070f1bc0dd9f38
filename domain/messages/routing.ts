/**
 * Which conversation an inbound text belongs to when several campaigns know its number (docs/rules.md#inbound-routing).
 */

/**
 * A queue's claim to an inbound text for one of its contacts. Times are of the conversation's last message, epoch ms.
 */
export type RoutingClaim =
  /** The queue has this text already: it was delivered before. */
  | { kind: "has_it" }
  /** The contact's texts leave by the number that was texted. */
  | { kind: "texted_by_number"; lastAtMs: number }
  | { kind: "talked"; lastAtMs: number }
  /** There was a conversation; its campaign is archived. */
  | { kind: "archived" }
  /** The contact was never texted. */
  | { kind: "never" };

/** The strongest first. A contact who was never texted has no claim. */
const STRENGTH: readonly RoutingClaim["kind"][] = ["has_it", "texted_by_number", "talked", "archived"];

/** Of equal kinds the conversation with the latest message; null when nobody has a claim. */
export function strongestClaim<Claimant extends { claim: RoutingClaim }>(
  claimants: readonly Claimant[],
): Claimant | null {
  for (const kind of STRENGTH) {
    const [strongest] = claimants
      .filter(({ claim }) => claim.kind === kind)
      .toSorted((a, b) => lastAtMs(b.claim) - lastAtMs(a.claim));
    if (strongest) return strongest;
  }
  return null;
}

function lastAtMs(claim: RoutingClaim): number {
  return "lastAtMs" in claim ? claim.lastAtMs : 0;
}
