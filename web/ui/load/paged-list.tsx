import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Notice, Skeleton } from "../screen.tsx";
import { count } from "../time/time.ts";
import type { Pages } from "./pages.ts";

/** As many rows as a phone draws without a pause. */
const DRAWN = 100;

type Props<Row> = {
  of: Pages<Row>;
  /** What is listed, for the sentence that it did not load: `texts`. */
  what: string;
  /** In place of the rows that were read: those with a decision made here still among them, for example. */
  rows?: readonly Row[] | undefined;
  /** Shown when there is no row. */
  blank: ComponentChildren;
  /** How many rows are drawn at first, and with each tap on "Show more". */
  step?: number;
  children: (rows: readonly Row[]) => ComponentChildren;
};

/** Every list: while it loads, when it fails, when it is empty, and the next page. */
export function PagedList<Row>({ of, what, rows = of.rows ?? undefined, blank, step = DRAWN, children }: Props<Row>) {
  const drawn = useSignal(step);
  const { isReading, more } = of;
  // That the server cannot be reached is said once, in the head of the screen.
  const refusal = of.refusal?.reason === "unreachable" && rows !== undefined ? null : of.refusal;
  const hidden = rows === undefined ? 0 : rows.length - drawn.value;

  function showMore(): void {
    if (hidden <= 0 && isReading) return;
    drawn.value += step;
    if (hidden <= 0) void more?.();
  }

  return (
    <>
      {refusal && (
        <Notice
          tone={rows === undefined ? "wrong" : "warn"}
          title={rows === undefined ? `The ${what} did not load` : `These ${what} may be out of date`}
        >
          <span>{refusal.message}</span>
          <div>
            <button type="button" class="button" onClick={() => void of.reload()}>
              Try again
            </button>
          </div>
        </Notice>
      )}
      {rows === undefined && !refusal && <Skeleton heights={["line", "card", "card"]} />}
      {rows !== undefined && (rows.length === 0 ? blank : children(hidden > 0 ? rows.slice(0, drawn.value) : rows))}
      {(hidden > 0 || more) && (
        <button type="button" class="button" aria-disabled={hidden <= 0 && isReading} onClick={showMore}>
          Show more{hidden > 0 && !more && ` (${count(hidden)})`}
        </button>
      )}
    </>
  );
}
