/**
 * Delivery reports alone: the carrier's own are held back while texts go out, and then posted by the driver, three per text in
 * mixed order, each new to the product.
 */
import { RAMP_SECONDS, stockAll, sendingFirstTexts } from "../context.ts";
import type { Context, Scenario } from "../context.ts";
import { closedLoad } from "../load.ts";
import { measure } from "../measure.ts";
import type { LoadFigures } from "../measure.ts";
import { postReport, prepareReports } from "../webhooks.ts";

export type ReportFigures = LoadFigures & { connections: number };

const CONNECTIONS = 256;
const REPORTS_PER_SECOND = 4_500;
const PER_TEXT = 3;

const textsFor = (seconds: number) => Math.ceil((REPORTS_PER_SECOND * (seconds + RAMP_SECONDS)) / PER_TEXT);

export const reports: Scenario<ReportFigures> = {
  needs: textsFor,
  async run(context) {
    const { books, processes, seconds, world } = context;
    await books.setFault({ kind: "drop-callbacks" });
    const each = Math.ceil(textsFor(seconds) / world.texters.length);
    await stockAll(context, world.texters, each);
    await Promise.all(
      world.texters.map(async (texter) => {
        const work = sendingFirstTexts(books, texter);
        for (let sent = 0; sent < each && (await work()) === "done"; sent += 1);
      }),
    );
    const prepared = shuffled(prepareReports(context, await books.carried()));
    const work = async () => {
      const next = prepared.pop();
      if (next === undefined) return "dry" as const;
      await postReport(context, next);
      return "done" as const;
    };
    const figures = await measure(processes, { rampSeconds: RAMP_SECONDS, seconds }, (recorder) =>
      closedLoad(
        Array.from({ length: CONNECTIONS }, () => work),
        recorder,
      ),
    );
    await postAll(context, prepared);
    await books.clearFaults();
    await books.settle({ reports: 0 });
    return { connections: CONNECTIONS, ...figures };
  },
};

/** What the window left over. */
async function postAll(context: Context, prepared: Parameters<typeof postReport>[1][]): Promise<void> {
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let next = prepared.pop(); next !== undefined; next = prepared.pop()) await postReport(context, next);
    }),
  );
}

/** The same order in every run. */
function shuffled<T>(list: T[]): T[] {
  let state = 1;
  for (let i = list.length - 1; i > 0; i -= 1) {
    state = (state * 48_271) % 2_147_483_647;
    const j = state % (i + 1);
    [list[i], list[j]] = [list[j] as T, list[i] as T];
  }
  return list;
}
