/** What a queue tells its campaign of its counters. */
import { expect, test } from "vitest";
import type { Remote } from "../../kit/calls/remote.ts";
import type { CampaignRpc, StoreCountersRequest } from "../../rpc/campaign.ts";
import { settlePromises, simulatedTimers } from "../../testing/fake-clock.ts";
import { queueWorld } from "../../testing/queue-world.ts";
import { CampaignReport } from "./campaign-report.ts";

function reporting() {
  const world = queueWorld({ contacts: 3 });
  const timers = simulatedTimers(() => world.clock.now);
  const reports: StoreCountersRequest[] = [];
  const faults: string[] = [];
  const calls = { fails: false, planned: 0 };
  const report = new CampaignReport({
    store: world.store,
    // Of a campaign, the report calls `storeCounters` alone.
    campaign: () =>
      ({
        storeCounters: async (request: StoreCountersRequest) => {
          if (calls.fails) throw new Error("away");
          reports.push(request);
        },
      }) as Partial<Remote<CampaignRpc>> as Remote<CampaignRpc>,
    onReport: () => (calls.planned += 1),
    onFault: (event) => faults.push(event),
    setTimer: timers.setTimer,
  });
  async function pass(ms: number): Promise<void> {
    world.clock.now += ms;
    timers.fire();
    await settlePromises();
  }
  return { world, report, reports, faults, calls, pass };
}

test("many changes of a second are one report, with the numbers at its end", async () => {
  const { world, report, reports, calls, pass } = reporting();
  for (let i = 0; i < 5; i += 1) report.soon();
  world.add([4], "i2");
  await pass(1_000);
  expect(reports).toMatchObject([{ queueNo: 1, version: world.store.version, numbers: { contacts: 4, left: 4 } }]);
  expect(calls.planned).toBe(1);
});

test("a report that did not arrive is logged, and the next change brings all of it", async () => {
  const { report, reports, faults, calls, pass } = reporting();
  calls.fails = true;
  report.soon();
  await pass(1_000);
  expect([reports, faults]).toEqual([[], ["counters_not_stored"]]);
  calls.fails = false;
  report.soon();
  await pass(1_000);
  expect(reports).toHaveLength(1);
});

test("after a restart the campaign gets the numbers again", async () => {
  const { report, reports, pass } = reporting();
  report.recover();
  await pass(1_000);
  expect(reports).toHaveLength(1);
});
