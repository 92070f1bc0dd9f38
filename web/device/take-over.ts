/** What an older app kept in localStorage, as `whistlestop.outbox.<person>.<id>`. */
const KINDS = ["outbox", "draft", "script"] as const;

/** What an older app kept of this person, by its key today. */
export function takeOver(personId: string, storage: Storage | null): [string, string][] {
  return oldKeys(storage).flatMap(({ key, owner, kept }): [string, string][] => {
    const value = owner === personId ? (storage?.getItem(key) ?? null) : null;
    return value === null ? [] : [[kept, value]];
  });
}

export function forgetOld(storage: Storage | null, isWanted: (personId: string) => boolean): void {
  for (const { key, owner } of oldKeys(storage)) if (isWanted(owner)) storage?.removeItem(key);
}

function oldKeys(storage: Storage | null): { key: string; owner: string; kept: string }[] {
  const keys = Array.from({ length: storage?.length ?? 0 }, (_, at) => storage?.key(at) ?? "");
  return keys.flatMap((key) => {
    const [app, kind, owner = "", ...rest] = key.split(".");
    if (app !== "whistlestop" || !KINDS.some((each) => each === kind) || rest.length === 0) return [];
    return [{ key, owner, kept: `${kind}.${rest.join(".")}` }];
  });
}

export function localStore(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
