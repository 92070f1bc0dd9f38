import { describe, expect, test } from "vitest";
import { findPatterns } from "./find-patterns.ts";
import { isProduct, judge } from "./judge.ts";

describe("regular expressions of a source", () => {
  test("literals and calls are found with their lines, text that looks like one is not", () => {
    const text = [
      "const a = /a+b/gu; // /not this/ ",
      'const b = new RegExp("^a*$", "u");',
      "const c = RegExp(`x{2}`);",
      'const d = "/neither/g";',
      "const e = 4 / 2 / 1;",
    ].join("\n");
    expect(findPatterns("a.ts", text)).toEqual({
      patterns: [
        { source: "a+b", flags: "gu", line: 1 },
        { source: "^a*$", flags: "u", line: 2 },
        { source: "x{2}", flags: "", line: 3 },
      ],
      made: [],
    });
  });

  test("one that is made of parts is named", () => {
    expect(findPatterns("a.tsx", "const a = (x: string) => <p>{new RegExp(`^${x}$`).test(x)}</p>;").made).toEqual([
      { line: 1 },
    ]);
  });
});

describe("where one may be", () => {
  const of = (path: string, verdict: "linear" | "polynomial" | "exponential" | "unknown") =>
    judge({ path, pattern: { source: "a", flags: "g" }, verdict }, { "/b/": "why" });

  test("in the product, linear only", () => {
    expect(of("domain/a.ts", "linear")).toBeNull();
    expect(of("domain/a.ts", "polynomial")).toMatch(/more than linear time on a hostile text: \/a\/g/);
    expect(of("domain/a.ts", "unknown")).toMatch(/not proved/);
    expect(judge({ path: "domain/a.ts", pattern: null, verdict: null }, {})).toMatch(/at run time/);
    expect(
      judge({ path: "domain/a.ts", pattern: { source: "b", flags: "" }, verdict: "unknown" }, { "/b/": "why" }),
    ).toBeNull();
  });

  test("exponential nowhere", () => {
    for (const path of ["web/a.tsx", "tools/a.ts", "domain/a.test.ts"])
      expect(of(path, "exponential")).toMatch(/exponential/);
    expect(of("domain/a.test.ts", "polynomial")).toBeNull();
  });

  test("the product is what runs for users", () => {
    expect(["domain/a.ts", "web/ui/a.tsx", "twilio/a.ts"].every(isProduct)).toBe(true);
    expect(["domain/a.test.ts", "tools/a.ts", "test/a.ts", "twilio/emulator/a.ts"].some(isProduct)).toBe(false);
  });
});
