/**
 * Webhooks are the largest inbound load (docs/platform.md#carrier-reports), and each alone would cost a call between
 * isolate and object. Those that reach this isolate for the same object within a few milliseconds share one call.
 */

/** When the leader's request dies, items are sent alone after this long. */
const LEADER_LIMIT_MS = 10_000;
/** A batch that is overdue by this much takes no more items: the request that was to send it has died. */
const OVERDUE_MS = 1_000;

type Batch<In, Out> = {
  items: In[];
  /** Epoch ms. */
  openedAtMs: number;
  outcomes: Promise<readonly Out[]>;
  fail: (error: unknown) => void;
};
type Call<In, Out> = (items: In[]) => Promise<readonly Out[]>;

export class Gather<In, Out> {
  readonly #gatherMs: number;
  readonly #open = new Map<string, Batch<In, Out>>();

  /** @param gatherMs how long the first item waits for others */
  constructor(gatherMs: number) {
    this.#gatherMs = gatherMs;
  }

  /**
   * The item's own outcome. The request that opens a batch calls `call` for all items; others only await it, so what
   * `call` closes over must serve any request with the same key.
   *
   * @param call answers with one outcome per item, in order; must be safe to repeat
   * @throws what `call` throws, when the item was sent alone or led its batch
   */
  async add(
    context: Pick<ExecutionContext, "waitUntil">,
    key: string,
    item: In,
    call: Call<In, Out>,
  ): Promise<Out | undefined> {
    const batch = this.#open.get(key);
    if (!batch || Date.now() - batch.openedAtMs > this.#gatherMs + OVERDUE_MS) {
      const lead = this.#lead(key, item, call);
      // The others' answers must not depend on whether the carrier stays on this connection.
      context.waitUntil(lead.catch(() => undefined));
      return (await lead)[0];
    }
    const index = batch.items.push(item) - 1;
    // One timer per batch, in the request of its second item: a timer costs half of what answering a report costs.
    if (index === 1) watch(batch);
    try {
      return (await batch.outcomes)[index];
    } catch {
      return (await call([item]))[0];
    }
  }

  #lead(key: string, item: In, call: Call<In, Out>): Promise<readonly Out[]> {
    const items = [item];
    const { promise: outcomes, resolve, reject } = Promise.withResolvers<readonly Out[]>();
    // There may be no other item.
    outcomes.catch(() => undefined);
    const batch = { items, openedAtMs: Date.now(), outcomes, fail: reject };
    this.#open.set(key, batch);
    const lead = scheduler.wait(this.#gatherMs).then(() => {
      if (this.#open.get(key) === batch) this.#open.delete(key);
      return call(items);
    });
    lead.then(resolve, reject);
    return lead;
  }
}

/** A dead leader settles nothing, so each item is then sent alone. */
function watch<In, Out>(batch: Batch<In, Out>): void {
  const late = setTimeout(
    () => batch.fail(new Error("The request that led the batch has ended without an answer.")),
    LEADER_LIMIT_MS,
  );
  batch.outcomes.finally(() => clearTimeout(late)).catch(() => undefined);
}
