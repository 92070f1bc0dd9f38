/** How the grammars of all languages are written: parts with names, and rules over them. */

/**
 * What a rule's words mean:
 * - `alone`: an opt-out when it is the whole text, without anything around it.
 * - `asked`: an opt-out when it is the whole text, or a clause beside "please" or a refusal; else nothing.
 * - `pleaded`: an opt-out with "please" or a refusal beside it; else nothing.
 * - `keyword`: an opt-out when it is the whole text; as a clause among others, beside "please" or a refusal.
 * - `opt_out`: no more texts, whatever else the text says.
 * - `opt_out_at_end`: the same, when the clause or the thought ends there ("remove me", not "remove me from office").
 * - `opt_out_again`: the same, when "again", "ever" or "anymore" is said with it.
 * - `review`, `review_at_end`, `review_alone` (as the whole text): a person has to read it.
 * - `wrong_number`: somebody else has this number.
 * - `of_other`: no more texts to somebody else, or about a number: an opt-out beside a wrong number or a refusal, else for a person.
 * - `refusal`: not interested; with a bare "stop" beside it, the "stop" is meant for us.
 * - `not`: the words ask for nothing, or for the opposite; a request inside them does not count.
 * - `elsewhere`: what a request is about is not our texts ("take my name off the early voting list").
 * - `doubt`: takes back or limits what the text asks for ("text my other number instead"), so that a person has to read it.
 */
export type Meaning =
  | "alone"
  | "keyword"
  | "asked"
  | "pleaded"
  | "opt_out"
  | "opt_out_at_end"
  | "opt_out_again"
  | "review"
  | "review_at_end"
  | "review_alone"
  | "wrong_number"
  | "of_other"
  | "refusal"
  | "not"
  | "elsewhere"
  | "doubt";

export type Language =
  | "en" | "es" | "zh" | "tl" | "vi" | "ar" | "fr" | "ko" | "ru" | "pt" | "ht" | "hi" | "de" | "pl" | "it" | "ur" | "fa" | "ja"
  | "te" | "ta" | "bn" | "gu" | "pa" | "hy" | "he" | "km" | "am" | "so" | "sw" | "hmn" | "th" | "lo" | "uk" | "ne" | "el" | "mr"
  | "sr" | "id" | "tr" | "nl" | "ro" | "sq"; // prettier-ignore

export type Grammar = {
  language: Language;
  parts: Readonly<Record<string, string>>;
  rules: Readonly<Partial<Record<Meaning, readonly string[]>>>;
};
