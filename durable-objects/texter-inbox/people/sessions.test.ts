import { describe, expect, test } from "vitest";
import { migratedSql } from "../../testing/node-sql.ts";
import { INBOX_MIGRATIONS } from "../schema.ts";
import { SESSION_MS, Sessions } from "./sessions.ts";
import type { Membership } from "../../rpc/texter-inbox.ts";

const ANA: Membership = {
  orgId: "o1",
  orgName: "Org",
  personId: "p1",
  role: "TEXTER",
  email: "ana@example.org",
  firstName: "Ana",
  lastName: "Alba",
  alias: null,
};
const asAna = (sessionId: string, expiresAtMs: number) => ({ membership: ANA, sessionId, expiresAtMs });
const HOUR_MS = 3_600_000;

function signedIn() {
  const sql = migratedSql(INBOX_MIGRATIONS);
  const clock = { now: 1_000_000 };
  const start = () => new Sessions(sql, () => clock.now);
  const sessions = start();
  sessions.admit(asAna("s1", clock.now + SESSION_MS));
  return { sql, clock, sessions, start };
}

describe("a session", () => {
  test("says who it is, also after a restart", () => {
    const { sessions, start } = signedIn();
    expect(sessions.check("s1")).toEqual({ ok: true, membership: ANA });
    expect(start().check("s1")).toEqual({ ok: true, membership: ANA });
  });

  test("that nobody opened is none", () => {
    const { sessions } = signedIn();
    expect(sessions.check("s2")).toMatchObject({ ok: false, reason: "not_signed_in" });
    expect(sessions.check("")).toMatchObject({ ok: false, reason: "not_signed_in" });
  });

  test("ends two days after its last use, not after its first", () => {
    const { clock, sessions, start } = signedIn();
    for (let i = 0; i < 5; i += 1) {
      clock.now += SESSION_MS - 1;
      expect(sessions.check("s1").ok).toBe(true);
    }
    expect(start().check("s1").ok).toBe(true);
    clock.now += SESSION_MS;
    expect(sessions.check("s1").ok).toBe(false);
    expect(start().check("s1").ok).toBe(false);
  });

  test("in use is written down once an hour at most", () => {
    const { sql, clock, sessions } = signedIn();
    const writtenUntil = () => sql.scalar<number>("SELECT expires_at FROM sessions");
    const first = writtenUntil();
    clock.now += HOUR_MS;
    sessions.check("s1");
    expect(writtenUntil()).toBe(first);
    clock.now += 1;
    sessions.check("s1");
    expect(writtenUntil()).toBe(clock.now + SESSION_MS);
  });

  test("is over for good when it is ended; others go on", () => {
    const { sessions, start } = signedIn();
    sessions.admit(asAna("s2", 1_000_000 + SESSION_MS));
    sessions.end("s1");
    expect([sessions.check("s1").ok, sessions.check("s2").ok]).toEqual([false, true]);
    expect(start().check("s1").ok).toBe(false);
  });

  test("that ran out is swept at the next sign-in", () => {
    const { sql, clock, sessions } = signedIn();
    clock.now += SESSION_MS;
    sessions.admit(asAna("s2", clock.now + SESSION_MS));
    expect(sql.all("SELECT id FROM sessions")).toEqual([{ id: "s2" }]);
  });
});

describe("a new password", () => {
  test("ends the sessions from before, once, also after a restart; one that was opened with it goes on", () => {
    const { clock, sessions, start } = signedIn();
    sessions.admit({ ...asAna("s2", clock.now + SESSION_MS), passwordVersion: 5 });
    expect(sessions.setPassword(5)).toEqual(["s1"]);
    expect(sessions.setPassword(5)).toEqual([]);
    expect([sessions.check("s1").ok, sessions.check("s2").ok]).toEqual([false, true]);
    const again = start();
    expect([again.check("s1").ok, again.check("s2").ok, again.passwordVersion]).toEqual([false, true, 5]);
    // An older copy that comes late.
    expect(again.setPassword(4)).toEqual([]);
    expect(again.passwordVersion).toBe(5);
  });

  test("leaves the session in which it was changed, when that was told first", () => {
    const { clock, sessions } = signedIn();
    sessions.admit(asAna("s2", clock.now + SESSION_MS));
    sessions.admit({ ...asAna("s1", clock.now + SESSION_MS), passwordVersion: 3 });
    expect(sessions.setPassword(3)).toEqual(["s2"]);
    expect(sessions.check("s1").ok).toBe(true);
  });
});

describe("a suspension", () => {
  test("is effective at the next call, of every session, also after a restart", () => {
    const { sessions, start } = signedIn();
    expect(sessions.setRole({ role: "SUSPENDED", version: 1 })).toBe(true);
    expect(sessions.check("s1")).toMatchObject({ ok: false, reason: "suspended" });
    expect(start().check("s1")).toMatchObject({ ok: false, reason: "suspended" });
    sessions.setRole({ role: "ADMIN", version: 2 });
    expect(sessions.check("s1")).toMatchObject({ ok: true, membership: { role: "ADMIN" } });
  });

  test("of a person who never signed in outlasts a sign-in that read the former role", () => {
    const sql = migratedSql(INBOX_MIGRATIONS);
    const sessions = new Sessions(sql, () => 1);
    sessions.setRole({ role: "SUSPENDED", version: 7 });
    expect(sessions.admit({ ...asAna("s1", SESSION_MS), roleVersion: 6 })).toBe(false);
    expect(sessions.check("s1")).toMatchObject({ ok: false, reason: "suspended" });
    expect(sessions.admit({ ...asAna("s2", SESSION_MS), roleVersion: 8 })).toBe(true);
    expect(sessions.check("s1")).toMatchObject({ ok: true, membership: { role: "TEXTER" } });
  });
});
