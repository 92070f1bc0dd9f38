import { SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { SESSION_IDLE_MS, sessionTokens, TOKEN_LIFE_MS } from "./session-token.ts";

const SECRET = "a secret that is at least thirty-two characters long";
const session = { personId: "p000000000000001", orgId: "o000000000000001", sessionId: "s000000000000001" };
const nowMs = Date.UTC(2026, 10, 3, 12);

describe("the session's token", () => {
  test("names person, organization and session", async () => {
    const tokens = sessionTokens(SECRET);
    const token = await tokens.sign(session, nowMs);
    expect(await tokens.verify(token, nowMs)).toEqual({ ...session, issuedAtMs: nowMs });
  });

  test("is still read when it is past its own life, because its session may be live", async () => {
    const tokens = sessionTokens(SECRET);
    const token = await tokens.sign(session, nowMs);
    expect(await tokens.verify(token, nowMs + 2 * TOKEN_LIFE_MS)).toMatchObject(session);
  });

  test("is nothing any more when its session has ended for certain, whether it was remembered or not", async () => {
    const overMs = nowMs + TOKEN_LIFE_MS + SESSION_IDLE_MS + 2000;
    const remembering = sessionTokens(SECRET);
    const token = await remembering.sign(session, nowMs);
    await remembering.verify(token, nowMs);
    expect(await remembering.verify(token, overMs)).toBeNull();
    sessionTokens("another secret in between, of the same length");
    expect(await sessionTokens(SECRET).verify(token, overMs)).toBeNull();
  });

  test("is refused when another secret signed it", async () => {
    const token = await sessionTokens("another secret that is long enough for this").sign(session, nowMs);
    expect(await sessionTokens(SECRET).verify(token, nowMs)).toBeNull();
  });

  test("is refused when a letter of it was changed", async () => {
    const token = await sessionTokens(SECRET).sign(session, nowMs);
    const [head, body, signature] = token.split(".");
    const changed = Buffer.from(body!, "base64url").toString().replace("p000000000000001", "p000000000000002");
    const forged = `${head}.${Buffer.from(changed).toString("base64url")}.${signature}`;
    expect(await sessionTokens(SECRET).verify(forged, nowMs)).toBeNull();
  });

  test.each([
    ["another algorithm", { alg: "HS512" }, { org: "o", sid: "s" }],
    ["no session", { alg: "HS256" }, { org: "o" }],
  ])("is refused with %s", async (_, header, claims) => {
    const token = await new SignJWT(claims)
      .setProtectedHeader(header)
      .setSubject("p")
      .setIssuedAt(nowMs / 1000)
      .setExpirationTime(nowMs / 1000 + 60)
      .sign(new TextEncoder().encode(SECRET.padEnd(64, "x")));
    expect(await sessionTokens(SECRET.padEnd(64, "x")).verify(token, nowMs)).toBeNull();
  });

  test.each(["", "a.b.c", "nonsense"])("%j is not a token", async (token) => {
    expect(await sessionTokens(SECRET).verify(token, nowMs)).toBeNull();
  });
});
