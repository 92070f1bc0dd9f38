/**
 * Updates every contact with a number after an opt-out or an opt-in. A number is pending until all its contacts, and the
 * organizations with which opt-outs are shared, have it; the alarm repeats what a stop or a failed call left.
 */
import { allInWaves } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";
import type { RegisteredContacts } from "../contacts/registered-contacts.ts";
import type { KnownOfNumber } from "./bad-numbers.ts";
import type { NumberFlag, Numbers } from "./numbers.ts";

const AGAIN_MS = 2_000;

export type NotifierDeps = {
  numbers: Numbers;
  contacts: RegisteredContacts;
  now: () => number;
  queue: (queueKey: string) => Remote<CampaignQueueRpc>;
  passOn: (cells: readonly string[], flag: NumberFlag) => Promise<void>;
  /** The durable waker: calls `run` at this time at the latest. */
  wakeBy: (atMs: number) => void;
};

export class Notifier {
  readonly #deps: NotifierDeps;

  constructor(deps: NotifierDeps) {
    this.#deps = deps;
  }

  /** Resolves when every contact with the number is updated. */
  async notify(cell: string): Promise<void> {
    const flag = this.#deps.numbers.flag(cell);
    if (flag) await this.notifyMany([cell], flag);
  }

  /** Numbers that were stored under one version: one call per queue. */
  async notifyMany(cells: readonly string[], flag: NumberFlag): Promise<void> {
    const { numbers, contacts, queue, passOn } = this.#deps;
    await allInWaves(contacts.byQueue(cells), (each) =>
      callObject(
        () => queue(each.queueKey),
        (stub) => stub.applyOptOut({ contacts: each.contacts, ...flag }),
      ),
    );
    await passOn(cells, flag);
    for (const cell of cells) numbers.isDone(cell, flag.version);
  }

  /** Of these numbers those that an earlier call has left. */
  async notifyPending(cells: readonly string[]): Promise<void> {
    for (const cell of cells) if (this.#deps.numbers.isPending(cell)) await this.notify(cell);
  }

  /** To be called when numbers may have become pending, in the block that stored them. */
  plan(): void {
    const { numbers, now, wakeBy } = this.#deps;
    if (numbers.pending().length > 0) wakeBy(now() + AGAIN_MS);
  }

  /** A number whose contacts cannot be updated does not hold up the others. */
  async run(): Promise<void> {
    const { numbers, now, wakeBy } = this.#deps;
    await allInWaves(numbers.pending(), (cell) => this.notify(cell), 1);
    if (numbers.pending().length > 0) wakeBy(now());
  }

  notifyBadNumber(cell: string, known: KnownOfNumber): Promise<void> {
    return this.notifyBadNumbers([cell], known);
  }

  async notifyBadNumbers(cells: readonly string[], { code, at }: KnownOfNumber): Promise<void> {
    const { contacts, queue } = this.#deps;
    await allInWaves(contacts.byQueue(cells), (each) =>
      callObject(
        () => queue(each.queueKey),
        (stub) => stub.applyBadNumber({ contacts: each.contacts, code, at }),
      ),
    );
  }
}
