/** What a seeded play on the queues plays on: the objects, the ground truth beside them, and the dice (queue-fuzz.ts). */
import type { DeliveryReport } from "../rpc/campaign-queue.ts";
import type { ObjectEvent } from "../../domain/record/events.ts";
import type { DeskItem } from "../../domain/texter-app/texter.ts";
import type { applyOptOut } from "../campaign-queue/conversations/inbound.ts";
import type { Carried, WaveText } from "../campaign-queue/sending/waves.ts";
import { RegisteredContacts } from "../contact-directory/contacts/registered-contacts.ts";
import { Numbers } from "../contact-directory/opt-outs/numbers.ts";
import { DIRECTORY_MIGRATIONS } from "../contact-directory/schema.ts";
import { migratedSql } from "./node-sql.ts";
import { seededRandom } from "./fake-clock.ts";
import { Desk } from "../texter-inbox/desk/desk.ts";
import { INBOX_MIGRATIONS } from "../texter-inbox/schema.ts";
import { ANA, BEN, cellOf, queueWorld } from "./queue-world.ts";
import type { QueueWorld } from "./queue-world.ts";

export const CONTACTS = 12;
export const PROOF_AFTER_MS = 60_000;
export const TEXTERS = [ANA, BEN];
export const WORDS = ["hi", "Yes", "stop", "START", "who is this?", "please stop texting me", "yes"];
export const CODES = [21610, 21211, 30003, 30005, 30007];

/** What the carrier really has: the ground truth. */
type TextAtCarrier = {
  sid: string;
  queue: string;
  n: number;
  messageId: string;
  to: string;
  body: string;
  atMs: number;
};

type WaveUnderWay = { waiting: WaveText[]; carried: Carried[] };
export type Update = {
  texterId: string;
  items: DeskItem[];
  gone: { contactId: string; version: number }[];
  stale: boolean;
};
export type Queue = { world: QueueWorld; wave: WaveUnderWay | null; updates: Update[]; holders: Map<number, string> };

export type Broken = (rule: string) => void;

export function openPlay(seed: number) {
  const random = seededRandom(seed);
  const chance = (share: number): boolean => random() < share;
  const below = (count: number): number => Math.floor(random() * count);
  const pick = <T>(items: readonly T[]): T | undefined => items[below(items.length)];

  const taken: TextAtCarrier[] = [];
  const callbacks: (DeliveryReport & { queue: Queue })[] = [];
  const said: { queue: Queue; n: number; sid: string; body: string }[] = [];
  const sends: { queue: Queue; n: number; request: Parameters<QueueWorld["send"]>[1] }[] = [];
  /** Pushes of the directory, any of which may come again, late. */
  const pushes: { queue: Queue; push: Parameters<typeof applyOptOut>[2] }[] = [];
  /** Numbers whose opt-out was answered: every contact has been updated. */
  const optedOut = new Set<string>();
  /** Numbers with the version of the opt-out that was confirmed. */
  const confirmed = new Set<string>();
  const counts = {
    confirmed: 0,
    taken: 0,
    unknown: 0,
    decided: 0,
    optOuts: 0,
    restarts: 0,
    withheld: 0,
    retried: 0,
    optIns: 0,
    repeated: 0,
  };
  /** The time of the directory and the carrier; each queue has a clock of its own, which runs alike. */
  const time = { now: 0 };

  const queues: Queue[] = ["c000000000000001", "c000000000000002"].map((campaignId) => ({
    world: queueWorld({ contacts: CONTACTS, campaignId, config: { firstTextEditable: true } }),
    wave: null,
    updates: [],
    holders: new Map(),
  }));
  const desks = new Map(
    TEXTERS.map(({ personId }) => {
      const sql = migratedSql(INBOX_MIGRATIONS);
      return [personId, new Desk(sql)] as const;
    }),
  );
  const directorySql = migratedSql(DIRECTORY_MIGRATIONS);
  const directoryEvents: ObjectEvent[] = [];
  const numbers = new Numbers({
    sql: directorySql,
    now: () => time.now,
    record: (events) => directoryEvents.push(...events),
  });
  numbers.rememberOrg("o1");
  const registered = new RegisteredContacts(directorySql);
  for (const { world } of queues) {
    registered.register(Array.from({ length: CONTACTS }, (_, i) => [cellOf(i + 1), world.id(i + 1)] as const));
  }

  return {
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
  };
}

export type Play = ReturnType<typeof openPlay>;
