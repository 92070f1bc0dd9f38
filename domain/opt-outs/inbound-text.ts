/*
 * What a contact really wrote, made comparable: lower case, no accents, punctuation, quotes, emoji variation marks,
 * signatures and reaction suffixes (docs/rules.md#opt-outs-detection).
 */

export interface InboundText {
  /** Sentences and parts between commas, dashes or line ends: words separated by one space. None is empty. */
  clauses: string[];
  /** All clauses joined by a space. */
  whole: string;
}

/** Space-like and invisible marks that phones put around reactions and right-to-left text. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;
const SIGNATURE = /\n\s*(?:--+\s*\n.*|(?:sent (?:from|via)|get outlook for|enviado desde|envoye de)\b[^\n]*)\s*$/su;

/** How phones without the feature show a reaction: "Liked “…”", "Removed a heart from “…”", "A aimé « … »". */
const TAPBACK =
  /^(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|removed an? [^"“«]{1,24} from|reacted [^"“«]{1,24} (?:to|with)|(?:le|me) (?:gusto|encanto|gusta|encanta)|a (?:aime|adore)|aime|adore)\s*["“«„].*["”»“…]$/su;
/** "🛑 to “…”", "Reacted 🛑 to “…”": an emoji, then the text that it is a reaction to. */
const EMOJI_REACTION = /^(?:reacted |reacciono con )?([^\p{L}\p{N}"“«]{1,16}) (?:to|a) ["“«„].*["”»“…]$/su;

/** One letter at a time: "S.T.O.P", "s t o p". */
const SPELLED_OUT = /^[^\p{L}\p{N}]*(?:\p{L}[\s.*_-]+){2,}\p{L}[^\p{L}\p{N}]*$/u;

const SPELLINGS: readonly [RegExp, string][] = [
  [/\b(?:sto{3,}p+|stopp+)\b/g, "stop"],
  [/\b(?:pls|plz|plse|pleas|plez|pleeease|pleease)\b/g, "please"],
  [/\b(?:do not|don t|dnt)\b/g, "dont"],
  [/\bu\b/g, "you"],
  [/\bur\b/g, "your"],
  [/\b(?:thank you|thank u|thanx|thx|thnx|tks|ty)\b/g, "thanks"],
  [/\btxt(s?)\b/g, "text$1"],
  [/\btxt(?:t?ing|in)\b|\btextin\b/g, "texting"],
  [/\bmsg(s?)\b/g, "message$1"],
  [/\b(?:msging|messagin)\b/g, "messaging"],
  [/\b(?:un subscribe|unsuscribe|unsubcribe|unsubsribe|unscribe|unsubscibe)\b/g, "unsubscribe"],
  [/\boptout\b/g, "opt out"],
  [/\bgonna\b/g, "going to"],
  [/(?:\bstop |🛑 )*(?:\bstop|🛑)(?= (?:texting|messaging|contacting|calling|sending)\b)/gu, "stop"],
  // "No deje de escribirme" asks for the opposite; "no" alone is politeness.
  [/\bno (dej(?:e|es|en|a|as)|par(?:e|es|en|a|as)) de\b/g, "no$1 de"],
];

/** The words of an inbound text, for comparison only. A reaction in words ("Liked “…”") leaves no words at all. */
export function readInbound(text: string): InboundText {
  let plain = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(INVISIBLE, "")
    .toLowerCase()
    .replace(SIGNATURE, "")
    .trim();
  const emoji = EMOJI_REACTION.exec(plain)?.[1];
  if (emoji !== undefined) plain = emoji;
  else if (TAPBACK.test(plain)) plain = "";
  if (SPELLED_OUT.test(plain)) plain = plain.replace(/[^\p{L}]/gu, "");

  plain = plain.replace(/\bwrong #/gu, "wrong number");

  const clauses: string[] = [];
  for (const piece of plain.split(/[.,;:!?\n…—–()]+|\s-+\s/u)) {
    let clause = piece
      .replace(/['’ʼ`´]/gu, "")
      .replace(/[^\p{L}\p{N}🛑]+/gu, " ")
      .replace(/\s*🛑\s*/gu, " 🛑 ")
      .trim()
      .replace(/\s+/gu, " ");
    for (const [spelling, word] of SPELLINGS) clause = clause.replace(spelling, word);
    if (clause !== "") clauses.push(clause);
  }
  return { clauses, whole: clauses.join(" ") };
}
