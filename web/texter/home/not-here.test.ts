import { expect, test } from "vitest";
import { notHere } from "./not-here.ts";

const open = { title: "Spring", status: "ARCHIVED" } as const;
const archived = new Map([["c1", "Spring"]]);

test.each([
  ["archived while the app was open", open, null, { why: "archived", campaign: "Spring" }],
  ["archived before", undefined, archived, { why: "archived", campaign: "Spring" }],
  ["archived before titles were kept", undefined, new Map([["c1", ""]]), { why: "archived", campaign: "" }],
  ["never joined", undefined, new Map([["c2", "Other"]]), { why: "never_joined", campaign: "" }],
  ["not known without a network", undefined, null, { why: "unknown", campaign: "" }],
] as const)("a campaign that is not here was %s", (_, campaign, known, why) => {
  expect(notHere("c1", campaign, known)).toEqual(why);
});
