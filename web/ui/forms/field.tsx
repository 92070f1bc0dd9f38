import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

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
  anchor,
  hint,
  wrong,
  children,
}: {
  label: string;
  /** By which links lead to this field (web/admin/navigation/go-to-field.ts). */
  anchor?: string | undefined;
  hint?: ComponentChildren;
  wrong?: string | null | undefined;
  children: (described: Described) => ComponentChildren;
}) {
  const id = useId();
  const described = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        dir: "auto",
        "aria-describedby": described || undefined,
        "aria-invalid": wrong ? "true" : undefined,
        "data-field": anchor,
      })}
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {wrong && (
        <span class="wrong" id={`${id}-wrong`}>
          {wrong}
        </span>
      )}
    </div>
  );
}
