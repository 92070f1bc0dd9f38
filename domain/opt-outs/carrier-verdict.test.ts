import { describe, expect, test } from "vitest";
import { intentOf, withVerdict } from "./carrier-verdict.ts";
import { detectOptOut } from "./opt-out.ts";

const heard = (verdict: "STOP" | "START" | "HELP" | undefined, text: string) =>
  withVerdict(verdict, detectOptOut(text)).kind;

describe("the carrier's verdict", () => {
  test.each([
    ["STOP", "basta", "opt_out"],
    ["STOP", "start", "opt_out"],
    ["START", "volver", "opt_in"],
    ["START", "stop", "opt_in"],
    ["HELP", "ayuda por favor", "help"],
    ["HELP", "stop", "opt_out"],
  ] as const)("%s counts, whatever the words are: %s is %s", (verdict, text, kind) => {
    expect(heard(verdict, text)).toBe(kind);
  });

  test("that is missing leaves the words", () => {
    expect([heard(undefined, "stop"), heard(undefined, "see you there")]).toEqual(["opt_out", "none"]);
  });

  test("of STOP was answered by the carrier: no second confirmation", () => {
    expect(withVerdict("STOP", { kind: "none" })).toEqual({ kind: "opt_out", carrierAnswers: true, language: "en" });
  });

  test("keeps the language of the words", () => {
    expect(intentOf("DETENER", { optedOut: false }, "STOP")).toMatchObject({ kind: "opt_out", language: "es" });
    expect(intentOf("수신거부", { optedOut: false }, "STOP")).toMatchObject({ language: "ko", carrierAnswers: true });
    expect(intentOf("basta", { optedOut: false }, "STOP")).toMatchObject({ language: "es" });
    expect(intentOf("AYUDA", { optedOut: false }, "HELP")).toEqual({ kind: "help", language: "es" });
  });
});
