/** How old what is on the screen is: every list, record and socket of the screen reports here, in one place for all. */
import { computed, signal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Refusal } from "../../../domain/outcome.ts";
import type { AnyAnswer } from "../../api/call.ts";
import { online, withoutNetwork } from "../online.ts";

type Known = {
  /** When its last answer came; null before the first. */
  atMs: number | null;
  /** Why the last try failed. */
  failure: Refusal | null;
};

type Source = { known: { value: Known }; retry: () => Promise<void> };

const sources = signal<readonly Source[]>([]);

export type Staleness = {
  /** `refused`: the server answers, but not with what this screen shows. */
  why: "offline" | "unreachable" | "refused";
  /** What the screen shows was true then; null when it shows nothing yet. */
  knownAtMs: number | null;
  /** The server's own sentence, when it refused. */
  message: string | null;
};

/** null while the screen is as fresh as it can be. */
export const staleness = computed<Staleness | null>(() => {
  const known = sources.value.map((source) => source.known.value);
  if (!online.value) {
    const times = known.flatMap(({ atMs }) => atMs ?? []);
    const knownAtMs = times.length === 0 ? null : Math.max(...times);
    return { why: withoutNetwork.value ? "offline" : "unreachable", knownAtMs, message: null };
  }
  // What has never come is said where it is missing.
  const old = known.filter(({ atMs, failure }) => atMs !== null && failure !== null);
  if (old.length === 0) return null;
  const knownAtMs = Math.min(...old.flatMap(({ atMs }) => atMs ?? []));
  const refused = old.find(({ failure }) => failure?.reason !== "unreachable");
  return { why: "refused", knownAtMs, message: refused?.failure?.message ?? null };
});

/** Asks again for everything on the screen that failed, or that was last answered before this time. */
export async function refresh(beforeMs: number): Promise<void> {
  const due = sources.peek().filter(({ known }) => {
    const { atMs, failure } = known.value;
    return failure !== null || (atMs !== null && atMs < beforeMs);
  });
  await Promise.all(due.map((source) => source.retry()));
}

export type SourceOfScreen = { note: (answer: AnyAnswer) => void; add: () => () => void };

/** @param retry asks again; what is on the screen stays meanwhile */
export function createSource(retry: () => Promise<void>, now: () => number = Date.now): SourceOfScreen {
  const known = signal<Known>({ atMs: null, failure: null });
  const source: Source = { known, retry };
  return {
    note(answer) {
      known.value = answer.ok ? { atMs: now(), failure: null } : { atMs: known.peek().atMs, failure: answer };
    },
    add() {
      sources.value = [...sources.peek(), source];
      return () => void (sources.value = sources.peek().filter((each) => each !== source));
    },
  };
}

/** Registers what a component reads for as long as it is shown. Returns the function that is told each answer. */
export function useSource(retry: () => Promise<void>): SourceOfScreen["note"] {
  const latest = useRef(retry);
  latest.current = retry;
  const source = useMemo(() => createSource(() => latest.current()), []);
  useEffect(() => source.add(), [source]);
  return source.note;
}
