/**
 * 400 texters pull at once (issue 3, Assignment): through their own inboxes, over two queues. Every contact is given out
 * once, nothing is lost, and a request that comes again gets the same contacts.
 */
import { afterEach, beforeAll, expect, test } from "vitest";
import { queueKey } from "../../../domain/ids.ts";
import type { DeskItem } from "../../../domain/texter-app/texter.ts";
import { queueAt } from "../../rpc/stubs.ts";
import {
  afterTest,
  aTexter,
  env,
  evict,
  importContacts,
  inboxStub,
  perform,
  runningCampaign,
  withoutWaiting,
} from "../../../test/workers/workers-world.ts";
import type { TestTexter } from "../../../test/workers/workers-world.ts";

const TEXTERS = 400;
const BATCH = 5;
/** A little more than all batches, so that "nothing is left" is nobody's reason. */
const CONTACTS = TEXTERS * BATCH + 136;

beforeAll(withoutWaiting);
afterEach(afterTest);

/** Fictional numbers, more of them than `cells` has. */
function manyCells(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `+1212555${String(i).padStart(4, "0")}`);
}

test("400 texters who pull at once get disjoint contacts and lose none, and a repeated request gets the same", async () => {
  const cells = manyCells(CONTACTS);
  const running = await runningCampaign(cells.slice(0, CONTACTS / 2), { batchSize: BATCH });
  const { orgId, campaignId, joinToken } = running;
  await importContacts(orgId, campaignId, cells.slice(CONTACTS / 2));
  const people: TestTexter[] = [];
  for (let i = 0; i < TEXTERS; i += 40) {
    people.push(...(await Promise.all(Array.from({ length: 40 }, (_, n) => aTexter(orgId, `T${i + n}`)))));
  }
  await Promise.all(people.map((person) => perform(person, "join", { token: joinToken })));

  const request = new Map(people.map(({ personId }) => [personId, crypto.randomUUID()]));
  const take = (person: TestTexter) =>
    perform(person, "take", { campaignId, requestId: request.get(person.personId), count: BATCH });
  // Every third asks twice at once: a second tab, or an app that did not wait.
  const pulls = people.flatMap((person, index) => (index % 3 === 0 ? [person, person] : [person]));
  for (const answer of await Promise.all(pulls.map(take))) expect(answer).toMatchObject({ ok: true, taken: BATCH });

  const heldBy = async (person: TestTexter): Promise<string[]> => {
    const { items = [] } = await perform(person, "changes", { seq: 0 });
    return (items as DeskItem[]).map((item) => item.contactId);
  };
  const held = await Promise.all(people.map(heldBy));
  for (const ids of held) expect(ids).toHaveLength(BATCH);
  expect(new Set(held.flat()).size).toBe(TEXTERS * BATCH);
  const queues = [1, 2].map((queueNo) => queueKey(campaignId, queueNo));
  const numbers = await Promise.all(queues.map(async (key) => (await queueAt(env, key).counters()).numbers));
  for (const each of numbers) expect(each.left + each.assigned).toBe(each.contacts);
  expect(numbers.reduce((sum, each) => sum + each.left, 0)).toBe(CONTACTS - TEXTERS * BATCH);
  // Both queues had their share: texters do not all begin at the same one.
  for (const each of numbers) expect(each.assigned).toBeGreaterThan(CONTACTS / 8);

  // What desks say is what queues know, also after they have lost their memory.
  const some = people.filter((_, index) => index % 80 === 0);
  for (const person of some) {
    await evict(inboxStub(person));
    expect(await take(person)).toMatchObject({ ok: true, taken: BATCH });
    const { personId, firstName, lastName, alias } = person;
    const texter = { personId, firstName, lastName, alias };
    const known = await Promise.all(queues.map((key) => queueAt(env, key).deskOf({ texter })));
    const ids = known.flat().map((item) => item.contactId);
    expect(ids.toSorted()).toEqual(held[people.indexOf(person)]!.toSorted());
    expect((await heldBy(person)).toSorted()).toEqual(ids.toSorted());
  }
}, 120_000);
