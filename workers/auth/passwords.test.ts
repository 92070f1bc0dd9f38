import { scryptSync } from "node:crypto";
import { base64url } from "jose";
import { describe, expect, test } from "vitest";
import { hashPassword, isOutdated, verifyPassword } from "./passwords.ts";

const encode = (password: string, logN: number) => {
  const salt = Buffer.from("sixteen bytes ok");
  const key = scryptSync(password, salt, 32, { N: 2 ** logN, r: 8, p: 1 });
  return `scrypt$${logN}$8$1$${base64url.encode(salt)}$${base64url.encode(key)}`;
};

describe("passwords", () => {
  test("only the password itself opens its hash", async () => {
    const hash = await hashPassword("correct horse");
    expect(await verifyPassword("correct horse", hash)).toBe(true);
    expect(await verifyPassword("correct horsf", hash)).toBe(false);
  });

  test("a hash costs what attackers cannot pay for each guess", async () => {
    expect(await hashPassword("correct horse")).toMatch(/^scrypt\$15\$8\$1\$/);
  });

  test("two people with one password have different hashes", async () => {
    expect(await hashPassword("correct horse")).not.toBe(await hashPassword("correct horse"));
  });

  test("the same word typed with composed or separate accents is one password", async () => {
    expect(await verifyPassword("caf\u00e9-caf\u00e9", await hashPassword("cafe\u0301-cafe\u0301"))).toBe(true);
  });

  test("a hash with weaker parameters still opens, and is due for renewal", async () => {
    const old = encode("correct horse", 12);
    expect(await verifyPassword("correct horse", old)).toBe(true);
    expect(await verifyPassword("wrong horse", old)).toBe(false);
    expect(isOutdated(old)).toBe(true);
    expect(isOutdated(await hashPassword("correct horse"))).toBe(false);
  });

  test.each([null, "", "scrypt$15$8$1$x$y", "plain text"])("nothing opens %j", async (encoded) => {
    expect(await verifyPassword("", encoded)).toBe(false);
    expect(await verifyPassword("plain text", encoded)).toBe(false);
  });
});
