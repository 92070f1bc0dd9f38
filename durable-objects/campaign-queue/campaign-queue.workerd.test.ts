/** Sending and opt-outs on real objects: memory is lost between the steps, and the carrier's ledger decides. */
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { directoryKey } from "../../domain/ids.ts";
import { automaticTexts } from "../../domain/opt-outs/automatic-texts.ts";
import { directoryFor, directoryShard } from "../rpc/stubs.ts";
import {
  afterTest,
  cells,
  contactTexts,
  control,
  deliverAll,
  deliverPulled,
  env,
  evict,
  firstQueue,
  inboxStub,
  itemOnDesk,
  ledger,
  letTimePass,
  perform,
  pullWebhooks,
  queueAddressOf,
  queueNumbers,
  queueStub,
  runAlarm,
  runningCampaign,
  sendText,
  take,
  WAIT,
  withoutWaiting,
} from "../../test/workers/workers-world.ts";
import type { DeskItem } from "../../domain/texter-app/texter.ts";
import type { Running } from "../../test/workers/workers-world.ts";

beforeAll(withoutWaiting);
afterEach(afterTest);
const settled = (running: Running) => vi.waitUntil(async () => (await queueNumbers(running)).queued === 0, WAIT);

describe("twenty identical sends at once", () => {
  test("are one entry in the carrier's ledger, and nineteen answers say so", async () => {
    const [cell] = cells(201, 1);
    const running = await runningCampaign([cell!]);
    const [item] = await take(running, 1);
    const messageId = crypto.randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => sendText(running.texter, item!, { messageId })));
    expect(answers.map((answer) => answer.ok)).toEqual(Array(20).fill(true));
    expect(answers.filter((answer) => answer.repeated === false)).toHaveLength(1);
    await settled(running);
    expect(await ledger([cell!])).toHaveLength(1);
  });

  test("stay one when the queue is evicted after accepting, and they come again", async () => {
    const [cell] = cells(202, 1);
    const running = await runningCampaign([cell!]);
    const [item] = await take(running, 1);
    const messageId = crypto.randomUUID();
    await sendText(running.texter, item!, { messageId });
    await evict(firstQueue(running));
    await evict(inboxStub(running.texter));
    expect(await sendText(running.texter, item!, { messageId })).toMatchObject({ ok: true, repeated: true });
    await settled(running);
    expect(await ledger([cell!])).toHaveLength(1);
    expect(await itemOnDesk(running.texter, item!.contactId)).toMatchObject({ status: "messaged" });
  });
});

test("a text that was accepted before an eviction goes without anybody asking: the alarm wakes its queue", async () => {
  const [cell] = cells(203, 1);
  const running = await runningCampaign([cell!]);
  const [item] = await take(running, 1);
  await sendText(running.texter, item!);
  const stub = firstQueue(running);
  await evict(stub);
  expect(await runInDurableObject(stub, (_, { storage }) => storage.getAlarm())).not.toBeNull();
  await settled(running);
  expect(await ledger([cell!])).toHaveLength(1);
});

test("an alarm that was lost is set again when the object wakes", async () => {
  const [cell] = cells(218, 1);
  const running = await runningCampaign([cell!]);
  await take(running, 1);
  const stub = firstQueue(running);
  const alarm = () => runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
  await runInDurableObject(stub, (_, { storage }) => storage.deleteAlarm());
  expect(await alarm()).toBeNull();
  await evict(stub);
  // Events wait for Postgres, which is stopped here.
  expect(await alarm()).not.toBeNull();
});

describe("five deliveries of one inbound webhook", () => {
  test("are one message, also with evictions between them", async () => {
    const [cell] = cells(205, 1);
    const running = await runningCampaign([cell!]);
    const [item] = await take(running, 1);
    await sendText(running.texter, item!);
    await settled(running);
    const webhooks = await contactTexts(running.orgId, cell!, "Yes, count me in!", 5);
    expect(webhooks).toHaveLength(5);
    expect(await Promise.all(webhooks.slice(0, 3).map(deliverPulled))).toEqual([200, 200, 200]);
    await evict(firstQueue(running));
    expect(await deliverPulled(webhooks[3]!)).toBe(200);
    await evict(env.CONTACT_DIRECTORY.getByName(directoryKey(running.orgId, directoryShard(cell!))));
    expect(await deliverPulled(webhooks[4]!)).toBe(200);
    expect(await queueNumbers(running)).toMatchObject({ replies: 1, needsResponse: 1 });
    await vi.waitUntil(async () => (await itemOnDesk(running.texter, item!.contactId)).messages.length === 2, WAIT);
    expect(await itemOnDesk(running.texter, item!.contactId)).toMatchObject({
      status: "needsResponse",
      messages: [{ direction: "out" }, { direction: "in", body: "Yes, count me in!" }],
    });
  });
});

describe("a contact who opts out while their text is queued", () => {
  /** The carrier takes nothing for this number yet: what is accepted stays in the queue. */
  async function heldBack(running: Running, cell: string): Promise<DeskItem> {
    await control("/faults", { kind: "429", to: cell, delayMs: 1 });
    const [item] = await take(running, 1);
    await sendText(running.texter, item!);
    await vi.waitUntil(async () => {
      const { requests } = await control<{ requests: { throttled: number } }>("/ledger/summary");
      return requests.throttled > 0;
    }, WAIT);
    return item!;
  }

  test("by STOP: the text is not in the ledger, only the confirmation", async () => {
    const [cell] = cells(206, 1);
    const running = await runningCampaign([cell!]);
    const item = await heldBack(running, cell!);
    expect(await deliverAll(await contactTexts(running.orgId, cell!, "Stop texting me"))).toEqual([200]);
    await control("/faults", undefined, "DELETE");
    await evict(firstQueue(running));
    // The one text that follows an opt-out in the contact's own words.
    letTimePass(6_000);
    await vi.waitUntil(async () => {
      await runAlarm(firstQueue(running));
      return (await ledger([cell!])).length > 0;
    }, WAIT);
    await settled(running);
    expect((await ledger([cell!])).map(({ body }) => body)).toEqual([automaticTexts(undefined, "").confirmation]);
    expect(await queueNumbers(running)).toMatchObject({ notAttempted: 1, optOuts: 1 });
    await vi.waitUntil(async () => (await itemOnDesk(running.texter, item.contactId)).optedOut, WAIT);
  });

  test("with a texter of another campaign: not there either, and neither campaign texts them again", async () => {
    const [cell] = cells(207, 1);
    const spring = await runningCampaign([cell!]);
    const autumn = await runningCampaign([cell!], { orgId: spring.orgId });
    const [inAutumn] = await take(autumn, 1);
    const inSpring = await heldBack(spring, cell!);
    const word = { contactId: inAutumn!.contactId, reason: "asked on the phone" };
    expect(await perform(autumn.texter, "optOut", word)).toMatchObject({ ok: true, item: { optedOut: true } });
    await control("/faults", undefined, "DELETE");
    await evict(firstQueue(spring));
    await settled(spring);
    expect(await ledger([cell!])).toEqual([]);
    expect(await sendText(autumn.texter, inAutumn!)).toMatchObject({ ok: false, reason: "opted_out" });
    expect(await sendText(spring.texter, inSpring)).toMatchObject({ ok: false, reason: "opted_out" });
  });
});

describe("STOP and START", () => {
  test("reach every campaign of the organization, over evictions, and no other organization", async () => {
    const [cell] = cells(208, 1);
    const spring = await runningCampaign([cell!]);
    const autumn = await runningCampaign([cell!], { orgId: spring.orgId });
    const elsewhere = await runningCampaign([cell!]);
    const [item] = await take(spring, 1);
    await sendText(spring.texter, item!);
    await settled(spring);
    for (const [word, count] of [
      ["STOP", 1],
      ["start", 0],
    ] as const) {
      const webhooks = await contactTexts(spring.orgId, cell!, word);
      await evict(firstQueue(autumn));
      await evict(firstQueue(spring));
      expect(await deliverAll(webhooks)).toEqual([200]);
      expect((await queueNumbers(spring)).optOuts).toBe(count);
      expect((await queueNumbers(autumn)).optOuts).toBe(count);
      expect((await queueNumbers(elsewhere)).optOuts).toBe(0);
    }
  });

  test("a START that is delivered again after a later opt-out undoes nothing", async () => {
    const [cell] = cells(209, 1);
    const running = await runningCampaign([cell!]);
    const [item] = await take(running, 1);
    await sendText(running.texter, item!);
    await settled(running);
    await deliverAll(await contactTexts(running.orgId, cell!, "stop"));
    const [start] = await contactTexts(running.orgId, cell!, "start");
    expect(await deliverPulled(start!)).toBe(200);
    await perform(running.texter, "optOut", { contactId: item!.contactId, reason: "" });
    expect(await deliverPulled(start!)).toBe(200);
    expect((await queueNumbers(running)).optOuts).toBe(1);
  });

  test("what could not be sent to the directory stays owed, and an alarm sends it", async () => {
    const [cell] = cells(210, 1);
    const running = await runningCampaign([cell!]);
    const [item] = await take(running, 1);
    await sendText(running.texter, item!);
    await settled(running);
    const { key, n } = queueAddressOf(item!);
    // As a stop between the commit and the directory's answer would leave it.
    await runInDurableObject(queueStub(key), (_, { storage }) => {
      storage.sql.exec(
        "INSERT INTO owed_opt_outs (n, message_id, opted_out, reason) VALUES (?, 'SM1', 1, 'stop_word')",
        n,
      );
      storage.sql.exec("INSERT INTO alarms (name, due_at) VALUES ('opt-outs', 1)");
    });
    await evict(queueStub(key));
    await runInDurableObject(queueStub(key), () => {});
    await vi.waitUntil(async () => (await queueNumbers(running)).optOuts === 1, WAIT);
    const register = { orgId: running.orgId, contacts: JSON.stringify([[cell, "c000000000000000.1.1"]]) };
    expect((await directoryFor(env, running.orgId, cell!).register(register)).optedOut).toHaveLength(1);
  });
});

test("429 slows down and loses nothing", async () => {
  const ten = cells(215, 10);
  const running = await runningCampaign(ten);
  await control("/faults", { kind: "429", count: 7, delayMs: 1 });
  const items = await take(running, 10);
  for (const item of items) await sendText(running.texter, item);
  await settled(running);
  expect(await ledger(ten)).toHaveLength(10);
  expect(await queueNumbers(running)).toMatchObject({ sent: 10, undecided: 0, errors: 0 });
});

test("21610 from the carrier is an opt-out of the whole organization", async () => {
  const [cell] = cells(216, 1);
  const spring = await runningCampaign([cell!]);
  const autumn = await runningCampaign([cell!], { orgId: spring.orgId });
  await control("/faults", { kind: "error-code", code: 21610, to: cell! });
  const [item] = await take(spring, 1);
  await sendText(spring.texter, item!);
  await settled(spring);
  await vi.waitUntil(async () => (await queueNumbers(autumn)).optOuts === 1, WAIT);
  expect(await queueNumbers(spring)).toMatchObject({ optOuts: 1, errors: 1 });
});

test("reports that come late, twice and in reversed order leave every text delivered", async () => {
  const five = cells(217, 5);
  const running = await runningCampaign(five);
  await control("/faults", { kind: "duplicate-callbacks", delayMs: 0 });
  await control("/faults", { kind: "out-of-order-callbacks" });
  for (const item of await take(running, 5)) await sendText(running.texter, item);
  await settled(running);
  const callbacks = await pullWebhooks();
  expect(callbacks).toHaveLength(5 * 3 * 2);
  await evict(firstQueue(running));
  await Promise.all(callbacks.toReversed().map(deliverPulled));
  expect(await queueNumbers(running)).toMatchObject({ sent: 5, delivered: 5 });
});
