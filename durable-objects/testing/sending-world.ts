/** A queue with the sender and the carrier link of production, on simulated timers, before a carrier of the test's own. */
import { parseContactId } from "../../domain/ids.ts";
import type { Carrier, OfferedText, SendOutcome } from "../../domain/sending/carrier.ts";
import { CarrierLink } from "../campaign-queue/sending/carrier-link.ts";
import { Sender } from "../campaign-queue/sending/sender.ts";
import { SharedThread } from "../kit/time/shared-thread.ts";
import { settlePromises, simulatedTimers } from "./fake-clock.ts";
import { accepted, ANA, LOOK_UP_AFTER_MS, queueWorld } from "./queue-world.ts";
import type { QueueWorld } from "./queue-world.ts";

/** `n`: the contact's number. */
type Answer = (text: OfferedText & { n: number }) => SendOutcome | Promise<SendOutcome>;

/** A carrier that takes texts and nothing else. */
export function carrierThat(answer: Answer, more: Partial<Carrier> = {}): Carrier {
  return {
    carry: async (text) => answer({ ...text, n: parseContactId(text.contactId)?.n ?? 0 }),
    find: async () => ({ kind: "absent" }),
    list: async () => ({ ok: true, texts: [] }),
    fetchMedia: async () => ({ kind: "refused", problem: "There are no files" }),
    share: async () => Promise.reject(new Error("There is no account")),
    lookUpAfterMs: LOOK_UP_AFTER_MS,
    absenceIsProofAfterMs: 0,
    ...more,
  };
}

export const pictureAt = (picture: string) => `https://text.example.org/p/${picture}`;
const NOBODY_KNOWN = { sidsTo: async () => [], claim: async () => true };

export function linkTo(world: QueueWorld, carrier: Carrier): CarrierLink {
  return new CarrierLink(world.store, carrier, NOBODY_KNOWN, pictureAt);
}

/** `count` first texts that wait, and what a sender does with them. */
export function sending(count: number, answer: Answer = accepted) {
  const world = queueWorld({ contacts: count });
  for (const n of world.lease(ANA, count)) {
    world.clock.now += 1;
    world.send(n);
  }
  const timers = simulatedTimers(() => world.clock.now);
  const heard = {
    /** Contacts whose text was offered to the carrier. */
    carried: [] as number[],
    wakeAtMs: [] as number[],
    wakeByMs: [] as number[],
    optOuts: 0,
    unknown: 0,
    errors: [] as string[],
  };
  const carrier = carrierThat((text) => {
    heard.carried.push(text.n);
    return answer(text);
  });
  const link = linkTo(world, carrier);
  const sender = new Sender({
    store: world.store,
    carry: (text) => link.carry(text),
    lookUpAfterMs: link.lookUpAfterMs,
    wakeAt: (atMs) => heard.wakeAtMs.push(atMs),
    wakeBy: (atMs) => heard.wakeByMs.push(atMs),
    onOptOuts: () => (heard.optOuts += 1),
    onUnknown: () => (heard.unknown += 1),
    onFault: (message) => heard.errors.push(message),
    setTimer: timers.setTimer,
    thread: new SharedThread(),
  });
  /** Turns the clock from timer to timer until nothing waits; each turn comes `lateMs` too late, as on a busy thread. */
  async function run({ lateMs = 0, untilMs = Infinity, before = () => {} } = {}): Promise<void> {
    for (let i = 0; i < 1_000; i += 1) {
      timers.fire();
      await settlePromises();
      const next = timers.nextAtMs();
      if (next === null || Math.max(world.clock.now, next) >= untilMs) return;
      before();
      world.clock.now = Math.max(world.clock.now, next + lateMs);
    }
    throw new Error("the sender never rests");
  }
  return { world, sender, heard, timers, run };
}
