/**
 * More texts to learn from, composed: a word that opts out before or behind what people say of themselves, and what voters want to be
 * stopped, ended or removed. Always the same for the same texts.
 */
import type { LabelledText } from "../../../test/corpus/opt-out-texts.ts";
import type { Example } from "./learn.ts";
import { randomOf } from "./learn.ts";

const CLEAR = [
  "stop", "please stop", "unsubscribe", "remove me", "take me off your list", "stop texting me", "no more texts", "opt out", "remove my number",
  "leave me alone", "do not text me", "delete my number", "unsub", "take me off", "lose my number", "stop the texts", "don't contact me again",
]; // prettier-ignore
const BETWEEN = [" ", " ", ". ", ", ", "! ", " so ", " and "];
/** Something else than one's own words would be said with these. */
const NOT_CALM =
  /stop|quit|end|remov|cancel|unsub|opt|text|messag|keep|list|don.?t|not|never|lol|haha|but|if|until|reply|😂|🤣|please|add|delete/iu;
const MARKS = /[?"“”\n]/u;
const MOST_CALM = 60;

const DOING = [
  "stop",
  "Stop",
  "STOP",
  "end",
  "End",
  "quit",
  "Quit",
  "halt",
  "Cancel",
  "please stop",
  "we must stop",
  "they should stop",
  "let's end",
  "time to end",
];
const GERUNDS = [
  "sending weapons to", "ignoring", "punishing", "pricing out", "gaslighting", "fooling", "dividing", "arming", "bombing", "funding", "raising", "cutting", "building", "banning", "arresting", "deporting", "harassing", "evicting", "taxing", "trying to take", "wasting money on",
  "selling out", "lying about", "closing", "privatizing", "poisoning", "giving money to", "sending jobs to", "sending troops to", "fighting over", "texting while", "calling it", "messing with", "attacking", "bothering", "targeting", "spamming",
]; // prettier-ignore
const THINGS = [
  "Israel", "Ukraine", "Gaza", "immigrants", "our schools", "schools", "kids", "my healthcare", "our hospitals", "Medicare", "social security", "our guns", "rent", "property taxes", "the pipeline", "the war", "fracking", "the data center", "cop city",
  "Prop 12", "question 3", "Project 2025", "MAGA", "Biden", "Trump", "the landfill", "the casino", "the highway", "us", "workers", "people like us", "small towns", "the neighbors", "gun violence", "hate", "poverty", "hunger", "genocide", "the draft", "evictions", "offshore drilling", "oil",
  "the bill", "the tax hike", "corruption", "gerrymandering", "the filibuster", "the fed", "tipped wages", "library closings", "teachers", "voters", "our veterans", "the bus cuts", "data brokers", "robocalls", "the stadium", "women", "trans kids",
]; // prettier-ignore
const REMOVING = [
  "remove",
  "Remove",
  "get rid of",
  "take down",
  "delete",
  "erase",
  "drop",
  "vote out",
  "kick out",
  "impeach and remove",
  "take out",
];
const REMOVED = [
  "the tolls", "the statue", "corrupt politicians", "the mayor", "Judge Carter", "him from office", "the lead pipes", "the speed cameras", "student debt", "the charges", "the lawsuit", "the potholes", "my RSVP", "my shift", "the old sign",
  "the graffiti", "these books from the library", "the snow", "the tax on tips", "the whole council", "her from the ballot", "dark money from politics", "the parking meters", "my yard sign", "the tree in the road",
]; // prettier-ignore
const LOSING = [
  "lose",
  "forget",
  "I'd lose",
  "don't lose",
  "I might lose",
  "take off",
  "remove",
  "I removed",
  "leave",
  "put away",
  "let me get",
  "wipe",
  "drop",
];
const LOST = [
  "my job", "my house", "my mind", "my hair", "my shoes", "my hat", "my coat", "my mask", "my kids at school", "my keys", "my place in line", "my faith in them", "my health care", "my benefits", "my turn",
  "my glasses", "my ballot in the car", "my wife at work", "my password", "my lunch", "my seat", "my ring", "my boots", "my license", "my pension",
]; // prettier-ignore
const TAILS = ["", "", "", "!", " now", " please", " already", "!!", " in Congress", " here", ", that's my issue"];

const COUNT = { behind: 1500, before: 500, doing: 1500, removing: 500, losing: 300, leaving: 150 };

export function composed(texts: readonly LabelledText[]): Example[] {
  const random = randomOf(5);
  const pick = (of: readonly string[]) => of[Math.floor(random() * of.length)] ?? "";
  const many = (count: number, isOptOut: boolean, make: () => string): Example[] =>
    Array.from({ length: count }, () => ({ text: make(), isOptOut }));
  const calm = texts
    .filter(({ label, language }) => label === "none" && language === "en")
    .map(({ text }) => text)
    .filter((text) => text.length < MOST_CALM && !MARKS.test(text) && !NOT_CALM.test(text));
  return [
    ...many(COUNT.behind, true, () => pick(calm).replace(/[.!]+$/u, "") + pick(BETWEEN) + pick(CLEAR)),
    ...many(COUNT.before, true, () => pick(CLEAR) + pick(BETWEEN.slice(0, 5)) + pick(calm)),
    ...many(COUNT.doing, false, () => {
      const gerund = random() < 0.6 ? ` ${pick(GERUNDS)}` : "";
      return `${pick(DOING)}${gerund} ${pick(THINGS)}${pick(TAILS)}`;
    }),
    ...many(COUNT.removing, false, () => `${pick(REMOVING)} ${pick(REMOVED)}${pick(TAILS)}`),
    ...many(
      COUNT.leaving,
      false,
      () => `${pick(["leave", "Leave", "just leave", "they should leave"])} ${pick(THINGS)} alone${pick(TAILS)}`,
    ),
    ...many(COUNT.losing, false, () => `${pick(LOSING)} ${pick(LOST)}${pick(TAILS)}`),
  ];
}
