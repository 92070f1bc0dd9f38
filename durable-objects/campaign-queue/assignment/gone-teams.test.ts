/** A conversation never waits for a team that does not exist any more. */
import { expect, test } from "vitest";
import { ANA, queueWorld } from "../../testing/queue-world.ts";
import { freeOfGoneTeams } from "./gone-teams.ts";
import { offeredReplies, waitingForTeams } from "./textable.ts";

const [GONE, THERE] = ["t000000000000001", "t000000000000002"];

function waiting() {
  const world = queueWorld({ contacts: 3 });
  world.lease(ANA, 3);
  for (const n of [1, 2, 3]) {
    world.send(n);
    world.wave();
    world.receive(n, "Hm");
  }
  world.store.block((change) => {
    for (const [n, team] of [
      [1, GONE],
      [2, THERE],
      [3, GONE],
    ] as const)
      change.saveContact(world.contact(n), { team, texter: n === 3 ? ANA.personId : null });
  });
  return world;
}

test("what waits for a deleted team is offered to everybody at once; other teams keep theirs", () => {
  const world = waiting();
  const offered = (teamIds: string[] = []) => offeredReplies(world.store, 10, teamIds).map(({ n }) => n);
  expect(offered()).toEqual([]);
  expect(freeOfGoneTeams(world.store, [THERE])).toBe(2);
  expect(offered()).toEqual([1]);
  expect(offered([THERE])).toEqual([1, 2]);
  expect(waitingForTeams(world.store)).toEqual({ [THERE]: 1 });
  // Of a conversation that somebody took meanwhile only the note is gone.
  expect(world.contact(3)).toMatchObject({ texter: ANA.personId, team: null });
  expect(freeOfGoneTeams(world.store, [THERE])).toBe(0);
});
