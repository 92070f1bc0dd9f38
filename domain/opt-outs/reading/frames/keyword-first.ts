/** A text that begins with "stop" or "unsubscribe" and goes on: with an oath, a name for us, a sentence of its own. */
import { READER } from "../glance/readers.ts";
import type { ReaderNeeds } from "../glance/readers.ts";
import type { Clause, TextWordsRead } from "../words.ts";

const set = (words: string) => new Set(words.split(" "));

const KEYS = set("opt opting stop unsubscribe unsub stopall optmeout");
export const keywordNeeds = (): ReaderNeeds[] => [{ needs: [[...KEYS]], readers: READER.whole }];
/** Words that leave no doubt what is meant. */
const CLEAR = set("unsubscribe unsub stopall optmeout");
/** "Stop!" of somebody who laughs. */
export const LAUGHS = set(
  "haha hahaha lmao lmaooo lmfao rofl jk kidding joking hilarious funny crying dying dead cute blushing believe love obsessed way seriously aww sweet joke blush laugh laughing smile smiling killing cutest amazing awesome wonderful fantastic incredible adorable stoked obsessed",
);
const ASSENTS = set("yes yeah yep sure definitely absolutely hammer");
const ADDRESS = set("you ya yall u ye yinz");
const VERBS = set(
  "are were was is can cant could will would wont have had has know did didnt do dont never said say keep from need want get got should must going gonna might may make made be too guys for at by and or",
);
const OATHS = set("love sake god gods pete sanity real goodness heaven heavens peace decency jesus allah");
/** What follows a "stop" that is meant for us: about the one who writes it. */
const GOES_ON = set("lol i im its this we my ive already not wrong bc because weve id ill who you your youre thats no");
const SELF = set("im this my we weve ive");
const TELLS = set(
  "not aint dont never wrong live moved voted already minor tired number american canadian resident texting texts messages meeting broke busy funeral isnt didnt bothering harassing",
);
const QUESTIONS = set("who why what whos how where dis qui quien");
const SENTENCE_ENDS = /[.!\n…。！]/u;
const MOST_ADDRESS = 7;

/** What comes before a stop of buses, or one that is told of. */
const OTHER_STOP = set(
  "a the might may bus truck pit next last full non rest traffic tram train e my his her our this that to cant wont dont never not will would doesnt didnt they it he she we i can could and or must should ever even " +
    "rain snow gonna trolley metro subway hard door one first every each shuttle whistle no at without",
);

/** What one says of oneself or to us at the beginning of a clause: "im good stop", "who dis stop", "no habla ingles stop". */
const SELF_SAID = set(
  "im its i ive id ill my we weve no not nope nah who you youre this wtf dude bro fuck fu screw piss kiss bite eat go get shut bug buzz hey ok okay k enough wrong spam scam",
);
/** "Piss off and stop". */
const CURSES = set("fuck fu screw piss kiss bite eat bugger sod");
/** "The Fulton stop", "my usual stop". */
const DETERMINERS = set("the a an my your our his her their this that each every which next last");
/** "Meet me at Fulton stop", "we won by not taking the stop". */
const PLACES = set("at by near from to on in of per until after before for with");

/** "This ain't my district stop": what one says of oneself, then the word. */
export function readKeywordLast({ words, clauses }: TextWordsRead): "opt_out" | null {
  const last = clauses.at(-1);
  const before = clauses.at(-2);
  // "All day every day with this, stop".
  if (last && before && last.end - last.start === 1 && KEYS.has(words[last.start] ?? "") && last.endsWith !== "?") {
    const asks = words.slice(before.start, before.end).some((word) => QUESTIONS.has(word));
    const long = before.end - before.start >= LEAST_BEFORE_LAST;
    return long && !asks && !words.some((word) => LAUGHS.has(word) || ASSENTS.has(word)) ? "opt_out" : null;
  }
  if (!last || last.end - last.start < LEAST_BEFORE_LAST) return null;
  // "I'm at work opt out".
  const isTwo = isOptingOut(words.slice(last.end - 2, last.end));
  const end = last.end - (isTwo ? 2 : 1);
  if (!isTwo && !KEYS.has(words[end] ?? "")) return null;
  const prior = words[end - 1] ?? "";
  if (last.endsWith === "?" || (OTHER_STOP.has(prior) && !(prior === "and" && CURSES.has(words[last.start] ?? ""))))
    return null;
  if (ABOUT.has(prior)) return null;
  const row = words.slice(last.start, end);
  if (row.some((word) => TELLS.has(word))) return "opt_out";
  if (row.some((word) => LAUGHS.has(word) || ASSENTS.has(word)) || row.slice(-3).some((word) => DETERMINERS.has(word)))
    return null;
  if (isTwo || CLEAR.has(words[end] ?? "")) return "opt_out";
  return SELF_SAID.has(row[0] ?? "") && !PLACES.has(row.at(-1) ?? "") && !row.some((word) => TRAVELS.has(word))
    ? "opt_out"
    : null;
}
/** "Thinking about opting out". */
const ABOUT = set("about of consider considering how");
const TRAVELS = set("bus train line exit ride drive walk st street ave avenue station near at next gas rest");
const LEAST_BEFORE_LAST = 3;

export function readKeywordFirst(text: TextWordsRead): "opt_out" | "unclear" | null {
  const { words, clauses, said } = text;
  const [clause, after] = clauses;
  if (!clause) return null;
  const first = words[0] ?? "";
  const laughs = said.split(" ").some((word) => LAUGHS.has(word));
  if (clause.start !== 0 || !KEYS.has(first)) return readKeywordWithin(text, laughs);
  const assents = words.some((word) => ASSENTS.has(word));
  const row = words.slice(0, clause.end);
  const isAsked = clause.endsWith === "?";
  // "Opting out, thanks for the info".
  if (isOptingOut(row) && row.length === 2) return isAsked ? null : "opt_out";
  if (row.length > 1) return goesOn(row, clause, laughs) ?? readKeywordWithin(text, laughs);
  if (!after || isAsked) return null;
  if (QUESTIONS.has(words[after.start] ?? "")) return "unclear";
  if (CLEAR.has(first)) return "opt_out";
  if (SENTENCE_ENDS.test(clause.endsWith)) return laughs || assents ? "unclear" : "opt_out";
  const next = words[after.start] ?? "";
  if (!GOES_ON.has(next)) return null;
  if (SELF.has(next) && !laughs && !assents) return "opt_out";
  return !laughs && words.slice(after.start, after.end).some((word) => TELLS.has(word)) ? "opt_out" : "unclear";
}

function isOptingOut([first, second]: readonly string[]): boolean {
  return (first === "opt" || first === "opting") && second === "out";
}

/** "Trump 2024! Opt out I'm in a meeting": the same in a later clause. */
function readKeywordWithin({ words, clauses }: TextWordsRead, laughs: boolean): "opt_out" | null {
  for (const [at, clause] of clauses.entries()) {
    const before = clauses[at - 1];
    if (!before || before.endsWith === "?" || !KEYS.has(words[clause.start] ?? "")) continue;
    const row = words.slice(clause.start, clause.end);
    if (row.length > 1 && goesOn(row, clause, laughs)) return "opt_out";
  }
  return null;
}

/** A clause that begins with the word and says whom or what it means. */
function goesOn(row: readonly string[], { aside }: Clause, laughs: boolean): "opt_out" | null {
  const isTwo = isOptingOut(row);
  if (!isTwo && (row[0] === "opt" || row[0] === "opting")) return null;
  const [second = "", third = "", fourth = ""] = row.slice(isTwo ? 2 : 1);
  if (ADDRESS.has(second) && row.length <= MOST_ADDRESS && third !== "" && !VERBS.has(third)) return "opt_out";
  if (second === "in" && row.at(-1) === "name") return "opt_out";
  if (second === "for" && row.some((word) => OATHS.has(word))) return "opt_out";
  if (second === "and" && third === "i" && fourth === "mean") return "opt_out";
  if (!GOES_ON.has(second) || laughs) return null;
  if (aside.has("please")) return "opt_out";
  return isTwo || CLEAR.has(row[0] ?? "") || row.slice(1).some((word) => TELLS.has(word)) ? "opt_out" : null;
}
