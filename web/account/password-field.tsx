import { useSignal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { Field } from "../ui/forms/field.tsx";

type Props = {
  label: string;
  /** `new-password`: one that somebody chooses. */
  kind: "current-password" | "new-password";
  name?: string;
  hint?: ComponentChildren;
  field?: RefObject<HTMLInputElement | null>;
};

/** On a phone a password is typed blindly, so it can be shown. */
export function PasswordField({ label, kind, name = "password", hint, field }: Props) {
  const isShown = useSignal(false);
  const isNew = kind === "new-password";
  return (
    <div class="stack tight">
      <Field label={label} of={name} hint={hint ?? (isNew ? "At least 8 characters." : undefined)}>
        {(described) => (
          <input
            {...described}
            ref={field ?? null}
            class="input"
            // The types of attributes know no field that is now the one and now the other.
            type={(isShown.value ? "text" : "password") as "password"}
            name={name}
            autocomplete={kind}
            autocapitalize="none"
            spellcheck={false}
            required
            minLength={isNew ? 8 : undefined}
            maxLength={200}
          />
        )}
      </Field>
      <label class="check">
        <input
          type="checkbox"
          checked={isShown.value}
          onChange={({ currentTarget }) => (isShown.value = currentTarget.checked)}
        />
        Show what I type
      </label>
    </div>
  );
}
