import { scryptSync } from "node:crypto";
import { base64url } from "jose";
import { describe, expect, test } from "vitest";
import { isOutdated, renewedHash, tryPassword } from "./passwords.ts";

const encode = (password: string, logN: number, salt = "sixteen bytes ok") => {
  const key = scryptSync(password, Buffer.from(salt), 32, { N: 2 ** logN, r: 8, p: 1, maxmem: 2 ** 27 });
  return `scrypt$${logN}$8$1$${base64url.encode(salt)}$${base64url.encode(key)}`;
};

const secret = "a secret of the installation";
const at = (email: string, ...hashes: string[]) => ({ email, hashes, secret });
const hashOf = async (password: string, email = "ada@example.org") => (await tryPassword(password, at(email))).hash;
const opens = async (password: string, hash: string) =>
  (await tryPassword(password, at("ada@example.org", hash))).fits[0];

describe("passwords", () => {
  test("only the password itself opens its hash", async () => {
    const hash = await hashOf("correct horse");
    expect(await opens("correct horse", hash)).toBe(true);
    expect(await opens("correct horsf", hash)).toBe(false);
  });

  test("a hash costs what attackers cannot pay for each guess", async () => {
    expect(await hashOf("correct horse")).toMatch(/^scrypt\$15\$8\$1\$/);
  });

  test("two people with one password have different hashes, in two installations, too", async () => {
    const hash = await hashOf("correct horse");
    expect(await hashOf("correct horse", "ben@example.org")).not.toBe(hash);
    const elsewhere = await tryPassword("correct horse", { ...at("ada@example.org"), secret: "another secret" });
    expect(elsewhere.hash).not.toBe(hash);
  });

  test("the same word typed with composed or separate accents is one password", async () => {
    expect(await opens("caf\u00e9-caf\u00e9", await hashOf("cafe\u0301-cafe\u0301"))).toBe(true);
  });

  test("a hash with weaker parameters still opens, and is renewed at today's cost", async () => {
    const old = encode("correct horse", 12);
    expect(await opens("correct horse", old)).toBe(true);
    expect(await opens("wrong horse", old)).toBe(false);
    expect(isOutdated(old)).toBe(true);
    const renewed = await renewedHash("correct horse", at("ada@example.org"));
    expect(isOutdated(renewed)).toBe(false);
    expect(await opens("correct horse", renewed)).toBe(true);
  });

  test.each(["", "-", "scrypt$15$8$1$x$y", "plain text"])("nothing opens %j", async (encoded) => {
    expect(await opens("", encoded)).toBe(false);
    expect(await opens("plain text", encoded)).toBe(false);
  });
});

describe("several accounts of one e-mail", () => {
  const saltOf = (hash: string) => hash.split("$")[4];

  test("are tried by one derivation, because a new one takes the salt that is there", async () => {
    const first = encode("first password", 15, "from an older day");
    const second = await tryPassword("second password", at("ada@example.org", first));
    expect(second.fits).toEqual([false]);
    expect(saltOf(second.hash)).toBe(saltOf(first));
    const both = at("ada@example.org", first, second.hash);
    expect((await tryPassword("first password", both)).fits).toEqual([true, false]);
    expect((await tryPassword("second password", both)).fits).toEqual([false, true]);
    expect((await tryPassword("third password", both)).fits).toEqual([false, false]);
  });

  test("that are made at the same moment have the same salt", async () => {
    expect(saltOf(await hashOf("one password"))).toBe(saltOf(await hashOf("another password")));
  });

  test("each open when the cost was raised between them, and a new one takes today's", async () => {
    const [old, today] = [encode("one password", 12), encode("one password", 15)];
    const tried = await tryPassword("one password", at("ada@example.org", old, today));
    expect(tried).toEqual({ fits: [true, true], hash: today });
  });
});
