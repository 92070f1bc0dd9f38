/** Several campaigns know a number: which conversation gets its text (docs/rules.md#inbound-routing). */
import { describe, expect, test } from "vitest";
import { strongestClaim } from "./routing.ts";
import type { RoutingClaim } from "./routing.ts";

const CLAIMS = {
  has: { kind: "has_it" },
  byNumber: { kind: "texted_by_number", lastAtMs: 1_000 },
  byNumberLater: { kind: "texted_by_number", lastAtMs: 2_000 },
  talked: { kind: "talked", lastAtMs: 5_000 },
  talkedLater: { kind: "talked", lastAtMs: 6_000 },
  archived: { kind: "archived" },
  never: { kind: "never" },
} satisfies Record<string, RoutingClaim>;

type Name = keyof typeof CLAIMS;

function winner(...names: Name[]): Name | null {
  return strongestClaim(names.map((name) => ({ name, claim: CLAIMS[name] })))?.name ?? null;
}

describe("a text goes to the conversation", () => {
  test.each<[Name, ...Name[]]>([
    // A repeated delivery goes to the same conversation, even if other claims changed since.
    ["has", "byNumberLater", "talkedLater", "archived", "never"],
    ["byNumber", "talkedLater", "archived", "never"],
    ["byNumberLater", "byNumber", "talkedLater"],
    ["talkedLater", "talked", "archived", "never"],
    ["talked", "archived", "never"],
    ["archived", "never"],
  ])("%s before %s %s %s %s", (first, ...others) => {
    expect(winner(first, ...others)).toBe(first);
    expect(winner(...others, first)).toBe(first);
  });

  test("of nobody, when the contacts were never texted", () => {
    expect(winner("never", "never")).toBe(null);
    expect(winner()).toBe(null);
  });

  test("that is asked first, of equal ones", () => {
    const equal = [1, 2].map((n) => ({ n, claim: CLAIMS.archived }));
    expect(strongestClaim(equal)?.n).toBe(1);
  });
});
