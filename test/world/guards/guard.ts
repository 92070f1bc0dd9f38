import type { SourceChange } from "../bundle.ts";

/**
 * A guard of the product with the change of source that removes it: of one place, or of all that keep the same thing from
 * happening.
 */
export type Guard = { name: string; changes: readonly SourceChange[] };
