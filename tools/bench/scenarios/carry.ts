/**
 * Carrying: a fixed number of texts from the first request until the last final delivery report is stored, and further
 * until Postgres has all of it. Its CPU is that of a text's whole life.
 */
import { stockAll, sendingFirstTexts } from "../context.ts";
import type { Scenario } from "../context.ts";
import { rounded } from "../latency.ts";
import { cpuBetween } from "../measure.ts";
import type { Cpu } from "../measure.ts";

export type CarryFigures = Cpu & {
  texts: number;
  /** Until all were accepted, until all had their final report, until Postgres had all. */
  acceptedSeconds: number;
  carriedSeconds: number;
  storedSeconds: number;
  /** Texts by the seconds until the last final report. */
  perSecond: number;
};

const TEXTS_PER_SECOND_OF_WINDOW = 1_000;

export const carrying: Scenario<CarryFigures> = {
  needs: (seconds) => TEXTS_PER_SECOND_OF_WINDOW * seconds,
  async run(context) {
    const { books, processes, seconds, world } = context;
    const { texters } = world;
    const each = Math.ceil((TEXTS_PER_SECOND_OF_WINDOW * seconds) / texters.length);
    await stockAll(context, texters, each);
    let texts = 0;
    const before = processes.snapshot();
    const beganMs = performance.now();
    await Promise.all(
      texters.map(async (texter) => {
        const work = sendingFirstTexts(books, texter);
        for (let sent = 0; sent < each && (await work()) === "done"; sent += 1) texts += 1;
      }),
    );
    const since = (ms: number) => rounded((ms - beganMs) / 1000);
    const acceptedSeconds = since(performance.now());
    const settled = await books.settle();
    // Comparing the books is the driver's work and little of the database's.
    const cpu = cpuBetween(before, processes.snapshot(), texts);
    return {
      texts,
      acceptedSeconds,
      carriedSeconds: since(settled.carriedAtMs),
      storedSeconds: since(settled.storedAtMs),
      perSecond: rounded(texts / ((settled.carriedAtMs - beganMs) / 1000), 1),
      ...cpu,
    };
  },
};
