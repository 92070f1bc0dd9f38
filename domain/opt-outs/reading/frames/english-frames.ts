/** What people ask for, as rows of classes of words (reader.ts): English, and what learners and speakers of two languages make of it. */
import type { Frame } from "./reader.ts";

/**
 * - `command`: begins with a verb that somebody must be told ("nix the texts"), not one that is told of ("I nixed").
 * - `ban`: begins with a negation ("no send more sms").
 * - `wish`: says of itself that it is one.
 * - `echo`: needs texts spoken of elsewhere in the text ("The texts are too much. Make them go away").
 * - `sure`: a wish, whatever follows.
 * - `released`: leaves it to us, with "keep" or "anymore".
 * - `pleaded`: asks when "please", "again" or "anymore" is said with it.
 * - `echo_number`: needs a number spoken of ("I got this number in May. Take it off").
 * - `limit`, `limit_first`, `limit_asked`: a ban that is limited to a time or place; as the text's first words; with "please".
 * - `review_short`: for a person when it is all that is said.
 * - `review_number`: for a person where a number is spoken of.
 * - `review`, `wrong_number`: for a person.
 */
export type FrameMeaning =
  | "command"
  | "ban"
  | "wish"
  | "sure"
  | "released"
  | "pleaded"
  | "echo"
  | "echo_number"
  | "limit"
  | "limit_first"
  | "limit_asked"
  | "review"
  | "review_short"
  | "review_number"
  | "wrong_number";

const FRAMES: Readonly<Partial<Record<FrameMeaning, readonly string[]>>> = {
  command: [
    // Ceasing: "kill the texts to this number", "nix these messages".
    "CEASE up|off|out|down|it? with? ~3 TEXTS",
    "CEASE of|with|from? DET ~2 TEXT $",
    "CEASE of|from? SENDING|SEND ~1 ME|MINE",
    "CEASE SENDING ~3 TEXTS",
    "CEASE SEND ~3 TEXTS|TEXT|ME",
    "CEASE ya? with|de|con ~3 TEXTS",
    "CEASE MINE ~1 sub|enrollment",
    "REMOVE MINE ~2 RECORD ~1 from|off|out|outta ~1 your",
    "REMOVE|TAKE ME from|off|out|outta ~1 of? your",
    "stop|quit|cease|halt send|text|message|txt|call $",
    "TAKE ME off|out ~1 of yours|it|this|here|there|that|em $",
    "turn|shut|switch|knock|lay|call|cut|hold|back|ease|leave off|down|out|it off|on|with? ~3 TEXTS",
    "put|bring|make|call ~2 end|stop|halt|kibosh ~1 to|on ~3 TEXTS",
    "put|bring|make ~2 end|stop|halt|kibosh to|on this|these|it|them $",
    "make|have|get ~3 TEXTS ~1 stop|cease|end $",
    "make|have|get ~3 TEXTS go|disappear|vanish away? $",
    "can the|these|those|your ~1 TEXTS",
    "do away with ~3 TEXTS",
    "spare ME ~3 TEXTS",
    "keep ~2 TEXTS to yourself|yourselves",
    "keep|leave|count ME off|out ~1 of? ~3 YOUR ~3 LIST|TEXTS",
    "keep|leave ME off|out of? LIST|it|this|everything $",
    "leave ~1 ME off $",
    "leave ~1 ME out of|off ~4 $",
    "leave ME ~3 be|alone $",
    "leave MINE ~2 wife|husband|mother|mom|father|dad|kid|kids|son|daughter|family|phone|number|house ~1 be|alone $",
    "TAKE his|her|their NUMBER off|out|away",
    "REMOVE his|her|their NUMBER ~1 from|off|out",
    "REMOVE his|her|their NUMBER $",
    "unsubscribe|unsub ~1 grandma|mom|dad|mother|father|wife|husband|son|daughter|her|him|NAME",
    "unsubscribe|unsub how|where",
    "cancel ME from|off|out",
    "cancel MINE NUMBER $",
    "stop|quit|end all|any|every ~1 these|those|them $",
    "REMOVE ME from|off|out all|every|any ~3 $",
    "pretend you|i ~1 never|dont|didnt ~3",
    "throw|toss|put|chuck MINE ~1 RECORD in|into|to ~1 trash|garbage|bin|fire|shredder|recycling",
    "leave an|a|this old|elderly|sick|poor|grieving|busy|tired|working|dying ~2 be|alone $",
    "leave off|out ~1 ME|MINE",
    // Removing: "excise my number from your rolls", "yeet my number out of ur database".
    "REMOVE MY ~2 RECORD ~2 from|off|out|outta|of ~4 LIST",
    "REMOVE MINE ~2 RECORD $",
    "REMOVE ME from|off|out|outta|of ~4 LIST",
    "REMOVE ME off|from|out? wherever|whatever|everywhere|everything|anything|there|here",
    "REMOVE ME $",
    "TAKE|REMOVE both? ME and MY ~1 wife|husband|mom|dad|mother|father|spouse|partner|son|daughter|family|roommate|number|phone ~1 off|out|from?",
    "REMOVE ME and|or ~2 RECORD|MINE",
    "REMOVE ~1 MINE ~2 RECORD and|or",
    "REMOVE number|numbers ~1 from|off|out ~4 LIST",
    "REMOVE it|this ~1 from|off|out ~2 YOUR ~4 LIST",
    "TAKE ME ~3 off|out|outta|away|from ~1 of? ~4 LIST",
    "TAKE MINE ~2 RECORD ~1 off|out|outta|away|from ~1 of? ~4 LIST",
    "TAKE ME off|out|outta $",
    "TAKE ME off|out|outta the|your|this|that|here|ur ~1 LIST",
    "TAKE MINE ~2 RECORD off|out|outta|away",
    "take MINE ~2 RECORD down $",
    "REMOVE ME from|off|out this|here|that|it|everything $",
    "TAKE off|out|outta|away|down MINE ~2 RECORD",
    "TAKE it|this ~1 off|out ~2 YOUR ~3 LIST",
    "TAKE off|out ~1 your|ur ~3 LIST",
    "get rid of MINE ~2 RECORD",
    "do away with MINE ~2 RECORD",
    "have|get MINE ~2 RECORD ~2 REMOVED ~1 from|off|out|of ~4 LIST",
    "have|get MINE ~2 RECORD REMOVED $",
    "have|get ME REMOVED $",
    "have|get ME REMOVED ~1 from|off|out|of ~4 LIST",
    "see|sure|ensure ~3 it|that ~1 MINE ~2 RECORD ~2 REMOVED",
    "see to it ~3 i ~1 get|receive no more",
    "make|see ~3 so|sure|that|it ~1 i dont|never|nolonger|not ~1 RECEIVE ~4 $",
    "LOSE MY NUMBER|name $",
    "forget|forgetting i|you ~2 exist|existed|had|have ~3 $",
    "forget ~2 ME|MINE ~1 number|existed|exist|exists $",
    "forget you ~2 had|have|got ~2 NUMBER",
    "block|blacklist|ban MINE ~1 NUMBER ~1 on|from|so|in ~3",
    "find|get|pick someone|somebody|another else? ~3 to text|bother|bug|harass|annoy|message|spam|pester",
    "take a hint ~3 stop",
    "opt ME ~1 out",
    "quit|stop it? with? ~2 RUBBISH to ME",
    "CEASE sending ~3 RUBBISH|these|this|it|them $",
    "CEASE your|ur|yer ~2 RUBBISH $",
    "d c ~2 TEXTS",
    "let|leave ME alone $",
    "< unsubscribed|removed|deleted ME|MINE",
    "do me|us ~3 by|and|of? LOSE ~1 MINE NUMBER",
    "unsubscribe|unsub ADDRESS ~4 $",
  ],
  ban: [
    "NEG SEND|SENDING ~2 ME|TEXTS|TEXT",
    "NEG SEND|SENDING ~1 MINE ~2 RECORD|wife|husband|mother|mom|father|dad|kid|kids|son|daughter|family|child|house",
    "NEG SEND|SENDING ~1 more|again|anymore|nothing|anything|one|another $",
    "NEG SEND ~3 one|ones of these|them|those",
    "NEG SEND em|these|them|those|it|this $",
    "NEG hmu|dm",
    "NEG ~1 ME text|message|contact|txt",
    "NEG hit ~1 ME|MINE|up",
    "NEG reach out",
    "NEG use MINE ~2 RECORD",
    "NEG address ME",
    "NEG send|mande|mandes|manden|envie|envien ~3 TEXTS",
    "NONE more? ~3 TEXTS $",
    "NONE ~1 soliciting|solicitors|solicitation|solicitations ~3",
    "no more|further ~2 TEXTS|TEXT",
    "NEG more|further ~2 TEXTS|TEXT",
    "NEG ~1 another|single|one ~1 more? TEXT",
    "not|never again ~3 TEXTS|text|message",
    "NEG WANT ~4 TEXTS",
    "NEG WANT these|em|those|them $",
    "NEG WANT ~3 to? be? RECEIVE ~4 TEXTS|these|em|this|those|them|any",
    "NEG WANT ~2 SENDING|CONTACTED ~1 ME|MINE",
    "NEG WANT ~2 SEND|CONTACTED $",
    "NEG WANT ~3 SEND|be ~2 ME|MINE|CONTACTED",
    "NEG WANT to? hear ~4 you|your|yall|this",
    "NEG WANT ~1 part|to|from|anything ~1 of|with|to|do|from ~1 with? this|you|your|it",
    "dont contact|message|write|text $",
    "no further|more|additional ~3 to this|my ~1 NUMBER",
    "NEG WANT texts|messages|sms",
    "NEG ask|give|grant ~2 permission|consent",
    "want|wants|need|receive|get no|zero|none|0 more|further? ~4 TEXTS",
    "want|receive|get|receiving zero|none|0|nothing $",
    "want|need nothing ~2 from ~2 you|your|this|yall",
    "i|we|to get|receive no more $",
    "NEG be CONTACTED",
    "NEG welcome|wanted|appreciated ~3 TEXTS|here",
  ],
  wish: [
    // "I would be grateful not to be bothered further", "if you did not write to this telephone".
    "POLITE ^8 not|never|dont|nolonger|didnt|wouldnt ~2 CONTACTED",
    "POLITE ^8 not|never|dont|didnt|nolonger|wouldnt ~1 SEND ~3 ME|MINE|TEXTS",
    "POLITE ^8 not|never|dont|didnt|nolonger ~2 RECEIVE|heard ~4 TEXTS|these|this|you|them",
    "POLITE ^6 nolonger|never ~2 RECEIVE|heard ~3 from",
    "POLITE ^6 not to? be ~3 $",
    "POLITE ^9 TEXTS|they|these|it|this ~5 be? CEASED $",
    "POLITE ^6 CEASED ~3 TEXTS",
    "may|can|could i|we ~1 be REMOVED ~3 off|from|out ~4 LIST",
    "POLITE ^9 REMOVED ~2 from|off|out|of ~4 LIST",
    "POLITE ^8 being|be|get left|taken|REMOVED ~1 off|out|from ~4 LIST",
    "POLITE ^6 be REMOVED|unsubscribed $",
    "POLITE ^6 MINE ~3 RECORD ~3 REMOVED",
    "POLITE ^8 this|that|it ~2 LAST ~4 TEXT|TEXTS",
    "POLITE ^6 if ~1 ADDRESS ~3 stop|stopped|ceased|quit|left|cease|desisted|desist",
    "POLITE ^5 by|if LOSE ~1 MINE NUMBER",
    "POLITE ^5 no more|further ~3 TEXTS|TEXT|contact",
    "POLITE ^5 to leave ~1 me|us ~2 be|alone|out|off",
    "POLITE ^6 zero|no ~3 TEXTS",
    "kind|favor|solid ~3 as? ~2 to? stop|cease|desist|lose|losing|stopping",
    "be|were|better|let|make|should|must ~4 LAST ~3 TEXTS|TEXT",
    "LAST ~3 TEXTS|TEXT ~2 i ~2 RECEIVE $",
    "DONE with|RECEIVE ~3 TEXTS|these|those",
    "DECLINE ~1 from|to|of|out? ~3 TEXTS",
    "about|of|for being|getting|be REMOVED|off ~3 $",
    "way|ways|chance|possible ^4 get|be|getting off|out|REMOVED ~1 of|from? ~3 LIST",
    "any more|further|additional|other ~2 TEXTS|TEXT and|will|would|shall",
    "want|like|need|wanna off ~1 it|this|that $",
    "request|requesting ~2 opt|optout|removal|unsubscription",
    "let this|that|it be ~1 end|last ~3 $",
    "withdraw|resign|withdrawing|resigning|unenrolling|leaving ~1 from your ~3 LIST",
    "want|need|like ~1 MINE ~2 RECORD gone|off|out|away ~1 from|of ~3 LIST",
    "MINE ~2 RECORD ~1 must|should|needs|need|has|ought ~3 REMOVED ~1 from|off|of|out",
    "MINE ~2 RECORD ~1 must|should|needs|need|has|ought ~3 come off",
    "me|us to opt|unsubscribe|unsub",
    "these|TEXTS ~1 need|needs|must|should|gotta|better|have ~1 to? stop|end|cease coming|now|already|from|to|on",
    "removal ~1 from ~4 LIST",
    "stop means|meant ~1 stop",
    "want|need|like ~1 out|off ~1 of ~3 LIST|TEXTS",
    "want|need|like|wish|ask|asking|request|demand MINE ~2 RECORD ~3 REMOVED",
    "want|need|like|wish|ask|asking|request|demand it|this|me ~2 REMOVED ~1 from|off|out|of ~4 LIST",
    "had enough ~1 of|with ~3 TEXTS",
    "i|we|im|were out|done|finished|through ~1 of|with ~2 YOUR ~2 LIST|TEXTS",
    "what|where|how|which|who ^5 i|we ^5 stop|end|quit|cancel ~2 TEXTS|getting|receiving",
    "how|where ^3 i|we ~3 unsubscribe|unsub|optout",
    "what ~1 do|can|must|should|to|number|word ~1 i|we ^5 unsubscribe|unsub|optout",
    "nobody|noone ~4 want|wants|wanted|need|needs|ask|asked ~3 TEXTS|these $",
    "this is ~2 unsubscribing|opting|unsubscription|removal ~3",
    "part ~1 of ~1 unsubscribe|stop|remove|dont|no",
    "consent|permission|authorization ^8 revoked|withdrawn|rescinded|terminated|cancelled|null|void",
    "like|want|need off|out ~1 of? this|your|the ~2 LIST",
    "see|ensure|sure ^6 nolonger|never|not|no ~2 RECEIVE ~3 TEXTS|these|them",
    "POLITE ^4 ADDRESS ~2 to cease|desist|refrain|halt|discontinue $",
    "what|where|how|which ~2 i|we|one ~3 get|be off|out|removed|REMOVED ~1 of|from? ~4 LIST",
    "what|where|how|which ^5 to not|quit|stop RECEIVE ~3 TEXTS|these|this",
    "cease and? desist|dissist",
    "keep ~2 LIST short",
  ],
  // A limit behind them is none.
  sure: [
    "POLITE ^8 MINE ~2 RECORD ~1 not|never|nolonger ~1 be ~1 used|shared|kept|stored|contacted|called|texted|sold",
  ],
  // Although nobody has to do it: "you don't need to text me anymore".
  released: [
    "dont have|need|got to keep|continue SENDING ~2 ME|these|TEXTS",
    "dont have|need|got to SEND ~2 ME|TEXTS|these",
    "no need to keep|continue SENDING ~2 ME|these|TEXTS",
  ],
  pleaded: [
    "no|not text|message|call|sms|messaging|texting more? $",
    "NEG SEND ok|okay|thanks? $",
    "NEG SEND back|here $",
    "discontinue|terminate|cease|desist|halt|suspend PRONOUN $",
    "< no more $",
    "CEASE this|it|that|these now|rightnow|thanks? thanks|sir|maam? $",
    "NEG ~1 these|this|it|that $",
  ],
  echo_number: [
    "TAKE it|this|that ~1 off|out|down $",
    "REMOVE it|this|that|mine|ours $",
    "TAKE off it|this $",
    "get rid of it|this|that $",
    "stop|quit|end all|every ~2 them|it|these $",
    "< no more $",
    "trash|toss|burn|bin|shred it|this $",
  ],
  echo: [
    "make|want|need|wish|like|have|get PRONOUN ~1 to? stop|end|cease|go|gone|disappear|halt ~3 $",
    "leave ~1 me|us off|out ~4",
    "< no more $",
    "< enough $",
    "< quit $",
    "NEG send PRONOUN|any|more $",
    "be done with me|us",
    "cut|knock it|em|them|this out|off",
    "discontinue|terminate|cease|desist|halt|suspend|end PRONOUN $",
    "no reason|need|point|use ~1 to|in SEND|SENDING",
    "CEASE and? desist $",
    "none|zero|nada|0 $",
  ],
};

export const ENGLISH_FRAMES: readonly Frame<FrameMeaning>[] = (
  Object.entries(FRAMES) as [FrameMeaning, readonly string[]][]
).flatMap(([meaning, rows]) => rows.map((row) => ({ meaning, row })));
