/** What is missing of an organization's registration, and what ends soon (docs/rules.md#numbers-registration). */
import { describe, expect, test } from "vitest";
import { missingRegistration, NO_REGISTRATION_FACTS, registrationLines } from "./registration.ts";
import type { RegistrationFacts, RegistrationReading } from "./registration.ts";

const TODAY = "2026-12-01";
const SID = "MG00000000000000000000000000000001";
const COMPLETE: RegistrationFacts = {
  ...NO_REGISTRATION_FACTS,
  businessNumber: "12-3456789",
  campaignSid: "C1AB2CD",
  isPolitical: true,
  verifyTokenEnds: "2027-06-01",
};
const read = (status: string | null, errors: string[] = [], sid = SID): RegistrationReading => ({
  sid,
  atMs: 5,
  registration:
    status === null
      ? null
      : {
          status,
          errors,
          brandSid: null,
          campaignSid: null,
          useCase: null,
          attPerSecond: null,
          attClass: null,
          tMobileTier: null,
        },
});
const lines = (
  facts: RegistrationFacts,
  serviceSid: string | null = null,
  reading: RegistrationReading | null = null,
) => registrationLines(facts, { serviceSid, reading }, TODAY);
const states = (...args: Parameters<typeof lines>) =>
  Object.fromEntries(lines(...args).map(({ key, state }) => [key, state]));

test("nothing entered: everything that is needed is missing, each with what to do", () => {
  expect(states(NO_REGISTRATION_FACTS)).toEqual({
    business_number: "missing",
    ten_dlc: "missing",
    toll_free: "not_needed",
    campaign_verify: "missing",
  });
  expect(missingRegistration(lines(NO_REGISTRATION_FACTS))).toEqual([
    "Business number: It is not entered. Enter the EIN, as it is in the registration at the carrier.",
    "10DLC brand and campaign: No registered campaign is entered. Register brand and campaign at the carrier, and enter the campaign's id.",
    "Campaign Verify: Nobody has said whether the organization is political. Say so below: political texts need a Campaign Verify token.",
  ]);
});

test("complete: nothing is missing", () => {
  expect(missingRegistration(lines(COMPLETE))).toEqual([]);
  expect(missingRegistration(lines({ ...COMPLETE, isPolitical: false, verifyTokenEnds: "" }))).toEqual([]);
});

describe("10DLC of the organization's own Messaging Service is what the carrier says", () => {
  test.each([
    ["never asked", null, "missing"],
    ["asked about another service", read("VERIFIED", [], "MG2"), "missing"],
    ["without a registration", read(null), "missing"],
    ["under review", read("IN_PROGRESS"), "missing"],
    ["rejected", read("FAILED", ["The website cannot be reached."]), "missing"],
    ["approved", read("VERIFIED"), "done"],
  ] as const)("%s", (_, reading, state) => {
    expect(states(COMPLETE, SID, reading).ten_dlc).toBe(state);
  });

  test("says why it was rejected, and when the carrier said so", () => {
    const [, line] = lines(COMPLETE, SID, read("FAILED", ["The website cannot be reached."]));
    expect(line).toMatchObject({ nextStep: "The carrier says: The website cannot be reached.", readAtMs: 5 });
  });
});

test.each([
  ["verified", "done"],
  ["under_review", "missing"],
  ["rejected", "missing"],
  ["not_begun", "missing"],
] as const)("toll-free numbers that are %s: %s", (tollFreeState, state) => {
  expect(states({ ...COMPLETE, tollFree: true, tollFreeState }).toll_free).toBe(state);
});

test.each([
  ["", "missing"],
  ["2026-11-30", "missing"],
  ["2026-12-01", "ending"],
  ["2027-01-30", "ending"],
  ["2027-01-31", "done"],
])("a token with the last day “%s” is %s", (verifyTokenEnds, state) => {
  expect(states({ ...COMPLETE, verifyTokenEnds }).campaign_verify).toBe(state);
});
