import type { RefObject } from "preact";
import { Field } from "../ui/forms/field.tsx";

/** A password that somebody chooses. */
export function NewPasswordField({ label, of }: { label: string; of?: RefObject<HTMLInputElement | null> }) {
  return (
    <Field label={label} of="password" hint="At least 8 characters.">
      {(described) => (
        <input
          {...described}
          ref={of ?? null}
          class="input"
          type="password"
          name="password"
          autocomplete="new-password"
          required
          minLength={8}
          maxLength={200}
        />
      )}
    </Field>
  );
}
