/** Leasing: all texters take a batch at once, again and again. */
import { cpuBetween } from "../measure.ts";
import type { Cpu } from "../measure.ts";
import { latencyOf, rounded } from "../latency.ts";
import type { Latency } from "../latency.ts";
import type { Scenario } from "../context.ts";
import { BATCH } from "../texter.ts";

export type LeaseFigures = Cpu & {
  contacts: number;
  batches: number;
  seconds: number;
  /** Contacts leased per second. */
  perSecond: number;
  /** Of one batch. */
  latencyMs: Latency;
};

/** A desk of the bench takes three batches of 300 and what the warm-up left. */
const ROUNDS = 2;

export const lease: Scenario<LeaseFigures> = {
  needs: () => ROUNDS * BATCH * 100,
  async run({ books, processes, world }) {
    const { texters } = world;
    const latencies: number[] = [];
    let contacts = 0;
    const before = processes.snapshot();
    const beganMs = performance.now();
    await Promise.all(
      texters.map(async (texter) => {
        for (let round = 0; round < ROUNDS; round += 1) {
          const askedMs = performance.now();
          const taken = await texter.take();
          contacts += taken;
          latencies.push(performance.now() - askedMs);
        }
      }),
    );
    const seconds = (performance.now() - beganMs) / 1000;
    const cpu = cpuBetween(before, processes.snapshot(), contacts);
    books.leased(contacts);
    await books.rest();
    // What lies on the desks now is what the next scenarios text.
    for (const texter of texters) await texter.collect();
    return {
      contacts,
      batches: latencies.length,
      seconds: rounded(seconds),
      perSecond: rounded(contacts / seconds, 1),
      latencyMs: latencyOf(latencies),
      ...cpu,
    };
  },
};
