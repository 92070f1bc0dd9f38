/** Undo and redo. Typing in one place is one step back, not one per letter. */
export type History<T> = {
  past: readonly T[];
  present: T;
  future: readonly T[];
  /** What the last change was about; null: the next change is always a step of its own. */
  about: string | null;
};

/** More than anybody will undo. */
const MOST_STEPS = 200;

export function newHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], about: null };
}

/** @param about what is being typed in; consecutive changes about the same are undone together. null: never */
export function write<T>(history: History<T>, present: T, about: string | null): History<T> {
  if (Object.is(present, history.present)) return history;
  if (about !== null && about === history.about) return { ...history, present, future: [] };
  return { past: [...history.past, history.present].slice(-MOST_STEPS), present, future: [], about };
}

export function undo<T>(history: History<T>): History<T> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return {
    past: history.past.slice(0, -1),
    present: before,
    future: [history.present, ...history.future],
    about: null,
  };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future, about: null };
}
