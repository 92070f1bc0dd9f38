/** A text or tap whose answer was lost is answered as before when it comes again, whoever has the conversation by now. */
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import {
  afterTest,
  aTexter,
  cells,
  contactTexts,
  deliverAll,
  evict,
  firstQueue,
  inboxStub,
  itemOnDesk,
  ledger,
  perform,
  queueNumbers,
  runningCampaign,
  sendText,
  take,
  WAIT,
  withoutWaiting,
} from "../../test/workers/workers-world.ts";
import type { TestTexter } from "../../test/workers/workers-world.ts";

beforeAll(withoutWaiting);
afterEach(afterTest);

/** A contact who was texted and has answered. */
async function talking(areaCode: number) {
  const [cell = ""] = cells(areaCode, 1);
  const running = await runningCampaign([cell]);
  const [item] = await take(running, 1);
  if (!item) throw new Error("no contact");
  await sendText(running.texter, item);
  await vi.waitUntil(async () => (await queueNumbers(running)).queued === 0, WAIT);
  await deliverAll(await contactTexts(running.orgId, cell, "Hello?"));
  await vi.waitUntil(async () => (await itemOnDesk(running.texter, item.contactId)).status === "needsResponse", WAIT);
  return { running, cell, one: await itemOnDesk(running.texter, item.contactId) };
}

test("what was done before a conversation went to another texter is answered as before, and is done once", async () => {
  const { running, cell, one } = await talking(332);
  const { orgId, campaign, texter } = running;
  const { contactId } = one;
  const ben = await aTexter(orgId, "Ben");
  await perform(ben, "join", { token: running.joinToken });
  const lastSeenId = one.messages.findLast(({ direction }) => direction === "in")?.id ?? null;
  const id = () => crypto.randomUUID();
  const reply = { contactId, messageId: id(), body: "See you there", initial: false, lastSeenId };
  const done = [
    ["send", reply],
    ["answer", { contactId, stepId: "s1", value: "Yes", opId: id() }],
    ["close", { contactId, lastSeenId, opId: id() }],
    ["reopen", { contactId, opId: id() }],
    ["label", { contactId, labelId: "l000000000000001", on: false, opId: id() }],
  ] as const;
  for (const [op, p] of done) expect([op, await perform(texter, op, p)]).toMatchObject([op, { ok: true }]);
  await vi.waitUntil(async () => (await queueNumbers(running)).queued === 0, WAIT);
  const isOnDesk = async (person: TestTexter) => (await perform(person, "contact", { contactId })).ok;
  const give = async ({ personId, firstName, lastName }: TestTexter) => {
    const to = [{ personId, firstName, lastName, alias: null }];
    const given = await campaign.reassign({ orgId, to, contactIds: [contactId], kind: "conversations" });
    expect(given).toMatchObject({ ok: true });
  };
  await give(ben);
  await vi.waitUntil(() => isOnDesk(ben), WAIT);
  await vi.waitUntil(async () => !(await isOnDesk(texter)), WAIT);
  const before = await itemOnDesk(ben, contactId);
  const again = async () => {
    for (const [op, p] of done) {
      const answer = await perform(texter, op, p);
      expect([op, answer]).toMatchObject([op, { ok: true, gaveAway: true }]);
      // What is said there now is Ben's to read.
      expect(answer).not.toHaveProperty("item");
    }
  };
  await again();
  await evict(inboxStub(texter));
  await evict(firstQueue(running));
  await again();
  expect(await itemOnDesk(ben, contactId)).toEqual(before);
  expect(await ledger([cell])).toHaveLength(2);
  expect(await perform(texter, "contact", { contactId })).toMatchObject({ reason: "not_found" });
  // A new text is refused with what to do; somebody who never had the conversation learns nothing by the ids.
  expect(await perform(texter, "send", { ...reply, messageId: id() })).toMatchObject({ reason: "not_yours" });
  const stranger = await aTexter(orgId, "Cy");
  for (const [op, p] of done) expect(await perform(stranger, op, p)).toMatchObject({ reason: "not_found" });
  await give(texter);
  await vi.waitUntil(() => isOnDesk(texter), WAIT);
  expect(await perform(texter, "send", reply)).toMatchObject({ ok: true, repeated: true, item: { contactId } });
  expect(await ledger([cell])).toHaveLength(2);
});
