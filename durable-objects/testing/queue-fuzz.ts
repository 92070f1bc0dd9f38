/**
 * A seeded play on the plain modules: two campaigns of one organization share people and directory, while texters, contacts,
 * the carrier, late and repeated webhooks, failed calls and evictions come in any order. Only tests
 * import it.
 */
import { confirmationIsDecided, queueAnswers } from "../campaign-queue/opt-outs/confirmations.ts";
import { applyOptOut, receive, report } from "../campaign-queue/conversations/inbound.ts";
import { deskOf, lease, release } from "../campaign-queue/assignment/leases.ts";
import { itemFor } from "../campaign-queue/sending/sends.ts";
import { resolveUnknowns } from "../campaign-queue/undecided/unknowns.ts";
import { beginWave, mayStillGo, sendingBecomesUnknown, settleWave } from "../campaign-queue/sending/waves.ts";
import type { CarryOutcome, WaveText } from "../campaign-queue/sending/waves.ts";
import { owedUpTo, owedOptOut, owedOptOuts, optOutIsReported } from "../campaign-queue/opt-outs/owed-opt-outs.ts";
import type { OwedOptOut } from "../campaign-queue/opt-outs/owed-opt-outs.ts";
import { ANA, BEN, cellOf, LOOK_UP_AFTER_MS } from "./queue-world.ts";
import { decideText } from "./queue-fuzz-decisions.ts";
import { CONTACTS, PROOF_AFTER_MS, TEXTERS, WORDS, CODES, openPlay } from "./queue-fuzz-state.ts";
import type { Update, Queue, Broken } from "./queue-fuzz-state.ts";

export function playQueues(seed: number, broken: Broken) {
  const play = openPlay(seed);
  const {
    random,
    chance,
    below,
    pick,
    taken,
    callbacks,
    said,
    sends,
    pushes,
    optedOut,
    confirmed,
    counts,
    time,
    queues,
    desks,
    directoryEvents,
    numbers,
    registered,
  } = play;
  let ids = 0;

  function tick(ms: number): void {
    time.now += ms;
    for (const { world } of queues) world.clock.now += ms;
  }

  // The directory -------------------------------------------------------------------------------------------------

  /** Updates every contact with the number; may fail half way. True when all were updated. */
  function notify(cell: string, failing: boolean): boolean {
    const flag = numbers.flag(cell);
    if (!flag) return true;
    for (const { queueKey, contacts } of registered.byQueue([cell])) {
      const queue = queues.find(({ world }) => world.key === queueKey);
      if (!queue || (failing && chance(0.5))) return false;
      const { store } = queue.world;
      const push = { contacts, ...flag };
      pushes.push({ queue, push });
      store.block((change) => applyOptOut(store, change, push));
    }
    numbers.isDone(cell, flag.version);
    // An opt-in lets texts go again from the moment at which the first queue has it.
    if (flag.optedOut) optedOut.add(cell);
    return true;
  }

  function storeOptOut(cell: string, isOptOut: boolean, messageId: string | null): boolean {
    if (chance(0.15)) return false;
    if (!isOptOut) optedOut.delete(cell);
    const before = numbers.flag(cell)?.version ?? 0;
    numbers.write({ cell, optedOut: isOptOut, reason: "", contactId: null, messageId, personId: null });
    if ((numbers.flag(cell)?.version ?? 0) > before) counts[isOptOut ? "optOuts" : "optIns"] += 1;
    return notify(cell, true);
  }

  function reportOptOut({ world }: Queue, owed: OwedOptOut): void {
    for (const each of owedUpTo(world.store, owed)) {
      if (owedOptOut(world.store, each.n, each.messageId) === null) continue;
      if (!storeOptOut(each.cell, each.optedOut, each.messageId)) return;
      if (each.optedOut) {
        const decided = numbers.decidingEntry(each.cell)?.messageId === each.messageId;
        confirmationIsDecided(world.store, each.n, each.messageId, decided);
      }
      optOutIsReported(world.store, each);
    }
  }

  function pushAgain(): void {
    const again = pick(pushes);
    if (!again) return;
    const { store } = again.queue.world;
    store.block((change) => applyOptOut(store, change, again.push));
  }

  // The desks -----------------------------------------------------------------------------------------------------

  /** The queue's updates are under way for a while, and may overtake each other. */
  function writeUpdates(queue: Queue): void {
    const { world } = queue;
    for (const news of world.news.splice(0)) {
      const update: Update = { texterId: news.texter, items: [], gone: [], stale: false };
      if (news.kind === "gone") update.gone.push({ contactId: world.id(news.n), version: news.version });
      else if (news.kind === "item") {
        const contact = world.contact(news.n);
        const texter = world.store.texter(news.texter);
        if (texter && world.store.config && contact.texter === news.texter) {
          update.items.push(itemFor(world.store, contact, texter, world.store.config));
        }
      }
      queue.updates.push(update);
    }
  }

  function deliverUpdate(queue: Queue, index: number): void {
    const [update] = queue.updates.splice(index, 1);
    const desk = update && desks.get(update.texterId);
    if (!desk) return;
    for (const item of update.items) desk.put(item);
    for (const { contactId, version } of update.gone) desk.remove(contactId, version);
    const texter = TEXTERS.find(({ personId }) => personId === update.texterId);
    if (update.stale && texter)
      desk.replaceQueue(queue.world.key, deskOf(queue.world.store, texter), { sinceSeq: desk.seq });
  }

  // The carrier ---------------------------------------------------------------------------------------------------

  function offer(queue: Queue, { message, cell }: WaveText): CarryOutcome {
    const isConfirmation = message.kind === "confirmation";
    if (optedOut.has(cell) && !isConfirmation) broken(`a text to ${cell} was offered after its opt-out was accepted`);
    const kind = random();
    if (kind < 0.08) return { kind: "throttled", retryAfterMs: 1000 };
    if (kind < 0.14) return { kind: "rejected", code: pick(CODES) ?? 0, message: "" };
    if (kind < 0.2) return { kind: "unknown", detail: "never arrived" };
    const sid = `SM${(ids += 1)}`;
    const { n, id: messageId, body } = message;
    if (taken.some((text) => text.queue === queue.world.key && text.messageId === messageId)) {
      broken(`the carrier got ${messageId} twice`);
    }
    taken.push({ sid, queue: queue.world.key, n, messageId, to: cell, body, atMs: time.now });
    counts.taken += 1;
    if (isConfirmation) {
      const ofOptOut = `${cell} ${numbers.flag(cell)?.version}`;
      if (confirmed.has(ofOptOut)) broken(`${cell} was sent two confirmations of one opt-out`);
      confirmed.add(ofOptOut);
      counts.confirmed += 1;
    }
    const final = chance(0.8) ? ("DELIVERED" as const) : ("ERROR" as const);
    for (const status of ["SENT", final] as const) {
      const errorCode = status === "ERROR" ? (pick(CODES.slice(2)) ?? null) : null;
      callbacks.push({ queue, n, messageId, sid, status, errorCode });
    }
    if (kind > 0.4) return { kind: "accepted", sid, status: "accepted", from: null, segments: 1 };
    counts.unknown += 1;
    return { kind: "unknown", detail: "accepted, then timed out" };
  }

  function carryOne(queue: Queue): void {
    const { store } = queue.world;
    if (!queue.wave) {
      const { texts } = beginWave(store, 1 + below(6));
      if (texts.length > 0) queue.wave = { waiting: texts, carried: [] };
      return;
    }
    const text = queue.wave.waiting.shift();
    if (!text) {
      settleWave(store, queue.wave.carried, LOOK_UP_AFTER_MS);
      queue.wave = null;
    } else if (mayStillGo(store, text.message)) {
      queue.wave.carried.push({ message: text.message, outcome: offer(queue, text) });
    } else {
      counts.withheld += 1;
      queue.wave.carried.push({ message: text.message, outcome: { kind: "withheld" } });
    }
  }

  async function lookUp({ world }: Queue): Promise<void> {
    const { requeued } = await resolveUnknowns(world.store, {
      absenceIsProofAfterMs: PROOF_AFTER_MS,
      inWaves: (items, work) => Promise.all(items.map((item) => work(item))),
      find: async ({ to, body, sentAfterMs, knownSids }) => {
        if (chance(0.2)) return { kind: "unreachable", detail: "500" };
        const calledMs = sentAfterMs - world.clock.now + time.now;
        const ours = taken.find(
          (text) =>
            text.queue === world.key &&
            text.to === to &&
            text.body === body &&
            text.atMs >= calledMs &&
            !knownSids?.has(text.sid),
        );
        if (!ours) return { kind: "absent" };
        return { kind: "found", sid: ours.sid, status: "sent", errorCode: null, from: null, segments: 1 };
      },
    });
    counts.retried += requeued;
  }

  function deliverCallback(index: number): void {
    const callback = callbacks[index];
    if (!callback) return;
    if (chance(0.2)) counts.repeated += 1;
    else callbacks.splice(index, 1);
    const { queue, ...reported } = callback;
    const { store } = queue.world;
    if (!store.block((change) => report(store, change, reported))) broken("a report of our own text was not believed");
  }

  // The people ----------------------------------------------------------------------------------------------------

  function takeContacts(queue: Queue): void {
    const { world, holders } = queue;
    const texter = chance(0.5) ? ANA : BEN;
    const requestId = `${texter.personId}-${below(40)}`;
    const isNew = world.sql.scalar("SELECT 1 FROM leases WHERE request_id = ?", requestId) === null;
    const leased = lease(world.store, { texter, requestId, count: 1 + below(4) });
    if (!leased.ok) return;
    for (const item of leased.items) {
      const n = Number(item.contactId.split(".")[2]);
      const holder = holders.get(n);
      if (isNew ? holder !== undefined : holder !== texter.personId) broken(`${item.contactId} was given out twice`);
      holders.set(n, texter.personId);
      desks.get(texter.personId)?.put(item);
    }
  }

  function sendText(queue: Queue): void {
    const { holders } = queue;
    const again = chance(0.15) ? pick(sends) : undefined;
    const n = 1 + below(CONTACTS);
    const holder = TEXTERS.find(({ personId }) => personId === holders.get(n)) ?? ANA;
    const request = {
      messageId: `m-${seed}-${(ids += 1)}`,
      body: `text ${chance(0.1) ? 0 : ids}`,
      texter: chance(0.9) ? holder : BEN,
    };
    if (!again) sends.push({ queue, n, request });
    const target = again ?? { queue, n, request };
    const { messageId, texter } = { ...request, ...target.request };
    const known = target.queue.world.store.message(target.n, messageId);
    const answer = target.queue.world.send(target.n, target.request);
    if (answer.ok && answer.repeated !== (known !== null)) broken(`${messageId} was not recognised`);
    if (answer.ok && !known && target.queue.holders.get(target.n) !== texter.personId) {
      broken(`${texter.personId} sent to a contact of somebody else`);
    }
    if (answer.ok && !answer.repeated) desks.get(texter.personId)?.put(answer.item);
  }

  /** Often one whose text is just under way, because that is where it matters. */
  function anyContact(queue: Queue): number {
    return (chance(0.5) ? pick(queue.wave?.waiting ?? [])?.message.n : undefined) ?? 1 + below(CONTACTS);
  }

  function receiveText(queue: Queue): void {
    const known = chance(0.3) ? pick(said) : undefined;
    const anyone = anyContact(queue);
    // Opted-out contacts often come back; otherwise soon nobody would be left to text.
    const comesBack = queue.world.contact(anyone).opted_out === 1 && chance(0.6);
    const words = comesBack ? "start" : (pick(WORDS) ?? "");
    const text = known ?? { queue, n: anyone, sid: `SMin${(ids += 1)}`, body: words };
    if (!known) said.push(text);
    const { store } = text.queue.world;
    const { n, sid, body } = text;
    const before = store.message(n, sid);
    const received = store.block((change) => receive(store, change, { n, sid, body, carrierAnswered: false }));
    if (received.ok && received.repeated !== (before !== null)) broken(`${sid} was not recognised`);
    if (!received.ok) return;
    const owed = owedOptOut(store, n, sid);
    if (owed) reportOptOut(text.queue, owed);
  }

  function giveBack({ world, holders }: Queue): void {
    const { personId } = chance(0.5) ? ANA : BEN;
    for (const contactId of release(world.store, personId)) {
      const n = Number(contactId.split(".")[2]);
      if (holders.get(n) !== personId) broken(`${contactId} was taken from somebody else`);
      if (world.sent(n).length > 0) broken(`${contactId} was taken from its conversation`);
      holders.delete(n);
    }
  }

  function restart(queue: Queue): void {
    const { world } = queue;
    counts.restarts += 1;
    queue.wave = null;
    world.news.length = 0;
    world.restart();
    sendingBecomesUnknown(world.store, LOOK_UP_AFTER_MS);
    world.news.length = 0;
    if (!world.store.desksBehind) return;
    for (const { personId } of TEXTERS) queue.updates.push({ texterId: personId, items: [], gone: [], stale: true });
  }

  async function step(): Promise<void> {
    const queue = pick(queues);
    if (!queue) return;
    const { world } = queue;
    tick(1 + below(4));
    if (chance(0.3)) queueAnswers(world.store, { confirmation: "You are out.", help: "Help." });
    const kind = random();
    if (kind < 0.1) takeContacts(queue);
    else if (kind < 0.28) sendText(queue);
    else if (kind < 0.52) carryOne(queue);
    else if (kind < 0.62) receiveText(queue);
    else if (kind < 0.74) deliverCallback(below(callbacks.length));
    else if (kind < 0.77) giveBack(queue);
    else if (kind < 0.79) storeOptOut(cellOf(anyContact(queue)), true, null);
    else if (kind < 0.82) restart(queue);
    else if (kind < 0.87) await lookUp(queue);
    else if (kind < 0.9) tick(below(40_000));
    else if (kind < 0.93) for (const owed of owedOptOuts(world.store)) reportOptOut(queue, owed);
    else if (kind < 0.94) for (const cell of numbers.pending()) notify(cell, true);
    else if (kind < 0.95) pushAgain();
    else if (kind < 0.965) world.configure({ paused: chance(0.3) });
    else if (kind < 0.975) {
      const row = world.sql.one<{ n: number; id: string }>("SELECT n, id FROM messages WHERE send_status = 'UNKNOWN'");
      if (row) await decideText(play, queue, row.n, row.id);
    } else if (queue.updates.length > 0) deliverUpdate(queue, below(queue.updates.length));
    for (const each of queues) writeUpdates(each);
  }

  /** Everything that is under way arrives, and everything that is owed is reported. */
  async function calm(): Promise<void> {
    for (const { world } of queues) world.configure({ paused: false });
    for (let round = 0; round < 15; round += 1) {
      tick(PROOF_AFTER_MS);
      for (const queue of queues) {
        do carryOne(queue);
        while (queue.wave !== null);
        await lookUp(queue);
        for (const owed of owedOptOuts(queue.world.store)) reportOptOut(queue, owed);
      }
      for (const cell of numbers.pending()) notify(cell, false);
      while (callbacks.length > 0) deliverCallback(0);
    }
    for (const queue of queues) {
      writeUpdates(queue);
      while (queue.updates.length > 0) deliverUpdate(queue, below(queue.updates.length));
    }
  }

  return { random, queues, desks, numbers, taken, directoryEvents, counts, step, calm };
}
