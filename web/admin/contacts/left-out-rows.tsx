import { count } from "../../ui/time/time.ts";
import { ScrollingList } from "../../ui/load/scrolling-list.tsx";

type Words = readonly [one: string, many: string];
const both = (words: string): Words => [words, words];

/** Why rows are left out, in the words of a summary. */
const REASONS: Readonly<Record<string, Words>> = {
  duplicate: ["is a repeated number", "are repeated numbers"],
  in_campaign: ["is already in the campaign", "are already in the campaign"],
  opted_out: ["has opted out", "have opted out"],
  bad_number: both("cannot receive texts, according to the carrier"),
  missing: ["has no phone number", "have no phone number"],
  landline: ["is a landline", "are landlines"],
  toll_free: ["is a toll-free number", "are toll-free numbers"],
  premium: ["is a premium-rate number", "are premium-rate numbers"],
  fictional: ["is a fictional 555 number", "are fictional 555 numbers"],
  extension: ["has an extension", "have an extension"],
  cut_by_spreadsheet: [
    "was shortened by a spreadsheet (format the column as text and export it again)",
    "were shortened by a spreadsheet (format the column as text and export it again)",
  ],
  several_numbers: ["has more than one phone number", "have more than one phone number"],
  country_not_allowed: ["is a number in another country", "are numbers in other countries"],
  ragged_row: ["has too many or too few values", "have too many or too few values"],
  broken_quotes: ["has quotes that do not match", "have quotes that do not match"],
  bad_character: ["contains damaged characters", "contain damaged characters"],
  cut_file: both("ends in the middle of a character, like the file"),
  row_too_long: ["is too long", "are too long"],
};
const OTHERWISE: Words = ["is not a cell phone number", "are not cell phone numbers"];

/** How many rows are left out for which reason, the most frequent first. */
export function LeftOutRows({ refusedBy }: { refusedBy: Readonly<Record<string, number>> }) {
  return (
    <ScrollingList class="problems" label="Reasons">
      {byReason(refusedBy).map(([words, rows]) => (
        <li key={words}>
          <strong class="number">{count(rows)}</strong> <span>{words}</span>
        </li>
      ))}
    </ScrollingList>
  );
}

function byReason(refusedBy: Readonly<Record<string, number>>): [words: string, rows: number][] {
  const rows = new Map<Words, number>();
  for (const [reason, number] of Object.entries(refusedBy)) {
    const words = REASONS[reason] ?? OTHERWISE;
    rows.set(words, (rows.get(words) ?? 0) + number);
  }
  return [...rows]
    .sort(([, fewer], [, more]) => more - fewer)
    .map(([[one, many], number]) => [number === 1 ? one : many, number]);
}
