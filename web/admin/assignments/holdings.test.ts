import { describe, expect, it } from "vitest";
import {
  changesOf,
  countsWords,
  eachGets,
  heldOf,
  inOrder,
  lateBy,
  movedWords,
  wholeNumber,
  withoutSaved,
} from "./holdings.ts";
import type { TexterHolding } from "./holdings.ts";

const HOUR_MS = 3_600_000;

function texter(name: string, held: Partial<TexterHolding> = {}): TexterHolding {
  const nothing = { toSend: 0, conversations: 0, waiting: 0, waitingSinceMs: null, activeAtMs: 0 };
  return { personId: `p-${name}`, name, role: "TEXTER", ...nothing, ...held };
}
const nameOf = (personId: string) => personId.slice(2);

describe("assignments", () => {
  it("lists texters by their longest waiting reply, then by how many they have to send", () => {
    const texters = [
      texter("Ann"),
      texter("Bea", { toSend: 9 }),
      texter("Cleo", { waiting: 1, waitingSinceMs: 500 }),
      texter("Dov", { waiting: 7, waitingSinceMs: 900 }),
    ];
    expect(inOrder(texters).map(({ name }) => name)).toEqual(["Cleo", "Dov", "Bea", "Ann"]);
  });

  it("saves only numbers that differ from what is held", () => {
    const texters = [texter("Ann", { toSend: 5 }), texter("Bea", { toSend: 5 }), texter("Cleo", { toSend: 5 })];
    const edits = new Map([
      ["p-Ann", "5"],
      ["p-Bea", "2"],
      ["p-Cleo", " 12 "],
      ["p-New", "4"],
    ]);
    expect(changesOf(edits, { left: 6, texters })).toEqual({
      counts: [
        { personId: "p-Bea", toSend: 2 },
        { personId: "p-Cleo", toSend: 12 },
        { personId: "p-New", toSend: 4 },
      ],
      wrong: [],
      more: 11,
      fewer: 3,
      missing: 2,
    });
  });

  it("takes no number that is empty, negative, broken or beyond the most", () => {
    for (const typed of ["", "-1", "1.5", "ten", "10001", "99999999999"]) expect(wholeNumber(typed)).toBeNull();
    expect(changesOf(new Map([["p-Ann", ""]]), { left: 1, texters: [texter("Ann")] }).wrong).toEqual(["p-Ann"]);
    expect(wholeNumber("10000")).toBe(10_000);
  });

  it("keeps what was typed again while it was being saved", () => {
    const saved = new Map([
      ["p-Ann", "1"],
      ["p-Bea", "2"],
    ]);
    const now = new Map([
      ["p-Ann", "1"],
      ["p-Bea", "20"],
    ]);
    expect([...withoutSaved(now, saved)]).toEqual([["p-Bea", "20"]]);
  });

  it("counts a texter's contacts by kind; everything is unsent ones and conversations", () => {
    const ann = texter("Ann", { toSend: 4, conversations: 10, waiting: 3 });
    expect((["toSend", "waiting", "conversations", "all"] as const).map((kind) => heldOf(ann, kind))).toEqual([
      4, 3, 10, 14,
    ]);
  });

  it("knows whose replies are late", () => {
    const nowMs = 100 * HOUR_MS;
    const texters = [
      texter("Ann", { waiting: 3, waitingSinceMs: 51 * HOUR_MS }),
      texter("Bea", { waiting: 4, waitingSinceMs: 53 * HOUR_MS }),
      texter("Cleo"),
    ];
    const { late, atMost, beforeMs } = lateBy(texters, 48, nowMs);
    expect(late.map(({ name }) => name)).toEqual(["Ann"]);
    expect([atMost, beforeMs]).toEqual([3, 52 * HOUR_MS]);
  });

  it("says what came of it", () => {
    const moved = [
      { personId: "p-Ann", count: 1 },
      { personId: "p-Bea", count: 2 },
      { personId: "p-Cleo", count: 0 },
    ];
    expect(movedWords({ ok: true, moved }, nameOf)).toBe("Ann got 1 contact and Bea got 2 contacts.");
    expect(movedWords({ ok: true, moved: [] }, nameOf)).toMatch(/^Nothing was reassigned/);
    const counts = [{ personId: "p-Ann", wanted: 9, toSend: 7 }];
    expect(countsWords({ ok: true, counts, missing: 2 }, nameOf)).toBe(
      "Saved: Ann has 7 to send. That is 2 contacts fewer than you entered, because all others are already assigned.",
    );
    expect([eachGets(12, 2), eachGets(13, 2), eachGets(5, 1)]).toEqual([", 6 each", ", 6 or 7 each", ""]);
  });
});
