/** Says what a start is doing: one line for each stage, and again while one takes long. */

export type StartStage = {
  /** What the stage is doing now; shown when it takes long. */
  step: (what: string) => void;
  done: () => void;
};

export type StartReport = { begin: (name: string) => StartStage };

/** For programs that start an installation without an audience. */
export const silentReport: StartReport = { begin: () => ({ step: () => {}, done: () => {} }) };

/** When a stage is spoken of again: each time it has taken this long. */
const AGAIN_MS = [5_000, 10_000, 20_000, 30_000];
const THEN_EVERY_MS = 30_000;
const LOOK_EVERY_MS = 500;

/**
 * @param print gets each line
 * @param now in milliseconds; for tests
 */
export function createStartReport(
  print: (line: string) => void,
  now: () => number = () => performance.now(),
): StartReport {
  return {
    begin(name) {
      const startedAt = now();
      let doing = "";
      let spoken = 0;
      print(`  ${name}`);
      const look = setInterval(() => {
        const takesMs = now() - startedAt;
        if (takesMs < dueAt(spoken)) return;
        while (takesMs >= dueAt(spoken)) spoken += 1;
        print(`  still ${name}${doing ? `: ${doing}` : ""} (${seconds(takesMs)} so far)`);
      }, LOOK_EVERY_MS);
      look.unref();
      return {
        step: (what) => {
          doing = what;
        },
        done: () => {
          clearInterval(look);
          if (spoken > 0) print(`  ${name}: done after ${seconds(now() - startedAt)}`);
        },
      };
    },
  };
}

function dueAt(spoken: number): number {
  const last = AGAIN_MS.at(-1) ?? 0;
  return AGAIN_MS[spoken] ?? last + (spoken - AGAIN_MS.length + 1) * THEN_EVERY_MS;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
