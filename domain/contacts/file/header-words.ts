/*
 * What a header means, by its words: "mZip5" and "Mailing Zip/Postal Code" are zip codes, "Cell_Phone" is a cell. The exports of
 * VAN, EveryAction, NationBuilder, Salesforce, ActionKit, Action Network and of states' voter files each have their own names,
 * so words decide, not whole names. A header may be run together ("RESIDENCEZIP"): it is taken apart by the words known here.
 */
/** What a contact has of its own; every other column is the file's. */
export const KNOWN_COLUMNS = [
  "firstName",
  "lastName",
  "cell",
  "external_id",
  "external_id_type",
  "state_code",
  "zip",
] as const;

export type KnownColumn = (typeof KNOWN_COLUMNS)[number];

/** What the screens call each of them; errors about a file use the same words. */
export const COLUMN_WORDS: Readonly<Record<KnownColumn, string>> = {
  cell: "Cell phone",
  firstName: "First name",
  lastName: "Last name",
  zip: "Zip code",
  state_code: "State",
  external_id: "Your own ID",
  external_id_type: "Kind of ID",
};

const words = (list: string) => new Set(list.split(" "));

/** A cell by its name, and phones that may be one. */
const CELL = words("cell cells cellphone cellular mobile celular movil");
const TEXTED = words("wireless sms textable text");
/** Says by itself that it is a phone which is texted. */
const WIRELESS = "wireless";
const PHONE = words("phone telephone tel telefono phones telephones");
const ZIP = words("zip zips zipcode post postal postalcode postcode");
const STATE = words("state province st region estado provincia");
const FIRST = words("first given fname forename firstname nombre prenom");
const LAST = words("last surname lname lastname family apellido apellidos");

/** Where mail goes, "m" as in VAN's "mZip5"; where a person lives; where one is registered to vote; other addresses. */
const MAILING = words("mailing mail m");
const HOME = words(
  "home residence residential res primary physical street permanent current preferred best main default",
);
const VOTING = words("voting vote registered registration reg regaddr voter voters vf");
const OTHER = words(
  "work business office other alternate alt secondary second billing shipping bill ship temporary temp seasonal submitted employer " +
    "daytime evening day night",
);
/** Words that say nothing about which one of several it is. */
const FILLERS = words(
  "number numero num no nbr code codes the of a my user contact person people supporter member constituent signup individual can ak van ngp " +
    "address addr addresses us usa c full name nm or and file custom data list export default 5 9 2 primary legal abbreviated abbreviation abbr " +
    "abbrev field value display formatted clean normalized standardized std e164 " +
    "vb tsmart voterbase 1",
);
const BETTER_PHONE = words("preferred primary best main default");
const LANDLINE = words("landline fax");
/** With one of these it is about a phone. */
const ABOUT_A_PHONE = words(
  "type status date time carrier provider note notes source quality score count flag verified valid consent opt optin out " +
    "subscribed subscription do dnc bad wrong ext extension country area bank banker call called calls result attempts attempted id ids " +
    "prefix label message messages sent received confidence match hash url link model os plan zone permission bounced invalid disconnected hours " +
    "created updated modified is has last state province region",
);
/** With one of these it is another person's. */
const ANOTHER_PERSONS = words(
  "spouse partner mother mom father dad parent guardian emergency assistant household neighbor recruiter organizer canvasser texter " +
    "staff boss manager reference owner",
);
/** And these, in a list of numbers to opt out: an office, a machine, or one of the organization's own people. */
const NOT_THEIRS = words(
  "office company employer organization organisation org fax caller agent assigned assignee campaign committee candidate sender from to " +
    "twilio our branch chapter headquarters hq support rep volunteer referrer referred",
);
const NOT_A_CELL = new Set([...LANDLINE, ...ABOUT_A_PHONE, ...ANOTHER_PERSONS]);
/** With one of these it may be the name or the address of another person or of a place. */
const NOT_THE_CONTACT = words(
  "spouse partner mother mom father dad parent guardian emergency assistant household recruiter organizer canvasser texter staff boss " +
    "manager reference owner middle company employer school polling precinct location venue event campaign committee candidate previous " +
    "former prior old birth birthplace death type status date count country time zone lat latitude lon longitude distance radius plus 4",
);

/** Ids that other systems know a person by, the better ones first. "ID" alone comes last. */
const IDS: readonly (readonly [score: number, spelled: string])[] = [
  [100, "external id|ext id"],
  [
    95,
    "van id|voter file van id|my voter file van id|my campaign van id|van voter file id|voter van id|myc van id|my campaign id",
  ],
  [90, "nation builder id|signup nation builder id|nation builder signup id|signup id"],
  [
    85,
    "contact id|person id|people id|supporter id|constituent id|member id|individual id|user id|ak id|action kit id",
  ],
  [
    85,
    "salesforce id|contact record id|case safe id|18 digit id|civicrm id|civi id|crm id|customer id|donor id|activist id|record id",
  ],
  [80, "uuid|guid|unique id|identifier|action network id|identifiers"],
  [70, "dw id|voter base id|tsmart id|target smart id|rnc id|rnc reg id|catalist id|pdi id|l 2 id|lal voter id"],
  [
    60,
    "voter id|voter file id|state voter id|state file id|county file id|county voter id|registration number|voter registration number",
  ],
  [60, "voter registration id|registrant id|reg num|reg id|voter number|sos voter id|vuid|affidavit id"],
  [40, "id"],
];
const ID_TYPE = new Set(["externalidtype", "extidtype", "idtype"]);
const SCORE_OF_ID: ReadonlyMap<string, number> = new Map(
  IDS.flatMap(([score, spelled]) => spelled.split("|").map((name) => [name.replaceAll(" ", ""), score] as const)),
);

const VOCABULARY: ReadonlySet<string> = new Set(
  [CELL, TEXTED, PHONE, ZIP, STATE, FIRST, LAST, MAILING, HOME, VOTING, OTHER, FILLERS, NOT_A_CELL, NOT_THE_CONTACT]
    .flatMap((set) => Array.from(set))
    .concat(IDS.flatMap(([, spelled]) => spelled.split(/[ |]/)))
    .concat(["id", "type"])
    .filter((word) => word.length > 1 || word === "m"),
);

export type HeaderMeaning = {
  known: KnownColumn;
  /** Of several columns for one thing the highest counts. */ score: number;
};

/** What a header may mean; null when it is the name of something else. */
export function meaningOf(header: string): HeaderMeaning | null {
  const parts = wordsOf(header);
  if (parts.length === 0) return null;
  return (
    idMeaning(parts) ??
    cellMeaning(parts) ??
    placeMeaning(parts, "zip", ZIP) ??
    stateMeaning(parts) ??
    nameMeaning(parts)
  );
}

/** "mZip5" → m zip 5, "MailingPostalCode" → mailing postal code, "RESIDENCEZIP" → residence zip; small, without accents. */
export function wordsOf(header: string): string[] {
  return header
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/__c$/i, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .replace(/([a-zA-Z])(\d)/g, "$1 $2")
    .replace(/(\d)([a-zA-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .flatMap((word) => (VOCABULARY.has(word) ? [word] : (apart(word) ?? [word])));
}

const LONGEST_RUN = 40;
/** A longer one is no name of a column. */
const LONGEST_HEADER = 100;

/** A word that is several known ones run together, the longest first; null when it is not. */
function apart(run: string): string[] | null {
  if (run.length < 4 || run.length > LONGEST_RUN) return null;
  // Of each beginning of the run, how it is taken apart.
  const found: (string[] | null)[] = [[]];
  for (let end = 1; end <= run.length; end += 1) {
    found[end] = null;
    for (let from = 0; from < end; from += 1) {
      const before = found[from];
      const word = run.slice(from, end);
      // A letter alone is a word only in front ("mzip").
      if (!before || !VOCABULARY.has(word) || (word.length < 2 && from > 0)) continue;
      const known = found[end];
      if (!known || before.length + 1 < known.length) found[end] = [...before, word];
    }
  }
  return found[run.length] ?? null;
}

function idMeaning(parts: readonly string[]): HeaderMeaning | null {
  // Compared without blanks: "VANID" and "Van Id" are one.
  const spelled = parts.join("");
  if (ID_TYPE.has(spelled)) return { known: "external_id_type", score: 1 };
  const score = SCORE_OF_ID.get(spelled);
  return score === undefined ? null : { known: "external_id", score };
}

function cellMeaning(parts: readonly string[]): HeaderMeaning | null {
  const isCell = parts.some((part) => CELL.has(part));
  const isPhone = parts.some((part) => PHONE.has(part));
  const isTexted =
    parts.some((part) => TEXTED.has(part)) && (isPhone || parts.some((part) => part === "number" || part === WIRELESS));
  if ((!isCell && !isPhone && !isTexted) || parts.some((part) => NOT_A_CELL.has(part))) return null;
  let score = parts.includes("cell") ? 100 : isCell ? 99 : isTexted ? 95 : 60;
  const rest = parts.filter((part) => !CELL.has(part) && !PHONE.has(part) && !TEXTED.has(part));
  for (const part of rest) {
    if (BETTER_PHONE.has(part)) score += 10;
    else if (part === "home" || part === "residence" || part === "residential") score -= 20;
    else if (OTHER.has(part)) score -= 30;
    else if (/^\d$/.test(part)) score -= Number(part);
    else if (!FILLERS.has(part) && !MAILING.has(part) && !VOTING.has(part))
      score -= isPhone && !isCell && !isTexted ? 50 : 15;
  }
  return score > 0 ? { known: "cell", score } : null;
}

/** Indices of all phones of the person: cells, landlines, phones at home and at work; no other's, and none of the organization. */
export function phonesOf(headers: readonly string[]): number[] {
  return headers.flatMap((header, index) => {
    const parts = header.length > LONGEST_HEADER ? [] : wordsOf(header);
    const isPhone = parts.some((part) => CELL.has(part) || PHONE.has(part) || LANDLINE.has(part));
    const isOther = parts.some((part) => ABOUT_A_PHONE.has(part) || ANOTHER_PERSONS.has(part) || NOT_THEIRS.has(part));
    return !isOther && (isPhone || cellMeaning(parts) !== null) ? [index] : [];
  });
}

/** Mailing before home, home before one without a name, that before the address of the register, and others last. */
function placeMeaning(parts: readonly string[], known: KnownColumn, core: ReadonlySet<string>): HeaderMeaning | null {
  if (!parts.some((part) => core.has(part)) || parts.some((part) => NOT_THE_CONTACT.has(part))) return null;
  let score = 60;
  for (const part of parts) {
    if (core.has(part)) continue;
    if (MAILING.has(part)) score += 30;
    else if (HOME.has(part)) score += 20;
    else if (VOTING.has(part)) score -= 10;
    else if (OTHER.has(part)) score -= 30;
    else if (!FILLERS.has(part)) score -= 40;
  }
  return score > 0 ? { known, score } : null;
}

/** More words than these, and it is a state senate's district, or a party's. */
function stateMeaning(parts: readonly string[]): HeaderMeaning | null {
  const others = parts.filter((part) => !STATE.has(part));
  const isKnown = others.every(
    (part) => MAILING.has(part) || HOME.has(part) || VOTING.has(part) || OTHER.has(part) || FILLERS.has(part),
  );
  if (!isKnown || others.includes("number") || others.includes("file") || others.includes("street")) return null;
  const meaning = placeMeaning(parts, "state_code", STATE);
  // A region may be any, and "St" a street.
  const isVague = !parts.some(
    (part) => part === "state" || part === "province" || part === "estado" || part === "provincia",
  );
  return meaning && isVague ? { ...meaning, score: meaning.score - 40 } : meaning;
}

const NAME = words("name nm");

function nameMeaning(parts: readonly string[]): HeaderMeaning | null {
  const isNamed = parts.some((part) => NAME.has(part));
  const spelled = parts.join("");
  if (spelled === "fname") return { known: "firstName", score: 100 };
  if (spelled === "lname") return { known: "lastName", score: 100 };
  for (const [known, core] of [
    ["firstName", FIRST],
    ["lastName", LAST],
  ] as const) {
    const others = parts.filter((part) => !core.has(part) && !NAME.has(part));
    if (!parts.some((part) => core.has(part)) || (others.length === 0 && parts.length > 2)) continue;
    // "Last Contact" is a date, "Contact Last Name" a name.
    const isOther = others.some((part) => !FILLERS.has(part) && !VOTING.has(part) && !BETTER_PHONE.has(part));
    if (others.length > 0 && (!isNamed || isOther || others.some((part) => NOT_THE_CONTACT.has(part)))) continue;
    // The legal name before the preferred one, which is often blank.
    return { known, score: 100 - others.length - (others.includes("preferred") ? 40 : 0) };
  }
  return null;
}
