/** Which field of a form a refusal is about, by paths like `prices.currency` (domain/outcome.ts). */
import type { Refusal } from "../../../domain/outcome.ts";

type Fields = NonNullable<Refusal["fields"]>;

/** Of the field itself or, for a field that stands for several values, of one of them; null when it has none. */
export function problemAt(fields: Fields, path: string): string | null {
  if (Object.hasOwn(fields, path)) return fields[path] ?? null;
  const within = Object.keys(fields).find((each) => each.startsWith(`${path}.`));
  return within === undefined ? null : (fields[within] ?? null);
}

/** What no field shows, as sentences; null when fields show all of it. */
export function unclaimed({ fields, message }: Refusal, shown: readonly string[]): string | null {
  const paths = Object.keys(fields ?? {});
  if (!fields || paths.length === 0) return message;
  const isShown = (path: string) => shown.some((each) => path === each || path.startsWith(`${each}.`));
  const rest = paths.filter((path) => !isShown(path)).map((path) => fields[path]);
  return rest.length === 0 ? null : rest.join(" ");
}
