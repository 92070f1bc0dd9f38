/** Parameters of calls for numbers and services. */
import type { FormParams } from "../../signature.ts";

const MOST_NAME = 64;

/** What a form says of a field: absent, emptied (null), or a value. */
export function given(form: FormParams, name: string): string | null | undefined {
  const value = form[name];
  if (typeof value !== "string") return undefined;
  return value === "" ? null : value;
}

export type ReadForm<Change> = { ok: true; change: Change } | { ok: false; code: number; detail: string };

/** Reads a name and addresses; `fields` says which parameter is which field. */
export function readFields<Field extends string>(
  form: FormParams,
  fields: Readonly<Record<string, Field>>,
): ReadForm<Partial<Record<Field, string | null>>> {
  const change: Partial<Record<Field, string | null>> = {};
  for (const [parameter, field] of Object.entries(fields)) {
    const value = given(form, parameter);
    if (value === undefined) continue;
    if (value !== null && parameter === "FriendlyName" && value.length > MOST_NAME)
      return { ok: false, code: 20001, detail: parameter };
    if (value !== null && parameter !== "FriendlyName" && !isAddress(value))
      return { ok: false, code: 21609, detail: `${parameter} ${value}` };
    change[field] = value;
  }
  return { ok: true, change };
}

function isAddress(value: string): boolean {
  return /^https?:\/\/[^/]/.test(value) && URL.canParse(value) && !new URL(value).hostname.includes("_");
}
