/** What JavaScript's strings may contain and Postgres cannot store: NUL, and halves of surrogate pairs (a cut emoji). */

/**
 * JSON for a `jsonb` parameter. Characters that cannot be stored become U+FFFD, so that one odd text does not stop the
 * rows around it.
 */
export function storableJson(value: unknown): string {
  return storable(JSON.stringify(value));
}

/** The same for JSON that `JSON.stringify` has written. */
export function storable(json: string): string {
  if (!json.includes("\\u")) return json;
  // JSON.stringify writes exactly these as escapes; `\\` is matched first so that a typed "\u0000" stays what it is.
  return json.replaceAll(/\\(?:\\|u0000|ud[89a-f][0-9a-f]{2})/g, (escape) => (escape === "\\\\" ? escape : "\uFFFD"));
}
