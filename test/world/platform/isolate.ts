/**
 * An isolate of the Worker: the bundled product, evaluated anew, with its own module state and with globals that obey
 * the scheduler. A kill drops it; the next one starts with empty caches, as a new isolate does.
 */
import { createRequire } from "node:module";
import { scryptSync } from "node:crypto";
import * as nodeCrypto from "node:crypto";
import type { Script } from "node:vm";
import { Life } from "../scheduler/scheduler.ts";
import type { Scheduler } from "../scheduler/scheduler.ts";
import { seededCrypto } from "./seeded-crypto.ts";
import { ClientSocket, ServerSocket, SocketResponse } from "./sockets.ts";
import type { WorldCore } from "./world-core.ts";

export type WorkerExports = {
  default: {
    fetch: (request: Request, env: object, context: object) => Response | Promise<Response>;
    /** Versions before there was a cron have none. */
    scheduled?: (controller: object, env: object, context: object) => Promise<void>;
    queue: (batch: object, env: object, context: object) => Promise<void>;
  };
} & Record<string, unknown>;

export type Fetch = (input: Request | string | URL, init?: RequestInit) => Promise<Response>;

/** Names under which the bundle finds what it shares with the world. The script takes them as parameters. */
export const INJECTED = [
  "exports",
  "require",
  "globalThis",
  "Date",
  "Math",
  "performance",
  "setTimeout",
  "clearTimeout",
  "setInterval",
  "clearInterval",
  "scheduler",
  "crypto",
  "fetch",
  "Response",
  "WebSocket",
  "WebSocketPair",
  "WebSocketRequestResponsePair",
  "AbortSignal",
  "FixedLengthStream",
  "console",
  "worldShared",
] as const;

/** Tables that every isolate would make in the same way. */
const WORLD_SHARED = {};

/**
 * The script's function, the same for all isolates: so that what V8 has learned of the code and compiled of it is theirs, too.
 * What it declares is new at each call.
 */
const FUNCTIONS = new WeakMap<Script, (...values: unknown[]) => void>();

function functionOf(script: Script): (...values: unknown[]) => void {
  const known = FUNCTIONS.get(script);
  if (known) return known;
  // The bundle is one function (bundle.ts).
  const made = script.runInThisContext() as (...values: unknown[]) => void;
  FUNCTIONS.set(script, made);
  return made;
}

const nodeRequire = createRequire(import.meta.url);

/** The platform's base class: `this.ctx` and `this.env`. */
class DurableObject {
  readonly ctx: unknown;
  readonly env: unknown;
  constructor(ctx: unknown, env: unknown) {
    this.ctx = ctx;
    this.env = env;
  }
}

export type IsolateOptions = {
  core: WorldCore;
  script: Script;
  name: string;
  /** Draws of ids and tokens. */
  random: () => number;
  fetch: Fetch;
  env: object;
  log: (line: string) => void;
};

export class Isolate {
  readonly life: Life;
  readonly exports: Record<string, unknown>;
  readonly #env: object;

  constructor({ core, script, name, random, fetch, env, log }: IsolateOptions) {
    this.life = new Life(name);
    this.#env = env;
    this.exports = {};
    const { scheduler } = core;
    const crypto = seededCrypto(random);
    const timers = timersOf(scheduler, core.uncaught);
    const WorldDate = dateOf(scheduler);
    const globals: Record<string, unknown> = {
      exports: this.exports,
      Date: WorldDate,
      Math: Object.create(Math, { random: { value: random } }),
      performance: { now: () => scheduler.nowMs, timeOrigin: 0 },
      ...timers,
      scheduler: { wait: (ms: number) => new Promise((resolve) => timers.setTimeout(() => resolve(undefined), ms)) },
      crypto,
      fetch,
      Response: SocketResponse,
      WebSocket: ServerSocket,
      WebSocketPair: function WebSocketPair() {
        const client = new ClientSocket(core);
        return { 0: client, 1: new ServerSocket(core, client) };
      },
      WebSocketRequestResponsePair: function WebSocketRequestResponsePair() {},
      // It would refuse another length than was announced; browsers announce the true one.
      FixedLengthStream: class extends TransformStream<Uint8Array, Uint8Array> {
        constructor() {
          super({});
        }
      },
      AbortSignal: abortSignalOf(timers.setTimeout),
      worldShared: WORLD_SHARED,
      console: { log, info: log, warn: log, error: log, debug: log },
    };
    const own = Object.entries(globals).map(([each, value]) => [each, { value, writable: true, configurable: true }]);
    globals["globalThis"] = Object.create(globalThis, Object.fromEntries(own) as PropertyDescriptorMap);
    globals["require"] = requireOf(timers.setTimeout, crypto);
    const evaluate = functionOf(script);
    scheduler.as({ life: this.life, object: null, what: "start" }, () =>
      evaluate(...INJECTED.map((each) => globals[each])),
    );
  }

  get worker(): WorkerExports["default"] {
    // The bundle's entry is workers/index.ts.
    return (this.exports as WorkerExports).default;
  }

  newObject(className: string, ctx: object): object {
    const made = this.exports[className] as new (context: object, env: object) => object;
    return new made(ctx, this.#env);
  }
}

function dateOf(scheduler: Scheduler): typeof Date {
  const Real = Date;
  return class WorldDate extends Real {
    constructor(...given: unknown[]) {
      // Without arguments it is now; everything else is the real one's.
      super(...((given.length === 0 ? [scheduler.nowMs] : given) as [number]));
    }
    static override now(): number {
      return scheduler.nowMs;
    }
    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof Real;
    }
  } as unknown as typeof Date;
}

function timersOf(scheduler: Scheduler, uncaught: string[]) {
  let next = 1;
  const cancels = new Map<number, () => void>();
  const set = (run: (...args: unknown[]) => unknown, ms: number | undefined, args: unknown[]) => {
    const id = next;
    next += 1;
    const where = scheduler.where();
    where.life.timers += 1;
    const cancel = scheduler.after(Math.max(0, Number(ms ?? 0)), "timer", where.life, () => {
      cancels.delete(id);
      where.life.timers -= 1;
      try {
        scheduler.as({ ...where, what: `timer of ${where.what.replace(/^timer of /, "")}` }, () => run(...args));
      } catch (error) {
        uncaught.push(`timer: ${String(error)}`);
      }
    });
    cancels.set(id, () => {
      where.life.timers -= 1;
      cancel();
    });
    return id;
  };
  // Node's timers are objects with `unref`; the emulator uses it.
  const handle = (id: number) =>
    Object.assign(Object(id) as object, { unref: () => handle(id), ref: () => handle(id) });
  const clear = (id: unknown) => {
    if (id === null || id === undefined) return;
    const key = Number(id);
    cancels.get(key)?.();
    cancels.delete(key);
  };
  return {
    setTimeout: (run: (...args: unknown[]) => unknown, ms?: number, ...args: unknown[]) => handle(set(run, ms, args)),
    clearTimeout: clear,
    setInterval: () => {
      throw new Error("The product sets no intervals.");
    },
    clearInterval: clear,
  };
}

function abortSignalOf(setTimer: (run: () => void, ms: number) => unknown) {
  return {
    timeout: (ms: number): AbortSignal => {
      const controller = new AbortController();
      setTimer(
        () => controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError")),
        ms,
      );
      return controller.signal;
    },
    any: (signals: AbortSignal[]): AbortSignal => AbortSignal.any(signals),
    [Symbol.hasInstance]: (value: unknown): boolean => value instanceof AbortSignal,
  };
}

/** Node's modules as the bundle asks for them; what draws or waits is replaced. */
function requireOf(
  setTimer: (run: () => void, ms: number) => unknown,
  crypto: ReturnType<typeof seededCrypto>,
): (id: string) => unknown {
  type Done = (error: Error | null, key?: Buffer) => void;
  const replaced: Record<string, unknown> = {
    "cloudflare:workers": { DurableObject },
    "node:crypto": {
      ...nodeCrypto,
      randomUUID: () => crypto.randomUUID(),
      scrypt: (password: string, salt: Uint8Array, bytes: number, options: object, done: Done) => {
        const key = scryptSync(password, salt, bytes, options);
        setTimer(() => done(null, key), 50);
      },
    },
    "node:timers/promises": {
      setTimeout: (ms: number) => new Promise<void>((resolve) => setTimer(() => resolve(), ms)),
    },
  };
  return (id) => replaced[id] ?? nodeRequire(id);
}
