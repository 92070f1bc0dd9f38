/**
 * One object: its storage, and the instance that lives on it just now.
 *
 * Cloudflare, "Durable Objects: gates" (blog.cloudflare.com/durable-objects-easy-fast-correct-choose-three) and "In-memory
 * state" (developers.cloudflare.com/durable-objects/reference/in-memory-state, read November 2026): one instance at a time, on one
 * thread; while it writes, nothing that it says leaves it (output gate): answers, calls, requests and frames wait for the
 * commit of what was written before them. Memory is lost at any time; what was committed stays.
 */
import { Life } from "../scheduler/scheduler.ts";
import type { Where } from "../scheduler/scheduler.ts";
import { objectReset } from "./errors.ts";
import type { HomeSocket, Instance } from "./places.ts";
import { Storage } from "./storage.ts";
import type { WorldCore } from "./world-core.ts";

/** Repeats of an alarm that failed: 2 s, doubled each time. */
const ALARM_RETRIES = 6;
const FIRST_RETRY_MS = 2_000;

export class HostedObject {
  readonly core: WorldCore;
  readonly className: string;
  readonly key: string;
  readonly storage: Storage;
  readonly sockets = new Set<HomeSocket>();
  readonly #make: (object: HostedObject) => Instance;
  instance: Instance | null = null;
  /** The commit that is under way: what leaves afterwards, and whether it was planned. */
  #commit: { waiting: (() => void)[]; cause: string } | null = null;
  #storageLife = new Life("storage");
  #alarm: { cancel: () => void; atMs: number; isRepeat: boolean } | null = null;
  #retry = { failures: 0, isRunning: false };

  /** @param image of a storage that has its tables already */
  constructor(
    core: WorldCore,
    { className, key, image }: { className: string; key: string; image?: Uint8Array | undefined },
    make: (object: HostedObject) => Instance,
  ) {
    this.core = core;
    this.className = className;
    this.key = key;
    this.#make = make;
    this.storage = new Storage(() => this.#wrote(), image);
  }

  get name(): string {
    return `${this.className} ${this.key}`;
  }

  // The output gate ------------------------------------------------------------------------------------------------------

  #wrote(): void {
    this.core.hooks.wrote(this);
    if (this.#commit) return;
    const cause = `${this.className}.${this.core.scheduler.where().what}`;
    this.#commit = { waiting: [], cause };
    this.core.scheduler.after(this.core.chance.latency(), `commit ${this.name}`, this.#storageLife, () =>
      this.#commitNow(cause),
    );
  }

  #commitNow(cause: string): void {
    const { hooks } = this.core;
    if (hooks.atCrashPoint({ name: `${cause} before commit`, object: this })) return this.kill();
    const commit = this.#commit;
    this.#commit = null;
    this.storage.commit();
    this.#planAlarm();
    if (hooks.atCrashPoint({ name: `${cause} after commit`, object: this })) return this.kill();
    for (const leave of commit?.waiting ?? []) leave();
  }

  /** Runs `leave` once everything that was written until now is durable. */
  whenDurable(leave: () => void): void {
    if (this.#commit) this.#commit.waiting.push(leave);
    else leave();
  }

  get isDirty(): boolean {
    return this.#commit !== null;
  }

  // Events ---------------------------------------------------------------------------------------------------------------

  /** Starts the object if it is not there, and hands it an event. Throws what its constructor throws. */
  async enter<T>(what: string, run: (instance: Instance) => Promise<T>): Promise<T> {
    const instance = this.#present();
    const { blocked } = instance;
    instance.running += 1;
    try {
      if (blocked !== null) await new Promise<void>((resolve) => blocked.push(resolve));
      return await this.core.scheduler.as(this.whereOf(instance, what), () => run(instance));
    } finally {
      instance.running -= 1;
    }
  }

  whereOf({ life }: Pick<Instance, "life">, what: string): Where<HostedObject> {
    return { life, object: this, what };
  }

  /** Plans what its storage has planned; of an object that was made in another world. */
  wake(): void {
    this.#planAlarm();
  }

  /** As an event would, without one. */
  start(): void {
    this.#present();
  }

  #present(): Instance {
    if (this.instance) return this.instance;
    this.core.scheduler.note(`start ${this.name}`);
    try {
      this.instance = this.#make(this);
      return this.instance;
    } catch (error) {
      this.storage.rollback();
      this.#commit = null;
      throw error;
    }
  }

  /** Sends the object's memory away; what it was about to write or to say with it. */
  kill(): void {
    const { instance } = this;
    this.core.scheduler.note(`kill ${this.name}`);
    this.#storageLife.end();
    this.#storageLife = new Life("storage");
    this.#commit = null;
    this.storage.rollback();
    this.#planAlarm();
    for (const socket of this.sockets) socket.lose();
    this.sockets.clear();
    this.#leave(instance);
    if (this.#retry.isRunning) this.#alarmFailed();
  }

  /** Out of memory while nothing happens: sockets stay, with their attachments. False when it is busy. */
  hibernate(): boolean {
    const { instance } = this;
    if (!instance || instance.running > 0 || instance.life.timers > 0 || this.isDirty || instance.calls.size > 0)
      return false;
    this.core.scheduler.note(`hibernate ${this.name}`);
    this.#leave(instance);
    return true;
  }

  #leave(instance: Instance | null): void {
    this.instance = null;
    if (!instance) return;
    instance.life.end();
    for (const fail of instance.calls) fail(objectReset());
    instance.calls.clear();
  }

  // The alarm ------------------------------------------------------------------------------------------------------------

  /**
   * Cloudflare, "Alarms" (developers.cloudflare.com/durable-objects/api/alarms, read November 2026): one at a time, at least once;
   * a handler that throws is called again up to six times, after 2 seconds, doubled each time.
   */
  #planAlarm(): void {
    const atMs = this.storage.alarmAtMs();
    if (this.#alarm && this.#alarm.atMs === atMs) return;
    // A repetition goes on until an alarm is set anew.
    if (atMs === null && this.#alarm?.isRepeat) return;
    this.#alarm?.cancel();
    this.#alarm = null;
    if (atMs === null || this.#retry.isRunning) return;
    this.#armAt(atMs, false);
  }

  #armAt(atMs: number, isRepeat: boolean): void {
    const { scheduler, chance } = this.core;
    const delayMs = Math.max(0, atMs - scheduler.nowMs) + chance.latency();
    const cancel = scheduler.after(delayMs, `alarm ${this.name}`, new Life("alarm"), () => this.#ring());
    this.#alarm = { cancel, atMs, isRepeat };
  }

  #ring(): void {
    this.#alarm = null;
    this.#retry.isRunning = true;
    const done = this.enter("alarm", async ({ target }) => {
      this.storage.takeAlarm();
      await target.alarm?.({ retryCount: this.#retry.failures, isRetry: this.#retry.failures > 0 });
    });
    const { instance } = this;
    const isOurs = () => this.instance === instance && this.#retry.isRunning;
    done.then(
      // Over only when what it has written is durable.
      () => this.whenDurable(() => isOurs() && this.#alarmOver()),
      (error: unknown) => {
        this.core.scheduler.note(`alarm failed ${this.name} ${String(error)}`);
        if (isOurs()) this.#alarmFailed();
      },
    );
  }

  #alarmOver(): void {
    this.#retry = { failures: 0, isRunning: false };
    this.#planAlarm();
  }

  #alarmFailed(): void {
    const failures = this.#retry.failures + 1;
    this.#retry = { failures, isRunning: false };
    if (this.storage.alarmAtMs() !== null) this.#planAlarm();
    else if (failures <= ALARM_RETRIES)
      this.#armAt(this.core.scheduler.nowMs + FIRST_RETRY_MS * 2 ** (failures - 1), true);
    else this.#retry = { failures: 0, isRunning: false };
  }
}
