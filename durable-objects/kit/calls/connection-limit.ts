/** Work over many connections at once, within what one invocation may have open. */

/** Outgoing connections that the platform allows per invocation; further ones would wait anyway, holding memory. */
export const OUTGOING_CONNECTIONS = 6;

/**
 * Runs `worker` for every item, at most `limit` at a time; the next starts as soon as one ends. Always works through all
 * items: a failure is the result of its item, not the end of the others.
 *
 * @returns one settled result per item, in the order of the items.
 */
export async function inWaves<Item, Out>(
  items: readonly Item[],
  limit: number,
  worker: (item: Item, index: number) => Promise<Out> | Out,
): Promise<PromiseSettledResult<Out>[]> {
  if (!(limit >= 1)) throw new RangeError(`At least one item at a time, not ${limit}.`);
  const results: PromiseSettledResult<Out>[] = [];
  // Shared by all lanes: each takes the next item that no other has.
  const queue = items.entries();
  async function lane(): Promise<void> {
    for (const [index, item] of queue) {
      try {
        results[index] = { status: "fulfilled", value: await worker(item, index) };
      } catch (reason) {
        results[index] = { status: "rejected", reason };
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  return results;
}

/**
 * The result of every item, in the order of the items. Always works through all of them and throws the first failure
 * afterwards, so that one failure stops nothing else and a repetition has only the failed ones left.
 */
export async function allInWaves<Item, Out>(
  items: readonly Item[],
  worker: (item: Item, index: number) => Promise<Out> | Out,
  limit = OUTGOING_CONNECTIONS,
): Promise<Out[]> {
  const results = await inWaves(items, limit, worker);
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}
