import { call } from "../../../api/call.ts";
import { api } from "../../../api/client.ts";
import { Field } from "../../../ui/forms/field.tsx";
import { formText } from "../../../ui/forms/form-text.ts";
import { SaveForm } from "../../../ui/forms/save-form.tsx";

/** The carrier's service that sends the organization's texts. */
export function CarrierForm({ messagingServiceSid }: { messagingServiceSid: string | null }) {
  function save(form: HTMLFormElement) {
    const typed = formText(form, "service").service.trim();
    return call(api.admin.settings.$patch({ json: { messagingServiceSid: typed === "" ? null : typed } }));
  }
  return (
    <SaveForm title="Carrier" saved="Saved. Campaigns that start from now on use it." save={save}>
      <Field
        label="Messaging Service SID"
        of="messagingServiceSid"
        anchor="messaging-service"
        hint="From the carrier's console. It begins with MG, and its numbers send your texts."
      >
        {(described) => (
          <input
            {...described}
            name="service"
            class="input mono"
            autocomplete="off"
            spellcheck={false}
            defaultValue={messagingServiceSid ?? ""}
          />
        )}
      </Field>
    </SaveForm>
  );
}
