import { env, evictDurableObject } from "cloudflare:test";
import { test, vi } from "vitest";
import { PLATFORM_PROMISES } from "./promises.ts";
import type { ProbedPlatform } from "./promises.ts";

type Stub = DurableObjectStub & Record<string, (...args: unknown[]) => Promise<unknown>>;

// The only binding of wrangler.toml beside this file.
const namespace = (env as unknown as { PROBE: DurableObjectNamespace }).PROBE;
const stubOf = (object: string) => namespace.getByName(object) as unknown as Stub;

const workerd: ProbedPlatform = {
  call: async (object, method, ...args) => stubOf(object)[method]!(...args),
  evict: (object) => evictDurableObject(stubOf(object)),
  until: (what) => vi.waitUntil(what, { timeout: 30_000, interval: 20 }).then(() => {}),
  socket: async (object) => {
    const { webSocket } = await stubOf(object).fetch("http://probe/", { headers: { upgrade: "websocket" } });
    const frames: string[] = [];
    webSocket!.accept();
    webSocket!.addEventListener("message", ({ data }) => void frames.push(String(data)));
    return { frames, send: (data) => webSocket!.send(data), close: (code) => webSocket!.close(code) };
  },
};

test.each(PLATFORM_PROMISES.map(({ name, holds }) => [name, holds] as const))("workerd: %s", async (name, holds) => {
  await holds(workerd, name);
});
