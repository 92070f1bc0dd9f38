/**
 * Words that are one slip of a finger away from a word of opt-outs: "stpo", "ST0P", "unsubscrbe". Alone, such a word goes to a
 * person; within a request it is read as what was meant.
 */
import { remembering } from "./remembering.ts";

/** Words that people mistype, with what looks like them and is a word of its own. */
const TARGETS = [
  "stop",
  "unsubscribe",
  "remove",
  "cancel",
  "quit",
  "delete",
  "texting",
  "messages",
  "contact",
  "messaging",
  "contacting",
  "revoke",
  "optout",
  "stopall",
  "arret",
  "please",
  "take",
  "text",
  "alone",
  "number",
  "harassing",
  "bothering",
  "sending",
  "receive",
  "receiving",
  "anymore",
];
const REAL = new Set(
  (
    "shop top step stow spot stoop slop swop store stock stone stops stopped stoke story stoic stork post pots soup sop sot scoop strop strap strip stomp stoup " +
    "unsubscribed unsubscribing unsubscribes subscribe subscribed remote removed remover removes remodel cancels canceled cancer counsel chancel quiet quite suit quilt quip quits quint quid exit " +
    "deleted deletes contacts contract compact testing messages message contrast arrest arrete arrets arretez text tests revoked revolve evoke invoke provoke " +
    "numbers lumber cumber member umber slumber test tent next texas tet tex teat ext tax along clone stone aloe atone lone alon make cake lake bake fake rake sake wake tale tape tame talk task tank taken takes stake tate teak toke tyke kate taker taked tales tapes taking take " +
    "ending bending lending mending tending fending vending sanding spending seeding wending pending received receiver receives deceive relieve deceiving relieving believing " +
    "options optics optional removal stupid setup shot snot slot soot spots stump stopit pleased pleas lease release"
  ).split(" "),
);
const LEET: Readonly<Record<string, string>> = { "0": "o", "1": "i", "3": "e", "5": "s", "7": "t", "4": "a", "8": "b" };
const LONG = "unsubscribe";

/** Targets by what is left of them without one letter: two words that are one slip apart share such a rest. */
const byRest = new Map<string, string[]>();
for (const target of TARGETS) {
  for (const rest of [target, ...deletions(target)]) byRest.set(rest, [...(byRest.get(rest) ?? []), target]);
}

/** The word that was meant, or null when the word is itself, or another. */
export const nearWord = remembering(lookUp);

function lookUp(word: string): string | null {
  if (word.length < 3 || word.length > 14 || REAL.has(word) || TARGETS.includes(word)) return null;
  const letters =
    /\d/u.test(word) && /[a-z]/u.test(word) ? Array.from(word, (sign) => LEET[sign] ?? sign).join("") : word;
  if (letters !== word && TARGETS.includes(letters)) return letters;
  for (const rest of [letters, ...deletions(letters)]) {
    const meant = byRest.get(rest)?.find((target) => distance(letters, target) === 1);
    if (meant !== undefined) return meant;
  }
  if (letters.length >= 8 && letters.startsWith("un") && letters !== "unsubscribed" && distance(letters, LONG) <= 3)
    return LONG;
  return null;
}

function deletions(word: string): string[] {
  return Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1));
}

/** Optimal string alignment: bounded, as both words are short. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
