/**
 * `structuredClone` of arguments and answers. Nearly all are small and plain, and Node takes longer to clone one than objects to
 * answer the call; everything that is not plain is left to it.
 */
const NOT_PLAIN = Symbol("not plain");

export function clone<T>(value: T): T {
  const made = plainCopy(value, new Set());
  // Of the same shape.
  return made === NOT_PLAIN ? structuredClone(value) : (made as T);
}

function plainCopy(value: unknown, seen: Set<object>): unknown {
  if (typeof value === "function" || typeof value === "symbol") return NOT_PLAIN;
  if (typeof value !== "object" || value === null) return value;
  // What is there twice is one object in the clone, too.
  if (seen.has(value)) return NOT_PLAIN;
  seen.add(value);
  if (Array.isArray(value)) return copyOfArray(value, seen);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return NOT_PLAIN;
  const made: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) {
    const copy = key === "__proto__" ? NOT_PLAIN : plainCopy(each, seen);
    if (copy === NOT_PLAIN) return NOT_PLAIN;
    made[key] = copy;
  }
  return made;
}

function copyOfArray(value: readonly unknown[], seen: Set<object>): unknown {
  // A hole, or a field beside the elements.
  if (Object.keys(value).length !== value.length) return NOT_PLAIN;
  const made: unknown[] = [];
  for (const each of value) {
    const copy = plainCopy(each, seen);
    if (copy === NOT_PLAIN) return NOT_PLAIN;
    made.push(copy);
  }
  return made;
}
