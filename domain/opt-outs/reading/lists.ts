/**
 * Lists of ways to be reached, which commas cut into clauses: "no calls, texts or emails", "do not call, text, email or visit". They
 * are one clause, so that what is said before the first word of the list is said of each.
 */

type Cut = { words: string[]; endsWith: string };

const set = (words: string) => new Set(words.split(" "));

/** Words of a list are all of one form: "no calls, text me" goes on with another thought. */
const FORMS = [
  set(
    "calls texts emails messages mails mail letters visits flyers mailers sms postcards voicemails robocalls phonecalls contact communication communications email alerts notifications updates txts msgs spam",
  ),
  set("call text email message mail visit write phone contact ring txt msg knock fax dm sms ping"),
  set(
    "calling texting emailing messaging mailing visiting writing phoning contacting ringing knocking faxing txting dming",
  ),
];
/** Before a word of the list. */
const ADJECTIVES = set("phone text any more further voice e");
const JOINS = set("or and nor no");
/** Behind the list. */
const TAILS = set(
  "please pls plz anymore again ever thanks thank thx me us at of to from this my whatsoever either period for",
);
const LEAST_ITEMS = 2;

/** The clauses of a text with each list in one of them. */
export function withLists<Clause extends Cut>(clauses: Clause[]): Clause[] {
  if (clauses.length === 1) return clauses;
  const made: Clause[] = [];
  for (let at = 0; at < clauses.length;) {
    const first = clauses[at];
    if (!first) break;
    const rest = restOfList(clauses, at);
    if (rest.length === 0) made.push(first);
    else {
      const words = [...first.words];
      for (const next of rest) {
        if (!JOINS.has(next.words[0] ?? "")) words.push("or");
        words.push(...next.words);
      }
      made.push({ ...first, words, endsWith: rest.at(-1)?.endsWith ?? "" });
    }
    at += 1 + rest.length;
  }
  return made;
}

/** The clauses behind this one that go on with its list. */
function restOfList<Clause extends Cut>(clauses: readonly Clause[], at: number): Clause[] {
  const { words, endsWith } = clauses[at] ?? { words: [], endsWith: "" };
  const form = FORMS.find((each) => each.has(words.at(-1) ?? ""));
  if (!form || endsWith !== ",") return [];
  const rest: Clause[] = [];
  let items = 0;
  for (let next = at + 1; next < clauses.length; next += 1) {
    const clause = clauses[next];
    const found = clause && itemsOf(clause.words, form);
    if (!clause || !found) break;
    rest.push(clause);
    items += found.count;
    if (!found.goesOn || clause.endsWith !== ",") break;
  }
  return items >= LEAST_ITEMS ? rest : [];
}

/** How many words of a list a clause begins with, when it has nothing but them and a tail. */
function itemsOf(words: readonly string[], form: ReadonlySet<string>): { count: number; goesOn: boolean } | null {
  let count = 0;
  let at = 0;
  while (at < words.length) {
    while (JOINS.has(words[at] ?? "")) at += 1;
    while (ADJECTIVES.has(words[at] ?? "") && at + 1 < words.length && !form.has(words[at] ?? "")) at += 1;
    if (!form.has(words[at] ?? "")) break;
    count += 1;
    at += 1;
    if (!JOINS.has(words[at] ?? "")) break;
  }
  if (count === 0) return null;
  const tail = words[at];
  if (tail === undefined) return { count, goesOn: true };
  return TAILS.has(tail) ? { count, goesOn: false } : null;
}
