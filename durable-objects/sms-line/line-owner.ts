/**
 * The person who has the number, and what their desk has to learn (docs/rules.md#phone-service-direct). Every change of a conversation gets a
 * version and is owed to the desk in its own block; an alarm notifies the desk until it has it, so that nothing that dies in
 * between loses a notice.
 */
import { shortened } from "../../domain/phone-service/direct.ts";
import type { DirectMessage, DirectThread } from "../../domain/phone-service/direct.ts";
import type { Remote } from "../kit/calls/remote.ts";
import { callObject } from "../kit/calls/retry.ts";
import type { OpenLineRequest } from "../rpc/phone-service/sms-line.ts";
import type { TexterInboxRpc } from "../rpc/texter-inbox.ts";
import { shownMessage } from "./line-store.ts";
import type { LineRow, LineStore } from "./line-store.ts";

const AT_ONCE = 100;

type OwnerRow = { user_id: string; person: number; since: number; epoch: number };
type ThreadRow = { peer: string; last_seq: number; read_seq: number; version: number };

export type LineOwnerDeps = {
  store: LineStore;
  /** The line's own number, E.164. */
  number: string;
  inbox: (personId: string) => Remote<TexterInboxRpc>;
  /** The durable waker: calls `notifyDesks` at this time at the latest. */
  wakeBy: (atMs: number) => void;
};

export class LineOwner {
  readonly #deps: LineOwnerDeps;

  constructor(deps: LineOwnerDeps) {
    this.#deps = deps;
  }

  /** null: nobody has it, or a program's user. */
  get personId(): string | null {
    const owner = this.#row();
    return owner?.person === 1 ? owner.user_id : null;
  }

  /** The same again changes nothing. What was said before is of somebody else. */
  give({ userId, isPerson = false }: Pick<OpenLineRequest, "isPerson"> & { userId: string }): void {
    const { sql } = this.#deps.store;
    const before = this.#row();
    if (before?.user_id === userId && before.person === Number(isPerson)) return;
    this.#end(before);
    const since = sql.scalar<number>("SELECT MAX(seq) FROM messages") ?? 0;
    const epoch = this.#nextVersion();
    sql.run(
      "INSERT INTO owner (id, user_id, person, since, epoch) VALUES (1, ?, ?, ?, ?)",
      userId,
      Number(isPerson),
      since,
      epoch,
    );
    if (isPerson) this.#owe(userId, "", epoch);
  }

  /** Only from this user: a call that comes late takes it from nobody else. */
  take(userId: string): void {
    const owner = this.#row();
    if (owner?.user_id === userId) this.#end(owner);
  }

  /** In the block of the change. */
  changed(rows: readonly LineRow[]): void {
    const personId = this.personId;
    if (personId === null) return;
    const { sql } = this.#deps.store;
    const since = this.#row()?.since ?? 0;
    for (const { peer, seq } of rows) {
      // A late report of a text of whoever had the number before.
      if (seq <= since) continue;
      const version = this.#nextVersion();
      sql.run(
        `INSERT INTO threads (peer, last_seq, read_seq, version) VALUES (?, ?, 0, ?)
         ON CONFLICT (peer) DO UPDATE SET last_seq = MAX(last_seq, excluded.last_seq), version = excluded.version`,
        peer,
        seq,
        version,
      );
      this.#owe(personId, peer, version);
    }
  }

  /** Something else about the peer has changed: whether it may be texted. */
  peerChanged(peer: string): void {
    const personId = this.personId;
    if (personId === null || !this.#thread(peer)) return;
    const version = this.#nextVersion();
    this.#deps.store.sql.run("UPDATE threads SET version = ? WHERE peer = ?", version, peer);
    this.#owe(personId, peer, version);
  }

  read(peer: string, upTo: number): void {
    const thread = this.#thread(peer);
    if (!thread || upTo <= thread.read_seq) return;
    this.#deps.store.sql.run("UPDATE threads SET read_seq = ? WHERE peer = ?", Math.min(upTo, thread.last_seq), peer);
    this.peerChanged(peer);
  }

  thread(peer: string): DirectThread | null {
    const { store, number } = this.#deps;
    const row = this.#thread(peer);
    const last = row && store.sql.one<LineRow>("SELECT * FROM messages WHERE seq = ?", row.last_seq);
    if (!row || !last) return null;
    const unread = store.sql.scalar<number>(
      "SELECT COUNT(*) FROM messages WHERE peer = ? AND seq > ? AND direction = 'in'",
      peer,
      Math.max(row.read_seq, this.#row()?.since ?? 0),
    );
    const { direction, body, at } = last;
    const { version } = row;
    return { number, peer, version, last: { direction, words: shortened(body), at }, unread: unread ?? 0 };
  }

  /** Oldest first. @param before a text's `seq`; null: the newest */
  messages(peer: string, before: number | null, limit: number): { messages: DirectMessage[]; hasMore: boolean } {
    const rows = this.#deps.store.sql.all<LineRow>(
      "SELECT * FROM messages WHERE peer = ? AND seq > ? AND seq < ? ORDER BY seq DESC LIMIT ?",
      peer,
      this.#row()?.since ?? 0,
      before ?? Number.MAX_SAFE_INTEGER,
      limit + 1,
    );
    const messages = rows
      .slice(0, limit)
      .toReversed()
      .map((row) => Object.assign(shownMessage(row), { seq: row.seq }));
    return { messages, hasMore: rows.length > limit };
  }

  /** By the alarm. Throws when a desk could not be reached; the alarm repeats it. */
  async notifyDesks(): Promise<void> {
    const { store, number, inbox, wakeBy } = this.#deps;
    const owed = store.sql.all<{ person_id: string; peer: string; version: number }>(
      "SELECT person_id, peer, version FROM owed_desk ORDER BY version LIMIT ?",
      AT_ONCE,
    );
    for (const personId of new Set(owed.map((each) => each.person_id))) {
      const ofPerson = owed.filter((each) => each.person_id === personId);
      const isTheirs = this.personId === personId;
      const threads = isTheirs ? ofPerson.flatMap(({ peer }) => this.thread(peer) ?? []) : [];
      const version = this.#version();
      const epoch = this.#row()?.epoch ?? 0;
      await callObject(
        () => inbox(personId),
        (desk) => desk.directChanged({ number, version, epoch, isTheirs, threads }),
      );
      // What changed meanwhile is owed with a higher version.
      for (const { peer, version: told } of ofPerson) {
        store.sql.run("DELETE FROM owed_desk WHERE person_id = ? AND peer = ? AND version = ?", personId, peer, told);
      }
    }
    if (owed.length === AT_ONCE) wakeBy(store.now());
  }

  #end(owner: OwnerRow | null): void {
    if (!owner) return;
    const { sql } = this.#deps.store;
    sql.run("DELETE FROM owner");
    sql.run("DELETE FROM threads");
    if (owner.person === 1) this.#owe(owner.user_id, "", this.#nextVersion());
  }

  #row(): OwnerRow | null {
    return this.#deps.store.sql.one<OwnerRow>("SELECT * FROM owner WHERE id = 1");
  }

  #thread(peer: string): ThreadRow | null {
    return this.#deps.store.sql.one<ThreadRow>("SELECT * FROM threads WHERE peer = ?", peer);
  }

  #owe(personId: string, peer: string, version: number): void {
    const { store, wakeBy } = this.#deps;
    store.sql.run(
      `INSERT INTO owed_desk (person_id, peer, version) VALUES (?, ?, ?)
       ON CONFLICT (person_id, peer) DO UPDATE SET version = excluded.version`,
      personId,
      peer,
      version,
    );
    wakeBy(store.now());
  }

  #version(): number {
    return this.#deps.store.sql.scalar<number>("SELECT version FROM desk_clock WHERE id = 1") ?? 0;
  }

  #nextVersion(): number {
    this.#deps.store.sql.run(
      "INSERT INTO desk_clock (id, version) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET version = version + 1",
    );
    return this.#version();
  }
}
