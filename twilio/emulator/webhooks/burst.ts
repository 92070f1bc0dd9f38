/** Many inbound texts at a rate, for load: paced here, where the webhooks leave, and reported as one result. */
import * as z from "zod";
import type { InboundTexts } from "./inbound.ts";

export const burstBody = z.strictObject({
  texts: z.array(z.strictObject({ from: z.string(), to: z.string().optional(), body: z.string() })).min(1),
  /** Left out: all at once. */
  perSecond: z.number().min(1).optional(),
});

export type BurstReport = {
  texts: number;
  answered: number;
  failed: number;
  tookMs: number;
  /** From the first try to the answer. */
  latencyMs: { p50: number; p95: number; p99: number };
};

const TICK_MS = 5;

export async function burst(
  { texts, perSecond }: z.output<typeof burstBody>,
  inbound: InboundTexts,
): Promise<{ ok: true; report: BurstReport } | { ok: false; reason: string }> {
  const startedAt = performance.now();
  const latencies: number[] = [];
  let answered = 0;
  const open: Promise<void>[] = [];
  for (const [i, text] of texts.entries()) {
    if (perSecond !== undefined) {
      while (i >= ((performance.now() - startedAt) / 1000) * perSecond) await tick();
    }
    const sentAt = performance.now();
    const result = inbound.receive(text);
    if (!result.ok) return result;
    const one = async (): Promise<void> => {
      const [answer] = await result.answers;
      latencies.push(performance.now() - sentAt);
      if (answer && answer.status >= 200 && answer.status < 300) answered += 1;
    };
    open.push(one());
  }
  await Promise.all(open);
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => Math.round((latencies[Math.floor(latencies.length * share)] ?? 0) * 100) / 100;
  return {
    ok: true,
    report: {
      texts: texts.length,
      answered,
      failed: texts.length - answered,
      tookMs: Math.round(performance.now() - startedAt),
      latencyMs: { p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    },
  };
}

function tick(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, TICK_MS);
  });
}
