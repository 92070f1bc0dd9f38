/** Opening a list of 200 conversations: alone, as fast as it goes, and while others text. */
import { RAMP_SECONDS, sendInTurn, stockAll, textAtLeast } from "../context.ts";
import type { Context, Scenario } from "../context.ts";
import { LatencyRecorder } from "../latency.ts";
import type { Latency } from "../latency.ts";
import { latencyOf } from "../latency.ts";
import { closedLoad, openLoad } from "../load.ts";
import type { Load, LoadWork } from "../load.ts";
import { measure } from "../measure.ts";
import type { LoadFigures } from "../measure.ts";
import type { BenchTexter } from "../texter.ts";

export type OpenFigures = {
  contacts: number;
  /** One texter opens one list after the other. */
  alone: LoadFigures;
  /** Twenty texters do. */
  saturated: LoadFigures;
  /** Two texters do, while all texters together send at a fixed rate. */
  whileTexting: LoadFigures & { offeredTextsPerSecond: number; sendLatencyMs: Latency };
};

const CONTACTS = 200;
const OPENERS = 20;
const OPENERS_WHILE_TEXTING = 2;
const TEXTS_PER_SECOND = 300;
const SHARE = 0.5;

export const open200: Scenario<OpenFigures> = {
  needs: (seconds) => OPENERS * CONTACTS + (seconds * SHARE + 2 * RAMP_SECONDS) * TEXTS_PER_SECOND,
  async run(context) {
    const { books, processes, world } = context;
    const openers = world.texters.slice(0, OPENERS);
    await fillLists(context, openers);
    const window = { rampSeconds: RAMP_SECONDS / 2, seconds: context.seconds * SHARE };
    const alone = await measure(processes, window, (recorder) =>
      closedLoad(openers.slice(0, 1).map(opening), recorder),
    );
    const saturated = await measure(processes, window, (recorder) => closedLoad(openers.map(opening), recorder));
    await stockAll(context, world.texters, Math.ceil(((window.seconds + 2) * TEXTS_PER_SECOND) / world.texters.length));
    let sends = new LatencyRecorder();
    const opened = await measure(processes, window, (recorder) => {
      sends = new LatencyRecorder(recorder.window);
      const texting = openLoad(TEXTS_PER_SECOND, (turn) => sendInTurn(context, turn), sends);
      return both(closedLoad(openers.slice(0, OPENERS_WHILE_TEXTING).map(opening), recorder), texting);
    });
    await books.settle();
    return {
      contacts: CONTACTS,
      alone,
      saturated,
      whileTexting: {
        ...opened,
        offeredTextsPerSecond: TEXTS_PER_SECOND,
        sendLatencyMs: latencyOf(sends.latenciesMs),
      },
    };
  },
};

function list(texter: BenchTexter) {
  return { campaignId: texter.campaignId, filter: "open", offset: 0, limit: CONTACTS } as const;
}

function opening(texter: BenchTexter): LoadWork {
  return async () => {
    await texter.opUnread("conversations", list(texter));
    return "done";
  };
}

/** What is measured is really a list of 200, also when contacts that were texted have replied. */
async function fillLists(context: Context, openers: readonly BenchTexter[]): Promise<void> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const totals = await Promise.all(
      openers.map(async (texter) => (await texter.op("conversations", list(texter))).total),
    );
    const missing = CONTACTS - Math.min(...totals);
    if (missing <= 0) return;
    await textAtLeast(context, openers, Math.max(...openers.map((texter) => texter.texted.length)) + missing);
  }
  throw new Error(`The texters have no ${CONTACTS} open conversations each.`);
}

function both(measured: Load, beside: Load): Load {
  return {
    stop: () => {
      measured.stop();
      beside.stop();
    },
    ended: Promise.all([measured.ended, beside.ended]).then(() => {}),
    dry: Promise.race([measured.dry, beside.dry]),
    lagMs: beside.lagMs,
  };
}
