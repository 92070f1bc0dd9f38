import { properName } from "../contacts/person-name.ts";
import { knownField, STANDARD_FIELDS } from "./fields/merge-fields.ts";
import type { StandardField } from "./fields/merge-fields.ts";

/*
 * Scripts: texts with merge fields such as `{firstName|friend}` (docs/rules.md#scripts-fields). Rendering is one pass
 * over the parts of the script: a value is copied, never searched for fields again.
 */

/** Values of these fields are capitalised when they were typed all-upper or all-lower. */
const NAME_FIELDS: ReadonlySet<string> = new Set<StandardField>([
  "firstName",
  "lastName",
  "texterFirstName",
  "texterLastName",
  "texterAliasOrFirstName",
]);

/** Longest text that a carrier takes, in UTF-16 units (docs/rules.md#sending-acceptance). */
export const MAX_TEXT_LENGTH = 1600;

/** One part of a script: words as they are, or a field to be filled in. */
export type ScriptPart =
  | { kind: "words"; words: string }
  | { kind: "field"; field: string; /** Printed when the value is missing. */ fallback?: string };

/** Values by field name. Absent, null, undefined and blank all mean "missing". */
export type MergeValues = Readonly<Record<string, string | null | undefined>>;

export type Rendered = { ok: true; text: string } | { ok: false; reason: "missing_field"; field: string };

/** `{name}` or `{name|fallback}`; neither part holds a brace, so a stray brace never swallows a field. */
const FIELD = /\{([^{}|]+)(?:\|([^{}]*))?\}/g;

/** Reads a script once, so that many contacts can be rendered from the parts. */
export function parseScript(script: string): ScriptPart[] {
  const parts: ScriptPart[] = [];
  let end = 0;
  for (const match of script.matchAll(FIELD)) {
    if (match.index > end) parts.push({ kind: "words", words: script.slice(end, match.index) });
    const [token, field = "", fallback] = match;
    parts.push(fallback === undefined ? { kind: "field", field } : { kind: "field", field, fallback });
    end = match.index + token.length;
  }
  if (end < script.length) parts.push({ kind: "words", words: script.slice(end) });
  return parts;
}

/** The fields that a script uses as they are typed, each once, in order of first use. */
export function fieldsIn(script: string): string[] {
  const fields = new Set<string>();
  for (const part of parseScript(script)) if (part.kind === "field") fields.add(part.field);
  return [...fields];
}

/** The fields of a script that are neither standard nor among the known ones (usually the custom columns). */
export function unknownFields(script: string, knownFields: Iterable<string>): string[] {
  const known = [...knownFields, ...STANDARD_FIELDS];
  return fieldsIn(script).filter((field) => knownField(field, known) === undefined);
}

/** Whether the script holds a brace outside of any field, as in "{firstName" or "{}": it would be sent to the contact. */
export function hasStrayBrace(script: string): boolean {
  return parseScript(script).some((part) => part.kind === "words" && /[{}]/.test(part.words));
}

/**
 * Fills in a script in one pass. Values are literal: `$`, braces and patterns in them mean nothing.
 *
 * @param script its text, or its parts from `parseScript`
 * @returns the text, or the first field whose value is missing and has no fallback: that contact is held back and
 *   shown as "missing firstName"
 */
export function renderScript(script: string | readonly ScriptPart[], values: MergeValues): Rendered {
  let text = "";
  for (const part of typeof script === "string" ? parseScript(script) : script) {
    if (part.kind === "words") {
      text += part.words;
      continue;
    }
    const value = valueOf(part.field, values) ?? part.fallback;
    if (value === undefined) return { ok: false, reason: "missing_field", field: part.field };
    text += value;
  }
  return { ok: true, text };
}

function valueOf(typed: string, values: MergeValues): string | undefined {
  // A column may be called "constructor": only the contact's own values count.
  const field = Object.hasOwn(values, typed) ? typed : knownField(typed, Object.keys(values));
  const value = field !== undefined && Object.hasOwn(values, field) ? values[field] : undefined;
  if (field === undefined || value === null || value === undefined || value.trim() === "") return undefined;
  return NAME_FIELDS.has(field) ? properName(value) : value;
}

/** What a contact and a texter bring to a script. */
export interface MergeSources {
  contact: {
    firstName: string;
    lastName: string;
    cell: string;
    externalId?: string | null;
    externalIdType?: string | null;
    zip?: string | null;
    stateCode?: string | null;
    custom?: Readonly<Record<string, string>>;
  };
  texter: { firstName: string; lastName: string; alias?: string | null };
}

/** The values of all fields for one contact and one texter. A custom column never replaces a standard field. */
export function mergeValues({ contact, texter }: MergeSources): MergeValues {
  const standard: Record<StandardField, string | null> = {
    firstName: contact.firstName,
    lastName: contact.lastName,
    cell: contact.cell,
    // An import of an older version had these as columns of its own.
    zip: contact.zip || (contact.custom?.["zip"] ?? null),
    state_code: contact.stateCode || (contact.custom?.["state_code"] ?? null),
    external_id: contact.externalId ?? null,
    external_id_type: contact.externalIdType || (contact.custom?.["external_id_type"] ?? null),
    texterFirstName: texter.firstName,
    texterLastName: texter.lastName,
    texterAliasOrFirstName: texter.alias?.trim() ? texter.alias : texter.firstName,
  };
  return { ...contact.custom, ...standard };
}

/** Whether a text is longer than a carrier takes; such a text is refused. */
export function textTooLong(text: string): boolean {
  return text.length > MAX_TEXT_LENGTH;
}
