/**
 * For the Workers tests: a Worker that dies at its nth step outwards (a query, a call to an object), before the step has
 * had an effect or after. Nothing that it does later has one; objects and Postgres go on.
 */
import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { vi } from "vitest";
import { app } from "../../workers/app.ts";
import { env, requestOf } from "./test-client.ts";
import type { Browser } from "./test-client.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";

export type Death = { atStep: number; when: "before" | "after" };

/**
 * Every death that a request can have, the earliest first: before its first step, and after each. For whatever it has reached, before
 * a step is the same as after the one before.
 */
export function* everyDeath(): Generator<Death, never> {
  yield { atStep: 1, when: "before" };
  for (let atStep = 1; ; atStep += 1) yield { atStep, when: "after" };
}

const NAMESPACES = ["CAMPAIGN", "CAMPAIGN_QUEUE", "TEXTER_INBOX", "ORGANIZATION", "CARRIER_ACCOUNT"] as const;

/** One request by a signed-in person, or with their own headers by the operator, to a Worker that dies; whether it got as far as the death. */
export async function requestAndDie(
  by: Browser,
  path: string,
  how: { method: string; json?: unknown; headers?: Record<string, string> },
  { atStep, when }: Death,
): Promise<{ died: boolean; status: number; body: Record<string, unknown> }> {
  let steps = 0;
  let died = false;
  async function step<T>(act: () => Promise<T>): Promise<T> {
    if (died) throw new Error("the Worker is dead");
    steps += 1;
    if (steps !== atStep) return act();
    if (when === "after") await act();
    died = true;
    throw new Error("the Worker died");
  }
  const realFetch = globalThis.fetch;
  vi.stubGlobal("fetch", (input: RequestInfo | URL, init?: RequestInit) =>
    String(input instanceof Request ? input.url : input) === env.NEON_FETCH_ENDPOINT
      ? step(() => realFetch(input, init))
      : realFetch(input, init),
  );
  try {
    const context = createExecutionContext();
    const response = await app.fetch(requestOf(by, path, how), dyingEnv(step), context);
    const text = await response.text();
    await waitOnExecutionContext(context);
    return { died, status: response.status, body: text === "" ? {} : JSON.parse(text) };
  } finally {
    vi.stubGlobal("fetch", realFetch);
  }
}

function dyingEnv(step: <T>(act: () => Promise<T>) => Promise<T>): Env {
  const dying = { ...env } as Record<string, unknown>;
  for (const name of NAMESPACES) {
    // Only `getByName` is used (durable-objects/rpc/stubs.ts).
    dying[name] = { getByName: (key: string) => dyingStub(env[name].getByName(key), step) };
  }
  return dying as unknown as Env;
}

function dyingStub(stub: DurableObjectStub, step: <T>(act: () => Promise<T>) => Promise<T>): DurableObjectStub {
  return new Proxy(stub, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return (...args: unknown[]) => step(async () => Reflect.apply(method, target, args));
    },
  });
}
