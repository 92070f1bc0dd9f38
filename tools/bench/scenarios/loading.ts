/** Texting while a list loads: how much an import slows down texters who pause between two texts. */
import { setTimeout as sleep } from "node:timers/promises";
import { RAMP_SECONDS, stockAll, sendingFirstTexts } from "../context.ts";
import type { Context, Scenario } from "../context.ts";
import { LatencyRecorder, rounded } from "../latency.ts";
import { closedLoad } from "../load.ts";
import type { LoadWork } from "../load.ts";
import { measure } from "../measure.ts";
import type { LoadFigures } from "../measure.ts";
import { importLarge } from "./import.ts";

export type LoadingFigures = {
  texters: number;
  pauseMs: number;
  quiet: LoadFigures;
  whileLoading: LoadFigures;
  /** By how much fewer texts a second were accepted while the list loaded. */
  slowdown: number;
  importedContacts: number;
  importSeconds: number;
};

const TEXTERS = 20;
const PAUSE_MS = 100;
const CONTACTS = 200_000;
const MOST_SECONDS = 20;

export const loading: Scenario<LoadingFigures> = {
  needs: (seconds) => TEXTERS * each(seconds),
  async run(context) {
    const texters = context.world.texters.slice(0, TEXTERS);
    await stockAll(context, texters, each(context.seconds));
    const quiet = await texted(context, context.seconds);
    const importing = timed(importLarge(context, CONTACTS, { first: 2_500_000, start: false }));
    const whileLoading = await texted(context, MOST_SECONDS, importing);
    const importSeconds = await importing;
    await context.books.settle();
    return {
      texters: TEXTERS,
      pauseMs: PAUSE_MS,
      quiet,
      whileLoading,
      slowdown: rounded(1 - whileLoading.perSecond / quiet.perSecond, 3),
      importedContacts: CONTACTS,
      importSeconds: rounded(importSeconds),
    };
  },
};

const each = (seconds: number) => Math.ceil(((seconds + MOST_SECONDS + 2 * RAMP_SECONDS) * 1000) / PAUSE_MS);

/** Ends with the window, or with what goes on beside it. */
function texted(
  { books, processes, world }: Context,
  seconds: number,
  beside?: Promise<unknown>,
): Promise<LoadFigures> {
  const rampSeconds = beside === undefined ? RAMP_SECONDS : 0;
  return measure(processes, { rampSeconds, seconds }, (recorder) => {
    const load = closedLoad(
      world.texters.slice(0, TEXTERS).map((texter) => pausing(sendingFirstTexts(books, texter), recorder)),
      // The pause does not belong to the latency, so the workers record it themselves.
      new LatencyRecorder(),
    );
    return beside === undefined ? load : { ...load, dry: Promise.race([load.dry, beside.then(() => {})]) };
  });
}

function pausing(work: LoadWork, recorder: LatencyRecorder): LoadWork {
  return async () => {
    await sleep(PAUSE_MS);
    const beganMs = performance.now();
    const outcome = await work();
    if (outcome === "done") recorder.add(beganMs, performance.now());
    return outcome;
  };
}

async function timed(work: Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await work;
  return (performance.now() - beganMs) / 1000;
}
