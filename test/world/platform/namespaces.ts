/**
 * Namespaces, stubs and calls. Cloudflare, "Remote procedure call" (developers.cloudflare.com/workers/runtime-apis/rpc, read November
 * 2026): arguments and results are structured clones; every call returns a promise. A call may fail on the way there or on the
 * way back, so that its caller does not know whether it was done: a call whose connection was lost may still wait at the object.
 * Nothing promises an order between two stubs.
 */
import { Life } from "../scheduler/scheduler.ts";
import { clone } from "./clone.ts";
import { asRemote, lostConnection, overloaded } from "./errors.ts";
import { HostedObject } from "./hosted-object.ts";
import type { Gate, Instance, SocketHome } from "./places.ts";
import type { Isolate } from "./isolate.ts";
import { SocketResponse } from "./sockets.ts";
import { settleOnce } from "./world-core.ts";
import type { WorldCore } from "./world-core.ts";

/** Names of stubs that are no methods of the object. */
const NO_METHOD = new Set(["then", "id", "name"]);

/** Longest time for which a call may wait at its object after its connection was lost. */
const MOST_LATE_MS = 10_000;

export type ObjectImage = { className: string; key: string; image: Uint8Array };

export class Namespaces {
  readonly #core: WorldCore;
  readonly #isolate: () => Isolate;
  readonly #images: ReadonlyMap<string, Uint8Array>;
  readonly objects = new Map<string, HostedObject>();

  /**
   * @param isolate where the next instance is to live
   * @param images by class: what a new object's storage has (new-storages.ts)
   */
  constructor(core: WorldCore, isolate: () => Isolate, images: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#core = core;
    this.#isolate = isolate;
    this.#images = images;
  }

  /** What `env` has for a class. */
  of(className: string): { getByName: (key: string) => object } {
    return { getByName: (key) => this.#stub(className, key) };
  }

  object(className: string, key: string): HostedObject {
    const name = `${className} ${key}`;
    const known = this.objects.get(name);
    if (known) return known;
    const made = new HostedObject(this.#core, { className, key, image: this.#images.get(className) }, (object) =>
      this.#make(object),
    );
    this.objects.set(name, made);
    return made;
  }

  /** All objects, as they could be restored. Nothing may be under way. */
  images(): ObjectImage[] {
    return [...this.objects.values()].map(({ className, key, storage }) => ({
      className,
      key,
      image: storage.image(),
    }));
  }

  /** Objects that were made in another world; none of them is in memory. */
  restore(images: readonly ObjectImage[]): void {
    for (const { className, key, image } of images) {
      const object = new HostedObject(this.#core, { className, key, image }, (each) => this.#make(each));
      this.objects.set(object.name, object);
      object.wake();
    }
  }

  #make(object: HostedObject): Instance {
    const isolate = this.#isolate();
    const life = new Life(object.name, isolate.life);
    const instance: Instance = { life, isolate, target: {}, calls: new Set(), running: 0, blocked: null };
    const ctx = {
      id: { name: object.key, toString: () => object.name },
      storage: object.storage,
      abort: () => object.kill(),
      waitUntil: (work: Promise<unknown>) => void work.catch(() => {}),
      acceptWebSocket: (socket: { server: (home: SocketHome) => void }) => socket.server(object),
      getWebSockets: () => [...object.sockets].toReversed(),
      setWebSocketAutoResponse: () => {},
      blockConcurrencyWhile: async <T>(work: () => Promise<T>): Promise<T> => {
        const waiting: (() => void)[] = (instance.blocked ??= []);
        try {
          return await work();
        } finally {
          instance.blocked = null;
          for (const go of waiting) go();
        }
      },
    };
    const made = this.#core.scheduler.as(object.whereOf(instance, "constructor"), () =>
      isolate.newObject(object.className, ctx),
    );
    // The classes have the platform's handlers and the methods that others may call.
    instance.target = made as Instance["target"];
    return instance;
  }

  #stub(className: string, key: string): object {
    const object = this.object(className, key);
    return new Proxy(
      {},
      {
        get: (_, method) => {
          if (typeof method !== "string" || NO_METHOD.has(method)) return undefined;
          if (method === "fetch")
            return (input: Request | string, init?: RequestInit) => this.#fetch(object, input, init);
          return (...args: unknown[]) => this.call(object, method, args);
        },
        has: () => false,
      },
    );
  }

  /** One call: it leaves through the caller's gate, is done, and its answer leaves through the object's gate. */
  call(object: HostedObject, method: string, args: unknown[]): Promise<unknown> {
    const sent: unknown[] = clone(args);
    return this.#exchange(object, method, async ({ target }) => {
      const called = target[method];
      if (typeof called !== "function" || method.startsWith("#")) {
        throw new TypeError(`The RPC receiver does not implement the method "${method}".`);
      }
      return clone(await Reflect.apply(called, target, sent));
    });
  }

  async #fetch(object: HostedObject, input: Request | string, init?: RequestInit): Promise<Response> {
    const asked = new Request(input, init);
    const body = asked.body ? await asked.arrayBuffer() : null;
    const answer = await this.#exchange(object, "fetch", async ({ target }) => {
      const request = new Request(asked.url, { method: asked.method, headers: asked.headers, body });
      const response = await target.fetch?.(request);
      if (!response) throw new TypeError("Handler does not export a fetch() function.");
      if (response instanceof SocketResponse && response.webSocket) return { socket: response.webSocket } as const;
      const { status, headers } = response;
      return { status, headers: [...headers], body: await response.arrayBuffer() } as const;
    });
    // What was made above.
    const made = answer as { socket: WebSocket } | { status: number; headers: [string, string][]; body: ArrayBuffer };
    if ("socket" in made) return new SocketResponse(null, { status: 101, webSocket: made.socket });
    return new SocketResponse(made.body, { status: made.status, headers: made.headers });
  }

  #exchange(object: HostedObject, what: string, run: (instance: Instance) => Promise<unknown>): Promise<unknown> {
    const { scheduler, chance } = this.#core;
    const caller = scheduler.where<Gate>();
    const label = `${object.name}.${what}`;
    const method = `${object.className}.${what}`;
    return new Promise((resolve, reject) => {
      const ends = settleOnce(resolve, reject);
      const back = (text: string, end: () => void) =>
        scheduler.after(chance.latency(), `${text} ${label}`, caller.life, end);
      const fail = (error: Error) => back("error", () => ends.reject(error));
      const deliver = () => {
        if (chance.meets("callsLost", method)) return void fail(lostConnection());
        if (chance.meets("callsLate", method)) {
          scheduler.after(scheduler.random() * MOST_LATE_MS, `late call ${label}`, new Life("network"), () => arrive());
          return void fail(lostConnection());
        }
        if (chance.meets("callsOverloaded")) return void fail(overloaded());
        scheduler.after(chance.latency(), `call ${label}`, new Life("network"), () => arrive());
      };
      const arrive = () => {
        let present: Instance | null = null;
        const lose = (error: Error) => void fail(error);
        const done = object.enter(what, (instance) => {
          present = instance;
          instance.calls.add(lose);
          return run(instance);
        });
        const leave = (text: string, end: () => void) => {
          const instance = present;
          if (!instance || object.instance !== instance) return;
          object.whenDurable(() => {
            instance.calls.delete(lose);
            if (chance.meets("answersLost", method)) fail(lostConnection());
            else back(text, end);
          });
        };
        done.then(
          (value) => leave("answer", () => ends.resolve(value)),
          (error: unknown) => {
            if (present) leave("exception", () => ends.reject(asRemote(error)));
            else fail(asRemote(error));
          },
        );
      };
      if (caller.object) caller.object.whenDurable(deliver);
      else deliver();
    });
  }
}
