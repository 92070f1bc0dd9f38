import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Refusal } from "../../../domain/outcome.ts";
import { call } from "../../api/call.ts";
import type { AnswerOf, Begun, Given } from "../../api/call.ts";
import { useSource } from "./freshness.ts";
import { createReading } from "./reading.ts";

/** A list as far as it has been read, for `PagedList`. */
export type Pages<Row> = {
  /** null until the first page came. */
  rows: readonly Row[] | null;
  /** Why the last reading failed. What was read before stays. */
  refusal: Refusal | null;
  isReading: boolean;
  /** Reads the next page; null at the end of the list. */
  more: (() => Promise<void>) | null;
  /** Reads the list from its beginning. */
  reload: () => Promise<void>;
};

type Options<Call extends Begun, Row> = {
  /** Begins the call for the page that starts at this place; without one, for the first page. */
  ask: (before: string | undefined) => Call;
  rowsOf: (page: Given<AnswerOf<Call>>) => readonly Row[];
  /** What the list is filtered by: when one of them changes, the list is read anew. */
  of?: readonly unknown[];
  /** How often the list is read again while somebody looks at it. */
  againMs?: number;
};

/** Typing asks once, when it stops. */
const TYPING_MS = 300;

/** A route's list, read page by page when the route has pages, and as a whole when it has none. */
export function usePages<Call extends Begun, Row>({ ask, rowsOf, of = [], againMs }: Options<Call, Row>) {
  const latest = useRef(ask);
  latest.current = ask;
  const note = useSource(() => reading.retry());
  const reading = useMemo(
    () =>
      createReading<Given<AnswerOf<Call>>, Row>(async (before) => {
        const answer = await call(latest.current(before));
        note(answer);
        // The route answers with a page or with a refusal.
        return answer as Given<AnswerOf<Call>> | Refusal;
      }, rowsOf),
    [],
  );

  useEffect(() => {
    const timer = setTimeout(() => void reading.reload(), reading.read.peek() === null ? 0 : TYPING_MS);
    const look = () => document.visibilityState === "visible" && void reading.renew();
    const again = againMs === undefined ? undefined : setInterval(look, againMs);
    return () => {
      reading.forget();
      clearTimeout(timer);
      clearInterval(again);
    };
  }, of);

  const read = reading.read.value;
  return {
    /** The first page, for what comes with the list; null until it came. */
    first: read?.first ?? null,
    rows: read?.rows ?? null,
    refusal: reading.refusal.value,
    isReading: reading.isReading.value,
    more: read === null || read.before === null ? null : reading.more,
    reload: reading.reload,
  } satisfies Pages<Row> & { first: Given<AnswerOf<Call>> | null };
}

/** A list that is here already. */
export function pagesOf<Row>(rows: readonly Row[]): Pages<Row> {
  return { rows, refusal: null, isReading: false, more: null, reload: async () => {} };
}
