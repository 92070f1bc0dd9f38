/**
 * The job that sets up a started campaign's numbers, and after its archive gives them back: carried on by an alarm, shown to
 * admins, tried again as other jobs are (docs/rules.md#campaigns-jobs).
 */
import { againWords, failureWords } from "../../../domain/campaigns/job-failure.ts";
import { QUARANTINE_MS } from "../../../domain/numbers/campaign-numbers.ts";
import type { NumberSetup } from "../../../domain/numbers/campaign-numbers.ts";
import type { NumberRules } from "../../../domain/numbers/needed.ts";
import { failureOf } from "../../kit/jobs/failure.ts";
import type { GivenUp, Tries } from "../../kit/jobs/tries.ts";
import type { Logger } from "../../kit/log/log.ts";
import type { AlarmSchedule } from "../../kit/time/alarm-schedule.ts";
import { backoffMs } from "../../kit/time/backoff.ts";
import type { TakeOutOutcome } from "../../rpc/campaign-numbers.ts";
import type { HeldPart } from "./reserved-numbers.ts";
import { deleteLateServices } from "./late-services.ts";
import { CarrierRefused, CarrierWaits, returnStep, setupStep } from "./setup-steps.ts";
import type { SetupDeps } from "./setup-steps.ts";
import { takeOut } from "./take-out.ts";

export const SETUP_ALARM = "number-setup";
export const LATE_SERVICES_ALARM = "late-services";
const JOB = "number-setup";
const STEPS_PER_RUN = 20;
const AGAIN_BASE_MS = 1_000;
const LONGEST_WAIT_MS = 10 * 60_000;

export type NumberSetupDeps = SetupDeps & {
  schedule: Pick<AlarmSchedule, "set" | "setIfEarlier">;
  tries: Tries;
  /** In the block that stores the end: the services of each queue, from which the campaign texts from now on. */
  onReady: (services: Record<string, string[]>) => void;
  publish: (setup: NumberSetup) => void;
  onFault: Logger["fault"];
  random?: () => number;
};

export class NumbersOfCampaign {
  readonly #deps: NumberSetupDeps;

  constructor(deps: NumberSetupDeps) {
    this.#deps = deps;
  }

  /** Part of the start's block. */
  begin(
    held: readonly HeldPart[],
    needed: number,
    queues: { n: number; contacts: number }[],
    rules: NumberRules,
  ): void {
    const { own, schedule, now, tries } = this.#deps;
    own.plan(held, needed, queues, rules);
    tries.forget(JOB);
    schedule.set(SETUP_ALARM, now());
  }

  /** A person tries again what was given up. */
  tryAgain(): void {
    const { own, schedule, now, tries } = this.#deps;
    const record = own.record();
    if (record?.state !== "failed") return;
    tries.forget(JOB);
    own.save({ state: "running", message: null });
    schedule.set(SETUP_ALARM, now());
    this.#publish();
  }

  /** Part of the archive's block. */
  giveBack(): void {
    const { own, schedule, now, tries } = this.#deps;
    const record = own.record();
    if (record === null || record.state === "returning" || record.state === "returned") return;
    tries.forget(JOB);
    own.save({ state: "returning", message: null });
    schedule.set(SETUP_ALARM, now());
  }

  takeOut(number: string, why: string): Promise<TakeOutOutcome> {
    return takeOut(this.#deps, number, why);
  }

  /** By the alarm: services that were made twice. */
  async deleteLate(): Promise<void> {
    const againMs = await deleteLateServices(this.#deps);
    if (againMs !== null) this.#deps.schedule.set(LATE_SERVICES_ALARM, againMs);
  }

  async run(): Promise<void> {
    try {
      await this.#run();
    } finally {
      const unclearMs = this.#deps.own.nextUnclearMs();
      if (unclearMs !== null) this.#deps.schedule.setIfEarlier(LATE_SERVICES_ALARM, unclearMs);
    }
  }

  async #run(): Promise<void> {
    const { own, schedule, tries, now, onFault, random = Math.random } = this.#deps;
    const record = own.record();
    if (record?.state !== "running" && record?.state !== "returning") return;
    let waits: CarrierWaits | null = null;
    const tried = await tries.run(JOB, async () => {
      try {
        return await this.#steps(record.state === "running");
      } catch (error) {
        if (!(error instanceof CarrierWaits)) throw error;
        waits = error;
        return "wait" as const;
      }
    });
    if (own.record()?.state !== record.state) return;
    if (tried.is === "done") {
      // Set in the closure above, which the compiler does not see.
      const waiting = waits as CarrierWaits | null;
      if (waiting) own.save({ state: record.state, message: waiting.message });
      else if (record.message !== null) own.save({ state: record.state, message: null });
      const waitUntilMs = waiting ? Math.min(Math.max(waiting.untilMs, now() + 1_000), now() + LONGEST_WAIT_MS) : now();
      if (tried.value !== "done") schedule.set(SETUP_ALARM, waitUntilMs);
      this.#publish();
      return;
    }
    if (tried.is === "failed") {
      const { why, tries: failures } = tried.count;
      onFault("number_setup_failed", tried.error, { why, tries: failures });
      own.save({ state: record.state, message: withReason(tried.error, againWords(tried.count)) });
      // Not by the alarm's own pauses: those go on growing when there is progress between two failures.
      schedule.set(SETUP_ALARM, now() + backoffMs(failures, AGAIN_BASE_MS, LONGEST_WAIT_MS, random));
      this.#publish();
      return;
    }
    this.#giveUp(record.state, tried.givenUp);
  }

  async #steps(isSetup: boolean): Promise<"again" | "done"> {
    const { own, tries, now, onReady } = this.#deps;
    for (let step = 0; step < STEPS_PER_RUN; step += 1) {
      const more = isSetup ? await setupStep(this.#deps) : await returnStep(this.#deps, now() + QUARANTINE_MS);
      tries.progressed(JOB);
      // Given back meanwhile.
      if (own.record()?.state !== (isSetup ? "running" : "returning")) return "done";
      if (more) continue;
      own.save({ state: isSetup ? "ready" : "returned", message: null });
      if (isSetup) onReady(this.#servicesByQueue());
      this.#publish();
      return "done";
    }
    this.#publish();
    return "again";
  }

  #giveUp(state: "running" | "returning", givenUp: GivenUp): void {
    const { own, now, onFault, tries, schedule } = this.#deps;
    onFault("number_setup_given_up", givenUp.error, { why: givenUp.why, tries: givenUp.tries });
    tries.forget(JOB);
    if (state === "returning") {
      // Nobody waits for it, and the numbers have to come back: it goes on for as long as it takes.
      schedule.set(SETUP_ALARM, now() + LONGEST_WAIT_MS);
      return;
    }
    const place = "while the campaign's numbers were set up";
    const again = "Nothing is sent until then. Try again once the cause is fixed.";
    const failure = failureOf(givenUp, { place, next: { lasting: again, passing: again, stops: again }, nowMs: now() });
    own.save({ state: "failed", message: withReason(givenUp.error, failureWords(failure)) });
    this.#publish();
  }

  #servicesByQueue(): Record<string, string[]> {
    const byQueue: Record<string, string[]> = {};
    for (const { queue_no: queueNo, sid } of this.#deps.own.services()) {
      if (sid !== null) (byQueue[queueNo] ??= []).push(sid);
    }
    return byQueue;
  }

  #publish(): void {
    const progress = this.#deps.own.progress();
    if (progress) this.#deps.publish(progress);
  }
}

/** What the carrier said is for people; what else failed may quote data. */
function withReason(error: unknown, words: string): string {
  return error instanceof CarrierRefused ? `${error.message} ${words}` : words;
}
