/**
 * The person whose desk this is, and which sign-ins are live. Loaded at sign-in, kept here, so that a texter's request
 * needs neither a database nor an auth service; a suspension takes effect at the next call
 * (docs/rules.md#people-sessions).
 */
import type { Texter } from "../../../domain/people/people.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import type { Role } from "../../../domain/statuses.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import type { AdmitRequest, Membership } from "../../rpc/texter-inbox.ts";

/** A session ends two days after its last use. */
export const SESSION_MS = 2 * 24 * 3600_000;
/** A use within this time of the last recorded one is not written down. */
const EXTEND_AFTER_MS = 3600_000;

export type CheckedSession = { ok: true; membership: Membership } | Refusal<"not_signed_in" | "suspended">;

type LiveSession = { expiresAtMs: number; passwordVersion: number };

/** A role as Postgres has it, with its version (docs/decisions/0024). */
export type RoleCopy = { role: Role; version: number };

export class Sessions {
  readonly #sql: Sql;
  readonly #now: () => number;
  readonly #live = new Map<string, LiveSession>();
  #membership: Membership | null;
  #role: RoleCopy | null;
  #passwordVersion: number;

  constructor(sql: Sql, now: () => number) {
    this.#sql = sql;
    this.#now = now;
    const json = sql.scalar<string>("SELECT json FROM membership WHERE id = 1");
    // Written by `#save`.
    this.#membership = json === null ? null : (JSON.parse(json) as Membership);
    this.#role = sql.one<RoleCopy>("SELECT version, role FROM role WHERE id = 1");
    this.#passwordVersion = sql.scalar<number>("SELECT version FROM password WHERE id = 1") ?? 0;
    const rows = sql.all<LiveSession & { id: string }>(
      "SELECT id, expires_at AS expiresAtMs, password_version AS passwordVersion FROM sessions",
    );
    for (const { id, ...live } of rows) this.#live.set(id, live);
  }

  get membership(): Membership | null {
    return this.#membership;
  }

  /** As far as is known here, also of a person who has not signed in yet. */
  get isSuspended(): boolean {
    return (this.#role?.role ?? this.#membership?.role) === "SUSPENDED";
  }

  /**
   * An older role than the known gives way, because it was read before the role changed.
   *
   * @returns whether the role is news
   */
  admit({ membership, sessionId, expiresAtMs, roleVersion = 0, passwordVersion = 0 }: AdmitRequest): boolean {
    const isNews = this.#takeRole({ role: membership.role, version: roleVersion });
    this.#save({ ...membership, role: this.#role?.role ?? membership.role });
    for (const [id, live] of this.#live) if (live.expiresAtMs <= this.#now()) this.end(id);
    this.#live.set(sessionId, { expiresAtMs, passwordVersion });
    this.#sql.run(
      `INSERT INTO sessions (id, expires_at, password_version) VALUES (?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at, password_version = excluded.password_version`,
      sessionId,
      expiresAtMs,
      passwordVersion,
    );
    return isNews;
  }

  check(sessionId: string): CheckedSession {
    const live = this.#live.get(sessionId);
    const nowMs = this.#now();
    if (!this.#membership || live === undefined || live.expiresAtMs <= nowMs) {
      return refuse("not_signed_in", "You have been signed out. Please sign in again.");
    }
    if (this.#membership.role === "SUSPENDED") {
      return refuse("suspended", "Your account is suspended. Please ask an admin of your organization.");
    }
    if (live.expiresAtMs < nowMs + SESSION_MS - EXTEND_AFTER_MS) {
      live.expiresAtMs = nowMs + SESSION_MS;
      this.#sql.run("UPDATE sessions SET expires_at = ? WHERE id = ?", nowMs + SESSION_MS, sessionId);
    }
    return { ok: true, membership: this.#membership };
  }

  end(sessionId: string): void {
    if (this.#live.delete(sessionId)) this.#sql.run("DELETE FROM sessions WHERE id = ?", sessionId);
  }

  get passwordVersion(): number {
    return this.#passwordVersion;
  }

  /** Ends the sessions that were opened with an older password; returns them. */
  setPassword(version: number): string[] {
    if (version <= this.#passwordVersion) return [];
    this.#passwordVersion = version;
    this.#sql.run(
      "INSERT INTO password (id, version) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version",
      version,
    );
    const ended = [...this.#live].filter(([, live]) => live.passwordVersion < version).map(([id]) => id);
    for (const id of ended) this.end(id);
    return ended;
  }

  /** False for a copy that is not newer than the known one. */
  setRole(copy: RoleCopy): boolean {
    if (!this.#takeRole(copy)) return false;
    if (this.#membership) this.#save({ ...this.#membership, role: copy.role });
    return true;
  }

  get roleVersion(): number {
    return this.#role?.version ?? 0;
  }

  #takeRole(copy: RoleCopy): boolean {
    if (copy.version <= this.roleVersion) return false;
    this.#role = copy;
    this.#sql.run(
      "INSERT INTO role (id, version, role) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version, role = excluded.role",
      copy.version,
      copy.role,
    );
    return true;
  }

  #save(membership: Membership): void {
    this.#membership = membership;
    this.#sql.run(
      "INSERT INTO membership (id, json) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
      JSON.stringify(membership),
    );
  }
}

/** What queues and campaigns know of a texter. */
export function texterOf({ personId, firstName, lastName, alias }: Membership): Texter {
  return { personId, firstName, lastName, alias };
}
