import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { CUT_FILE } from "../../../domain/contacts/file/problem.ts";
import type { NumberList } from "../../../domain/opt-outs/opt-out-list.ts";
import type { BulkProblem, ContraryChoice } from "../../../domain/opt-outs/opt-outs.ts";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import { counted } from "../../ui/counted.ts";
import { count } from "../../ui/time/time.ts";
import { ScrollingList } from "../../ui/load/scrolling-list.tsx";

const AFTER_MS = 300;
const MOST_SHOWN = 100;
/** Enough to see that the right column is read. */
const EXAMPLES = 3;

export type Wanted = {
  text: string;
  optedOut: boolean;
  /** What becomes of rows that say the contrary; null: nobody has chosen yet. */
  choice: ContraryChoice | null;
  /** The line in the middle of which the file ends; null when it is whole. */
  cutLine: number | null;
};

/** The reader of phone numbers is large, so it is loaded when a list is read. */
export async function readList({ text, optedOut, choice, cutLine }: Wanted): Promise<NumberList> {
  const { readNumberList } = await import("../../../domain/opt-outs/opt-out-list.ts");
  // As a whole, so that columns and quotes hold for all of it; what is sent is numbers alone.
  const list = readNumberList(text, 1, optedOut, choice);
  // Its number counts all the same, if it is one.
  if (cutLine !== null) list.problems.push({ line: cutLine, raw: "", message: CUT_FILE });
  return list;
}

/** What is read of the list, a moment after it was typed or chosen; null when there is nothing to read. */
export function useList({ text, optedOut, choice, cutLine }: Wanted): NumberList | null {
  const list = useSignal<NumberList | null>(null);
  useEffect(() => {
    if (text.trim() === "") {
      list.value = null;
      return undefined;
    }
    let isLatest = true;
    const timer = setTimeout(() => {
      void readList({ text, optedOut, choice, cutLine }).then((read) => {
        if (isLatest) list.value = read;
      });
    }, AFTER_MS);
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  }, [text, optedOut, choice, cutLine]);
  return list.value;
}

/** Before anything is saved: how many numbers, which ones, and which lines are left out. */
export function ListPreview({ list, optedOut }: { list: NumberList | null; optedOut: boolean }) {
  const { cells, repeated, problems, columns = [] } = list ?? { cells: [], repeated: 0, problems: [] };
  const examples = cells.slice(0, EXAMPLES);
  const more = cells.length - EXAMPLES;
  return (
    <div class="stack tight">
      <output>
        {list && cells.length === 0 && !list.contrary && <strong>No phone number was found.</strong>}
        {cells.length > 0 && (
          <>
            <strong>
              {counted(cells.length, "number")} to opt {optedOut ? "out" : "in"}:
            </strong>{" "}
            <span class="number">
              {examples.map((cell, at) => (
                <span key={cell}>
                  <span class="nowrap">{formatPhone(cell)}</span>
                  {at < examples.length - 1 && ", "}
                </span>
              ))}
              {more > 0 && ` and ${count(more)} more`}
            </span>
            {repeated > 0 && <span class="soft"> ({counted(repeated, "repetition")} left out)</span>}
            {columns.length > 0 && (
              <span class="soft" dir="auto">
                {" "}
                Read from {columns.map((name) => `“${name}”`).join(" and ")}.
              </span>
            )}
          </>
        )}
      </output>
      {problems.length > 0 && <ListProblems problems={problems} />}
    </div>
  );
}

/** Lines that are left out, and lines of which a part is. */
export function ListProblems({ problems }: { problems: readonly BulkProblem[] }) {
  return (
    <section class="stack tight" aria-labelledby="bulk-problems">
      <h3 id="bulk-problems">{counted(problems.length, "line to look at", "lines to look at")}</h3>
      <ScrollingList class="problems" label="Lines to look at">
        {problems.slice(0, MOST_SHOWN).map((problem) => (
          <li key={problem.line}>
            <strong>Line {count(problem.line)}:</strong> {problem.message}
          </li>
        ))}
      </ScrollingList>
      {problems.length > MOST_SHOWN && <p class="soft small">The first {MOST_SHOWN} are shown.</p>}
    </section>
  );
}
