/// <reference types="node" />
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const [lightCss = "", darkCss = ""] = css.split("@media (prefers-color-scheme: dark)");

function colours(part: string): Map<string, string> {
  return new Map(
    Array.from(part.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g), ([, name = "", value = ""]) => [name, value]),
  );
}

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const WORDS: [string, string][] = [
  ...["paper", "card", "sunken", "accent-soft", "signal-soft", "danger-soft"].map((on): [string, string] => [
    "ink",
    on,
  ]),
  ...["paper", "card", "sunken"].map((on): [string, string] => ["ink-soft", on]),
  ...["paper", "card", "accent-soft"].map((on): [string, string] => ["accent", on]),
  ...["paper", "card", "signal-soft"].map((on): [string, string] => ["signal", on]),
  ...["paper", "card", "danger-soft"].map((on): [string, string] => ["danger", on]),
  ["on-accent", "accent"],
  ["on-accent", "accent-deep"],
  ["on-signal", "signal"],
  ["on-danger", "danger"],
];
/** Outlines of controls and of the focus. */
const LINES: [string, string][] = ["paper", "card"].flatMap((on): [string, string][] => [
  ["line-strong", on],
  ["signal", on],
]);

const light = colours(lightCss);
describe.each([
  ["light", light],
  ["dark", new Map([...light, ...colours(darkCss)])],
])("%s", (_, palette) => {
  const of = (name: string) => palette.get(name) ?? expect.fail(`there is no colour --${name}`);
  test.each(WORDS)("--%s can be read on --%s (WCAG AA)", (ink, on) => {
    expect(contrast(of(ink), of(on))).toBeGreaterThanOrEqual(4.5);
  });
  test.each(LINES)("--%s can be seen on --%s (WCAG AA)", (ink, on) => {
    expect(contrast(of(ink), of(on))).toBeGreaterThanOrEqual(3);
  });
});
