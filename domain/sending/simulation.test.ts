import { describe, expect, test } from "vitest";
import { changesNothing, diverted, divertedTo, NO_SIMULATION, simulatedReply } from "./simulation.ts";

const PHONE = "+16175550199";
const rule = (pattern: string, reply: string, column: string | null = null) => ({
  column,
  pattern,
  reply,
  afterSeconds: 1,
});

describe("in a simulation a text goes", () => {
  test("to its contact, unless something is set", () => {
    expect(divertedTo(NO_SIMULATION, "c.0.1", { drop: "x" })).toBeNull();
    expect(changesNothing(NO_SIMULATION)).toBe(true);
    expect(changesNothing({ ...NO_SIMULATION, rules: [rule("*", "hi")] })).toBe(false);
  });

  test("to the one phone, with its contact's number in front, within what one text holds", () => {
    expect(divertedTo({ ...NO_SIMULATION, to: PHONE }, "c.0.1", {})).toBe(PHONE);
    expect(diverted("+16175550101", "Hi")).toBe("[to +16175550101] Hi");
    expect(diverted("+16175550101", "x".repeat(1600))).toHaveLength(1600);
  });

  test("nowhere for contacts with something in the column, one phone or not", () => {
    for (const to of [null, PHONE]) {
      const settings = { ...NO_SIMULATION, to, dropColumn: "drop" };
      expect(divertedTo(settings, "c.0.1", { drop: "yes" })).toBe("");
      expect(divertedTo(settings, "c.0.1", { drop: " " })).toBe(to);
      expect(divertedTo(settings, "c.0.1", {})).toBe(to);
    }
  });

  test("nowhere for about the given share of contacts, always the same ones", () => {
    const dropped = (dropRatio: number) =>
      Array.from({ length: 2_000 }, (_, n) => divertedTo({ ...NO_SIMULATION, dropRatio }, `c.0.${n}`, {}) === "");
    const third = dropped(0.3);
    expect(third).toEqual(dropped(0.3));
    const count = third.filter(Boolean).length;
    expect(count).toBeGreaterThan(500);
    expect(count).toBeLessThan(700);
    expect([dropped(0).some(Boolean), dropped(1).every(Boolean)]).toEqual([false, true]);
  });
});

describe("a simulated contact answers", () => {
  const settings = {
    ...NO_SIMULATION,
    rules: [rule("vote", "Yes!"), rule("*", "Not now", "quiet"), rule("*", "Who is this?")],
  };

  test("by the first rule that fits the text, upper or lower case", () => {
    expect(simulatedReply(settings, { text: "Will you VOTE?", fields: {} })?.reply).toBe("Yes!");
    expect(simulatedReply(settings, { text: "Hello", fields: {} })?.reply).toBe("Who is this?");
    expect(simulatedReply(NO_SIMULATION, { text: "Hello", fields: {} })).toBeNull();
  });

  test("by the value of one of their columns", () => {
    const byColumn = { ...NO_SIMULATION, rules: [rule("no", "No thanks", "mood")] };
    expect(simulatedReply(byColumn, { text: "Hello", fields: { mood: "No" } })?.reply).toBe("No thanks");
    expect(simulatedReply(byColumn, { text: "no", fields: { mood: "yes" } })).toBeNull();
  });
});
