/**
 * A seeded play on real objects, checked against the carrier's ledger: texters lease, send, repeat and release, contacts
 * answer and opt out, webhooks come late and twice, calls fail, objects are evicted. Repeat one play by its name: `-t "seed 2"`.
 */
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { directoryKey, parseContactId } from "../../domain/ids.ts";
import type { DeskItem } from "../../domain/texter-app/texter.ts";
import type { PulledWebhook } from "../../twilio/emulator/webhooks/webhooks.ts";
import { seededRandom } from "../testing/fake-clock.ts";
import { directoryShard, inboxOf } from "../rpc/stubs.ts";
import {
  afterTest,
  aTexter,
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
  keptCallbacks,
  ledger,
  letTimePass,
  perform,
  pullWebhooks,
  queueNumbers,
  runAlarm,
  runningCampaign,
  sendText,
  WAIT,
  withoutWaiting,
} from "../../test/workers/workers-world.ts";

beforeAll(withoutWaiting);
afterEach(afterTest);
afterEach(() => vi.stubGlobal("fetch", realFetch));

const STEPS = 60;
const realFetch = globalThis.fetch;

/**
 * Texts in the order in which their calls to the carrier begin. The ledger has them when they end: one that was under way
 * when its contact opted out may come after.
 */
function offersToCarrier(): readonly { to: string }[] {
  const offers: { to: string }[] = [];
  vi.stubGlobal("fetch", (input: RequestInfo | URL, init?: RequestInit) => {
    const address = input instanceof Request ? input.url : String(input);
    if (init?.method === "POST" && address.endsWith("/Messages.json")) {
      offers.push({ to: new URLSearchParams(String(init.body)).get("To") ?? "" });
    }
    return realFetch(input, init);
  });
  return offers;
}

test.each([
  [1, 501],
  [2, 502],
])("every accepted text goes once, none after an opt-out (seed %i)", async (seed, areaCode) => {
  const random = seededRandom(seed);
  const chance = (share: number) => random() < share;
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const numbers = cells(areaCode, 8);
  const running = await runningCampaign(numbers);
  const texters = [running.texter, await aTexter(running.orgId, "Ben")];
  await perform(texters[1]!, "join", { token: running.joinToken });
  const queue = firstQueue(running);
  for (const kind of ["429", "500", "accept-then-500", "accept-then-time-out", "duplicate-callbacks"]) {
    await control("/faults", { kind, probability: 0.12, delayMs: 0, seed });
  }
  const held = new Map<string, { texter: (typeof texters)[number]; item: DeskItem }>();
  const acceptedIds = new Set<string>();
  const sends: (() => Promise<void>)[] = [];
  const callbacks: PulledWebhook[] = [];
  const offers = offersToCarrier();
  /** How many texts had been offered to the carrier when an opt-out was answered, by number. */
  const optedOutAt = new Map<string, number>();

  async function send(): Promise<void> {
    const chosen = pick([...held.values()]);
    if (!chosen) return;
    const messageId = crypto.randomUUID();
    const fresh = await perform(chosen.texter, "contact", { contactId: chosen.item.contactId });
    const go = async () => {
      const answer = await sendText(chosen.texter, fresh.item ?? chosen.item, { messageId });
      if (!answer.ok) return;
      acceptedIds.add(messageId);
      if (optedOutAt.has(chosen.item.cell) && answer.repeated === false) throw new Error("accepted after an opt-out");
    };
    sends.push(go);
    await (chance(0.3) ? Promise.all([go(), go(), go()]) : go());
  }

  async function lease(): Promise<void> {
    const texter = pick(texters)!;
    const requestId = crypto.randomUUID();
    const ask = () => perform(texter, "take", { campaignId: running.campaignId, requestId, count: 2 });
    await (chance(0.3) ? Promise.all([ask(), ask()]) : ask());
    const changes = await inboxOf(env, texter.orgId, texter.personId).perform({
      sessionId: texter.sessionId,
      op: "changes",
      params: { seq: 0 },
    });
    if (!changes.ok || !("items" in changes)) return;
    for (const item of changes.items) {
      const holder = held.get(item.contactId)?.texter ?? texter;
      expect(holder.personId, `${item.contactId} has two texters`).toBe(texter.personId);
      held.set(item.contactId, { texter, item });
    }
  }

  async function release(): Promise<void> {
    const texter = pick(texters)!;
    await perform(texter, "release", { campaignId: running.campaignId });
    for (const [contactId, { texter: holder }] of held) {
      if (holder !== texter) continue;
      const still = await perform(texter, "contact", { contactId });
      if (!still.ok) held.delete(contactId);
    }
  }

  async function reply(): Promise<void> {
    const cell = pick(numbers)!;
    const words = pick(["Yes!", "Who is this?", "stop", "start"])!;
    const wasOut = optedOutAt.has(cell);
    const isTexted = (await ledger([cell])).length > 0;
    const webhooks = await contactTexts(running.orgId, cell, words, chance(0.3) ? 3 : 1);
    if (words === "start") optedOutAt.delete(cell);
    expect(new Set(await deliverAll(webhooks))).toEqual(new Set([200]));
    // A STOP of somebody whom nobody texted counts, too.
    if (words === "stop" && !wasOut) optedOutAt.set(cell, offers.length);
    if (chance(0.2) && isTexted) expect(await deliverPulled(webhooks[0]!)).toBe(200);
  }

  async function optOut(): Promise<void> {
    const chosen = pick([...held.values()]);
    if (!chosen) return;
    const answer = await perform(chosen.texter, "optOut", { contactId: chosen.item.contactId, reason: "asked" });
    if (answer.ok && !optedOutAt.has(chosen.item.cell)) optedOutAt.set(chosen.item.cell, offers.length);
  }

  async function reports(): Promise<void> {
    callbacks.push(...keptCallbacks(), ...(await pullWebhooks()));
    const some = callbacks.splice(Math.floor(random() * callbacks.length), 5);
    for (const status of await deliverAll(chance(0.3) ? [...some, ...some] : some)) expect(status).toBe(204);
  }

  function expectNoneAfterOptOut(): void {
    for (const [cell, at] of optedOutAt) {
      const later = offers.slice(at).filter(({ to }) => to === cell);
      expect(later, `${cell} was texted after its opt-out`).toEqual([]);
    }
  }

  for (let step = 0; step < STEPS; step += 1) {
    const kind = random();
    if (kind < 0.15) await lease();
    else if (kind < 0.45) await send();
    else if (kind < 0.5) await pick(sends)?.();
    else if (kind < 0.68) await reply();
    else if (kind < 0.72) await optOut();
    else if (kind < 0.77) await release();
    else if (kind < 0.9) await reports();
    else if (kind < 0.94) await evict(queue);
    else if (kind < 0.97) await evict(inboxStub(pick(texters)!));
    else
      await evict(env.CONTACT_DIRECTORY.getByName(directoryKey(running.orgId, directoryShard(pick(numbers)!)))).catch(
        () => {},
      );
    expectNoneAfterOptOut();
  }

  await control("/faults", undefined, "DELETE");
  await vi.waitUntil(async () => {
    callbacks.push(...keptCallbacks(), ...(await pullWebhooks()));
    await deliverAll(callbacks.splice(0));
    letTimePass(70_000);
    await runAlarm(queue);
    const { queued, undecided } = await queueNumbers(running);
    return queued === 0 && undecided === 0;
  }, WAIT);
  await deliverAll();
  expectNoneAfterOptOut();

  const texts = await ledger(numbers);
  const offered = new Set(offers.map(({ to }) => to));
  for (const { to } of texts) expect(offered).toContain(to);
  const idsAtCarrier = texts.map((text) => text.statusCallback?.split("/").at(-1));
  expect(new Set(idsAtCarrier).size, "a message id went out twice").toBe(idsAtCarrier.length);
  for (const id of idsAtCarrier) expect(acceptedIds).toContain(id);
  const counted = await queueNumbers(running);
  expect(counted.sent).toBe(texts.length);
  expect(counted.sent + counted.notAttempted + counted.errors).toBe(acceptedIds.size);
  expect(texts.length).toBeGreaterThan(5);
  for (const { texter, item } of held.values()) {
    const address = parseContactId(item.contactId)!;
    expect(address.queueNo).toBe(1);
    const ours = texts.filter((text) => text.to === item.cell).length;
    await vi.waitUntil(async () => {
      const { messages } = await itemOnDesk(texter, item.contactId);
      return messages.filter(({ sendStatus }) => sendStatus === "SENT" || sendStatus === "DELIVERED").length === ours;
    }, WAIT);
  }
});
