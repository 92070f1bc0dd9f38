/** Replies: signed webhooks of contacts that were texted, and the way of a reply to its texter's screen. */
import { RAMP_SECONDS, sendInTurn, stockAll, textAtLeast } from "../context.ts";
import type { Context, Scenario } from "../context.ts";
import { latencyOf, LatencyRecorder, rounded } from "../latency.ts";
import type { Latency } from "../latency.ts";
import { closedLoad, openLoad } from "../load.ts";
import { measure } from "../measure.ts";
import type { LoadFigures } from "../measure.ts";
import type { Texted } from "../texter.ts";
import { postInbound, prepareInbound } from "../webhooks.ts";

export type InboundFigures = LoadFigures & { connections: number };
export type ReplyFigures = LoadFigures & {
  offeredPerSecond: number;
  /** From the webhook's request to the frame on the texter's socket; `latencyMs` is to the webhook's answer. */
  socketLatencyMs: Latency;
  /** Replies of the window whose frame came. */
  seen: number;
  driverLagMs: number;
};

const CONNECTIONS = 64;
const PREPARED_PER_SECOND = 4_000;
const REPLIES_PER_SECOND = 200;
/** One of ten that are texted answers. */
const REPLIES_WHILE_TEXTING = 50;
/** Contacts per texter that reply when nothing was texted before. */
const TEXTED_EACH = 40;
const FRAME_LIMIT_MS = 5_000;

const needs = () => TEXTED_EACH * 100;

function inboundTo(to: "organization" | "own"): Scenario<InboundFigures> {
  return {
    needs,
    async run(context) {
      const contacts = await textedContacts(context);
      const count = (context.seconds + RAMP_SECONDS) * PREPARED_PER_SECOND;
      const prepared = prepareInbound(context, contacts, count, to);
      const work = async () => {
        const next = prepared.pop();
        if (next === undefined) return "dry" as const;
        await postInbound(context, next);
        return "done" as const;
      };
      const figures = await measure(
        context.processes,
        { rampSeconds: RAMP_SECONDS, seconds: context.seconds },
        (recorder) =>
          closedLoad(
            Array.from({ length: CONNECTIONS }, () => work),
            recorder,
          ),
      );
      await context.books.settle();
      return { connections: CONNECTIONS, ...figures };
    },
  };
}

export const inbound = inboundTo("organization");
/** To numbers of the campaign's own: the address names the queue, and the directory is not asked. */
export const inboundOwn = inboundTo("own");

/** @param texts first texts a second that go out meanwhile */
function replies(offeredPerSecond: number, texts = 0): Scenario<ReplyFigures> {
  const textsFor = (seconds: number) => texts * (seconds + RAMP_SECONDS + 1);
  return {
    needs: (seconds) => needs() + textsFor(seconds),
    async run(context) {
      const { processes, seconds, world } = context;
      const contacts = await textedContacts(context);
      if (texts > 0) await stockAll(context, world.texters, Math.ceil(textsFor(seconds) / world.texters.length));
      const prepared = prepareInbound(context, contacts, offeredPerSecond * (seconds + RAMP_SECONDS + 1));
      const sentMs = new Map<string, number>();
      let frames = new LatencyRecorder();
      for (const texter of world.texters) {
        texter.onChange = (frame) => {
          const nowMs = performance.now();
          for (const [, sid = ""] of frame.matchAll(/"id":"(SM[0-9a-f]{32})"/g)) {
            const beganMs = sentMs.get(sid);
            if (beganMs === undefined || !sentMs.delete(sid)) continue;
            frames.add(beganMs, nowMs);
          }
        };
      }
      let driverLagMs = 0;
      const figures = await measure(processes, { rampSeconds: RAMP_SECONDS, seconds }, (recorder) => {
        frames = new LatencyRecorder(recorder.window);
        const work = async (turn: number) => {
          const next = prepared[turn];
          if (next === undefined) return "dry" as const;
          sentMs.set(next.sid, performance.now());
          await postInbound(context, next);
          return "done" as const;
        };
        const load = openLoad(offeredPerSecond, work, recorder);
        void load.ended.then(
          () => (driverLagMs = rounded(load.lagMs())),
          () => {},
        );
        if (texts === 0) return load;
        const sending = openLoad(texts, (turn) => sendInTurn(context, turn), new LatencyRecorder());
        const stop = () => {
          sending.stop();
          load.stop();
        };
        return { ...load, stop, ended: Promise.all([load.ended, sending.ended]).then(() => {}) };
      });
      await noneLeft(sentMs);
      for (const texter of world.texters) texter.onChange = null;
      await context.books.settle();
      return {
        offeredPerSecond,
        ...figures,
        socketLatencyMs: latencyOf(frames.latenciesMs),
        seen: frames.latenciesMs.length,
        driverLagMs,
      };
    },
  };
}

export const replyToSocket = replies(REPLIES_PER_SECOND);
export const replyWhileTexting = replies(REPLIES_WHILE_TEXTING, 500);

/** Those of all texters in turn, so that replies spread over all desks. */
async function textedContacts(context: Context): Promise<Texted[]> {
  const { texters } = context.world;
  await textAtLeast(context, texters, TEXTED_EACH);
  const most = Math.max(...texters.map((texter) => texter.texted.length));
  return Array.from({ length: most }, (_, index) => texters.flatMap((texter) => texter.texted[index] ?? [])).flat();
}

/** Every reply has to reach its texter's socket. */
async function noneLeft(sentMs: ReadonlyMap<string, number>): Promise<void> {
  const until = performance.now() + FRAME_LIMIT_MS;
  while (sentMs.size > 0 && performance.now() < until) {
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
  if (sentMs.size > 0) throw new Error(`${sentMs.size} replies did not reach their texter's socket.`);
}
