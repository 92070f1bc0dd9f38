import { fileURLToPath } from "node:url";
import { beforeAll, test } from "vitest";
import type { Script } from "node:vm";
import { bundle } from "../bundle.ts";
import { Isolate } from "../platform/isolate.ts";
import { Namespaces } from "../platform/namespaces.ts";
import type { SocketResponse } from "../platform/sockets.ts";
import type { WorldCore } from "../platform/world-core.ts";
import { Chance } from "../scheduler/chance.ts";
import { Scheduler } from "../scheduler/scheduler.ts";
import { seededRandom } from "../../../durable-objects/testing/fake-clock.ts";
import { PLATFORM_PROMISES } from "./promises.ts";
import type { ProbedPlatform } from "./promises.ts";

let script: Script;
beforeAll(async () => {
  script = await bundle("probe", fileURLToPath(new URL("probe.ts", import.meta.url).href), []);
});

/** The probe on the stand-ins; each answer is waited for by playing on. */
function standIn(seed: number): ProbedPlatform {
  const scheduler = new Scheduler(seed, 1_000_000);
  const hooks = { atCrashPoint: () => false, wrote: () => {}, called: () => {} };
  const core: WorldCore = { scheduler, chance: new Chance(scheduler), uncaught: [], hooks };
  const isolate = new Isolate({
    core,
    script,
    name: "probe",
    random: seededRandom(seed),
    fetch: () => Promise.reject(new Error("The probe fetches nothing.")),
    env: {},
    log: () => {},
  });
  const namespaces = new Namespaces(core, () => isolate);
  const namespace = namespaces.of("Probe");
  type Stub = Record<string, (...args: unknown[]) => Promise<unknown>>;
  const stubOf = (object: string) => namespace.getByName(object) as Stub;
  const open = new Set<Promise<unknown>>();
  /** As a runtime would, goes on by itself while somebody waits. */
  async function playing<T>(work: Promise<T>): Promise<T> {
    open.add(work);
    const done = work.finally(() => {
      open.delete(work);
    });
    done.catch(() => {});
    // Also for those who have waited before.
    turn = turn.then(() => scheduler.play(() => open.size === 0));
    await turn;
    return done;
  }
  let turn: Promise<void> = Promise.resolve();
  return {
    call: (object, method, ...args) => playing(stubOf(object)[method]!(...args)),
    evict: async (object) => {
      if (!namespaces.object("Probe", object).hibernate()) throw new Error("It is busy.");
    },
    until: async (what) => {
      for (let tries = 0; !(await what()); tries += 1) {
        if (tries > 1_000) throw new Error("It never was so.");
        const untilMs = scheduler.nowMs + 20;
        await scheduler.play(() => scheduler.nowMs >= untilMs);
      }
    },
    socket: async (object) => {
      const { client } = (await playing(stubOf(object)["fetch"]!("http://probe/"))) as SocketResponse;
      const frames: string[] = [];
      client!.listen({ message: (data) => void frames.push(data), close: () => {} });
      return { frames, send: (data) => client!.send(data), close: (code) => client!.close(code) };
    },
  };
}

test.each(PLATFORM_PROMISES.map(({ name, holds }) => [name, holds] as const))("stand-in: %s", async (name, holds) => {
  for (const seed of [1, 2, 3]) await holds(standIn(seed), name);
});
