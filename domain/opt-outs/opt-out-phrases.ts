/*
 * The words and phrases of the opt-out rules, as patterns over the plain words of `readInbound`: lower case, no accents
 * or apostrophes, one space between words, "do not" written "dont", "opt-out" written "opt out".
 */

import {
  CONDITIONS_ES_FR,
  PHRASES_ES_FR,
  UNCLEAR_ES_FR,
  WHOLE_PHRASES_ES_FR,
  WRONG_NUMBER_ES_FR,
} from "./opt-out-phrases-es-fr.ts";

const all = (...patterns: string[]) => `(?:${patterns.join("|")})`;

/** Rule (a): words that mean opt-out when they are the whole text. */
export const OPT_OUT_WORDS: readonly string[] =
  "stop,quit,end,revoke,opt out,cancel,unsubscribe,stopall,stop all,unsub,arret,alto,pare,🛑".split(",");
export const ONLY_WORDS = new RegExp(`^(?:${OPT_OUT_WORDS.join("|")})(?: (?:${OPT_OUT_WORDS.join("|")}))*$`);

/** Words that stay clear in polite company: "please stop". "Please cancel" does not: cancel what? */
const CLEAR_WORD = all(
  "stop",
  "stop all",
  "stopall",
  "unsubscribe",
  "unsub",
  "opt out",
  "remove",
  "🛑",
  "alto",
  "pare",
  "arret",
);
export const IS_CLEAR_WORD = new RegExp(`^${CLEAR_WORD}(?: ${CLEAR_WORD})*$`);
export const IS_UNCLEAR_WORD =
  /^(?:cancel|end|quit|revoke)(?: (?:it|this|that|me|these|all|everything|this conversation))?$/;

/** Said around the point, in front of it or behind it. */
const POLITE = all("please", "kindly", "por favor", "porfavor", "svp", "sil vous plait", "now", "right now", "already");
const URGENT = all("immediately", "asap", "at once", "just", "today", "i said", "i repeat", "i mean it", "seriously");
const RUDE = all("fucking", "fuckin", "freaking", "damn", "goddamn", "the fuck", "the hell", "fuck");
const GREETING = all(
  "hey",
  "hi",
  "hello",
  "ok",
  "okay",
  "no",
  "non",
  "nope",
  "yes",
  "yeah",
  "sorry",
  "thanks",
  "gracias",
  "merci",
);
const ADDRESS = all(
  "sir",
  "maam",
  "dude",
  "man",
  "bro",
  "guys",
  "people",
  "yall",
  "so",
  "and",
  "but",
  "then",
  "really",
  "ya",
);
const ASKING = all(
  "(?:can|could|would|will) (?:you|yall)(?: guys| people)?",
  "you (?:need to|must|should)",
  "i (?:want|wish|need|would like|have|am asking|am trying) to",
  "id like to",
  "(?:i|we|ive|im) (?:\\w+ ){0,2}?(?:told|asked|asking|telling|begging|want|need|like)(?:ed)? (?:you|yall)(?: \\w+){0,2} to",
  "(?:told|asked) (?:you|yall)(?: \\w+){0,2} to",
);
const FILLER = all(POLITE, URGENT, RUDE, GREETING, ADDRESS);
export const LEADING_FILLER = new RegExp(`^(?:(?:${FILLER}|${ASKING}) )+`);
export const TRAILING_FILLER = new RegExp(`(?: (?:${FILLER}|again|anymore|any more|ever|forever|period|you))+$`);
/** What makes one clause among others clear: "I am busy. Please stop." */
export const HAS_PLEA = new RegExp(`\\b(?:${POLITE}|${URGENT}|${ASKING})\\b`);

const ME = all(
  "me",
  "us",
  "my (?:\\w+ )?(?:phone|number|cell|line)",
  "this (?:\\w+ )?(?:number|phone|line)",
  "my (?:wife|husband|mom|mother|dad|father|son|daughter|family|kids?)",
);
const KIND = all(
  "the",
  "these",
  "those",
  "this",
  "that",
  "your",
  "all",
  "any",
  "more",
  "such",
  "so many",
  "political",
  "campaign",
  "spam",
  "annoying",
  "unwanted",
  "stupid",
  "text",
  "sms",
  "unsolicited",
  "of",
  "with",
  "out",
);
const TEXTS = all(
  "texts?",
  "messages?",
  "text messages?",
  "texting",
  "messaging",
  "sms",
  "spam",
  "crap",
  "shit",
  "bullshit",
);
const NOUNS = all("texts?", "messages?", "text messages?", "sms", "spam", "crap", "shit", "bullshit");
const LIST = all(
  "lists?",
  "database",
  "system",
  "texts?",
  "messages?",
  "contacts?",
  "records?",
  "thread",
  "group",
  "chat",
  "campaign",
  "here",
  "there",
  "this",
  "it",
);

/** Rule (b): phrases of clear intent that may go on ("stop texting me you creep"). */
const PHRASES = all(
  `(?:stop|quit|cease) (?:texting|messaging|contacting|calling|emailing|spamming|harassing|bothering|bugging|annoying|pestering|writing(?: to)?|sending) ${ME}(?: ${KIND})*(?: ${TEXTS})?`,
  `(?:stop|quit|cease) (?:sending )?(?:${ME} )?(?:${KIND} )*${NOUNS}`,
  `(?:i |we )?dont (?:want|wish|need|care) (?:to (?:get|receive|be|see|have) )?(?:any of )?(?:${KIND} )*(?:${TEXTS}|texted|contacted|messaged)`,
  `(?:dont|never)(?: ever| you ever| you dare)? (?:text|contact|message|bother|spam|harass) ${ME}`,
  `(?:you )?(?:may|must|shall|can) not (?:text|contact|message) ${ME}`,
  `(?:dont|never)(?: ever)? (?:call|email|write|write to) ${ME} (?:again|anymore|any more|ever)`,
  `(?:dont|never)(?: ever)? send ${ME} (?:${KIND} )*(?:${TEXTS}|anything|anymore|again)`,
  `(?:lose|forget|erase|delete|drop|remove|take off) ${all("my", "this")} (?:phone |cell )?(?:number|name|info|information|contact|contact info|cell|phone)`,
  `leave (?:me|us|my family) (?:the (?:hell|fuck|heck) )?(?:alone|be)`,
  `(?:unsubscribe|unsub) ${ME}`,
  `opt (?:me|us|this number|my number) out`,
  `(?:im|i am) opting out`,
  `i (?:hereby )?(?:opt out|unsubscribe)`,
  `(?:i )?(?:hereby )?(?:revoke|withdraw) (?:my |all )?consent`,
  `no more (?:${KIND} )*${TEXTS}`,
  ...PHRASES_ES_FR,
);

const LISTED = all(ME, "my (?:\\w+ )?(?:name|info|information)");
const FROM_LIST = ` (?:from|off|out|of|off of|out of)(?: (?:\\w+ ){0,4}lists?|(?: (?:your|the|this|that|these|all|any|you|text|texting|call|calling|mailing|contact|phone|sms|political|campaign|distribution))*(?: ${LIST})?)`;

/** Rule (b): phrases that must end there, because they mean something else when they go on ("remove me from office"). */
const WHOLE_PHRASES = all(
  `(?:remove|delete|scratch|strike|cross|drop) ${LISTED}(?:${FROM_LIST})?`,
  `(?:take|get) ${LISTED}${FROM_LIST}`,
  `(?:(?:want|wanted|wish|need|like|ask|asked|asking|requested|requesting) to )?be (?:removed|taken off|unsubscribed|deleted)(?:${FROM_LIST})?`,
  `(?:stop|quit|cease) (?:texting|messaging|contacting|calling|spamming|harassing|bothering|bugging)`,
  `(?:dont|never)(?: ever)? (?:text|contact|message)`,
  `no (?:texts|texting|messages|messaging|spam)`,
  `(?:unsubscribe|unsub|opt out)(?: (?:from|of))(?: (?:your|the|this|these|all|any|\\w+))* (?:${LIST}|${TEXTS})`,
  `(?:i )?(?:have )?(?:already )?(?:reply|replied|replying|text|texted|texting|send|sent|sending|said|wrote) stop`,
  `stop (?:2|to) (?:opt out|end|quit|unsubscribe|stop|cancel)|stop2(?:end|quit|stop|cancel)`,
  `stop sending (?:these|this|them|those|it)`,
  ...WHOLE_PHRASES_ES_FR,
);

const CONDITION = all(
  "while|when|whenever|during|after|before|until|till|unless|if|because|by|tonight|late|early|so (?:early|late|much|often)|this (?:early|late)|at (?!all|this)|on (?!this|my)|in ",
  ...CONDITIONS_ES_FR,
);

/** The clause begins with a phrase of rule (b) and goes on without a condition, or is one. */
export const CLEAR_PHRASE = new RegExp(`^(?:${PHRASES}(?! ${CONDITION})(?= |$)|${WHOLE_PHRASES}$)`);
/** The same further on in the clause; the word before it decides. */
export const LATER_PHRASE = new RegExp(` (${PHRASES}(?! ${CONDITION})(?= |$)|${WHOLE_PHRASES}$)`);
/** Before a phrase: it is denied, so nobody opts out ("don't stop texting me", "they won't leave me alone"). */
export const DENIES =
  /(?:^| )(?:dont|never|not|wont|cant|cannot|didnt|doesnt|wouldnt|couldnt|shouldnt|isnt|arent)(?: \w+ing)?$/;
/** Before a phrase: the contact reports, wishes or asks about it, so a person must read the text. */
export const REPORTS =
  /(?:^| )(?:to|they|he|she|it|we|i|you|them|him|her|people|who|that|could|should|would|will|might|ever|when|if|why)$/;
/** A phrase under a condition: "don't text me at work". */
export const CONDITIONAL_PHRASE = new RegExp(`^${PHRASES} ${CONDITION}`);

/** Our own instruction, quoted back: "Reply STOP to opt out". It is not what the contact says. */
export const INSTRUCTION =
  /(?:\b(?:reply|text|send|type|respond)(?: with)? )?\bstop ?(?:2|to) ?(?:opt out|end|quit|unsubscribe|stop|cancel)\b/g;

/** Rule (c): wrong number, for a person to confirm. */
export const WRONG_NUMBER = all(
  "wrong (?:number|person|phone|cell|guy|lady)",
  "(?:have|got) the wrong",
  "(?:isnt|is not|not) (?:his|her|their|\\w+s) (?:phone|number|cell)",
  "(?:no one|nobody|noone) (?:here )?(?:by|named|with) ",
  "dont know (?:any|anyone|anybody|a) (?:named|by|\\w+ (?:named|by))",
  "(?:no longer|doesnt|does not) (?:has|have|use|own)s? this (?:number|phone)",
  "wrong (?:no|num|nbr)$",
  "(?:isnt|is not|not) the (?:right|correct) (?:number|person|phone)",
  "(?:there is|theres) no \\w+ here$",
  "(?:doesnt|does not|no longer) lives? here",
  ...WRONG_NUMBER_ES_FR,
);
export const SAYS_WRONG_NUMBER = new RegExp(`\\b${WRONG_NUMBER}`);

/** Rule (c): other things that may mean "stop", for a person to confirm. Each is a whole clause. */
export const UNCLEAR_CLAUSE = new RegExp(
  `^${all(
    `${CLEAR_WORD} (?:it|this|that|who|what|why|how|im|i|you|youre|wrong|not|my|we|or|dont|leave|already|just|voted)(?: .*)?`,
    `(?:.* )?(?:number|is this|interested|person|name|here) (?:stop|unsubscribe)`,
    `${CLEAR_WORD} (?:\\w+ )?times`,
    `cancel (?:\\w+ ){0,2}?(?:subscription|texts?|messages?|texting|texting me)`,
    `(?:i |ive |have |already )*(?:opted out|unsubscribed)(?: .*)?`,
    `(?:.* )?(?:you|yall) (?:wont|dont|didnt|never) (?:ever )?(?:stop|quit) (?:texting|messaging|contacting|calling|bothering|harassing)(?: .*)?`,
    `(?:go away|get lost|buzz off|(?:fuck|piss|screw|f) off|(?:fuck|screw) you|shut up)`,
    `(?:.* )?(?:you|yall) keep (?:texting|messaging|calling|contacting|bothering)(?: .*)?`,
    `(?:.* )?(?:telling|told|asking|asked) (?:you|yall) to stop .*`,
    `(?:take|remove|delete|get) (?:him|her|them) (?:off|from|out of) .*`,
    `(?:(?:he|she|my \\w+) )?(?:is |has |was )?(?:deceased|passed away|passed on|died)(?: .*)?`,
    `(?:this is )?(?:spam|harassment)`,
    `(?:im |i am |i will |ill |going to )*(?:report|reporting|block|blocking|reported|blocked) (?:you|this|this number)(?: .*)?|reported|blocked`,
    `(?:stop|quit|cease) (?:texting|messaging|contacting|spamming|wasting) .*`,
    `(?:stop|quit|cease) (?:asking|begging|soliciting)(?: .*)?`,
    `if you (?:dont|cant|keep|continue) .*(?:stop|texting|messaging).*`,
    `(?:no more|enough|enough already)`,
    ...UNCLEAR_ES_FR,
  )}$`,
);
