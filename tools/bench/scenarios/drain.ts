/**
 * Draining: many texts wait while the carrier takes so many a second and answers 429 to all others. Nothing tells the
 * product what the carrier allows: all queues together find it out, and keep to it (docs/decisions/0011).
 */
import { setTimeout as sleep } from "node:timers/promises";
import { stockAll, sendingFirstTexts } from "../context.ts";
import type { Scenario } from "../context.ts";
import { rounded } from "../latency.ts";
import { cpuBetween } from "../measure.ts";
import type { Cpu } from "../measure.ts";

export type DrainFigures = Cpu & {
  texts: number;
  /** What the carrier allows, and texts by the seconds until it had taken all. */
  allowedPerSecond: number;
  perSecond: number;
  seconds: number;
  /** Of all calls, those that were answered with 429; and the same without the time in which the pace is found out. */
  refusedShare: number;
  refusedShareSettled: number;
  /** That time: a minute, or half of the drain when that is shorter. */
  settlingSeconds: number;
  /** Share of what the carrier allows that was used after that time, until nearly all texts had gone. */
  paceUsedSettled: number;
};

/** 50,000 in a window of the default length. */
const TEXTS_PER_SECOND_OF_WINDOW = 10_000;
const SETTLING_SECONDS = 60;
const POLL_MS = 500;
/** With fewer left, not all queues have texts any more. */
const NEARLY_ALL = 0.95;

export const drain: Scenario<DrainFigures> = {
  needs: (seconds) => TEXTS_PER_SECOND_OF_WINDOW * seconds,
  async run(context) {
    const { allow, books, processes, seconds, world } = context;
    const { texters } = world;
    const each = Math.ceil((TEXTS_PER_SECOND_OF_WINDOW * seconds) / texters.length);
    const expected = each * texters.length;
    const settlingSeconds = Math.min(SETTLING_SECONDS, expected / allow / 2);
    await stockAll(context, texters, each);
    await books.setCarrier({ maxMessagesPerSecond: allow });
    const counts = async () => {
      const { requests } = await books.carrier();
      return { ms: performance.now(), took: requests.accepted, refused: requests.throttled };
    };
    const before = processes.snapshot();
    const began = await counts();
    let texts = 0;
    const accepting = Promise.all(
      texters.map(async (texter) => {
        const work = sendingFirstTexts(books, texter);
        for (let sent = 0; sent < each && (await work()) === "done"; sent += 1) texts += 1;
      }),
    );
    let now = began;
    let settled: typeof began | null = null;
    let nearlyAll: typeof began | null = null;
    const limitMs = began.ms + (3 * expected * 1000) / allow + 60_000;
    while (now.took - began.took < expected) {
      await sleep(POLL_MS);
      now = await counts();
      if (now.ms - began.ms >= settlingSeconds * 1000) settled ??= now;
      if (now.took - began.took >= expected * NEARLY_ALL) nearlyAll ??= now;
      if (now.ms > limitMs)
        throw new Error(`the carrier had ${now.took - began.took} of ${expected} texts in the end.`);
    }
    await accepting;
    const cpu = cpuBetween(before, processes.snapshot(), texts);
    await books.setCarrier({ maxMessagesPerSecond: 0 });
    await books.settle();
    const from = settled ?? began;
    const until = nearlyAll ?? now;
    const took = (now.ms - began.ms) / 1000;
    return {
      texts,
      allowedPerSecond: allow,
      perSecond: rounded(texts / took, 1),
      seconds: rounded(took, 1),
      refusedShare: share(began, now),
      refusedShareSettled: share(from, now),
      settlingSeconds,
      paceUsedSettled: rounded((until.took - from.took) / ((until.ms - from.ms) / 1000) / allow, 3),
      ...cpu,
    };
  },
};

function share(from: { took: number; refused: number }, until: { took: number; refused: number }): number {
  const refused = until.refused - from.refused;
  return rounded(refused / Math.max(1, refused + until.took - from.took), 4);
}
