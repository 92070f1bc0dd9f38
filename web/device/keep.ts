/** Small things of one person that this device keeps between visits, as text by key. */
export type Keep = {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(prefix: string): string[];
};

/** Where a `Keep` writes what it holds in memory. */
export type KeepWriter = { put(key: string, value: string): void; delete(key: string): void };

const NOWHERE: KeepWriter = { put: () => {}, delete: () => {} };

/**
 * Reads from memory, so that screens need not wait, and begins to write at once, so that what was typed is safe before
 * the next key is pressed. Without a writer it keeps for as long as the page lives.
 */
export function memoryKeep(held: Iterable<readonly [string, string]> = [], writer: KeepWriter = NOWHERE): Keep {
  const values = new Map<string, string>(held);
  return {
    get: (key) => values.get(key) ?? null,
    set(key, value) {
      values.set(key, value);
      writer.put(key, value);
    },
    remove(key) {
      if (values.delete(key)) writer.delete(key);
    },
    keys: (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
  };
}
