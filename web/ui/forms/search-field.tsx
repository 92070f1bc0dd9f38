import type { Signal } from "@preact/signals";
import { Field } from "./field.tsx";

type Props = { value: Signal<string>; placeholder: string; maxLength?: number };

/** The search above a list; the list follows what is typed. */
export function SearchField({ value, placeholder, maxLength = 100 }: Props) {
  return (
    <div class="grow">
      <Field label="Search">
        {(described) => (
          <input
            {...described}
            class="input"
            type="search"
            placeholder={placeholder}
            maxLength={maxLength}
            value={value.value}
            onInput={({ currentTarget }) => (value.value = currentTarget.value)}
          />
        )}
      </Field>
    </div>
  );
}
