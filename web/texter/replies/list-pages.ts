import type { DeskItem } from "../../../domain/texter-app/texter.ts";
import type { Filter } from "../desk/store.ts";

/**
 * Where the next page of a list begins. The desk also holds conversations that arrived by themselves, from anywhere in
 * the list, so their number does not say how far it was read; the time of the last one on a page does.
 */
export function createListPages() {
  const readTo = new Map<string, number>();
  return {
    /**
     * How many of `held` come before the end of what was read. That last one comes again: others may share its time.
     */
    offset(list: string, filter: Filter, held: readonly DeskItem[]): number {
      const end = readTo.get(list);
      if (end === undefined) return 0;
      return held.filter(({ lastAt }) => (filter === "waiting" ? lastAt < end : lastAt > end)).length;
    },
    read(list: string, page: readonly DeskItem[]): void {
      const last = page.at(-1);
      if (last) readTo.set(list, last.lastAt);
    },
  };
}
