/** Leasing: all texters take a batch at once. */
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

export const leasing: Scenario<LeaseFigures> = {
  needs: () => BATCH * 100,
  async run({ books, processes, world }) {
    const { texters } = world;
    const latencies: number[] = [];
    let contacts = 0;
    const before = processes.snapshot();
    const beganMs = performance.now();
    await Promise.all(
      texters.map(async (texter) => {
        const askedMs = performance.now();
        const taken = await texter.take();
        latencies.push(performance.now() - askedMs);
        contacts += taken;
      }),
    );
    const seconds = (performance.now() - beganMs) / 1000;
    const cpu = cpuBetween(before, processes.snapshot(), contacts);
    books.leased(contacts);
    await books.rest();
    // The next scenarios text the contacts on these desks.
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
