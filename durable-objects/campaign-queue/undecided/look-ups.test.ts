/** When look-ups are planned: after a restart, for each text of unknown outcome, and again while some are left. */
import { expect, test } from "vitest";
import { ANA, LOOK_UP_AFTER_MS, queueWorld } from "../../testing/queue-world.ts";
import { beginWave } from "../sending/waves.ts";
import { LookUps } from "./look-ups.ts";

function lookingUp(contacts = 1) {
  const world = queueWorld({ contacts });
  const woken: number[] = [];
  const resolved: unknown[] = [];
  const start = () =>
    new LookUps({
      store: world.store,
      carrier: { lookUpAfterMs: LOOK_UP_AFTER_MS, resolveUnknowns: async () => ({ requeued: 1, owesOptOuts: false }) },
      wakeBy: (atMs) => woken.push(atMs),
      onResolved: (each) => resolved.push(each),
    });
  for (const n of world.lease(ANA, contacts)) world.send(n);
  return { world, start, woken, resolved };
}

test("a text that was on its way at a stop has an unknown outcome, and a time at which it is looked up", () => {
  const { world, start, woken } = lookingUp(2);
  beginWave(world.store, 1);
  world.restart();
  start().recover();
  expect([1, 2].map((n) => world.onlyText(n).send_status)).toEqual(["UNKNOWN", "QUEUED"]);
  expect(woken).toEqual([world.clock.now + LOOK_UP_AFTER_MS]);
});

test("a start without such texts plans nothing", () => {
  const { start, woken } = lookingUp();
  start().recover();
  expect(woken).toEqual([]);
});

test("what a look-up found out is passed on, and what is left has its next time", async () => {
  const { world, start, woken, resolved } = lookingUp();
  world.wave({ kind: "unknown", detail: "timed out" });
  await start().run();
  expect(resolved).toEqual([{ requeued: 1, owesOptOuts: false }]);
  expect(woken).toEqual([world.clock.now + LOOK_UP_AFTER_MS]);
});
