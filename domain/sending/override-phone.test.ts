import { describe, expect, test } from "vitest";
import { detectOptOut } from "../opt-outs/opt-out.ts";
import { readTagged, tagged } from "./override-phone.ts";

const CELL = "+16175550101";

describe("a text to the override phone", () => {
  test("has its contact's number in front, within what one text holds", () => {
    expect(tagged(CELL, "Hi Ann")).toBe("[+16175550101] Hi Ann");
    expect(tagged(CELL, "x".repeat(1600))).toHaveLength(1600);
  });
});

describe("a reply of the override phone belongs to the contact in its tag", () => {
  test.each([
    ["[+16175550101] Yes", "Yes"],
    ["[+16175550101]Yes", "Yes"],
    ["  [ +16175550101 ]   yes please ", "yes please"],
    ["yes [+16175550101]", "yes"],
    ["yes [+16175550101] please", "yes please"],
    ["yes\n[+16175550101]\nplease", "yes please"],
    ["[+1 617 555 0101] yes", "yes"],
    ["[+1 (617) 555-0101] yes", "yes"],
    ["[+1-617-555-0101] yes", "yes"],
    ["[+1.617.555.0101] yes", "yes"],
    ["[+1 617–555–0101] yes", "yes"],
    ["[617-555-0101] yes", "yes"],
    ["[(617) 555-0101] yes", "yes"],
    ["[1 617 555 0101] yes", "yes"],
    ["[TO +16175550101] yes", "yes"],
    ["[to: +16175550101] yes", "yes"],
    ["［+16175550101］ yes", "yes"],
    ["[＋１６１７５５５０１０１] yes", "yes"],
    ["[+16175550101 yes", "yes"],
    ["+16175550101] yes", "yes"],
    ["[+16175550101] [+16175550101] yes", "yes"],
    ["[+16175550101] ask [+16175550102] as well", "ask [+16175550102] as well"],
    ["[5 pm] [+16175550101] works", "[5 pm] works"],
    ["[+16175550101] STOP", "STOP"],
    ["stop [+16175550101]", "stop"],
    ["[+16175550101]", ""],
  ])("%j", (text, body) => expect(readTagged(text)).toEqual({ cell: CELL, body }));

  test("also of another country", () => {
    expect(readTagged("[+44 20 7946 0018] yes")).toEqual({ cell: "+442079460018", body: "yes" });
  });

  test.each(["Yes", "[5 pm] works", "[12345] is the zip", "call me at +16175550101", "[+0 12 34 56 78] hm", "", "[]"])(
    "and to nobody by %j",
    (text) => expect(readTagged(text)).toEqual({ cell: null, body: text }),
  );

  test("what comes back of a text that went out is what was written to the contact", () => {
    expect(readTagged(tagged(CELL, "Hi Ann [5 pm]"))).toEqual({ cell: CELL, body: "Hi Ann [5 pm]" });
  });

  test("STOP before or behind the tag is an opt-out, and a reaction to a tagged text is a reaction", () => {
    for (const text of ["[+16175550101] Stop", "STOP [+16175550101]", "stop\n\n[ +1 617 555 0101 ]"]) {
      expect(detectOptOut(readTagged(text).body, { optedOut: false })).toMatchObject({ kind: "opt_out" });
    }
    const liked = readTagged("Liked “[+16175550101] Hi Ann, reply STOP to opt out”");
    expect(liked).toEqual({ cell: CELL, body: "Liked “Hi Ann, reply STOP to opt out”" });
    expect(detectOptOut(liked.body, { optedOut: false })).toMatchObject({ kind: "reaction" });
  });
});
