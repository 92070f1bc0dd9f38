/** An installation with everything outside of it: the carrier, and the people of a plan. */
import { CARRIER_HOST, installWorld, WORLD_ORIGIN } from "./installed-world.ts";
import type { InstalledWorld } from "./installed-world.ts";
import type { WorldScripts } from "./bundle.ts";
import type { WorldPlay } from "./people/play.ts";
import type { Plan } from "./plan/plan.ts";
import type { Hooks } from "./platform/world-core.ts";
import type { Postgres } from "./platform/postgres/postgres.ts";
import { NUMBER_STOCK } from "./people/numbers/office.ts";
import { LEAVING } from "../crash/leavers.ts";
import type { createEmulator } from "../../twilio/emulator/emulator.ts";

type Outside = {
  makePlay: (options: { plan: Plan; origin: string; carrierOrigin: string; setupToken: string }) => WorldPlay;
  createEmulator: typeof createEmulator;
};

export type OpenOptions = {
  plan: Plan;
  scripts: WorldScripts;
  postgres: Postgres;
  /** What new objects have (platform/new-storages.ts). */
  storages?: ReadonlyMap<string, Uint8Array>;
  hooks: (nowMs: () => number) => Hooks;
};

export type OpenedWorld = {
  world: InstalledWorld;
  play: WorldPlay;
  emulator: ReturnType<typeof createEmulator>;
  /** Runs code of people or the carrier. */
  inside: <T>(run: () => T) => T;
};

const REPLIES = ["Who is this?", "Sure, what time?", "No thanks", "Tell me more", "Wrong number", ...LEAVING];

export function openWorld({ plan, scripts, postgres, storages, hooks }: OpenOptions): OpenedWorld {
  const world = installWorld({
    seed: plan.seed,
    startMs: plan.startMs,
    scripts,
    postgres,
    isolates: plan.isolates,
    ...(storages ? { storages } : {}),
    hooks: hooks(() => world.scheduler.nowMs),
  });
  const { scheduler } = world;
  // The bundle's entry is people/outside.ts.
  const outside = world.outside.exports as unknown as Outside;
  const inside = <T>(run: () => T): T => scheduler.as({ life: world.outside.life, object: null, what: "outside" }, run);
  const emulator = inside(() =>
    outside.createEmulator({ settings: emulatorSettings(plan), now: () => scheduler.nowMs }),
  );
  world.edge.serve(CARRIER_HOST, async ({ url, method, headers, body }) => {
    const hasBody = method !== "GET" && method !== "HEAD";
    const request = new Request(url, hasBody ? { method, headers, body } : { method, headers });
    const response = await inside(() => emulator.fetch(request));
    return { status: response.status, headers: [...response.headers], body: await response.text() };
  });
  const play = inside(() =>
    outside.makePlay({
      plan,
      origin: WORLD_ORIGIN,
      carrierOrigin: `http://${CARRIER_HOST}`,
      setupToken: "setup-token-of-the-world",
    }),
  );
  // The program that gets the texts to its users' numbers.
  world.edge.serve("program.world", async ({ body }) => {
    const isLost = world.chance.meets("responsesLost");
    // The phone service's own shape.
    if (!isLost) play.numbers?.records.delivered.add((JSON.parse(body) as { id: string }).id);
    return { status: isLost ? 503 : 200, headers: [], body: "" };
  });
  return { world, play, emulator, inside };
}

function emulatorSettings(plan: Plan) {
  return {
    mode: "push",
    seed: plan.seed,
    delays: { answerMs: plan.carrierAnswerMs, queuedMs: [5, 30], sentMs: [20, 250], deliveredMs: [50, 900] },
    ...(plan.load === "numbers" ? { stock: { of: NUMBER_STOCK } } : {}),
    autoReplies: { dropRatio: plan.features.includes("replies") ? 0.5 : 1, replies: REPLIES, delayMs: [200, 4_000] },
  };
}
