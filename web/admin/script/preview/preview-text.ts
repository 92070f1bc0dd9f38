import { textFor } from "../../../../domain/scripts/script-step.ts";
import { parseScript, unknownFields } from "../../../../domain/scripts/script.ts";
import type { MergeValues, ScriptPart } from "../../../../domain/scripts/script.ts";

export type PreviewText =
  | { is: "empty" }
  /** No column is named so: the parts of the text, with those fields. */
  | { is: "unknown"; parts: readonly ScriptPart[]; unknown: ReadonlySet<string> }
  /** This contact lacks the value. */
  | { is: "held back"; field: string }
  | { is: "text"; text: string };

/** A text as a contact gets it, by the code that fills it in for the carrier. */
export function previewText(text: string, fields: readonly string[], values: MergeValues): PreviewText {
  if (text.trim() === "") return { is: "empty" };
  const unknown = new Set(unknownFields(text, fields));
  if (unknown.size > 0) return { is: "unknown", parts: parseScript(text), unknown };
  const rendered = textFor(text, values);
  return rendered.ok ? { is: "text", text: rendered.text } : { is: "held back", field: rendered.field };
}
