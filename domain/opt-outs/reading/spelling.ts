/**
 * How people spell what the grammar writes in one way: short forms of texting, words run together or taken apart, negations.
 * Spellings that only look like a word are not here: near-words.ts.
 */
import { CLASSES } from "./frames/lexicon.ts";
import { remembering } from "./remembering.ts";

/** One word for another, or for several. */
const WORDS: Readonly<Record<string, string>> = {
  ...same("please", "pls plz plse pleas plez plese pleae pleease plzz pleze pweese plss plase"),
  ...same("you", "u yall"),
  ...same("your", "ur yur"),
  ...same("your", "yer yor"),
  ...same("delete", "deleat delet dilete delite delate deleet"),
  ...same("harassing", "harrasing harasing harrassing harasin harrasin"),
  ...same("leave", "leeve leav leve lv lve"),
  ...same("of", "uv"),
  ...same("no", "nae"),
  ...same("more", "mair mor"),
  ion: "i dont",
  dinnae: "dont",
  dinna: "dont",
  mek: "make",
  unsubscride: "unsubscribe",
  usubscribe: "unsubscribe",
  ...same("out", "outta"),
  ...same("youre", "youare"),
  ...same("thanks", "thanx thx thnx tks ty thank tysm thankyou thanku thnks tanks"),
  ...same("text", "txt tex"),
  ...same("from", "frm"),
  ...same("take", "tke tak"),
  ...same("texts", "txts textes"),
  ...same("texting", "txting txtting textin txtin texing textng txtng textting txtn textn texn txtinn"),
  ...same("message", "msg messge mesage"),
  ...same("messages", "msgs mssgs messges mesages msges"),
  ...same("messaging", "msging messagin mesaging messeging"),
  ...same("contacting", "contactin contating"),
  ...same("sending", "sendin"),
  ...same("calling", "callin"),
  ...same("stop", "stawp stap stopp stahp stahhp staahp stoppit stopppp sstop stopps"),
  ...same("unsubscribe", "unsuscribe unsubcribe unsubsribe unscribe unsubscibe unsubscrive unsubsribe unsubscrib unsubsrcibe unsubscrbe unsuscrib"),
  ...same("unsub", "unsubs"),
  ...same("stopall", "stopallmessages stopalltexts"),
  ...same("remove", "rmv romove remov"),
  ...same("lose", "loose"),
  ...same("dont", "dnt dun dunt donot dont't doht donr donnot doont"),
  ...same("cant", "cannot cannt"),
  ...same("im", "iam"),
  ...same("because", "cuz bc cause coz becuz"),
  ...same("this", "dis"),
  ...same("with", "w"),
  ...same("number", "num nbr numba numbr nmbr numer phonenumber"),
  ...same("phone", "fone"),
  ...same("people", "ppl"),
  ...same("someone", "somebody"),
  ...same("anyone", "anybody"),
  ...same("messages", "msgz"),
  ...same("asap", "immediately imediately immediatly inmediately"),
  ...same("wrong", "wrng rong"),
  ...same("porfavor", "porfa xfavor xfa plis"),
  optout: "opt out",
  optingout: "opting out",
  gonna: "going to",
  tryna: "trying to",
  wanna: "want to",
  gotta: "got to",
  lemme: "let me",
  dontwant: "dont want",
  stoptexting: "stop texting",
  stopit: "stop it",
  stopnow: "stop now",
  stopplease: "stop please",
  pleasestop: "please stop",
  removeme: "remove me",
  nothanks: "no thanks",
  stopend: "stop end",
  stop2end: "stop 2 end",
  stop2quit: "stop 2 quit",
  stop2stop: "stop 2 stop",
  stop2cancel: "stop 2 cancel",
  stop2optout: "stop 2 opt out",
  stop2unsub: "stop 2 unsubscribe",
  stop2unsubscribe: "stop 2 unsubscribe",
  stoptoend: "stop 2 end",
  stoptoquit: "stop 2 quit",
}; // prettier-ignore

/** What belongs to the country, not to the writer: "withdraw US troops". */
const COUNTRYS =
  "troops military aid sanctions wars war involvement support funding forces bases army soldiers weapons arms dollars debt citizens government senate senator senators congress president politics policy steel imports exports tariffs citizenship census consent ties membership".split(
    " ",
  );

/** Words in a row that count as one word, by the first. Longer rows first. */
export const ROWS: readonly (readonly [string, string])[] = [
  ["the us", "usa"], ...COUNTRYS.map((noun) => [`us ${noun}`, `usa ${noun}`] as const),
  ["sil vous plait", "svp"], ["s il vous plait", "svp"], ["s il te plait", "svp"], ["sil te plait", "svp"], ["por favor", "porfavor"],
  ["non stop svp", "stop svp"], ["non stop sil vous plait", "stop svp"], ["non stop merci", "stop merci"], ["non stop", "nonstop"], ["do not", "dont"], ["do nt", "dont"], ["form your", "from your"], ["form this", "from this"], ["form list", "from list"], ["don t", "dont"], ["did not", "didnt"], ["does not", "doesnt"], ["is not", "isnt"], ["are not", "arent"],
  ["was not", "wasnt"], ["have not", "havent"], ["has not", "hasnt"], ["had not", "hadnt"], ["will not", "wont"], ["would not", "wouldnt"],
  ["should not", "shouldnt"], ["could not", "couldnt"], ["must not", "mustnt"], ["can not", "cant"], ["can t", "cant"], ["won t", "wont"],
  ["i am", "im"], ["i m", "im"], ["you are", "youre"], ["it is", "its"], ["i will", "ill"], ["i would", "id"],
  ["i have", "ive"], ["i ve", "ive"], ["you all", "you"], ["you guys", "you"], ["you people", "you"], ["you folks", "you"],
  ["you fuckers", "you"], ["you idiots", "you"], ["no longer", "nolonger"], ["not longer", "nolonger"], ["right now", "rightnow"],
  ["as soon as possible", "asap"], ["at once", "asap"], ["effective asap", "asap"], ["thank you", "thanks"], ["thank u", "thanks"],
  ["un subscribe", "unsubscribe"], ["unsub scribe", "unsubscribe"], ["unsubs cribe", "unsubscribe"], ["un sub scribe", "unsubscribe"], ["st op", "stop"], ["remove mr", "remove me"], ["remove ne", "remove me"], ["texting ne", "texting me"], ["texting mr", "texting me"], ["spot texting", "stop texting"], ["sto p", "stop"], ["can cel", "cancel"], ["re move me", "remove me"], ["un sub", "unsub"], ["opt our", "opt out"], ["opt ouf", "opt out"], ["opy out", "opt out"], ["op out", "opt out"], ["oppt out", "opt out"], ["0pt out", "opt out"], ["opt ot", "opt out"], ["ott out", "opt out"], ["opt ouy", "opt out"], ["opt put", "opt out"], ["opt otu", "opt out"], ["opt oit", "opt out"], ["opt iut", "opt out"], ["cease n", "cease and"], ["opt me out", "optmeout"], ["text messages", "messages"],
  ["text message", "message"], ["cell phone", "phone"], ["cel phone", "phone"], ["phone number", "number"], ["cell number", "number"], ["telephone number", "number"],
  ["mobile number", "number"], ["phone no", "number"], ["cell no", "number"], ["mobile no", "number"], ["my no", "my number"], ["stoop texting", "stop texting"], ["atop texting", "stop texting"], ["sto texting", "stop texting"], ["stp texting", "stop texting"], ["e mail", "email"], ["e mails", "emails"], ["en paz", "enpaz"],
]; // prettier-ignore

const byFirst = new Map<string, { words: string[]; to: string[] }[]>();
for (const [from, to] of ROWS) {
  const words = from.split(" ");
  const first = words[0] ?? "";
  byFirst.set(first, [...(byFirst.get(first) ?? []), { words, to: to.split(" ") }]);
}

const LEAST_PART = 4;
/** Words by which a row of letters is known for a request. */
const RUN_CORE = new Set(
  "stop text texting texts remove unsubscribe message messages please contact list number alone send sending txt msg".split(
    " ",
  ),
);
/** Words of requests that people run together: "STOPTEXTINGME", "leavemealone". */
const RUN_TOGETHER = new Set(
  "stop texting text me my phone please remove from your list leave alone take off the dont do not contact unsubscribe now messages message no more texts sending this number us"
    .split(" ")
    .concat(
      [
        "i",
        "to",
        "it",
        "be",
        "my",
        "ur",
        "u",
        "want",
        "get",
        "these",
        "this",
        "things",
        "off",
        "of",
        "out",
        "any",
        "all",
        "again",
        "ever",
        "pls",
        "plz",
        "thanks",
        "am",
        "im",
        "a",
        "have",
      ],
      Object.entries(CLASSES)
        .filter(([name]) => !name.startsWith("NAME"))
        .flatMap(([, words]) => words.split(" ").filter((word) => word.length >= LEAST_PART)),
    ),
);
const LEAST_RUN = 6;
const MOST_RUN = 40;
const LONGEST_PART = 11;

/** Words of their own that look like two. */
const WHOLE = new Set("textbook textbooks textbased sendoff lineup outlist inbox online tolist".split(" "));

/** A long word as the fewest words of requests that it consists of, or as it is. */
function apart(word: string): string[] {
  if (word.length < LEAST_RUN || word.length > MOST_RUN || RUN_TOGETHER.has(word) || WHOLE.has(word)) return [word];
  /** For each beginning of the word, the fewest parts that make it up. */
  const parts: (string[] | undefined)[] = [[]];
  for (let end = 1; end <= word.length; end += 1) {
    for (let start = Math.max(0, end - LONGEST_PART); start < end; start += 1) {
      const before = parts[start];
      if (!before || (parts[end]?.length ?? Infinity) <= before.length + 1) continue;
      const part = word.slice(start, end);
      if (RUN_TOGETHER.has(part)) parts[end] = [...before, part];
    }
  }
  const found = parts[word.length];
  const isRequest =
    found?.some((part) => RUN_CORE.has(part)) === true ||
    (found && found.length > 2 && found.includes("me") && found.every((part) => part.length > 1));
  return found && isRequest ? found : [word];
}

/** A word as the grammar spells it, without what is drawn out ("stoooop"), taken apart where several were run together. */
export const spellWord = remembering((word): readonly string[] =>
  apart(withoutDrawl(word)).flatMap((part) => (Object.hasOwn(WORDS, part) ? (WORDS[part] ?? part).split(" ") : [part])),
);

/** The words of one clause in the grammar's spelling. */
export function spell(words: readonly string[]): string[] {
  const single: string[] = [];
  for (const word of words) for (const part of spellWord(word)) single.push(part);
  const spelled: string[] = [];
  for (let at = 0; at < single.length;) {
    const word = single[at] ?? "";
    const row = byFirst.get(word)?.find(({ words: of }) => of.every((each, i) => single[at + i] === each));
    if (row) for (const each of row.to) spelled.push(each);
    else spelled.push(word);
    at += row ? row.words.length : 1;
  }
  return spelled;
}

/** "stoooop", "pleeease": a letter three times or more counts once. */
function withoutDrawl(word: string): string {
  let drawls = false;
  for (let at = 2; at < word.length && !drawls; at += 1)
    drawls = word[at] === word[at - 1] && word[at] === word[at - 2];
  if (!drawls) return word;
  let made = "";
  for (let at = 0; at < word.length;) {
    let end = at + 1;
    while (end < word.length && word[end] === word[at]) end += 1;
    made += end - at >= 3 && /[a-z]/u.test(word[at] ?? "") ? (word[at] ?? "") : word.slice(at, end);
    at = end;
  }
  return made;
}

function same(word: string, spellings: string): Record<string, string> {
  return Object.fromEntries(spellings.split(" ").map((spelling) => [spelling, word]));
}
