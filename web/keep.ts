/** Small things that this browser keeps between visits, as text by key. */
export type Keep = {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(prefix: string): string[];
};

/** Keeps for as long as the page lives. */
export function memoryKeep(): Keep {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key) ?? null,
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    keys: (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
  };
}

/**
 * The browser's own storage. It is synchronous, so typed text is safe before the next key is pressed. Where it is
 * switched off or full, the page's memory takes its place: texting goes on, only a reload forgets.
 */
export function browserKeep(storage: () => Storage = () => window.localStorage): Keep {
  const memory = memoryKeep();
  let kept: Storage | null = null;
  try {
    kept = storage();
  } catch {
    kept = null;
  }
  return {
    get: (key) => memory.get(key) ?? kept?.getItem(key) ?? null,
    set(key, value) {
      try {
        if (!kept) throw new Error("no storage");
        kept.setItem(key, value);
        memory.remove(key);
      } catch {
        memory.set(key, value);
      }
    },
    remove(key) {
      memory.remove(key);
      kept?.removeItem(key);
    },
    keys(prefix) {
      const found = new Set(memory.keys(prefix));
      for (let at = 0; at < (kept?.length ?? 0); at++) {
        const key = kept?.key(at);
        if (key?.startsWith(prefix)) found.add(key);
      }
      return [...found];
    },
  };
}
