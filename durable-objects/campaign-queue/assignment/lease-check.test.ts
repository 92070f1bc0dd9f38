/** Leases that no desk has confirmed: asked about, kept or taken back. */
import { expect, test } from "vitest";
import type { Remote } from "../../kit/calls/remote.ts";
import type { TexterInboxRpc } from "../../rpc/texter-inbox.ts";
import { ANA, BEN, queueWorld } from "../../testing/queue-world.ts";
import { LeaseCheck } from "./lease-check.ts";
import { LEASE_CONFIRM_MS } from "./leases.ts";

function checking(unknown: string[]) {
  const world = queueWorld({ contacts: 6 });
  const asked: [string, string[]][] = [];
  const woken: number[] = [];
  const check = new LeaseCheck({
    store: world.store,
    // Of an inbox, the check calls `leasesUnknown` alone.
    inbox: (personId) =>
      ({
        leasesUnknown: async ({ requestIds }: { requestIds: string[] }) => {
          asked.push([personId, requestIds]);
          return requestIds.filter((id) => unknown.includes(id));
        },
      }) as Partial<Remote<TexterInboxRpc>> as Remote<TexterInboxRpc>,
    wakeBy: (atMs) => woken.push(atMs),
  });
  return { world, check, asked, woken };
}

test("a lease that its desk never got goes back, one that it has stays, and neither is asked about again", async () => {
  const { world, check, asked, woken } = checking(["lost-request-01"]);
  world.lease(ANA, 2, "known-request-1");
  world.lease(BEN, 2, "lost-request-01");
  check.plan();
  expect(woken).toEqual([world.clock.now + LEASE_CONFIRM_MS]);
  world.clock.now += LEASE_CONFIRM_MS;
  await check.run();
  expect(asked).toEqual([
    [ANA.personId, ["known-request-1"]],
    [BEN.personId, ["lost-request-01"]],
  ]);
  expect([1, 2, 3, 4].map((n) => world.contact(n).texter)).toEqual([ANA.personId, ANA.personId, null, null]);
  await check.run();
  expect([asked.length, woken.length]).toEqual([2, 1]);
});

test("a lease of a moment ago is left in peace, and looked at later", async () => {
  const { world, check, asked, woken } = checking([]);
  world.lease(ANA, 1);
  await check.run();
  expect(asked).toEqual([]);
  expect(woken).toEqual([world.clock.now + LEASE_CONFIRM_MS]);
});
