import { describe, expect, test } from "vitest";
import { changesNothing, divertedTo, NO_SIMULATION, simulatedReply } from "./simulation.ts";

const PHONE = "+16175550199";
const rule = (pattern: string, reply: string, column: string | null = null) => ({
  column,
  pattern,
  reply,
  afterSeconds: 1,
});

const contact = (fields: Record<string, string> = {}) => ({ orgId: "o1", cell: "+16175550101", fields });

describe("in a simulation a text goes", () => {
  test("to its contact, unless something is set", () => {
    expect(divertedTo(NO_SIMULATION, contact({ drop: "x" }))).toBeNull();
    expect(changesNothing(NO_SIMULATION)).toBe(true);
    expect(changesNothing({ ...NO_SIMULATION, rules: [rule("*", "hi")] })).toBe(false);
  });

  test("to the override phone, when there is one", () => {
    expect(divertedTo({ ...NO_SIMULATION, to: PHONE }, contact())).toBe(PHONE);
  });

  test("nowhere for contacts with something in the column, override phone or not", () => {
    for (const to of [null, PHONE]) {
      const settings = { ...NO_SIMULATION, to, dropColumn: "drop" };
      expect(divertedTo(settings, contact({ drop: "yes" }))).toBe("");
      expect(divertedTo(settings, contact({ drop: " " }))).toBe(to);
      expect(divertedTo(settings, contact())).toBe(to);
    }
  });
});

describe("the share of numbers whose texts go nowhere", () => {
  const COUNT = 10_000;
  const dropped = (dropRatio: number, orgId = "o1") =>
    Array.from({ length: COUNT }, (_, i) => `+1617${2_000_000 + i}`).filter(
      (cell) => divertedTo({ ...NO_SIMULATION, dropRatio }, { orgId, cell, fields: {} }) === "",
    );

  test.each([0.1, 0.3, 0.6, 0.95])("%d is that share of any run of numbers", (ratio) => {
    expect(Math.abs(dropped(ratio).length / COUNT - ratio)).toBeLessThan(0.02);
  });

  test("0 is nobody and 1 everybody", () => {
    expect([dropped(0).length, dropped(1).length]).toEqual([0, COUNT]);
  });

  test("has the same numbers every time, and a larger one has them all", () => {
    const few = dropped(0.3);
    expect(dropped(0.3)).toEqual(few);
    const more = new Set(dropped(0.6));
    expect(few.every((cell) => more.has(cell))).toBe(true);
  });

  test("has other numbers in another organization", () => {
    const others = new Set(dropped(0.5, "o2"));
    const both = dropped(0.5).filter((cell) => others.has(cell));
    expect(Math.abs(both.length / COUNT - 0.25)).toBeLessThan(0.03);
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
