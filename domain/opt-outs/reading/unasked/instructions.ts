/**
 * Instructions how to opt out are no requests: "To opt out reply STOP" in the auto-reply of a business, or our own "Reply STOP to
 * opt out" quoted back, in any order of verb, word and purpose. The same look tells whether a script says how to opt out.
 */
import { automatonOf } from "../../pattern/pattern.ts";
import { BREAK, wordNumbers } from "../../pattern/vocabulary.ts";
import type { Automaton, Steps } from "../../pattern/pattern.ts";
import { needsReader } from "../../pattern/needs.ts";
import { parser } from "../../pattern/pattern-parser.ts";
import type { Parts } from "../../pattern/pattern-parser.ts";
import { READER } from "../glance/readers.ts";
import type { ReaderNeeds } from "../glance/readers.ts";
import { readWords } from "../words.ts";
import type { TextWordsRead } from "../words.ts";

const PARTS = {
  SEND:
    "reply|replying|replies|text|texting|send|sending|respond|responding|type|typing|txt|say|write|use|answer|enter|message|hit|press|click|responda|responde|respondiendo|responder|envie|envia|" +
    "enviar|enviando|mande|manda|escriba|escribe|conteste|textee|texto|repondez|reponds|repondre|envoyez|envoie|envoyer|tapez|textez|ecrivez|antworten|rep|sms|visit|click|dial",
  /** As it is told, not as somebody tells that they do it. */
  ORDER: "reply|text|txt|send|rply|respond|type|press|say|responda|envie|repondez|envoyez|textez",
  WORD: "stop|end|quit|cancel|unsubscribe|unsub|stopall|remove|exit|alto|arret|pare|parar|baja|salir|no|out|revoke|leave|cancelar|sair|s|detener|fin|stopp|optout | opt out",
  WITH: "with|the|word|back|us|a|by|to|this|message|number|con|la|palabra|avec|le|mot|par|simply|me|keyword|via|at|any|time|anytime|it|text|reply|please|em|com|mit|or|and",
  PURPOSE:
    "opt|optout|unsubscribe|unsub|stop|end|quit|cancel|leave|remove|be|discontinue|terminate|no|not|dont|out|get|receiving|receive|avoid|prevent|block|turn|exit|decline|revoke|opting|" +
    "salir|cancelar|terminar|darse|dejar|parar|detener|desuscribirse|finalizar|desabonner|arreter|ne|vous|resilier|cesser|quitter|sair|anular|eliminar|removerse|deixar|interromper|nolonger",
  FOR: "to|2|for|if|para|pour|si|and|=|in|as|when|or|until|4|at|any|anytime|se|zum",
};

const PATTERNS = [
  // "Reply STOP to opt out", "text STOP to 12345 at any time", "reply with the word STOP if …".
  "SEND WITH{0,5} (,)? WORD (,)? (to|2|para|pour|=|4|a) (.)? (,)? (PURPOSE|. (to|para|pour) PURPOSE)",
  "SEND WITH{0,5} WORD (,)? (for|if|si|when|until|in|se|any|anytime) .{1,8}",
  "SEND WITH{0,5} WORD (to|2|at|au|al|a) .{1,3}",
  "(para|pour|to|si|if) PURPOSE .{0,8} (,)? .{0,4} (,)? .{0,4} (SEND) WITH{0,5} WORD",
  "(you can|may|puede|puedes|pouvez) .{0,3} PURPOSE .{0,8} (,)? .{0,3} (SEND) WITH{0,5} WORD",
  "(if|si) .{1,12} (,)? .{0,4} (SEND) WITH{0,5} WORD",
  "(opt|unsubscribe|cancel|optout|unsub) (out|all|messages|texts|messages|alerts|anytime|receiving|at|any|time|by)* (,)? (by)? (SEND) WITH{0,5} WORD",
  "(to|for|if) .{0,3} PURPOSE .{0,6} (,)? (visit|click|go to|log|dial) .{1,3}",
  "for (no more|help|nolonger) .{0,4} (,)? (SEND) WITH{0,5} WORD",
  // "Reply STOP and you won't hear from us", "Stop messages by replying STOP", "Stop anytime: text STOP".
  "ORDER WITH{0,5} WORD (and) (you|we|well|ill|youll|your|it|the) .{1,6}",
  "(stop|end|ended|stopped|ends|cancel|cancelled|unsubscribe|out|removed|quit|leave|remove) .{0,6} by (SEND) WITH{0,5} WORD",
  "(end|stop|out|unsubscribe|unsub|cancel|quit|leave|optout) (anytime|alerts|messages|texts|at|any|time|all|these|notifications|updates|reminders)* , ORDER WITH{0,3} WORD",
  // "Click here to unsubscribe", "Press 9 to be placed on our do not call list".
  "(click|tap|press|dial|visit|open|use|follow) (the|this|on|our)* (here|below|link|button|1|2|3|4|5|6|7|8|9|0|page|url) (below|here|now)* to (be)? (unsubscribe|opt|stop|end|quit|cancel|leave|removed|placed|taken|unsub|put) .{0,7}",
  "WORD (au|al|to|at|a) . (pour|para|to|for) .{1,8}",
  // "STOP to end", "STOP=quit", "HELP for help".
  "WORD (2|to|=|para|pour|for) (opt out|end|quit|unsubscribe|unsub|stop|cancel|be removed|leave|terminar|salir|cancelar|optout|opt|terminate|exit|remove|stopall|discontinue|desabonner|arreter|no more|finalizar)",
  "(stop2end|stop2quit|stop2optout|stop2stop|stop2cancel|stop2unsub|stop2unsubscribe)",
  "WORD (=|is) (end|quit|opt out|unsubscribe|stop|cancel)",
  "WORD (cancels|unsubscribes|ends|quits|stops)",
  "(opt) out = stop",
];

let automaton: Automaton | null = null;

/**
 * Whether each word is within an instruction; an instruction goes on to the end of its clause. Null when none is. Looks at each
 * word once, however many instructions overlap.
 */
export function instructedWords(words: readonly string[], steps: Steps): boolean[] | null {
  automaton ??= automatonOf(PATTERNS, PARTS);
  const found = automaton.all(wordNumbers(words), steps);
  if (found.length === 0) return null;
  const ends: number[] = [];
  for (const { start, end } of found) ends[start] = Math.max(end, ends[start] ?? 0);
  let until = 0;
  let goesOn = false;
  return words.map((word, at) => {
    until = Math.max(until, ends[at] ?? 0);
    goesOn = at < until || (goesOn && word !== BREAK);
    return goesOn;
  });
}

/**
 * "Don't want these? Reply STOP.": an offer and what to do about it; "Opt-out: STOP". Told by the signs between them, which rules
 * do not see.
 */
export function isOffered({ words, clauses }: TextWordsRead): boolean {
  return clauses.some((clause, at) => {
    const next = clauses[at + 1];
    if (!next) return false;
    const said = words.slice(clause.start, clause.end);
    const order = words.slice(next.start, next.end);
    const isKey = KEYS.has(order.at(-1) ?? "");
    if (clause.endsWith === ":" && order.length === 1 && isKey) return said.some((word) => OFFERS.has(word));
    const isOrder = order.length > 1 && order.length <= MOST_ORDER && ORDERS.has(order[0] ?? "") && isKey;
    return clause.endsWith === "?" && isOrder && said.some((word) => OFFERS.has(word));
  });
}
const MOST_ORDER = 4;
const KEYS = new Set("stop end quit cancel unsubscribe unsub stopall remove exit leave optout out".split(" "));
const ORDERS = new Set(PARTS.ORDER.split("|"));
const OFFERS = new Set(
  "want wants dont not wrong quit done tired longer nolonger prefer stop unsub unsubscribe opt out enough interested need leave end cancel".split(
    " ",
  ),
);

/** "Do I have to say unsubscribe or what", "if I text STOP will I still hear about my application": what somebody asks. */
const ASKED = [
  "(do|does|should|must|if|can|will|would) (i|we|ive) .{0,3} (say|text|send|type|reply|put|write|hit|respond|press) .{0,1} (stop|unsubscribe|quit|end|cancel)",
];
let asked: Automaton | null = null;

export function asksAboutStop(said: string, steps: Steps): boolean {
  asked ??= automatonOf(ASKED, {});
  return asked.all(wordNumbers(said.split(" ")), steps).length > 0;
}

export function instructionNeeds(): ReaderNeeds[] {
  const of = (patterns: readonly string[], parts: Parts, readers: number) => {
    const read = needsReader();
    const parse = parser(parts);
    return patterns.map((pattern) => ({ needs: read(parse(pattern)), readers }));
  };
  return [...of(PATTERNS, PARTS, READER.instructions), ...of(ASKED, {}, READER.asked)];
}

/** Without a purpose, and the words that alone say what it is about. "Which bus stop?" is none of them. */
const WORDING = [
  "SEND (with|by|con|avec)? (the word|us|back|la palabra|le mot)? WORD",
  "(opt out|optout|unsubscribe|unsub|stopall|desuscribir|desuscribirse|desabonner|desinscrire)",
  "stop (end|quit|cancel|unsubscribe|opt out)",
  "(darse|darte|dar) de baja",
];
let wording: Automaton | null = null;

/** Whether a text tells how to opt out, purpose and word in either order: "STOP=end", "To end, text STOP". */
export function saysHowToOptOut(text: string): boolean {
  const { words } = readWords(text);
  const steps = { count: 0 };
  wording ??= automatonOf(WORDING, PARTS);
  return instructedWords(words, steps) !== null || wording.all(wordNumbers(words), steps).length > 0;
}
