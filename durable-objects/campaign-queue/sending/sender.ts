/**
 * The loop that carries texts: one wave after the other while there is work, then sleep. Nothing depends on memory:
 * queued texts are in the tables, and an alarm wakes a queue that was evicted or killed in between.
 */
import type { Logger } from "../../kit/log/log.ts";
import { inWaves, OUTGOING_CONNECTIONS } from "../../kit/calls/connection-limit.ts";
import { CarrierAway } from "../../kit/carrier/carrier-away.ts";
import { setTimer } from "../../kit/time/timer.ts";
import type { SetTimer } from "../../kit/time/timer.ts";
import { sharedThread } from "../../kit/time/shared-thread.ts";
import type { SharedThread } from "../../kit/time/shared-thread.ts";
import { Pace } from "./pace.ts";
import type { PaceDeps } from "./pace.ts";
import { takeAccountNews } from "./failures.ts";
import type { AccountNews } from "./failures.ts";
import type { MessageRow } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";
import { beginWave, sendingBecomesUnknown, settleWave } from "./waves.ts";
import type { Carried, CarryOutcome, WaveText } from "./waves.ts";

/**
 * Texts are gathered this long before a wave begins: a person does not notice, and a wave of twenty costs as much as a
 * wave of one.
 */
const GATHER_MS = 200;
const MOST_PER_WAVE = 100;
/** While texts come in: short enough that a texter's answer does not wait behind it. */
const MOST_PER_WAVE_IN_A_RUSH = 20;
/** Longest wait for a turn; then the thread is asked again, because nobody may be waiting any more. */
const ASK_AGAIN_MS = 500;
/** The sender waits for texts that may go within this time; for later ones it sets an alarm. */
const SOON_MS = 5_000;
/** An alarm wakes the sender when memory was lost between accepting and carrying. */
const ALARM_AFTER_MS = 5_000;

export type SenderDeps = {
  store: QueueStore;
  carry: (text: WaveText) => Promise<CarryOutcome>;
  /** The carrier account's pace (account-link.ts); without it the queue finds its own. */
  account?: Pick<PaceDeps, "share" | "waiting">;
  lookUpAfterMs: number;
  /** The durable waker: no waiting text may go before this time. */
  wakeAt: (atMs: number) => void;
  /** The durable waker: calls `wake` at this time at the latest. */
  wakeBy: (atMs: number) => void;
  /** There are opt-outs to report to the directory (owed-opt-outs.ts). */
  onOptOuts: () => void;
  onUnknown: () => void;
  onFault: Logger["fault"];
  setTimer?: SetTimer;
  /** That of this isolate, unless given. */
  thread?: SharedThread;
};

export class Sender {
  readonly #deps: SenderDeps;
  readonly #setTimer: SetTimer;
  readonly #pace: Pace;
  readonly #away = new CarrierAway();
  #waiting = false;
  #running: Promise<void> | null = null;
  #wanted = false;
  readonly #thread: SharedThread;

  constructor(deps: SenderDeps) {
    this.#deps = deps;
    this.#setTimer = deps.setTimer ?? setTimer;
    this.#thread = deps.thread ?? sharedThread;
    const { share, waiting } = deps.account ?? { share: null, waiting: () => ({ waiting: 0, urgent: 0 }) };
    this.#pace = new Pace({ now: deps.store.now, share, waiting, onFault: deps.onFault });
  }

  /** There may be texts to carry. Cheap; call it after every change that may have made one. */
  kick(afterMs: number = GATHER_MS): void {
    if (this.#running) {
      this.#wanted = true;
      return;
    }
    if (this.#waiting) return;
    this.#waiting = true;
    this.#setTimer(() => {
      this.#waiting = false;
      void this.run();
    }, afterMs);
  }

  /** Texts have failed, for a reason that concerns the whole account. */
  failed(news: AccountNews): void {
    this.#pace.failed(news);
  }

  /** Texts were queued: they go soon, and by the alarm when memory is lost before. */
  queued(): void {
    const { store, wakeBy } = this.#deps;
    if (store.counters.QUEUED === 0) return;
    wakeBy(store.now() + ALARM_AFTER_MS);
    this.kick();
  }

  /** Texters have sent texts: `queued`, and carrying gives way to accepting. */
  accepted(): void {
    this.#thread.accepted(this.#deps.store.now());
    this.queued();
  }

  recover(): void {
    if (this.#deps.store.counters.QUEUED > 0) this.kick();
  }

  /** By the alarm, which only starts the loop: an alarm as long as the sending would hold up all others. */
  wake(): void {
    const { store, wakeBy } = this.#deps;
    // `configure` ends a pause.
    if (store.counters.QUEUED === 0 || store.config?.paused) return;
    this.kick(0);
    wakeBy(store.now() + ALARM_AFTER_MS);
  }

  /** Carries what is due. Resolves when nothing is left for now; calls meanwhile share the one loop. */
  run(): Promise<void> {
    this.#running ??= this.#loop()
      .catch((error: unknown) => {
        // No wave is under way any more, so texts that one left SENDING have to be looked up, as after a restart.
        this.#deps.onFault("sender_stopped", error);
        if (sendingBecomesUnknown(this.#deps.store, this.#deps.lookUpAfterMs) > 0) this.#deps.onUnknown();
      })
      .finally(() => {
        this.#running = null;
        if (this.#wanted) {
          this.#wanted = false;
          this.kick();
        }
      });
    return this.#running;
  }

  async #loop(): Promise<void> {
    const { store } = this.#deps;
    const pace = this.#pace;
    for (;;) {
      const asking = pace.ready();
      if (asking) await asking;
      const { count, waitMs } = pace.allow(
        this.#away.most(this.#thread.isRushed(store.now()) ? MOST_PER_WAVE_IN_A_RUSH : MOST_PER_WAVE),
      );
      if (count === 0) {
        // The carrier takes nothing until somebody mends the account: an alarm asks again, and nothing is kept awake.
        if (pace.isWaiting && waitMs > SOON_MS) {
          this.#deps.wakeAt(store.now() + waitMs);
          return;
        }
        await this.#wait(waitMs);
        continue;
      }
      const startedMs = store.now();
      const admit = ({ body, kind }: MessageRow) => pace.admit(body, kind === "first");
      const wave = beginWave(store, count, admit, pace.closedDay);
      if (wave.texts.length === 0) {
        if (wave.dropped > 0) continue;
        const afterMs = wave.againAtMs === null ? Infinity : wave.againAtMs - startedMs;
        if (afterMs < SOON_MS) {
          await this.#wait(Math.max(1, afterMs));
          continue;
        }
        if (wave.againAtMs !== null) this.#deps.wakeAt(wave.againAtMs);
        pace.rest();
        return;
      }
      const carried = await this.#carry(wave.texts);
      const settled = settleWave(store, carried, this.#deps.lookUpAfterMs);
      const { throttledMs: refusedMs, trouble } = settled;
      pace.went(wave.texts.length, startedMs, {
        took: tookOf(carried),
        answered: answeredOf(carried),
        refusedMs,
        trouble,
      });
      const news = takeAccountNews(store);
      if (news) pace.failed(news);
      if (settled.owesOptOuts) this.#deps.onOptOuts();
      if (settled.unknown > 0) this.#deps.onUnknown();
      await this.#giveWay(wave.texts.length);
      const awayMs = this.#away.waitMs();
      if (awayMs > 0) await this.#wait(awayMs);
    }
  }

  /** Between two waves: gives the thread to waiting calls, and waits for the wave's share of time to pass. */
  async #giveWay(texts: number): Promise<void> {
    const { now } = this.#deps.store;
    this.#thread.felt(await this.#wait(1), now());
    let leftMs = this.#thread.waitFor(texts, now());
    while (leftMs > 0 && this.#thread.isRushed(now())) {
      const restMs = Math.min(leftMs, ASK_AGAIN_MS);
      this.#thread.felt(await this.#wait(restMs), now());
      leftMs -= restMs;
    }
  }

  /** Resolves with how late its turn came, ms. */
  async #wait(forMs: number): Promise<number> {
    const { now } = this.#deps.store;
    const dueMs = now() + forMs;
    await new Promise<void>((resolve) => this.#setTimer(resolve, forMs));
    return Math.max(0, now() - dueMs);
  }

  async #carry(texts: readonly WaveText[]): Promise<Carried[]> {
    let isRefused = false;
    const results = await inWaves(texts, OUTGOING_CONNECTIONS, async (text): Promise<CarryOutcome> => {
      // After a 429 the rest of the wave would be refused as well.
      if (isRefused || this.#away.isAway) return { kind: "withheld" };
      const outcome = await this.#deps.carry(text);
      this.#away.count(outcome.kind);
      if (outcome.kind === "throttled" || outcome.kind === "waits") {
        if (outcome.why !== undefined && !isRefused) this.#deps.onFault("carrier_takes_no_texts", outcome.why);
        isRefused = true;
      }
      return outcome;
    });
    return results.map((result, index) => {
      const text = texts[index];
      if (!text) throw new Error("a result without its text");
      if (result.status === "fulfilled") return { message: text.message, from: text.from, outcome: result.value };
      // A fault in our code after the call may have begun leaves the outcome as unknown as a time-out.
      this.#deps.onFault("carrier_call_failed", result.reason);
      return { message: text.message, outcome: { kind: "unknown", detail: String(result.reason) } };
    });
  }
}

const NOT_TAKEN = new Set<CarryOutcome["kind"]>(["throttled", "waits", "withheld"]);

function tookOf(carried: readonly Carried[]): number {
  return carried.filter(({ outcome }) => !NOT_TAKEN.has(outcome.kind)).length;
}

/** Texts that the carrier accepted, or refused for their own sake: it works. */
function answeredOf(carried: readonly Carried[]): number {
  return carried.filter(({ outcome: { kind } }) => kind === "accepted" || kind === "rejected").length;
}
