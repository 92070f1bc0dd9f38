import type { V4QueueConsumerOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";

/** wrangler.toml's consumers, for Miniflare, except that they do not wait for a batch to fill. */
export function quickQueues(): Record<string, V4QueueConsumerOptions> {
  // Miniflare also takes a list of names; Wrangler gives settings by name.
  const consumers = unstable_getMiniflareWorkerOptions("./wrangler.toml").workerOptions.queueConsumers as
    | Record<string, V4QueueConsumerOptions>
    | undefined;
  return Object.fromEntries(
    Object.entries(consumers ?? {}).map(([queue, settings]) => [queue, { ...settings, maxBatchTimeout: 0.02 }]),
  );
}
