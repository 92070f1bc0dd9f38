import { expect, test } from "vitest";
import { paceWords, registrationWords } from "./service-facts.ts";

const NONE = { brandSid: null, campaignSid: null, useCase: null, errors: [] };

test.each([
  ["VERIFIED", "Approved"],
  ["IN_PROGRESS", "Under review"],
  ["FAILED", "Rejected"],
  ["NEW_WORD", "NEW_WORD"],
])("a registration that the carrier calls %s reads %s", (status, words) => {
  expect(registrationWords({ status })).toContain(words);
});

test("the pace names what the carrier tells, and nothing else", () => {
  const all = { ...NONE, status: "VERIFIED", attPerSecond: 75, attClass: "F", tMobileTier: "TOP" };
  expect(paceWords(all)).toBe("AT&T 75 texts a second (class F), T-Mobile brand tier TOP");
  expect(paceWords({ ...all, attClass: null, tMobileTier: null })).toBe("AT&T 75 texts a second");
  expect(paceWords({ ...all, attPerSecond: null, tMobileTier: null })).toBeNull();
});
