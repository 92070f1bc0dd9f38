import { describe, expect, test } from "vitest";
import { countSegments } from "../scripts/segments.ts";
import { automaticTextsSchema } from "./automatic-texts-schema.ts";
import { automaticTexts, confirmationIn, LONGEST_AUTOMATIC_TEXT } from "./automatic-texts.ts";
import { CONFIRMATIONS } from "./confirmations.ts";
import { detectOptOut } from "./opt-out.ts";

describe("a confirmation", () => {
  test.each(Object.entries(CONFIRMATIONS))("in %s says how to come back, and asks for no opt-out itself", (_, text) => {
    expect(text).toContain("START");
    expect(text.length).toBeLessThan(LONGEST_AUTOMATIC_TEXT / 2);
    expect(countSegments(`Riverton Votes: ${text}`).segments).toBeLessThanOrEqual(3);
    expect(detectOptOut(`Liked “${text}”`).kind).toBe("reaction");
  });

  test("is the organization's for a language that it has set, else the default, else the one in English", () => {
    const texts = automaticTexts({ confirmation: "Bye.", help: null, translations: { es: "Adiós." } }, "Org");
    expect(confirmationIn(texts, "en")).toBe("Bye.");
    expect(confirmationIn(texts, "es")).toBe("Adiós.");
    expect(confirmationIn(texts, "fr")).toBe(`Org: ${CONFIRMATIONS.fr}`);
    expect(confirmationIn(texts, "xx")).toBe("Bye.");
    expect(confirmationIn(texts, "constructor")).toBe("Bye.");
    expect(confirmationIn({ confirmation: "Bye.", help: "" }, "es")).toBe("Bye.");
  });

  test("is taken for languages that are read only", () => {
    const of = (translations: Record<string, string>) =>
      automaticTextsSchema.safeParse({ confirmation: null, help: null, translations }).success;
    expect(of({ es: "Adiós." })).toBe(true);
    expect([of({ xx: "?" }), of({ es: " " }), of({ es: "x".repeat(321) })]).toEqual([false, false, false]);
  });
});
