import { createExecutionContext } from "cloudflare:test";
import { describe, expect, test, vi } from "vitest";
import { Gather } from "./gather.ts";

const context = () => createExecutionContext();

describe("items gathered for one object", () => {
  test("share a call, and each gets its own outcome", async () => {
    const calls: string[][] = [];
    const gather = new Gather<string, string>(5);
    const call = async (items: string[]) => {
      calls.push(items);
      return items.map((item) => item.toUpperCase());
    };
    const one = context();
    const outcomes = await Promise.all(["a", "b", "c"].map((item) => gather.add(one, "queue", item, call)));
    expect(outcomes).toEqual(["A", "B", "C"]);
    expect(calls).toEqual([["a", "b", "c"]]);
  });

  test("do not mix with those for another object", async () => {
    const calls: string[][] = [];
    const gather = new Gather<string, boolean>(5);
    const call = async (items: string[]) => {
      calls.push(items);
      return items.map(() => true);
    };
    const one = context();
    await Promise.all([gather.add(one, "x", "a", call), gather.add(one, "y", "b", call)]);
    expect(calls.toSorted()).toEqual([["a"], ["b"]]);
  });

  test("go alone when their shared call failed", async () => {
    const calls: string[][] = [];
    const gather = new Gather<string, boolean>(5);
    const call = async (items: string[]) => {
      calls.push(items);
      if (items.length > 1) throw new Error("the object is away");
      return [true];
    };
    const one = context();
    const [lead, follower] = await Promise.allSettled([
      gather.add(one, "queue", "a", call),
      gather.add(one, "queue", "b", call),
    ]);
    expect(lead).toMatchObject({ status: "rejected", reason: new Error("the object is away") });
    expect(follower).toEqual({ status: "fulfilled", value: true });
    expect(calls).toEqual([["a", "b"], ["b"]]);
  });

  test("do not wait for ever for a leader whose request died", async () => {
    const gather = new Gather<string, boolean>(5);
    const wait = vi.spyOn(scheduler, "wait").mockReturnValueOnce(new Promise(() => {}));
    const call = async (items: string[]) => items.map(() => true);
    const one = context();
    void gather.add(one, "queue", "a", call);
    wait.mockRestore();
    const now = Date.now();
    vi.spyOn(Date, "now").mockReturnValue(now + 60_000);
    // The second item's request would have watched; it has died as well.
    expect(await gather.add(one, "queue", "b", call)).toBe(true);
    vi.restoreAllMocks();
  });
});
