/**
 * The words before and after a request, within its clause, which decide whether it is one: "I told them to stop texting me",
 * "why did you stop texting me", "don't text me at work".
 */
import { BREAK } from "../pattern/vocabulary.ts";

const set = (words: string) => new Set(words.split(" "));

/** Others than the one who writes and us. */
export const THIRD = set(
  "they he she we who everyone nobody noone theyll hell shell it theyd hed shed ils elles il elle on ellos ellas " +
    "congress council government politicians republicans democrats gop police cops",
);
const OBJECTS = set("him her them people everybody folks others");
const MADE_TO = set(
  "told asked tell ask make made have had let get help want wanted wish telling asking saw heard watch",
);
const FOR_THEM = set("we he she");
const OF_BOTH = set("withdraw revoke rescind retract");
const DENIES = set("dont doesnt nolonger not");
const OPENS = set("when if why unless until before after whenever while whether because quand si cuando");
const HELPS = set("could should would will might may can");
const PAST = set(
  "did why when after before until since once have has dont wont cant never didnt wouldnt couldnt had if unless what",
);
const ASKS_YOU = set(
  "can could would will may might do if hope wish need want like that request demand suggest ask asking so and but told asked thank fuck",
);

const OURS = set(
  "campaign team staff people system computer boss manager organization candidate volunteers bot machine",
);

/** Whether a request that begins here is one: `no` when it tells of others, `maybe` when it may. */
export function before(words: readonly string[], start: number): "yes" | "maybe" | "no" {
  const word = (back: number) => wordBefore(words, start, back);
  const last = word(1);
  const second = word(2);
  if (last === undefined) return "yes";
  // "My mother doesn't want your texts", "we do not wish to be contacted".
  if (FOR_THEM.has(last) && DENIES.has(words[start] ?? "")) return "yes";
  // "We withdraw our consent".
  if (last === "we" && OF_BOTH.has(words[start] ?? "")) return "yes";
  // "Could we discontinue these": both of us.
  if (last === "we" && second !== undefined && HELPS.has(second) && word(3) === undefined) return "yes";
  // "Bloody hell stop texting me", but "he'll stop".
  if (last === "hell" && second !== undefined) return "yes";
  if (THIRD.has(last)) return last === "it" && second !== undefined && !HELPS.has(second) ? "yes" : "maybe";
  if (OBJECTS.has(last)) return second !== undefined && MADE_TO.has(second) ? "maybe" : "yes";
  if (last === "you") {
    if (second === undefined) return "yes";
    // "Did you stop texting him?"
    if (second === "did" && word(3) === undefined) return "no";
    if (HELPS.has(second) && word(3) === "why") return "maybe";
    if (ASKS_YOU.has(second)) return "yes";
    return PAST.has(second) ? "maybe" : "yes";
  }
  if (last === "to") {
    const told = [second, word(3), word(4)];
    // "Tell her campaign to stop", but "I told the other side to stop".
    if (!told.includes("other") && told.some((each) => each !== undefined && OURS.has(each))) return "yes";
    if (told.some((each) => each !== undefined && (THIRD.has(each) || OBJECTS.has(each) || each === "other")))
      return "maybe";
    if (told.includes("told") && told.includes("me")) return "maybe";
    return "yes";
  }
  if (OPENS.has(last)) return "maybe";
  // "They must stop spam texts".
  if (last === "must" && second !== undefined && THIRD.has(second)) return "maybe";
  if (HELPS.has(last)) return second === "you" && word(3) !== "why" ? "yes" : "maybe";
  return "yes";
}

/** The word so many places back in the same clause. */
function wordBefore(words: readonly string[], start: number, back: number): string | undefined {
  for (let at = start - 1; at >= start - back; at -= 1) if (at < 0 || words[at] === BREAK) return undefined;
  return words[start - back];
}

const LIMITS = set(
  "while when whenever during after until til till unless tonight tomorrow late early instead back except yet weekends nights " +
    "cuando mientras tan todavia hasta despues salvo pendant quand lorsque sauf jusqua avant apres demain",
);
const NOT_NOW = set("now rightnow");
const PLACES: Readonly<Record<string, ReadonlySet<string>>> = {
  at: set("work night home school church the my 5 6 7 8 9 10 11 12 2 3 4 1 am pm dinner lunch midnight 2am 3am 4am 5am 6am 7am 10pm 11pm 9pm such odd those these late this"),
  on: set("sunday sundays saturday saturdays weekends weekend weekdays monday the friday fridays holidays thanksgiving christmas easter my election shabbat sabbath days"),
  in: set("the spanish english french a all chinese class my meetings church middle caps"),
  so: set("late early much often many frequently soon damn late"),
  this: set("early late often much way"),
  that: set("early late often"),
  too: set("early late much often many"),
  for: set("now today a the this another at"),
  more: set("than"),
  by: set("email mail phone"),
  through: set("this"),
  en: set("espanol ingles la el anglais francais mi"),
  a: set("esta estas las otro medianoche este"),
  al: set("otro trabajo"),
  au: set("travail bureau"),
  le: set("soir matin dimanche weekend week"),
  la: set("nuit"),
  por: set("la correo ahora email whatsapp"),
  de: set("noche madrugada"),
  si: set("tard tot tarde souvent es no estoy"),
  trop: set("tard tot souvent"),
}; // prettier-ignore
const IF_POLITE = set("you possible ya u thats its");
const IF_ENDS = set(`would could can dont will might may ok okay possible ${BREAK}`);
const SAYS_WHERE = set("numero telefono celular number phone all cell line least earliest moment");

/** Whether what follows a request limits it to some time, place or way: within the few next words, before another thought. */
export function isLimited(words: readonly string[], end: number, forbids: boolean): boolean {
  for (let at = end; at <= end + MOST_BETWEEN; at += 1) {
    const next = words[at];
    if (next === undefined || next === BREAK) return false;
    if (limitsAt(words, at, forbids && at === end)) return true;
    if (OTHER_THOUGHT.has(next) && at > end) return false;
    if (ENDS_LIMITS.has(next)) return false;
  }
  return false;
}

const MOST_BETWEEN = 4;
const ENDS_LIMITS = set("or and i im ive id ill because but you your my");

function limitsAt(words: readonly string[], at: number, forbids: boolean): boolean {
  const next = words[at] ?? "";
  const then = words[at + 1];
  if (forbids && (NOT_NOW.has(next) || next === "today")) return true;
  if (LIMITS.has(next)) {
    // "Stop texting me when I already told you".
    const told = words.slice(at + 1, at + 6).some((each) => TOLD.has(each));
    if (next === "when" || next === "after") return !(then === "ive" || told);
    return !(next === "back" && then === "off");
  }
  if (next === "before") return then !== "i" && then !== "we" && then !== "im";
  // "Stop asking if I will vote".
  if (next === "if" && ASKED_IF.has(words[at - 1] ?? "")) return false;
  if (next === "if") return !words.slice(at + 1, at + 4).some((each) => IF_YOU_CAN.has(each));
  if (then === undefined) return false;
  if (!PLACES[next]?.has(then)) return false;
  // "Do not contact me by phone, text or email": by texts, too.
  if (next === "by" && clauseFrom(words, at + 1).some((each) => BY_TEXT.has(each))) return false;
  const third = words[at + 2];
  if (third !== undefined && SAYS_WHERE.has(third) && (next === "at" || next === "on" || next === "in" || next === "a"))
    return then === "my" && next === "at";
  return true;
}

const BY_TEXT = set("text texts sms message messages texting");

function clauseFrom(words: readonly string[], start: number): readonly string[] {
  const end = words.indexOf(BREAK, start);
  return words.slice(start, Math.min(end < 0 ? words.length : end, start + MOST_OF_LIST));
}
const MOST_OF_LIST = 7;

const TOLD = set("told asked said");
const ASKED_IF = set("asking ask see wondering know knowing");
const IF_YOU_CAN = set("mind possible can could");

/** Words with which another thought begins, without any sign between: "remove me I already voted". */
const OTHER_THOUGHT = set(
  "or and bless thatd itd i im ive id ill we were you youre your this its it he she they thats because as since so before no not never dont stop now rightnow today " +
    "sir maam thanks thank manually yourself yourselves leh lah lor both too bye dude man bro bitch asshole idiot please what why who how fuck quit unsubscribe remove " +
    "lol haha lmao smh period end immediate immediatly rn tho though if lady people but also have otherwise cancel already effective immediately until " +
    "y o que estoy ya no gracias et ou je merci sinon sino wrong abeg luv love mate sorry eh innit yeah lad hun hon honey dear sweetie boss chief mon bruv wey guey amigo amiga sis fam tho today cheers ta obliged appreciated pronto tyvm xoxo peace amen god respectfully regards sincerely yo bub fella friend friends kid son buddy pal ladies gentlemen guys moving sport champ yours signed would will thru ya u idk ffs jesus aight ight k kk okay ok cuz bc coz jeez geez gosh man " +
    "request requested all kindly goodbye several many multiple twice numerous times like with lol hahaha mr ms mrs lady",
);

/** Whether a thought ends here. */
export function endsThought(words: readonly string[], end: number): boolean {
  const next = words[end];
  if (next === undefined || next === BREAK || OTHER_THOUGHT.has(next)) return true;
  // "… that would be great".
  if (next === "that" && (words[end + 1] === "would" || words[end + 1] === "will")) return true;
  // "If you would", "if possible".
  return next === "if" && IF_POLITE.has(words[end + 1] ?? "") && IF_ENDS.has(words[end + 2] ?? BREAK);
}
