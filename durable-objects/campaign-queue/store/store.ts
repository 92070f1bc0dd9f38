/**
 * The queue's state and its unit of work. Every change runs in a `block`: one synchronous transaction that writes rows,
 * counters, the version and the events together, so that one commit carries all of it (docs/platform.md#objects-gates).
 * Updates for desks are collected alongside and sent afterwards.
 */
import type { ObjectEvent } from "../../../domain/record/events.ts";
import type { Texter } from "../../../domain/people/people.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import { Change } from "./change.ts";
import type { DeskNews } from "./change.ts";
import { noCounters } from "./counters.ts";
import type { Counters } from "./counters.ts";
import type { ContactRow, MessageRow } from "./rows.ts";
import type { CampaignConfig } from "../../rpc/campaign.ts";

/** What is stored of a texter's activity is behind by less than this; idle texters get as much longer. */
export const ACTIVITY_STEP_MS = 30_000;

export type StoreDeps = {
  key: string;
  sql: Sql;
  now: () => number;
  /** In a simulation no law bounds the texting hours. */
  withoutLaw?: boolean;
  /** Called inside the block: writes the events to the outbox. */
  record: (events: ObjectEvent[]) => void;
  /** Called after the block: updates for desks. */
  notify: (news: DeskNews[]) => void;
};

export class QueueStore {
  readonly key: string;
  readonly sql: Sql;
  readonly now: () => number;
  #deps: StoreDeps;
  #config: CampaignConfig | null | undefined;
  #version: number;
  #counters: Counters;
  #desksBehind: boolean;
  #optOuts = 0;
  #texters = new Map<string, Texter>();
  /** Later than what is stored by less than ACTIVITY_STEP_MS. */
  #activeAt = new Map<string, number>();
  /** What is stored of it, or earlier; absent: not known. */
  #activeAtStored = new Map<string, number>();

  constructor(deps: StoreDeps) {
    this.#deps = deps;
    this.key = deps.key;
    this.sql = deps.sql;
    this.now = deps.now;
    const state = this.sql.one<{ version: number; counters: string; desks_behind: number }>(
      "SELECT version, counters, desks_behind FROM state WHERE id = 1",
    );
    this.#version = state?.version ?? 0;
    // Only this class writes it.
    this.#counters = state ? { ...noCounters(), ...(JSON.parse(state.counters) as Counters) } : noCounters();
    this.#desksBehind = state?.desks_behind === 1;
  }

  /** null until the campaign configured this queue. */
  get config(): CampaignConfig | null {
    if (this.#config === undefined) {
      const json = this.sql.scalar<string>("SELECT json FROM config WHERE id = 1");
      this.#config = json === null ? null : this.#here(JSON.parse(json) as CampaignConfig);
    }
    return this.#config;
  }

  /** @throws before the campaign has configured this queue. */
  get configured(): CampaignConfig {
    const { config } = this;
    if (!config) throw new Error(`The queue ${this.key} was not configured by its campaign.`);
    return config;
  }

  /** Takes a newer configuration; false when it was known or stale. */
  configure(config: CampaignConfig): boolean {
    if (this.config && this.config.epoch >= config.epoch) return false;
    this.sql.run(
      "INSERT INTO config (id, epoch, json) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, json = excluded.json",
      config.epoch,
      JSON.stringify(config),
    );
    this.#config = this.#here(config);
    return true;
  }

  /** Whether the law holds is this installation's, now: a campaign may have started while it was a simulation. */
  #here(config: CampaignConfig): CampaignConfig {
    return { ...config, window: { ...config.window, withoutLaw: this.#deps.withoutLaw ?? false } };
  }

  get version(): number {
    return this.#version;
  }

  get counters(): Counters {
    return this.#counters;
  }

  /** Grows with every opt-out while this object lives; while it is unchanged, nobody has opted out. */
  get optOuts(): number {
    return this.#optOuts;
  }

  /** Whether desks may have missed changes: true from a change until its desks have acknowledged. */
  get desksBehind(): boolean {
    return this.#desksBehind;
  }

  desksAreUpToDate(): void {
    if (!this.#desksBehind) return;
    this.sql.run("UPDATE state SET desks_behind = 0 WHERE id = 1");
    this.#desksBehind = false;
  }

  /** What rendering needs of a texter; null for one who never leased here. */
  texter(personId: string): Texter | null {
    const known = this.#texters.get(personId);
    if (known) return known;
    const profile = this.sql.scalar<string>("SELECT profile FROM texters WHERE person_id = ?", personId);
    if (profile === null) return null;
    const texter = JSON.parse(profile) as Texter;
    this.#texters.set(personId, texter);
    return texter;
  }

  /**
   * A texter gets contacts here, so that their release time begins anew. An admin's giving does not make them active.
   */
  saveTexter(texter: Texter, by: "texter" | "admin" = "texter"): void {
    const nowMs = this.now();
    this.sql.run(
      `INSERT INTO texters (person_id, profile, active_at, given_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (person_id) DO UPDATE SET profile = excluded.profile, given_at = excluded.given_at,
         active_at = MAX(active_at, excluded.active_at)`,
      texter.personId,
      JSON.stringify(texter),
      by === "texter" ? nowMs : 0,
      nowMs,
    );
    this.#texters.set(texter.personId, texter);
    this.#activeAtStored.delete(texter.personId);
  }

  /** The texters' table was emptied. */
  forgetTexters(): void {
    this.#texters.clear();
    this.#activeAtStored.clear();
  }

  /**
   * A texter did something here. Every text calls it, so that a row is written only when the stored time is older than
   * ACTIVITY_STEP_MS; the exact time is in memory.
   */
  touch(personId: string): void {
    const nowMs = this.now();
    this.#activeAt.set(personId, nowMs);
    if (nowMs - (this.#activeAtStored.get(personId) ?? 0) < ACTIVITY_STEP_MS) return;
    this.sql.run(
      "UPDATE texters SET active_at = ? WHERE person_id = ? AND active_at <= ?",
      nowMs,
      personId,
      nowMs - ACTIVITY_STEP_MS,
    );
    // Read, because nothing was written when a lease or an earlier life of this object wrote a moment ago.
    const storedMs = this.sql.scalar<number>("SELECT active_at FROM texters WHERE person_id = ?", personId);
    if (storedMs !== null) this.#activeAtStored.set(personId, storedMs);
  }

  /** The texter was active elsewhere, at this time. */
  touchedElsewhere(personId: string, atMs: number): void {
    this.sql.run("UPDATE texters SET active_at = MAX(active_at, ?) WHERE person_id = ?", atMs, personId);
  }

  /** Writes the exact times. */
  saveActivity(): void {
    for (const [personId, atMs] of this.#activeAt) this.touchedElsewhere(personId, atMs);
    this.#activeAt.clear();
  }

  contact(n: number): ContactRow | null {
    return this.sql.one<ContactRow>("SELECT * FROM contacts WHERE n = ?", n);
  }

  message(n: number, id: string): MessageRow | null {
    return this.sql.one<MessageRow>("SELECT * FROM messages WHERE n = ? AND id = ?", n, id);
  }

  /** Many texts with one statement, by `n/id`; those that are not here are left out. */
  messages(keys: readonly (readonly [n: number, id: string])[]): Map<string, MessageRow> {
    const rows = this.sql.all<MessageRow>(
      `SELECT m.* FROM json_each(?) AS j CROSS JOIN messages m ON m.n = j.value ->> 0 AND m.id = j.value ->> 1`,
      JSON.stringify(keys),
    );
    return new Map(rows.map((row) => [`${row.n}/${row.id}`, row]));
  }

  /** Oldest first. */
  thread(n: number): MessageRow[] {
    const messages = this.sql.all<MessageRow>("SELECT * FROM messages WHERE n = ?", n);
    return messages.length < 2 ? messages : messages.sort((a, b) => a.at - b.at);
  }

  /** Runs changes as one transaction; when the body throws, nothing of it remains. */
  block<T>(body: (change: Change) => T): T {
    const change = new Change({
      sql: this.sql,
      key: this.key,
      at: this.now(),
      version: this.#version,
      counters: { ...this.#counters },
    });
    const result = this.#undoable(() => {
      const value = body(change);
      if (change.isEmpty) return value;
      change.writeProgress();
      change.writeNews();
      const events = change.events();
      const behind = this.#desksBehind || change.news.length > 0;
      this.sql.run(
        `INSERT INTO state (id, version, desks_behind, counters) VALUES (1, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, desks_behind = excluded.desks_behind, counters = excluded.counters`,
        change.version,
        behind ? 1 : 0,
        JSON.stringify(change.counters),
      );
      if (events.length > 0) this.#deps.record(events);
      return value;
    });
    if (!change.isEmpty) {
      this.#version = change.version;
      this.#counters = change.counters;
      this.#optOuts += change.optOuts;
      if (change.news.length > 0) {
        this.#desksBehind = true;
        this.#deps.notify(change.news);
      }
    }
    return result;
  }

  #undoable<T>(body: () => T): T {
    try {
      return this.sql.transaction(body);
    } catch (error) {
      // What was written of it is gone.
      this.#activeAtStored.clear();
      throw error;
    }
  }

  /**
   * All items in one block, one outcome each; when one throws, each gets its own block, so that only that one fails.
   */
  blockAll<In, Out>(items: readonly In[], work: (change: Change, items: readonly In[]) => Out[]): (Out | Error)[] {
    try {
      return this.block((change) => work(change, items));
    } catch (error) {
      if (items.length === 1) return [asError(error)];
      return items.flatMap((item) => this.blockAll([item], work));
    }
  }

  blockEach<In, Out>(items: readonly In[], work: (change: Change, item: In) => Out): (Out | Error)[] {
    return this.blockAll(items, (change, all) => all.map((item) => work(change, item)));
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
