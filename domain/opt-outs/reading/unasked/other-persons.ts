/**
 * Whom a refusal means: "Do not contact my wife, contact me" still wants our texts, for somebody else or somewhere else. Which number
 * to leave in peace is for a person to see.
 */
import type { Clause, TextWordsRead } from "../words.ts";

const set = (words: string) => new Set(words.split(" "));

const LEADS = set("but only and so you can may should rather better instead then or");
const REACHES = set("text contact message txt msg reach use try keep call email");
const SELF = set("me mine us ours");
const OWNERS = set("my our his her this that the");
const OTHERS = set("him her them");
/** "Contact my lawyer" is a threat. */
const THREATS = set("lawyer lawyers attorney attorneys solicitor counsel union boss manager's police");
const ENDS = set("instead here directly only first thanks ok okay");
/** "Text me again": one more. */
const AGAIN = ["again", "ever", "anymore"];
const MOST_OF_OBJECT = 4;

/** Whether a clause asks to reach somebody: the writer, or whom they name. */
export function asksToReach({ words, clauses }: TextWordsRead): boolean {
  return clauses.length > 1 && clauses.some((clause) => reaches(words, clause));
}

function reaches(words: readonly string[], { start, end, aside }: Clause): boolean {
  if (AGAIN.some((word) => aside.has(word))) return false;
  let at = start;
  while (at < end && LEADS.has(words[at] ?? "")) at += 1;
  if (!REACHES.has(words[at] ?? "")) return false;
  const object = words[at + 1] ?? "";
  // A phone number counts as a word for one.
  if (SELF.has(object) || object === "number") return endsAt(words, at + 2, end);
  if (OWNERS.has(object) && end - at > 2) {
    const row = words.slice(at + 1, end);
    if (row.some((word) => THREATS.has(word))) return false;
    return row.length <= MOST_OF_OBJECT || endsAt(words, at + 1 + MOST_OF_OBJECT, end);
  }
  return OTHERS.has(object) && endsAt(words, at + 2, end);
}

/** Whether the clause is over here. */
function endsAt(words: readonly string[], at: number, end: number): boolean {
  return at >= end || (ENDS.has(words[at] ?? "") && at + 1 >= end);
}
