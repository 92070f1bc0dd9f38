/** One step's text for one contact: which variant, filled in, as it goes out (docs/rules.md#scripts-variants). */
import { hashBucket } from "../hash-bucket.ts";
import { renderScript } from "./script.ts";
import type { MergeValues } from "./script.ts";
import { cleanText } from "./clean-text.ts";
import { leanText } from "./segments.ts";

/**
 * The variant that a contact gets of a step: always the same for both, evenly spread, and independent from step to step.
 *
 * @returns an index, 0 to count - 1
 */
export function variantFor(contactId: string, stepId: string, count: number): number {
  return count < 2 ? 0 : hashBucket(`${contactId} ${stepId}`, count);
}

export type StepText = { ok: true; text: string; variant: number } | { ok: false; field: string; variant: number };

/** The text as it goes out, or the field whose value this contact lacks. */
export function stepText(
  step: { id: string; texts: readonly string[] },
  contactId: string,
  values: MergeValues,
): StepText {
  const variant = variantFor(contactId, step.id, step.texts.length);
  const rendered = textFor(step.texts[variant] ?? "", values);
  return rendered.ok ? { ...rendered, variant } : { ok: false, field: rendered.field, variant };
}

/** A text of the script, filled in, with look-alikes where they save segments and without white space around it. */
export function textFor(text: string, values: MergeValues) {
  const rendered = renderScript(text, values);
  return rendered.ok ? { ok: true as const, text: leanText(cleanText(rendered.text).trim()) } : rendered;
}
