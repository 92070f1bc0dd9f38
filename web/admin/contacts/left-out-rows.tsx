import { count } from "../../ui/time/time.ts";

/** Why rows are left out, in the words of a summary. */
const REASONS: Readonly<Record<string, string>> = {
  duplicate: "came before in the file",
  in_campaign: "are in the campaign already",
  opted_out: "opted out before",
  bad_number: "cannot be reached, as the carrier said",
  missing: "have no number",
  landline: "are landlines",
  toll_free: "are toll-free numbers",
  premium: "are premium-rate numbers",
  fictional: "are fictional numbers",
  extension: "have an extension",
  cut_by_spreadsheet: "were shortened by a spreadsheet (format the column as text and export it again)",
  several_numbers: "have several numbers in one cell",
  country_not_allowed: "are numbers of other countries",
  ragged_row: "have too many or too few values",
  broken_quotes: "have broken quotes",
  bad_character: "hold damaged characters",
  row_too_long: "are too long",
};
const OTHERWISE = "are not cell numbers";

/** How many rows are left out for which reason, the most frequent first. */
export function LeftOutRows({ refusedBy }: { refusedBy: Readonly<Record<string, number>> }) {
  return (
    <ul class="problems">
      {byReason(refusedBy).map(([words, rows]) => (
        <li key={words}>
          <strong class="number">{count(rows)}</strong> <span>{words}</span>
        </li>
      ))}
    </ul>
  );
}

function byReason(refusedBy: Readonly<Record<string, number>>): [words: string, rows: number][] {
  const rows = new Map<string, number>();
  for (const [reason, number] of Object.entries(refusedBy)) {
    const words = REASONS[reason] ?? OTHERWISE;
    rows.set(words, (rows.get(words) ?? 0) + number);
  }
  return [...rows].sort(([, one], [, other]) => other - one);
}
