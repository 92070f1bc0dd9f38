/** Divides a rate among queues: none gets more than it asked for while another lacks (max-min fairness). */

export type Demand = {
  /** Of what waits, per second. */
  wanted: number;
  /** The part of it other than first texts: served before all first texts of all queues. */
  urgent: number;
};

/** One share per demand, in order. The unused rest is spread evenly, because demands grow until the next share. */
export function fairShares(total: number, demands: readonly Demand[]): number[] {
  if (demands.length === 0) return [];
  const urgent = fill(
    total,
    demands.map((demand) => Math.min(demand.urgent, demand.wanted)),
  );
  const left = total - sum(urgent);
  const others = fill(
    left,
    demands.map((demand, index) => demand.wanted - (urgent[index] ?? 0)),
  );
  const spare = Math.max(0, left - sum(others)) / demands.length;
  return demands.map((_, index) => (urgent[index] ?? 0) + (others[index] ?? 0) + spare);
}

/** The smallest demands are met in full, the others get equal shares. */
function fill(total: number, wishes: readonly number[]): number[] {
  const shares = wishes.map(() => 0);
  let left = total;
  let open = wishes.length;
  for (const [index, wish] of [...wishes.entries()].sort(([, a], [, b]) => a - b)) {
    const share = Math.min(Math.max(0, wish), left / open);
    shares[index] = share;
    left -= share;
    open -= 1;
  }
  return shares;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
