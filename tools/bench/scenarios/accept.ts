/**
 * Accepting texts: from the texter's request to the answer that the text is stored. Carrying goes on meanwhile, as in
 * real use, so its CPU is in these figures as far as it kept up; `carrierHeld` measures accepting alone.
 */
import { RAMP_SECONDS, sendInTurn, stockAll, sendingFirstTexts } from "../context.ts";
import type { Context, Scenario } from "../context.ts";
import { rounded } from "../latency.ts";
import { closedLoad, openLoad } from "../load.ts";
import { measure } from "../measure.ts";
import type { LoadFigures } from "../measure.ts";

export type AcceptFigures = LoadFigures & {
  texters: number;
  /** Texts that the carrier took meanwhile. */
  carriedPerSecond: number;
};
export type OfferedFigures = AcceptFigures & { offeredPerSecond: number; driverLagMs: number };

/** Texts per second that a desk is stocked for. */
const STOCKED_PER_SECOND = 2_000;
const ONE_TEXTER_STOCKED_PER_SECOND = 250;
const OFFERED_PER_SECOND = 500;
/** The carrier answers so late that carrying is next to nothing, and early enough that no outcome becomes unknown. */
const HELD_ANSWER_MS = 2_000;

type Closed = {
  texters: number;
  by?: "socket" | "http";
  /** Of the run's window. */
  share?: number;
  carrierHeld?: boolean;
};

function closed({ texters: count, by = "socket", share = 1, carrierHeld = false }: Closed): Scenario<AcceptFigures> {
  const stockFor = (seconds: number) => {
    const rate = count === 1 ? ONE_TEXTER_STOCKED_PER_SECOND : STOCKED_PER_SECOND;
    return Math.ceil(((seconds * share + RAMP_SECONDS) * rate) / count);
  };
  return {
    needs: (seconds) => stockFor(seconds) * count,
    async run(context) {
      const { books, processes, seconds, world } = context;
      const texters = world.texters.slice(0, count);
      await stockAll(context, texters, stockFor(seconds));
      if (carrierHeld) await books.setCarrier({ delays: { answerMs: [HELD_ANSWER_MS, HELD_ANSWER_MS] } });
      const figures = await withCarried(context, () =>
        measure(processes, { rampSeconds: RAMP_SECONDS, seconds: seconds * share }, (recorder) =>
          closedLoad(
            texters.map((texter) => sendingFirstTexts(books, texter, by)),
            recorder,
          ),
        ),
      );
      if (carrierHeld) await books.setCarrier({ delays: { answerMs: [0, 0] } });
      await books.settle();
      return { texters: count, ...figures };
    },
  };
}

export const accept1 = closed({ texters: 1, share: 0.6 });
export const accept20 = closed({ texters: 20, share: 0.7 });
export const accept100 = closed({ texters: 100 });
export const accept100ByHttp = closed({ texters: 100, by: "http", share: 0.7 });
export const acceptCarrierHeld = closed({ texters: 100, share: 0.7, carrierHeld: true });

export const acceptOffered: Scenario<OfferedFigures> = {
  needs: (seconds) => OFFERED_PER_SECOND * (seconds + RAMP_SECONDS + 1),
  async run(context) {
    const { books, seconds, world } = context;
    const { texters } = world;
    await stockAll(context, texters, Math.ceil((OFFERED_PER_SECOND * (seconds + RAMP_SECONDS + 1)) / texters.length));
    let driverLagMs = 0;
    const figures = await withCarried(context, () =>
      measure(context.processes, { rampSeconds: RAMP_SECONDS, seconds }, (recorder) => {
        const load = openLoad(OFFERED_PER_SECOND, (turn) => sendInTurn(context, turn), recorder);
        void load.ended.then(
          () => (driverLagMs = rounded(load.lagMs())),
          () => {},
        );
        return load;
      }),
    );
    await books.settle();
    return { texters: texters.length, offeredPerSecond: OFFERED_PER_SECOND, driverLagMs, ...figures };
  },
};

/** Reads the carrier's ledger around the measurement; ramp and window are taken together. */
async function withCarried(
  { books }: Context,
  run: () => Promise<LoadFigures>,
): Promise<LoadFigures & { carriedPerSecond: number }> {
  const before = await books.carrier();
  const beganMs = performance.now();
  const figures = await run();
  const seconds = (performance.now() - beganMs) / 1000;
  const after = await books.carrier();
  return { ...figures, carriedPerSecond: rounded((after.accepted - before.accepted) / seconds, 1) };
}
