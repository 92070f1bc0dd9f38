/**
 * The columns of an uploaded opt-out list (docs/rules.md#opt-outs-lists): all of a person's phones, and what says that a row is
 * about somebody who still gets texts. Such a list may be a whole membership with a column "Unsubscribed: yes/no".
 */
import { findColumns } from "../contacts/file/columns.ts";
import { phonesOf, wordsOf } from "../contacts/file/header-words.ts";

/** What a row says of its number; null when it says nothing that is clear. */
export type RowWord = "out" | "in" | null;

const words = (list: string) => new Set(list.split(" "));

/** Columns whose yes means no more texts. */
const OUT = words(
  "unsubscribed unsubscribe unsub optout optedout dnc dnt stop stopped suppressed blocked revoked removed",
);
const OUT_PAIRS = ["opt out", "opted out", "not text", "not contact", "not call", "not sms", "not message"];
/** Columns whose yes means texts are welcome. */
const IN = words("subscribed subscriber consent consented permission optin optedin textable active");
const IN_PAIRS = ["opt in", "opted in", "ok to", "can text", "may text", "can contact", "may contact"];
/** Columns with a word for it. With another word beside these it is about something else: "Voter Status", "Marital Status". */
const STATUS = words("status state subscription preference preferences");
const OF_STATUS = words(
  "sms text texts texting message messages messaging marketing phone cell mobile contact opt opted in out list current subscriber audience my the of",
);
/** About e-mail, unless it names texts as well. */
const MAIL = words("email emails mail mails mailing newsletter");
const TEXTS = words("sms text texts texting message messages messaging phone cell mobile");

type Kind = "out" | "in" | "status";

function kindOf(header: string): Kind | null {
  const parts = wordsOf(header);
  const spelled = ` ${parts.join(" ")} `;
  const has = (set: ReadonlySet<string>, pairs: readonly string[] = []) =>
    parts.some((part) => set.has(part)) || pairs.some((pair) => spelled.includes(` ${pair} `));
  if (has(MAIL) && !has(TEXTS)) return null;
  const isStatus = has(STATUS) && parts.every((part) => STATUS.has(part) || OF_STATUS.has(part));
  if (isStatus) return "status";
  if (has(STATUS)) return null;
  if (has(OUT, OUT_PAIRS)) return "out";
  return has(IN, IN_PAIRS) ? "in" : null;
}

const YES = words("yes y true t 1 x on checked si oui ✓ ✔");
const NO = words("no n false f 0 off unchecked never");
const SAYS_OUT = words(
  "unsubscribed unsubscribe unsub optout optedout out stop stopped stopall removed inactive blocked dnc suppressed revoked withdrawn denied " +
    "declined refused cancelled canceled complained",
);
const SAYS_IN = words(
  "subscribed resubscribed active optin optedin consented granted given allowed permitted enabled ok okay confirmed start unstop",
);

/** Of a value in small letters and single words. */
function wordsSay(value: string): RowWord {
  const parts = value.split(" ");
  const spelled = ` ${value} `;
  if ([" opted out ", " opt out ", " do not ", " not ", " no "].some((each) => spelled.includes(each))) {
    // "no", alone, is a flag's.
    return parts.length > 1 ? "out" : null;
  }
  if (parts.some((part) => SAYS_OUT.has(part))) return "out";
  const isIn = value === "in" || spelled.includes(" opted in ") || spelled.includes(" opt in ");
  return isIn || parts.some((part) => SAYS_IN.has(part)) ? "in" : null;
}

const A_DATE = /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/u;
const OPPOSITE = { out: "in", in: "out" } as const;

function statementOf(written: string, kind: Kind): RowWord | "blank" {
  const plain = written.trim();
  if (plain === "") return "blank";
  const value = plain
    .toLowerCase()
    .replace(/[^\p{L}\p{N}✓✔]+/gu, " ")
    .trim();
  if (kind !== "status") {
    if (YES.has(value) || A_DATE.test(plain)) return kind;
    if (NO.has(value)) return OPPOSITE[kind];
  }
  return wordsSay(value);
}

export type ListColumns = {
  /** Index of the phone that is likeliest a cell. */
  best: number;
  /** Indices of the phones of a row's person, as in the file. */
  phones: number[];
  status: { index: number; kind: Kind; name: string }[];
};

/** null when this is no header: no column is surely a phone's. */
export function listColumns(headers: readonly string[]): ListColumns | null {
  const best = findColumns(headers, 1).mapping.cell;
  if (best === undefined) return null;
  const phones = [...new Set([best, ...phonesOf(headers)])].toSorted((a, b) => a - b);
  const status = headers.flatMap((header, index) => {
    const kind = phones.includes(index) ? null : kindOf(header);
    return kind === null ? [] : [{ index, kind, name: header.trim() }];
  });
  return { best, phones, status };
}

export type RowSays = { says: "out" | "in"; column: string; value: string };

/**
 * What each row says of its numbers. A blank in a column "Unsubscribed" says no where the column has a yes. One column that
 * says out is enough.
 *
 * @param rows without the header; undefined for one that cannot be read
 */
export function saidByRows(
  { status }: ListColumns,
  rows: readonly (readonly string[] | undefined)[],
): (RowSays | null)[] {
  const said = status.map(({ index, kind, name }) => {
    const all = rows.map((row) => (row === undefined ? null : statementOf(row[index] ?? "", kind)));
    const blank = kind === "out" && all.includes("out") ? "in" : null;
    return all.map((each, at): RowSays | null => {
      const says = each === "blank" ? blank : each;
      return says && { says, column: name, value: (rows[at]?.[index] ?? "").trim() };
    });
  });
  return rows.map((_, at) => {
    const ofRow = said.flatMap((column) => column[at] ?? []);
    return ofRow.find(({ says }) => says === "out") ?? ofRow[0] ?? null;
  });
}
