import { describe, expect, test } from "vitest";
import { open, seal, sealingKey } from "./sealing.ts";
import type { SealingKeys } from "./sealing.ts";

const secretOf = (seed: number) => Buffer.alloc(32, seed).toString("base64");
async function keysOf(present: number, former: number | null = null): Promise<SealingKeys> {
  return {
    present: (await sealingKey(secretOf(present)))!,
    former: former === null ? null : await sealingKey(secretOf(former)),
  };
}

describe("a sealed secret", () => {
  test("is opened by the key and for what it is about, and shows nothing of itself", async () => {
    const keys = await keysOf(1);
    const sealed = await seal(keys, "the token 🔑", "o1/AC1");
    expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]{16}\.[\w-]+$/);
    expect(sealed).not.toContain("token");
    expect(await open(keys, sealed, "o1/AC1")).toEqual({ ok: true, text: "the token 🔑", isOld: false });
  });

  test("looks different each time", async () => {
    const keys = await keysOf(1);
    expect(await seal(keys, "same", "a")).not.toBe(await seal(keys, "same", "a"));
  });

  test("does not open for another organization or account", async () => {
    const keys = await keysOf(1);
    expect(await open(keys, await seal(keys, "t", "o1/AC1"), "o2/AC1")).toEqual({ ok: false, reason: "spoiled" });
  });

  test("does not open when a character of it was changed", async () => {
    const keys = await keysOf(1);
    const sealed = await seal(keys, "the token", "a");
    for (let at = sealed.lastIndexOf(".") + 1; at < sealed.length - 1; at += 3) {
      const other = sealed[at] === "A" ? "B" : "A";
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
      expect(await open(keys, changed, "a")).toEqual({ ok: false, reason: "spoiled" });
    }
    expect(await open(keys, `${sealed.slice(0, sealed.lastIndexOf("."))}.%%`, "a")).toEqual({
      ok: false,
      reason: "spoiled",
    });
  });

  test("opens with the former key while the key is changed, and says so", async () => {
    const sealed = await seal(await keysOf(1), "t", "a");
    expect(await open(await keysOf(2, 1), sealed, "a")).toEqual({ ok: true, text: "t", isOld: true });
    expect(await open(await keysOf(2), sealed, "a")).toEqual({ ok: false, reason: "unknown_key" });
    expect(await open(await keysOf(2), "anything", "a")).toEqual({ ok: false, reason: "unknown_key" });
  });
});

test.each(["", "short", Buffer.alloc(16).toString("base64"), Buffer.alloc(33).toString("base64"), "%".repeat(44)])(
  "%j is no key",
  async (secret) => {
    expect(await sealingKey(secret)).toBeNull();
  },
);
