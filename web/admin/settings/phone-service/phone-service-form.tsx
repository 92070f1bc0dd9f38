import { useSignal } from "@preact/signals";
import type { PhoneServiceSettings } from "../../../../domain/phone-service/api-tokens.ts";
import { call } from "../../../api/call.ts";
import { api } from "../../../api/client.ts";
import { Field } from "../../../ui/forms/field.tsx";
import { SaveForm } from "../../../ui/forms/save-form.tsx";

/** How the phone service texts, and where texts to its numbers go. */
export function PhoneServiceForm({ known }: { known: PhoneServiceSettings }) {
  const keepsHours = useSignal(known.keepsHours);
  const inboundUrl = useSignal(known.inboundUrl ?? "");

  return (
    <SaveForm
      title="Phone service"
      about="For texts that other programs send. Opt-outs of your organization always hold."
      saved="Saved. It applies within a few seconds."
      save={() =>
        call(
          api.admin["phone-service"].settings.$put({
            json: { keepsHours: keepsHours.value, inboundUrl: inboundUrl.value.trim() || null },
          }),
        )
      }
    >
      <label class="check">
        <input
          type="checkbox"
          name="keepsHours"
          checked={keepsHours.value}
          onChange={({ currentTarget }) => (keepsHours.value = currentTarget.checked)}
        />
        <span>Text within the texting hours only</span>
      </label>
      <Field
        label="Deliver incoming texts to"
        of="inboundUrl"
        hint="An https address of your program. Leave empty to let it fetch them."
      >
        {(described) => (
          <input
            {...described}
            class="input"
            type="url"
            inputMode="url"
            maxLength={500}
            value={inboundUrl.value}
            onInput={({ currentTarget }) => (inboundUrl.value = currentTarget.value)}
          />
        )}
      </Field>
    </SaveForm>
  );
}
