/**
 * Sinks and subscriptions of the emulated accounts: where events of texts are sent, and which. Kept in a file of their own,
 * so that a restart forgets none.
 */
import { randomUUID } from "node:crypto";
import { noJournal, openJournal, type Journal } from "../journal.ts";

export type Sink = {
  /** `DG…` */
  sid: string;
  accountSid: string;
  description: string;
  type: string;
  /** As it was given; a webhook has `destination` and `method`. */
  configuration: Record<string, unknown>;
  createdAt: number;
  updatedAt: number;
};

export type SubscribedEvent = { type: string; schemaVersion: number };
export type Subscription = {
  /** `DF…` */
  sid: string;
  accountSid: string;
  description: string;
  sinkSid: string;
  events: SubscribedEvent[];
  createdAt: number;
  updatedAt: number;
};

type Entry =
  | { k: "sink"; sink: Sink }
  | { k: "sink-gone" | "subscription-gone"; sid: string }
  | { k: "subscription"; subscription: Subscription };

export type EventStreams = ReturnType<typeof createEventStreams>;

/** @param file kept across restarts if given */
export function createEventStreams(now: () => number, file?: string) {
  const sinks = new Map<string, Sink>();
  const subscriptions = new Map<string, Subscription>();

  function apply(entry: Entry): void {
    if (entry.k === "sink") sinks.set(entry.sink.sid, entry.sink);
    else if (entry.k === "subscription") subscriptions.set(entry.subscription.sid, entry.subscription);
    else if (entry.k === "sink-gone") sinks.delete(entry.sid);
    else subscriptions.delete(entry.sid);
  }
  // The file has only entries that `change` got in earlier runs of this program.
  const journal: Journal = file === undefined ? noJournal : openJournal(file, (entry) => apply(entry as Entry));
  function change(entry: Entry): void {
    journal.append(entry);
    apply(entry);
  }
  const own = <Each extends { accountSid: string }>(accountSid: string, found: Each | undefined): Each | null =>
    found?.accountSid === accountSid ? found : null;
  const newestFirst = <Each extends { accountSid: string }>(accountSid: string, all: Map<string, Each>): Each[] =>
    [...all.values()].filter((each) => each.accountSid === accountSid).toReversed();

  return {
    sink: (accountSid: string, sid: string) => own(accountSid, sinks.get(sid)),
    sinksOf: (accountSid: string) => newestFirst(accountSid, sinks),
    subscription: (accountSid: string, sid: string) => own(accountSid, subscriptions.get(sid)),
    subscriptionsOf: (accountSid: string) => newestFirst(accountSid, subscriptions),
    makeSink(sink: Omit<Sink, "sid" | "createdAt" | "updatedAt">): Sink {
      const made = { ...sink, sid: newSid("DG"), createdAt: now(), updatedAt: now() };
      change({ k: "sink", sink: made });
      return made;
    },
    saveSink: (sink: Sink) => change({ k: "sink", sink: { ...sink, updatedAt: now() } }),
    removeSink: (sid: string) => change({ k: "sink-gone", sid }),
    makeSubscription(subscription: Omit<Subscription, "sid" | "createdAt" | "updatedAt">): Subscription {
      const made = { ...subscription, sid: newSid("DF"), createdAt: now(), updatedAt: now() };
      change({ k: "subscription", subscription: made });
      return made;
    },
    saveSubscription: (subscription: Subscription) =>
      change({ k: "subscription", subscription: { ...subscription, updatedAt: now() } }),
    removeSubscription: (sid: string) => change({ k: "subscription-gone", sid }),
    /** The sinks that get events of a type. */
    sinksFor(accountSid: string, type: string): Sink[] {
      if (subscriptions.size === 0) return [];
      const wanted = newestFirst(accountSid, subscriptions).filter(({ events }) =>
        events.some((each) => each.type === type),
      );
      return [...new Set(wanted.map(({ sinkSid }) => sinkSid))].flatMap((sid) => sinks.get(sid) ?? []);
    },
    clear(): void {
      sinks.clear();
      subscriptions.clear();
      journal.clear();
    },
    close: () => journal.close(),
  };
}

function newSid(prefix: "DG" | "DF"): string {
  return prefix + randomUUID().replaceAll("-", "");
}
