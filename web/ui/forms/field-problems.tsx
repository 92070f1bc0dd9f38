/**
 * What a form was refused for, at the field that has to be mended: there the sentence is shown, and the first such field takes the
 * focus. What belongs to no field is said once, above the button.
 */
import { signal, useSignal } from "@preact/signals";
import type { ReadonlySignal, Signal } from "@preact/signals";
import { createContext } from "preact";
import type { ComponentChildren } from "preact";
import { useContext, useEffect, useLayoutEffect, useMemo } from "preact/hooks";
import type { Refusal } from "../../../domain/outcome.ts";
import { Notice } from "../screen.tsx";
import { reveal } from "./reveal.ts";
import { problemAt, unclaimed } from "./problem-paths.ts";

type Known = {
  refusal: ReadonlySignal<Refusal | null>;
  /** Fields on the screen: the path in the request that each stands for, by the id of its control. */
  claims: Signal<ReadonlyMap<string, string>>;
  /** Fields that were changed since: what they were refused for is no longer true. */
  changed: Signal<ReadonlySet<string>>;
};

/** What a field listens to, to know that it was changed. */
type Heard = { onInput(event: Event): void; onChange(event: Event): void };

const Problems = createContext<Known | null>(null);

/** @param refusal of the last try; null while there is none */
export function FieldProblems({ refusal, children }: { refusal: Refusal | null; children: ComponentChildren }) {
  const known = useMemo(
    () => ({
      refusal: signal<Refusal | null>(null),
      claims: signal<ReadonlyMap<string, string>>(new Map()),
      changed: signal<ReadonlySet<string>>(new Set()),
    }),
    [],
  );
  useLayoutEffect(() => {
    known.changed.value = new Set();
    known.refusal.value = refusal;
  }, [refusal]);
  useEffect(() => {
    const fields = refusal?.fields ?? {};
    const ids = [...known.claims.peek()].filter(([, path]) => problemAt(fields, path) !== null).map(([id]) => id);
    if (ids.length === 0) return;
    const first = document.querySelector<HTMLElement>(ids.map((id) => `#${CSS.escape(id)}`).join(","));
    if (first) reveal(first);
  }, [refusal]);
  return <Problems.Provider value={known}>{children}</Problems.Provider>;
}

/**
 * Why this field was refused; null when it was not.
 *
 * @param path of the field in the request, like `prices.currency`; undefined for a field that cannot be refused
 */
export function useFieldProblem(path: string | undefined, id: string): { problem: string | null; heard: Heard } {
  const known = useContext(Problems);
  useLayoutEffect(() => {
    if (!known || path === undefined) return undefined;
    known.claims.value = new Map(known.claims.peek()).set(id, path);
    return () => {
      const others = new Map(known.claims.peek());
      others.delete(id);
      known.claims.value = others;
    };
  }, [known, path, id]);
  const isShown = known !== null && path !== undefined && !known.changed.value.has(path);
  return {
    problem: isShown ? problemAt(known.refusal.value?.fields ?? {}, path) : null,
    heard: { onInput: hear, onChange: hear },
  };

  function hear({ type, target }: Event): void {
    if (known === null || path === undefined) return;
    // The control's owner hears of it only with `change`: drawn again before that, it would show its old value.
    if (type === "input" && isTold(target)) return;
    known.changed.value = new Set(known.changed.peek()).add(path);
  }
}

function isTold(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.type === "checkbox" || target.type === "radio";
  return target instanceof HTMLSelectElement;
}

/** Belongs into every form, above its button. */
export function RefusalNotice({ children }: { children?: ComponentChildren }) {
  const known = useContext(Problems);
  const refusal = known?.refusal.value ?? null;
  if (!known || !refusal) return null;
  const rest = unclaimed(refusal, [...known.claims.value.values()]);
  // Said at the fields, where the focus is.
  if (rest === null && !children) return null;
  return (
    <Notice tone="wrong">
      {rest !== null && <span>{rest}</span>}
      {children}
    </Notice>
  );
}

/** The refusal of a dialog or of a form of its own, for what sets it. */
export function useRefusal(): Signal<Refusal | null> {
  return useSignal<Refusal | null>(null);
}
