/**
 * What the words of an opt-out list's headers and values say (docs/rules.md#opt-outs-lists): "Opt-Out Status: No", "Don't text: 1",
 * "Unsubscribed Date: Jan 3 2024". A word, what denies it, and the column's own sense decide together.
 */
import { isPlaceholder } from "../contacts/file/placeholders.ts";
import { wordsOf } from "../contacts/file/header-words.ts";

/** `out`: its yes means no more texts; `in`: its yes means texts are welcome; `status`: a word for it; `place`: most likely a state. */
export type Kind = "out" | "in" | "status" | "place";
/** `open`: the row leaves open what it wants, as "pending" does. */
export type Says = "out" | "in" | "open";

const words = (list: string) => new Set(list.split(" "));

const OUT = words(
  "unsubscribed unsubscribe unsubscribes unsub unsubs unsubscription optout optouts optedout dnc dnt suppressed suppression suppress blacklist " +
    "blacklisted blocklist blocklisted donottext donotcall donotcontact donttext dontcontact notexts baja bajas desuscrito desuscrita desabonne desinscrit",
);
const IN = words(
  "subscribed subscribe subscribes subscriber resubscribed consent consents consented consentimiento optin optins optedin textable whitelisted " +
    "suscrito suscrita suscripto abonne alta",
);
/** In a header these count only beside words about texts: "Active" and "Texting allowed", but not "Active voter". */
const WEAK_OUT = words("stop stops stopped blocked block revoked removed remove excluded exclude");
const WEAK_IN = words("active permission permissions enabled allowed permitted ok okay approved");
const NOT = words(
  "not dont doesnt didnt never cannot cant wont isnt hasnt havent without nunca non jamais stop refuses declines",
);
/** What "no" denies when it comes before it; before anything else it is an answer ("no, unsubscribed"). */
const AFTER_NO = words(
  "opt opts optout optin consent permission subscription longer more quiere molestar enviar unsubscribe",
);
const DEED = words(
  "text texts texting sms message messages messaging contact contacted call calls disturb molestar enviar contactar llamar escribir mensajes textos",
);
const PERMIT = words(
  "want wants wanted wish wishes ok okay can may allow allows allowed accept accepts accepted agree agrees agreed willing welcome " +
    "receive receives get gets likes prefers quiere acepta puede recibir",
);
const STATUS = words("status preference preferences subscription suscripcion");
const PLACE = words("state province region estado provincia");
const OF_STATUS = words(
  "sms text texts texting message messages messaging marketing phone cell mobile contact opt opted in out list current subscriber audience my the of " +
    "is was has date time at on flag to for a mms number",
);
const TEXTS = words("sms mms text texts texting message messages messaging phone cell mobile mensajes");
const YES_NO_STATUS = words("sms text texts texting subscription suscripcion");
/** About something else, unless it names texts as well. */
const ELSEWHERE = words(
  "email emails mail mails mailing newsletter photo media voter marital donor volunteer parental parent spouse cookie cookies push whatsapp ballot canvass",
);
const NO_STATEMENT = words("id ids count counts url link name");
const BOTH = ["opt in out", "opt out in", "opted in out", "opted out in"];

/** Small, without accents, "don't" as one word. */
const plainOf = (text: string) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/(n)['’‘`´](t)\b/giu, "$1$2");

/** "opt out" and "opted in" as one word each. */
function joined(parts: readonly string[]): string[] {
  const one: string[] = [];
  for (const part of parts) {
    const before = one.at(-1) ?? "";
    if ((part === "out" || part === "in") && /^opt(?:ed|ing|s)?$/u.test(before)) one[one.length - 1] = `opt${part}`;
    else one.push(part);
  }
  return one;
}

const REACH = 3;

/** Which of both the words name, "not unsubscribed" being in. */
function sidesOf(parts: readonly string[], out: ReadonlySet<string>, into: ReadonlySet<string>): Set<"out" | "in"> {
  const all = joined(parts);
  const sides = new Set<"out" | "in">();
  const isDenied = (at: number) =>
    all.slice(Math.max(0, at - REACH), at).some((part) => NOT.has(part)) ||
    (all[at - 1] === "no" && (AFTER_NO.has(all[at] ?? "") || DEED.has(all[at] ?? ""))) ||
    (all[at - 2] === "no" && all[at - 1] === "longer");
  for (const [at, part] of all.entries()) {
    if (out.has(part)) sides.add(isDenied(at) && !NOT.has(part) ? "in" : "out");
    else if (into.has(part)) sides.add(isDenied(at) ? "out" : "in");
  }
  if (sides.size > 0) return sides;
  const deed = all.findIndex((part, at) => DEED.has(part) && isDenied(at));
  if (deed >= 0) return sides.add("out");
  const permit = all.findIndex((part) => PERMIT.has(part));
  if (permit < 0) return sides;
  const denied = isDenied(permit) || (all[permit - 1] === "no" && permit > 0);
  if (all.some((part) => DEED.has(part))) sides.add(denied ? "out" : "in");
  return sides;
}

export function kindOf(header: string): Kind | null {
  const parts = wordsOf(plainOf(header));
  const has = (set: ReadonlySet<string>) => parts.some((part) => set.has(part));
  if (parts.length === 0 || has(NO_STATEMENT) || (has(ELSEWHERE) && !has(TEXTS))) return null;
  const spelled = ` ${parts.join(" ")} `;
  if (BOTH.some((both) => spelled.includes(` ${both} `))) return "status";
  const isPlain = parts.every(
    (part) => [OF_STATUS, STATUS, WEAK_OUT, WEAK_IN, NOT].some((set) => set.has(part)) || part === "no",
  );
  const all = new Set([...OUT, ...(isPlain ? WEAK_OUT : [])]);
  const into = new Set([...IN, ...(isPlain ? WEAK_IN : [])]);
  // "Subscriber state" is where a subscriber lives.
  if (has(PLACE)) {
    into.delete("subscriber");
    into.delete("active");
  }
  const sides = sidesOf(parts, all, into);
  if (sides.size === 2) return "status";
  const [side] = sides;
  if (side) return side;
  if (has(PLACE))
    return parts.every((part) => PLACE.has(part) || OF_STATUS.has(part) || STATUS.has(part)) ? "place" : null;
  if (!has(STATUS) || !parts.every((part) => STATUS.has(part) || OF_STATUS.has(part))) return null;
  return has(YES_NO_STATUS) ? "in" : "status";
}

const YES = words("yes y true t 1 x on checked si sim oui ja wahr ✓ ✔ ☑ ✅");
const NO = words("no n false f 0 off unchecked never nao nein non falsch ✗ ✘ ❌ ☐");
/** In a column of either sense these say its yes; elsewhere, in. */
const AS_YES = words("confirmed requested processed completed enabled received accepted");
const SAYS_OUT = new Set([...OUT, ...words("stop stopped stopall removed remove blocked complained")]);
const SAYS_IN = new Set([...IN, ...words("start unstop")]);
/** "Consent: granted" is clear, "Opt-out: granted" is not. */
const MOSTLY_IN = words("active granted given allowed permitted approved");
const MOSTLY_OUT = words(
  "revoked withdrawn denied declined refused rejected cancelled canceled expired disabled inactive",
);
const PENDING = words("pending unconfirmed awaiting waiting invited pendiente");

const OPPOSITE = { out: "in", in: "out" } as const;
/** Of a column that is most likely a state's: "IN", "OK" and "Out of state" are places. */
const PLACE_WORDS = new Map<string, Says>([
  ["opted out", "out"],
  ["opt out", "out"],
  ["unsubscribed", "out"],
  ["opted in", "in"],
  ["opt in", "in"],
  ["subscribed", "in"],
]);

const A_DATE = /^\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?(?!\d)/u;
/** 20240103, a spreadsheet's serial, seconds and milliseconds since 1970, a year. */
const A_DATE_IN_DIGITS = /^(?:(?:19|20)\d{6}|[2-7]\d{4}(?:\.\d+)?|1\d{9}|1\d{12}|20\d\d)$/u;
const NO_DATE =
  /^(?:0{4}-0{2}-0{2}|0{3}1-01-01|1970-01-01|1900-01-0[01]|0?1\/0?0\/1900|0?0\/0?0\/0{2,4}|12\/30\/1899)(?!\d)/u;
const MONTHS = words(
  "jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov november dec december " +
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
);

function isDate(plain: string, parts: readonly string[]): boolean {
  if (A_DATE.test(plain) || A_DATE_IN_DIGITS.test(plain)) return true;
  return (
    parts.slice(0, REACH + 1).some((part) => MONTHS.has(part)) &&
    parts.some((part) => /^\d+(?:st|nd|rd|th)?$/u.test(part))
  );
}

/**
 * null: nothing that is clear. `pending`: open, if its column says something elsewhere. `yes` and `no`: of a column "Status", which
 * does not say to what.
 */
export function statementOf(written: string, kind: Kind): Says | "blank" | "pending" | "yes" | "no" | null {
  const plain = plainOf(written.trim());
  if (plain === "" || isPlaceholder(plain) || NO_DATE.test(plain)) return "blank";
  const value = plain
    .toLowerCase()
    .replace(/[^\p{L}\p{N}✓✔☑✅✗✘❌☐]+/gu, " ")
    .trim();
  if (kind === "place") return PLACE_WORDS.get(value) ?? null;
  const parts = value.split(" ");
  const number = /^[01]\.0+$/u.test(plain) ? plain.charAt(0) : value;
  if (kind !== "status") {
    if (YES.has(number)) return kind;
    if (NO.has(number)) return OPPOSITE[kind];
    if (isDate(plain, parts)) return kind;
  } else if (YES.has(number)) return "yes";
  else if (NO.has(number)) return "no";
  if (parts.some((part) => PENDING.has(part))) return kind === "status" ? "pending" : "open";
  return wordsSay(value, parts, kind);
}

function wordsSay(value: string, parts: readonly string[], kind: "out" | "in" | "status"): Says | null {
  if (value === "out" || value === "in") return value;
  const sides = sidesOf(parts, SAYS_OUT, SAYS_IN);
  if (sides.size === 2) return "open";
  const [side] = sides;
  if (side) return side;
  const sense = kind === "status" ? "in" : kind;
  const isNot = parts.some((part) => NOT.has(part));
  const is = (set: ReadonlySet<string>) => parts.some((part) => set.has(part));
  if (is(MOSTLY_IN) || is(MOSTLY_OUT)) {
    if (kind === "out") return "open";
    return is(MOSTLY_OUT) !== isNot ? "out" : "in";
  }
  if (is(AS_YES)) return isNot ? OPPOSITE[sense] : sense;
  if (value === "ok" || value === "okay") return "in";
  if (isNot && parts.some((part) => PERMIT.has(part))) return "out";
  if (kind === "status") return null;
  if (value === "not yet") return OPPOSITE[kind];
  // "Yes, by mail".
  const [first = ""] = parts;
  return YES.has(first) ? kind : NO.has(first) ? OPPOSITE[kind] : null;
}
