/**
 * Telling desks what changed (docs/architecture.md#assign). News is collected per texter and told together: a reply
 * within milliseconds, the progress of texts a little later, because a burst of them is one update then. What a crash
 * loses here is made good at the next start, when desks are told to read again.
 */
import { contactId } from "../../../domain/ids.ts";
import type { TextState } from "../../../domain/texter-app/texter.ts";
import { inWaves, OUTGOING_CONNECTIONS } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { setTimer } from "../../kit/time/timer.ts";
import type { SetTimer } from "../../kit/time/timer.ts";
import { numberOf } from "./leases.ts";
import type { DeskNews } from "../store/change.ts";
import { textStateOf } from "../store/rows.ts";
import { itemOf } from "../sending/sends.ts";
import type { QueueStore } from "../store/store.ts";
import type { DeskUpdate, TexterInboxRpc } from "../../rpc/texter-inbox.ts";

const ITEMS_AFTER_MS = 10;
const STATES_AFTER_MS = 1_000;
const RETRY_AFTER_MS = 2_000;

type Pending = { items: Set<number>; states: Map<string, TextState>; gone: Map<number, number>; stale: boolean };

export type DesksDeps = {
  store: QueueStore;
  inbox: (personId: string) => Remote<TexterInboxRpc>;
  setTimer?: SetTimer;
  onError: (message: string, error: unknown) => void;
};

export class Desks {
  readonly #deps: DesksDeps;
  readonly #setTimer: SetTimer;
  readonly #pending = new Map<string, Pending>();
  #timerAtMs: number | null = null;
  #telling = 0;

  constructor(deps: DesksDeps) {
    this.#deps = deps;
    this.#setTimer = deps.setTimer ?? setTimer;
  }

  add(news: readonly DeskNews[]): void {
    let soon = false;
    const { key } = this.#deps.store;
    for (const each of news) {
      const pending = this.#of(each.texter);
      if (each.kind === "item") {
        pending.items.add(each.n);
        pending.gone.delete(each.n);
      } else if (each.kind === "gone") {
        pending.gone.set(each.n, each.version);
        pending.items.delete(each.n);
      } else pending.states.set(`${each.message.n}/${each.message.id}`, textStateOf(key, each.message));
      soon ||= each.kind !== "state";
    }
    this.#schedule(soon ? ITEMS_AFTER_MS : STATES_AFTER_MS);
  }

  /** After a restart that lost news: every texter with contacts here reads them again. */
  allAreStale(): void {
    const { sql } = this.#deps.store;
    for (const { texter } of sql.all<{ texter: string }>(
      "SELECT DISTINCT texter FROM contacts WHERE texter IS NOT NULL",
    )) {
      this.#of(texter).stale = true;
    }
    if (this.#pending.size > 0) this.#schedule(ITEMS_AFTER_MS);
    else this.#deps.store.desksAreUpToDate();
  }

  get isIdle(): boolean {
    return this.#pending.size === 0 && this.#telling === 0;
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
      // An earlier timer may have done this one's work.
      if (this.#timerAtMs !== atMs) return;
      this.#timerAtMs = null;
      void this.#tellAll();
    }, afterMs);
  }

  async #tellAll(): Promise<void> {
    const batch = [...this.#pending];
    this.#pending.clear();
    this.#telling += 1;
    await inWaves(batch, OUTGOING_CONNECTIONS, ([texter, pending]) => this.#tell(texter, pending));
    this.#telling -= 1;
  }

  async #tell(texter: string, pending: Pending): Promise<void> {
    try {
      await this.#deps.inbox(texter).update(this.#updateFor(texter, pending));
    } catch (error) {
      this.#deps.onError(`desk of ${texter} did not take an update`, error);
      const again = this.#of(texter);
      for (const n of pending.items) again.items.add(n);
      // As they are now: a newer state may have been told meanwhile, and states carry no version.
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
    return message ? textStateOf(store.key, message) : state;
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
      // It may have been given to somebody else meanwhile, who hears of it separately.
      if (contact?.texter === texter) update.items.push(itemOf(store, contact, profile, store.config));
    }
    return update;
  }
}
