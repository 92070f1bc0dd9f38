import { expect, test } from "vitest";
import { summedOpen } from "../../campaign/lifecycle/open-work.ts";
import { ANA, BEN, queueWorld } from "../../testing/queue-world.ts";
import { openWork } from "./open-work.ts";
import { sweep } from "./holdings.ts";

const HOUR = 3_600_000;

test("a queue counts who waits, also for nobody, and who holds contacts without a first text", () => {
  const world = queueWorld({ contacts: 8 });
  for (const n of world.lease(ANA, 4).slice(0, 3)) world.send(n);
  world.lease(BEN, 1);
  world.receive(1, "Who is this?");
  expect(openWork(world.store)).toMatchObject({
    waiting: 1,
    waitingForNobody: 0,
    queued: 3,
    undecided: 0,
    unsentByTexter: [
      [ANA.personId, 1],
      [BEN.personId, 1],
    ],
  });
  world.clock.now += 49 * HOUR;
  sweep(world.store);
  world.receive(2, "Yes?");
  // Nobody can answer a person who has opted out, so nobody has to.
  world.receive(3, "stop");
  expect(openWork(world.store)).toMatchObject({ waiting: 2, waitingForNobody: 1 });
  world.restart();
  expect(openWork(world.store)).toMatchObject({ waiting: 2, waitingForNobody: 1 });
});

test("a campaign adds its queues up, and counts a texter once", () => {
  const one = { waiting: 1, waitingForNobody: 1, queued: 2, undecided: 0 };
  const other = { waiting: 3, waitingForNobody: 0, queued: 0, undecided: 1 };
  expect(
    summedOpen([
      { ...one, unsentByTexter: [["ana", 2]] },
      {
        ...other,
        unsentByTexter: [
          ["ana", 1],
          ["ben", 4],
        ],
      },
    ]),
  ).toEqual({ waiting: 4, waitingForNobody: 1, queued: 2, undecided: 1, unsent: 7, unsentTexters: 2 });
});
