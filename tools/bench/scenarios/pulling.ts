/** Many texters pull work from one large campaign: single batches at an easy pace, then 400 texters at once. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Scenario } from "../context.ts";
import { latencyOf, rounded } from "../latency.ts";
import type { Latency } from "../latency.ts";
import { BATCH } from "../texter.ts";
import type { BenchTexter } from "../texter.ts";
import { atMost, makeTexter } from "../world.ts";
import { importLarge } from "./import.ts";

export type PullFigures = {
  texters: number;
  /** Of a batch of 300, ten a second begun. */
  batchLatencyMs: Latency;
  /** All at once: contacts leased, and per second from the first question to the last answer. */
  contacts: number;
  perSecond: number;
  latencyMs: Latency;
};

const TEXTERS = 400;
const SINGLE_BATCHES = 100;
const EVERY_MS = 100;
const SIGN_UPS_AT_ONCE = 4;
/** Indices beyond those of the bench's own texters. */
const FIRST_TEXTER = 10_000;

export const pulling: Scenario<PullFigures> = {
  needs: () => 0,
  async run(context) {
    const contacts = (TEXTERS + SINGLE_BATCHES) * BATCH;
    const campaign = await importLarge(context, contacts, { first: 2_000_000, start: true });
    const options = { ...context, campaigns: 0, texters: 0, contactsPerCampaign: 0 };
    const numbers = Array.from({ length: TEXTERS }, (_, index) => FIRST_TEXTER + index);
    const texters = await atMost(SIGN_UPS_AT_ONCE, numbers, (index) => makeTexter(options, index, campaign));
    const single = await pull(texters.slice(0, SINGLE_BATCHES), EVERY_MS);
    const all = await pull(texters, 0);
    await checkDisjoint(texters, single.contacts + all.contacts);
    for (const texter of texters) texter.close();
    return {
      texters: TEXTERS,
      batchLatencyMs: single.latencyMs,
      contacts: all.contacts,
      perSecond: rounded(all.contacts / all.seconds, 1),
      latencyMs: all.latencyMs,
    };
  },
};

async function pull(
  texters: readonly BenchTexter[],
  everyMs: number,
): Promise<{ contacts: number; seconds: number; latencyMs: Latency }> {
  const latencies: number[] = [];
  const beganMs = performance.now();
  const taken = await Promise.all(
    texters.map(async (texter, index) => {
      if (everyMs > 0) await sleep(index * everyMs);
      const askedMs = performance.now();
      const count = await texter.take();
      latencies.push(performance.now() - askedMs);
      return count;
    }),
  );
  return {
    contacts: taken.reduce((sum, count) => sum + count, 0),
    seconds: (performance.now() - beganMs) / 1000,
    latencyMs: latencyOf(latencies),
  };
}

/** No contact on two desks, and none lost between queue and desk. */
async function checkDisjoint(texters: readonly BenchTexter[], taken: number): Promise<void> {
  await atMost(SIGN_UPS_AT_ONCE, texters, (texter) => texter.collect());
  const ids = texters.flatMap(({ waiting }) => waiting.map(({ contactId }) => contactId));
  const distinct = new Set(ids).size;
  if (ids.length !== distinct || distinct !== taken) {
    throw new Error(`${taken} contacts were leased, ${ids.length} lie on desks, ${distinct} of them different.`);
  }
}
