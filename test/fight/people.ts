/** What those who take part know of the fight: as in the seeded world, whose people they are. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../crash/random.ts";
import type { NumberFighter } from "../world/people/load.ts";

export function peopleOf({
  origin,
  random,
  stopped,
}: {
  origin: string;
  random: Random;
  stopped: () => boolean;
}): NumberFighter {
  return {
    origin,
    random,
    stopped,
    plan: { size: "large" },
    pick: <T>(list: readonly T[]): T => {
      const picked = list[Math.floor(random() * list.length)];
      if (picked === undefined) throw new Error("There is nothing to pick from.");
      return picked;
    },
    pause: async (ms) => {
      await sleep(ms);
    },
  };
}
