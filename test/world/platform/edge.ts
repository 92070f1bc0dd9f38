/**
 * The edge: requests from outside, the cron and queue batches, each in an isolate of the Worker, and what isolates fetch.
 *
 * Cloudflare, "How Workers works" and "Context (ctx)" (developers.cloudflare.com/workers, read November 2026): a request may
 * come to any isolate; isolates share nothing and may end at any time; when a client hangs up, its request may be cancelled.
 */
import type { Script } from "node:vm";
import { Life } from "../scheduler/scheduler.ts";
import { drawsOf, STREAMS } from "../scheduler/draws.ts";
import { lostConnection } from "./errors.ts";
import type { Gate } from "./places.ts";
import { Isolate } from "./isolate.ts";
import type { Fetch } from "./isolate.ts";
import { SocketResponse } from "./sockets.ts";
import { settleOnce } from "./world-core.ts";
import type { WorldCore } from "./world-core.ts";

/** What answers under an address that is not the product's. */
export type OutsideService = (request: { url: string; method: string; headers: Headers; body: string }) => Promise<{
  status: number;
  headers: [string, string][];
  body: string | null;
}>;

/** A request on its way. */
type Asked = { url: URL; method: string; headers: Headers; body: Uint8Array<ArrayBuffer> | null };
type Answer = {
  status: number;
  headers: [string, string][];
  body: ArrayBuffer | string | null;
  socket: SocketResponse | null;
};

export type EdgeOptions = {
  core: WorldCore;
  /** Versions of the Worker that serve now; more than one during a rollout. */
  scripts: Script[];
  isolates: number;
  env: object;
  origin: string;
  /** Requests to it may arrive long after their caller has given up. */
  lateHost: string;
  log: (line: string) => void;
};

/** Less than the time after which an absence at the carrier proves something. */
const MOST_LATE_MS = 45_000;

export class WorldEdge {
  readonly #options: EdgeOptions;
  readonly #isolates: (Isolate | null)[];
  readonly #services = new Map<string, OutsideService>();
  /** Requests that wait for an answer; each may be lost with its isolate. */
  readonly #open = new Map<Life, Set<(error: Error) => void>>();
  #made = 0;

  constructor(options: EdgeOptions) {
    this.#options = options;
    this.#isolates = Array.from({ length: options.isolates }, () => null);
  }

  /** @param host of addresses that this answers */
  serve(host: string, service: OutsideService): void {
    this.#services.set(host, service);
  }

  /** Any of the isolates; one that is not there is made. */
  isolate(): Isolate {
    const { core } = this.#options;
    const at = Math.floor(core.scheduler.random() * this.#isolates.length);
    const known = this.#isolates[at];
    if (known) return known;
    const { scripts, env, log } = this.#options;
    this.#made += 1;
    const made = new Isolate({
      core,
      script: core.chance.pick(scripts),
      name: `isolate ${this.#made}`,
      random: drawsOf(core.scheduler.seed, STREAMS.isolates + this.#made),
      fetch: this.fetch,
      env,
      log,
    });
    this.#isolates[at] = made;
    return made;
  }

  /** Ends an isolate with everything that runs in it. @returns its objects' isolate, to be killed as well */
  kill(): Isolate | null {
    const { core } = this.#options;
    const there = this.#isolates.flatMap((each, at) => (each ? [at] : []));
    if (there.length === 0) return null;
    const at = core.chance.pick(there);
    const isolate = this.#isolates[at] ?? null;
    this.#isolates[at] = null;
    core.scheduler.note(`kill ${isolate?.life.name}`);
    if (isolate) {
      for (const lose of this.#open.get(isolate.life) ?? []) lose(lostConnection());
      this.#open.delete(isolate.life);
      isolate.life.end();
    }
    return isolate;
  }

  /** The next isolates are of these versions. */
  deploy(scripts: Script[]): void {
    this.#options.scripts = scripts;
  }

  /** Runs a handler of the Worker; rejects when its isolate ends meanwhile. */
  async run<T>(what: string, handler: (isolate: Isolate, context: object) => Promise<T>): Promise<T> {
    const { scheduler } = this.#options.core;
    const isolate = this.isolate();
    const life = new Life(what, isolate.life);
    const open = this.#open.get(isolate.life) ?? new Set();
    this.#open.set(isolate.life, open);
    return new Promise<T>((resolve, reject) => {
      const ends = settleOnce(resolve, reject);
      const lose = (error: Error) => ends.reject(error);
      open.add(lose);
      const context = {
        waitUntil: (work: Promise<unknown>) => void work.catch(() => {}),
        passThroughOnException: () => {},
      };
      const done = scheduler.as({ life, object: null, what }, () => handler(isolate, context));
      done.then(ends.resolve, ends.reject).finally(() => open.delete(lose));
    });
  }

  /** `fetch` of every isolate, inside and outside. */
  readonly fetch: Fetch = async (input, init) => {
    const { core, origin, lateHost } = this.#options;
    const { scheduler, chance } = core;
    const where = scheduler.where<Gate>();
    if (where.object && typeof input === "string" && typeof init?.body === "string") {
      const { host, pathname: path } = new URL(input);
      core.hooks.called({ host, path, method: init.method ?? "GET", body: init.body });
    }
    const { signal = null, ...given } = init ?? {};
    const asked = await askedBy(input, given);
    const { url } = asked;
    const isOurs = url.origin === origin;
    signal?.throwIfAborted();
    return new Promise<Response>((resolve, reject) => {
      const ends = settleOnce(resolve, reject);
      signal?.addEventListener("abort", () => ends.reject(signal.reason));
      const label = `${asked.method} ${isOurs ? "" : url.host}${url.pathname}`;
      const back = (what: string, end: () => void) =>
        scheduler.after(chance.latency(), `${what} ${label}`, where.life, end);
      const arrive = async () => {
        try {
          const answer = isOurs ? await this.#serveOwn(asked, label) : await this.#serveOther(asked);
          if (isOurs && chance.meets("responsesLost"))
            back("lost", () => ends.reject(new TypeError("connection lost")));
          else back(String(answer.status), () => ends.resolve(responseOf(answer)));
        } catch (error) {
          back("failed", () => ends.reject(new TypeError(`connection lost: ${String(error)}`)));
        }
      };
      const leave = () => {
        if (isOurs && chance.meets("requestsLost")) {
          back("refused", () => ends.reject(new TypeError("connection refused")));
          return;
        }
        const lateMs = url.host === lateHost && chance.meets("carrierLate") ? scheduler.random() * MOST_LATE_MS : 0;
        scheduler.after(lateMs + chance.latency(), label, new Life("network"), () => void arrive());
      };
      if (where.object) where.object.whenDurable(leave);
      else leave();
    });
  };

  #serveOwn({ url, method, headers: sent, body }: Asked, label: string): Promise<Answer> {
    return this.run(label, async (isolate, context) => {
      const { env } = this.#options;
      const headers = new Headers(sent);
      if (body) headers.set("content-length", String(body.length));
      const request = new Request(url, { method, headers, body });
      const response = await isolate.worker.fetch(request, env, context);
      if (response instanceof SocketResponse && response.webSocket)
        return { status: 101, headers: [], body: null, socket: response };
      const { status } = response;
      return { status, headers: [...response.headers], body: await response.arrayBuffer(), socket: null };
    });
  }

  async #serveOther({ url, method, headers, body }: Asked): Promise<Answer> {
    const service = this.#services.get(url.host);
    if (!service) throw new Error(`nothing is known of ${url.href}`);
    const answer = await service({
      url: url.href,
      method,
      headers,
      body: body === null ? "" : Buffer.from(body).toString("utf8"),
    });
    return { ...answer, socket: null };
  }
}

async function askedBy(input: Request | string | URL, init: RequestInit): Promise<Asked> {
  const { method = "GET", headers: given, body = null } = init;
  // Nearly all; a Request with its streams would take longer than what is done with it.
  if (typeof input === "string" && (body === null || typeof body === "string")) {
    const headers = new Headers(given);
    if (body !== null && !headers.has("content-type")) headers.set("content-type", "text/plain;charset=UTF-8");
    return {
      url: new URL(input),
      method: method.toUpperCase(),
      headers,
      body: body === null ? null : Buffer.from(body),
    };
  }
  const request = new Request(input, init);
  const sent = request.body ? Buffer.from(await request.arrayBuffer()) : null;
  return { url: new URL(request.url), method: request.method, headers: request.headers, body: sent };
}

function responseOf({ status, headers, body, socket }: Answer): Response {
  if (socket) return socket;
  const hasBody = status !== 204 && status !== 304 && body !== null;
  return new Response(hasBody ? body : null, { status, headers });
}
