import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { useFieldProblem } from "./field-problems.tsx";

/** What a control inside a field takes over: its id, what describes it, and the direction of what is typed. */
export type Described = {
  id: string;
  dir: "auto";
  "aria-describedby": string | undefined;
  "aria-invalid": "true" | undefined;
  "data-field": string | undefined;
};

export function Field({
  label,
  of,
  anchor,
  hint,
  wrong,
  children,
}: {
  label: string;
  /** Where its value is in the form's request, like `prices.currency`: what is refused there is shown here (field-problems.tsx). */
  of?: string | undefined;
  /** By which links lead to this field (web/admin/navigation/go-to-field.ts). */
  anchor?: string | undefined;
  hint?: ComponentChildren;
  wrong?: string | null | undefined;
  children: (described: Described) => ComponentChildren;
}) {
  const id = useId();
  const { problem, heard } = useFieldProblem(of, id);
  const shown = wrong || problem;
  const described = [hint && `${id}-hint`, shown && `${id}-wrong`].filter(Boolean).join(" ");
  return (
    <div class="field" {...heard}>
      <label for={id}>{label}</label>
      {children({
        id,
        dir: "auto",
        "aria-describedby": described || undefined,
        "aria-invalid": shown ? "true" : undefined,
        "data-field": anchor,
      })}
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {shown && (
        <span class="wrong" id={`${id}-wrong`} dir="auto">
          {shown}
        </span>
      )}
    </div>
  );
}
