/** Kills processes at random moments with SIGKILL and starts them again on the same data. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Installation } from "../../tools/local/installation.ts";
import type { FaultyCarrier } from "./carrier.ts";
import type { Random } from "./random.ts";

type Part = "worker" | "carrier" | "database";
export type Kills = Record<Part, number>;

/** The Worker holds the objects, so it dies most. */
const SHARES: readonly [Part, number][] = [
  ["worker", 0.6],
  ["carrier", 0.2],
  ["database", 0.2],
];

export async function killAtRandom(
  installation: Installation,
  deps: {
    carrier: FaultyCarrier;
    stopped: () => boolean;
    most: number;
    /** The database is taken away once, for longer: everything else goes on. */
    outageAfterMs: number;
    outageMs: number;
    random: Random;
  },
): Promise<Kills> {
  const { carrier, stopped, most, outageAfterMs, outageMs, random } = deps;
  const kills: Kills = { worker: 0, carrier: 0, database: 0 };
  const startedMs = Date.now();
  let outage: Promise<void> | null = outageMs === 0 ? Promise.resolve() : null;
  let isAway = false;
  for (let count = 0; count < most && !stopped(); count += 1) {
    await sleep(1_500 + random() * 3_500);
    if (stopped()) break;
    const drawn = random();
    let share = 0;
    let [part = "worker"] = SHARES.find(([, each]) => drawn < (share += each)) ?? [];
    if (outage === null && Date.now() - startedMs > outageAfterMs) {
      isAway = true;
      outage = away(installation.database, outageMs).finally(() => (isAway = false));
      kills.database += 1;
      continue;
    }
    if (part === "database" && isAway) part = "worker";
    if (part === "carrier") await carrier.beforeKill();
    await installation[part].kill();
    kills[part] += 1;
    // Down for a moment: calls meanwhile fail.
    await sleep(random() * 700);
    const again = await installation[part].start();
    if (!again.ok) throw new Error(again.message);
    if (part === "carrier") await carrier.setFaults();
  }
  await outage;
  return kills;
}

async function away(database: Installation["database"], forMs: number): Promise<void> {
  await database.kill();
  await sleep(forMs);
  const again = await database.start();
  if (!again.ok) throw new Error(again.message);
}
