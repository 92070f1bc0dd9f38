import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Refusal } from "../../../domain/outcome.ts";

/** A page as a route answers it: `before` is the next page's place, null or absent at the end of the list. */
export type Page = { ok: true; before?: string | null };

type Read<P extends Page, Row> = {
  /** The list's first page, for what comes with it, like a total. */
  first: P;
  rows: readonly Row[];
  before: string | null;
  pages: number;
};

export type ListReading<P extends Page, Row> = {
  /** What was read so far; null until the first page came. A failure does not take it away. */
  read: ReadonlySignal<Read<P, Row> | null>;
  /** Why the last reading failed. */
  refusal: ReadonlySignal<Refusal | null>;
  isReading: ReadonlySignal<boolean>;
  reload: () => Promise<void>;
  more: () => Promise<void>;
  /** Reads the list again, unless somebody has read on (they must not lose their place) or a page is under way. */
  renew: () => Promise<void>;
  /** After a failure: the page that did not come; else the list again, by the rule of `renew`. */
  retry: () => Promise<void>;
  /** An answer that is under way is no longer wanted. */
  forget: () => void;
};

/** Reads a list page by page; of two readings, the one that was begun later counts. */
export function createReading<P extends Page, Row>(
  ask: (before: string | undefined) => Promise<P | Refusal>,
  rowsOf: (page: P) => readonly Row[],
): ListReading<P, Row> {
  const read = signal<Read<P, Row> | null>(null);
  const refusal = signal<Refusal | null>(null);
  const isReading = signal(false);
  let turn = 0;

  async function readFrom(before: string | null): Promise<void> {
    const mine = (turn += 1);
    isReading.value = true;
    const answer = await ask(before ?? undefined);
    if (mine !== turn) return;
    isReading.value = false;
    refusal.value = answer.ok ? null : answer;
    if (!answer.ok) return;
    const known = before === null ? null : read.peek();
    read.value = {
      first: known?.first ?? answer,
      rows: [...(known?.rows ?? []), ...rowsOf(answer)],
      before: answer.before ?? null,
      pages: (known?.pages ?? 0) + 1,
    };
  }

  async function more(): Promise<void> {
    const before = read.peek()?.before ?? null;
    if (before !== null && !isReading.peek()) await readFrom(before);
  }
  async function renew(): Promise<void> {
    if ((read.peek()?.pages ?? 1) === 1 && !isReading.peek()) await readFrom(null);
  }

  return {
    read,
    refusal,
    isReading,
    reload: () => readFrom(null),
    more,
    renew,
    retry: () => (refusal.peek() !== null && (read.peek()?.pages ?? 1) > 1 ? more() : renew()),
    forget() {
      turn += 1;
      isReading.value = false;
    },
  };
}
