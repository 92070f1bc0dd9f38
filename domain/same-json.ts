/**
 * Whether two JSON values are equal. The order of keys does not matter: Postgres' jsonb has its own. A key whose value
 * is undefined is absent.
 */
export function sameJson(a: unknown, b: unknown): boolean {
  // Not Object.is: JSON knows no negative zero.
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((each, at) => sameJson(each, b[at]));
  }
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  // Both are plain objects here; a key that one lacks reads as undefined.
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return [...keys].every((key) => sameJson(left[key], right[key]));
}
