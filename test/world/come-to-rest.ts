/** Plays on until somebody is done, or everything is at rest. */
import type { OpenedWorld } from "./opened-world.ts";
import type { InstalledWorld } from "./installed-world.ts";
import { copiesUnderWay, underWay } from "./oracles/at-rest.ts";

/** A world that has not come to rest by then is stuck. */
const REST_LIMIT_MS = 40 * 3_600_000;
/** At first; ever rarer, because a text may wait for the morning. */
const LOOK_EVERY_MS = 5_000;
const LOOK_RARELY_MS = 600_000;
const DECISIONS = 12;
/** What waits for longer waits for the morning, or for an hour without a text. */
const SOON_MS = 600_000;

/** Plays on until something outside is done. */
export async function playUntil<T>(world: InstalledWorld, work: Promise<T>): Promise<T> {
  let isOver = false;
  const watched = work.finally(() => (isOver = true));
  watched.catch(() => {});
  await world.scheduler.play(() => isOver);
  if (!isOver) throw new Error("Nothing is left that could happen, and somebody waits.");
  return watched;
}

/** Until nothing is under way any more; decides open texts as an admin would. Finds what is stuck. */
export async function rest(opened: OpenedWorld): Promise<string[]> {
  try {
    return await restOrStuck(opened);
  } finally {
    opened.world.setRareCron(false);
  }
}

async function restOrStuck({ world, play, inside }: OpenedWorld): Promise<string[]> {
  const { scheduler } = world;
  const beganMs = scheduler.nowMs;
  const endMs = scheduler.nowMs + REST_LIMIT_MS;
  let everyMs = LOOK_EVERY_MS;
  for (let decisions = 0; ; everyMs = Math.min(LOOK_RARELY_MS, everyMs * 1.2)) {
    const stopMs = scheduler.nowMs + everyMs;
    world.setRareCron(scheduler.nowMs > beganMs + SOON_MS);
    // Not in the middle of what an alarm does now and then: while nothing else happens, that would be met each time.
    await scheduler.play(() => scheduler.nowMs >= stopMs && !isWriting(world));
    const { waits, undecided } = underWay(world);
    if (waits.length === 0) waits.push(...(await copiesUnderWay(world)));
    if (waits.length === 0 && undecided === 0) return [];
    if (waits.length === 0) {
      if (decisions >= DECISIONS) return [`stuck: ${undecided} texts stay undecided`];
      decisions += 1;
      await playUntil(
        world,
        inside(() => play.decide()),
      );
    }
    if (scheduler.nowMs > endMs) return waits.map((each) => `stuck: ${each}`);
  }
}

function isWriting({ namespaces }: InstalledWorld): boolean {
  return [...namespaces.objects.values()].some(({ isDirty }) => isDirty);
}
