/** What is to end decides: an issue, a person or another programme is none of our texts. */
import { describe, expect, test } from "vitest";
import { detectOptOut } from "../../opt-out.ts";

const ISSUES =
  "ICE,AIPAC,Vance,racism,deportations,crime,abortions,fracking,the wall,the war,the bill,Medicare cuts,tariffs,coal,the noise,robocalls,the data center,gun violence,bullying,Prop 8,the shutdown,rent hikes,qwxzy,Zorblat".split(
    ",",
  );
const FRAMES = [
  "Stop X", "stop X!", "Stop X please", "please stop X", "we must stop X", "Just stop X", "End X", "end X now", "Cancel X", "Block X",
  "STOP X NOW", "My top issue: stop X", "yes stop X", "I support her, stop X", "Ok. Stop X",
]; // prettier-ignore

describe("an issue that is to end, heard of or not, opts nobody out", () => {
  test.each(FRAMES)("%s", (frame) => {
    const read = ISSUES.map((issue) => frame.replace("X", issue)).filter(
      (text) => detectOptOut(text).kind === "opt_out",
    );
    expect(read).toEqual([]);
  });
});

test.each([
  "I want to opt out of social security",
  "Can I opt out of Medicare Part B?",
  "you can opt out of jury duty",
  "We opt our kids out of state tests",
  "opted out of common core",
  "parents should be able to opt out",
  "I'm with the opt out movement",
  "Data privacy and opt out rights",
  "voted, stop worrying",
  "stop snowing",
  "Don't send me a sign, I have one",
  "don't send me a mail ballot, I'll go in person",
  "Stop calling me Mrs, I'm a man",
  "Can you stop the other campaign from texting me?",
  "Trump keeps texting me, how do I get them to stop",
  "everyone off the list should vote",
  "My son does not want texts, but I do",
  "Please remove my landline from your list, this cell is fine",
])("is no opt-out: %s", (text) => {
  expect(detectOptOut(text).kind).not.toBe("opt_out");
});

test.each([
  "I want to opt out of these texts",
  "Please opt me out of your list",
  "opt out of all messages",
  "I'd like to opt out of receiving this",
  "opting out of your campaign texts",
  "opt out of political messages",
  "STOP. I also want to opt out of social security",
  "end these texts",
  "stop it please and remove me",
  "Stop, I voted",
])("is one: %s", (text) => {
  expect(detectOptOut(text).kind).toBe("opt_out");
});
