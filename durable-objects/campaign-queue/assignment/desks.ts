/**
 * Notifies desks of changes (docs/architecture.md#assign). Changes are collected per texter and sent together: a reply
 * within milliseconds, the progress of texts a little later, so that a burst is one update. The next start makes up for
 * what a crash loses here: it has desks read again.
 */
import type { Logger } from "../../kit/log/log.ts";
import { contactId } from "../../../domain/ids.ts";
import type { TextState } from "../../../domain/texter-app/texter.ts";
import { inWaves, OUTGOING_CONNECTIONS } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { setTimer } from "../../kit/time/timer.ts";
import type { SetTimer } from "../../kit/time/timer.ts";
import { numberOf } from "./leases.ts";
import type { DeskNews } from "../store/change.ts";
import { textStateOf } from "../store/rows.ts";
import { itemFor } from "../sending/sends.ts";
import type { QueueStore } from "../store/store.ts";
import type { DeskUpdate, TexterInboxRpc } from "../../rpc/texter-inbox.ts";

const ITEMS_AFTER_MS = 10;
const STATES_AFTER_MS = 1_000;
const RETRY_AFTER_MS = 2_000;
const CHECK_AFTER_MS = 5_000;

type Pending = { items: Set<number>; states: Map<string, TextState>; gone: Map<number, number>; stale: boolean };

export type DesksDeps = {
  store: QueueStore;
  inbox: (personId: string) => Remote<TexterInboxRpc>;
  setTimer?: SetTimer;
  /** The durable waker: calls `check` at this time at the latest. */
  wakeBy: (atMs: number) => void;
  onFault: Logger["fault"];
};

export class Desks {
  readonly #deps: DesksDeps;
  readonly #setTimer: SetTimer;
  readonly #pending = new Map<string, Pending>();
  #timerAtMs: number | null = null;
  #notifying = 0;

  constructor(deps: DesksDeps) {
    this.#deps = deps;
    this.#setTimer = deps.setTimer ?? setTimer;
  }

  add(news: readonly DeskNews[]): void {
    let soon = false;
    const { store } = this.#deps;
    for (const each of news) {
      const pending = this.#of(each.texter);
      if (each.kind === "item") {
        pending.items.add(each.n);
        pending.gone.delete(each.n);
      } else if (each.kind === "gone") {
        pending.gone.set(each.n, each.version);
        pending.items.delete(each.n);
      } else pending.states.set(`${each.message.n}/${each.message.id}`, textStateOf(store, each.message));
      soon ||= each.kind !== "state";
    }
    this.#schedule(soon ? ITEMS_AFTER_MS : STATES_AFTER_MS);
  }

  /** A restart may have lost changes. */
  recover(): void {
    if (this.#deps.store.desksBehind) this.allAreStale();
  }

  /** Once every desk is up to date, a restart need not make them read again. */
  plan(): void {
    const { store, wakeBy } = this.#deps;
    if (store.desksBehind) wakeBy(store.now() + CHECK_AFTER_MS);
  }

  check(): void {
    const { store } = this.#deps;
    if (store.desksBehind && this.isIdle) store.desksAreUpToDate();
    else this.plan();
  }

  /**
   * After a restart that lost changes: every texter who has or had contacts here reads them again. What was lost may be that
   * somebody's last contacts were given to another.
   */
  allAreStale(): void {
    const { sql } = this.#deps.store;
    for (const { texter } of sql.all<{ texter: string }>(
      "SELECT person_id AS texter FROM texters UNION SELECT texter FROM contacts WHERE texter IS NOT NULL",
    )) {
      this.#of(texter).stale = true;
    }
    if (this.#pending.size > 0) this.#schedule(ITEMS_AFTER_MS);
    else this.#deps.store.desksAreUpToDate();
  }

  get isIdle(): boolean {
    return this.#pending.size === 0 && this.#notifying === 0;
  }

  #of(texter: string): Pending {
    let pending = this.#pending.get(texter);
    if (!pending) {
      pending = { items: new Set(), states: new Map(), gone: new Map(), stale: false };
      this.#pending.set(texter, pending);
    }
    return pending;
  }

  #schedule(afterMs: number): void {
    const atMs = this.#deps.store.now() + afterMs;
    if (this.#timerAtMs !== null && this.#timerAtMs <= atMs) return;
    this.#timerAtMs = atMs;
    this.#setTimer(() => {
      // An earlier timer may have done the work of this one.
      if (this.#timerAtMs !== atMs) return;
      this.#timerAtMs = null;
      void this.#notifyAll();
    }, afterMs);
  }

  async #notifyAll(): Promise<void> {
    const batch = [...this.#pending];
    this.#pending.clear();
    this.#notifying += 1;
    await inWaves(batch, OUTGOING_CONNECTIONS, ([texter, pending]) => this.#notify(texter, pending));
    this.#notifying -= 1;
  }

  async #notify(texter: string, pending: Pending): Promise<void> {
    try {
      await this.#deps.inbox(texter).update(this.#updateFor(texter, pending));
    } catch (error) {
      this.#deps.onFault("desk_not_updated", error, { texterId: texter });
      const again = this.#of(texter);
      for (const n of pending.items) again.items.add(n);
      // The present states: a newer one may have been sent meanwhile, and states carry no version.
      for (const [id, state] of pending.states) if (!again.states.has(id)) again.states.set(id, this.#present(state));
      for (const [n, version] of pending.gone) if (!again.gone.has(n)) again.gone.set(n, version);
      again.stale ||= pending.stale;
      this.#schedule(RETRY_AFTER_MS);
    }
  }

  #present(state: TextState): TextState {
    const { store } = this.#deps;
    const n = numberOf(store, state.contactId);
    const message = n === null ? null : store.message(n, state.messageId);
    return message ? textStateOf(store, message) : state;
  }

  #updateFor(texter: string, pending: Pending): DeskUpdate {
    const { store } = this.#deps;
    const update: DeskUpdate = {
      queueKey: store.key,
      items: [],
      states: [...pending.states.values()],
      gone: Array.from(pending.gone, ([n, version]) => ({ contactId: contactId(store.key, n), version })),
      ...(pending.stale ? { stale: true as const } : {}),
    };
    const profile = store.texter(texter);
    if (!store.config || !profile) return update;
    for (const n of pending.items) {
      const contact = store.contact(n);
      // The contact may have another texter by now, who is notified separately.
      if (contact?.texter === texter) update.items.push(itemFor(store, contact, profile, store.config));
    }
    return update;
  }
}
