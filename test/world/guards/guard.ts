import type { SourceChange } from "../bundle.ts";
import type { Feature } from "../plan/features.ts";

/**
 * A guard of the product with the change of source that removes it: of one place, or of all that keep the same thing from
 * happening. `likely`: features of seeds in which it may matter.
 */
export type Guard = { name: string; likely: readonly Feature[]; changes: readonly SourceChange[] };
