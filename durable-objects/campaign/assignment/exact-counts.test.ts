/** An admin's counts over several queues, carried out by the queues' own modules. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Texter } from "../../../domain/people/people.ts";
import { holdings, holdUnsent } from "../../campaign-queue/assignment/holdings.ts";
import { countersOf } from "../../campaign-queue/store/counters.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";
import { migratedSql } from "../../testing/node-sql.ts";
import { aConfig, ANA, BEN, CAMPAIGN_ID, queueWorld } from "../../testing/queue-world.ts";
import { CampaignQueues } from "../campaign-queues.ts";
import { CAMPAIGN_MIGRATIONS } from "../schema.ts";
import { CampaignState } from "../state.ts";
import { setCounts } from "./exact-counts.ts";
import { inOrderOf } from "./work.ts";

const CLEO: Texter = { personId: "p00000000000000c", firstName: "Cleo", lastName: "Cruz", alias: null };

/** A campaign with a queue of each of these sizes; `asked` is what its queues were told to hold, in order. */
function campaignOf(sizes: readonly number[]) {
  const sql = migratedSql(CAMPAIGN_MIGRATIONS);
  const state = new CampaignState(sql, CAMPAIGN_ID);
  state.save({ ...aConfig(), joinToken: `${CAMPAIGN_ID}.secret`, customFields: [] });
  state.addQueues(sizes.length);
  const worlds = sizes.map((contacts) => queueWorld({ contacts }));
  const asked: { queueNo: number; personId: string; count: number }[] = [];
  const queue = (key: string) => {
    const queueNo = Number(key.split(".")[1]);
    const world = worlds[queueNo - 1]!;
    const methods: Partial<Remote<CampaignQueueRpc>> = {
      counters: async () => countersOf(world.store),
      holdings: async () => holdings(world.store),
      holdUnsent: async (request) => {
        asked.push({ queueNo, personId: request.texter.personId, count: request.count });
        return holdUnsent(world.store, request);
      },
    };
    // The calls that counts make.
    return methods as Remote<CampaignQueueRpc>;
  };
  const queues = new CampaignQueues({ state, queue });
  const heldBy = ({ personId }: Texter) =>
    worlds.map((world) => holdings(world.store).find((each) => each.personId === personId)?.toSend ?? 0);
  return { worlds, queues, asked, heldBy };
}

const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

test("are raised in each texter's own order of queues, and lowered from its end", async () => {
  const { queues, heldBy } = campaignOf([5, 5, 5]);
  const order = inOrderOf(ANA.personId, [1, 2, 3]);
  expect(await setCounts(queues, [{ texter: ANA, toSend: 8 }])).toEqual({
    ok: true,
    counts: [{ personId: ANA.personId, wanted: 8, toSend: 8 }],
    missing: 0,
  });
  const inOrder = () => order.map((queueNo) => heldBy(ANA)[queueNo - 1]);
  expect(inOrder()).toEqual([5, 3, 0]);
  await setCounts(queues, [{ texter: ANA, toSend: 4 }]);
  expect(inOrder()).toEqual([4, 0, 0]);
});

test("what one texter gives up is there for another in the same change", async () => {
  const { queues, heldBy } = campaignOf([6, 6]);
  await setCounts(queues, [{ texter: ANA, toSend: 12 }]);
  const answer = await setCounts(queues, [
    { texter: BEN, toSend: 9 },
    { texter: ANA, toSend: 3 },
  ]);
  expect(answer).toMatchObject({ missing: 0 });
  expect([total(heldBy(ANA)), total(heldBy(BEN))]).toEqual([3, 9]);
});

test("two who are raised at once do not count the same contacts, and what is missing is told", async () => {
  const { queues, asked, heldBy } = campaignOf([4, 4]);
  const answer = await setCounts(queues, [
    { texter: ANA, toSend: 6 },
    { texter: BEN, toSend: 6 },
  ]);
  expect(answer.missing).toBe(4);
  expect(total([...heldBy(ANA), ...heldBy(BEN)])).toBe(8);
  // Nobody was asked to hold more than a queue has.
  expect(asked.every(({ count }) => count <= 4)).toBe(true);
});

test("of a texter named twice, the last count is the one", async () => {
  const { queues, heldBy } = campaignOf([5]);
  await setCounts(queues, [
    { texter: ANA, toSend: 5 },
    { texter: ANA, toSend: 2 },
  ]);
  expect(heldBy(ANA)).toEqual([2]);
});

test("a repeated change asks no queue for anything, and finds the same numbers", async () => {
  const { queues, asked } = campaignOf([5, 5]);
  const wanted = [
    { texter: ANA, toSend: 7 },
    { texter: BEN, toSend: 2 },
  ];
  const first = await setCounts(queues, wanted);
  asked.length = 0;
  expect(await setCounts(queues, wanted)).toEqual(first);
  expect(asked).toEqual([]);
});

test("any change gives each texter the wanted number as far as contacts reach, and touches nobody else", async () => {
  const counts = fc.record({ ana: fc.nat(20), ben: fc.nat(20) });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(8), { minLength: 1, maxLength: 3 }), counts, counts, async (sizes, one, two) => {
      const { queues, heldBy } = campaignOf(sizes);
      await setCounts(queues, [{ texter: CLEO, toSend: 3 }]);
      const cleo = heldBy(CLEO);
      for (const { ana, ben } of [one, two]) {
        const answer = await setCounts(queues, [
          { texter: ANA, toSend: ana },
          { texter: BEN, toSend: ben },
        ]);
        const held = total([...heldBy(ANA), ...heldBy(BEN)]);
        expect(held).toBe(Math.min(ana + ben, total(sizes) - total(cleo)));
        expect(answer.missing).toBe(ana + ben - held);
        expect([total(heldBy(ANA)) <= ana, total(heldBy(BEN)) <= ben]).toEqual([true, true]);
        expect(heldBy(CLEO)).toEqual(cleo);
      }
    }),
    { numRuns: 40 },
  );
});
