import { useSignal } from "@preact/signals";
import type { TrustSettings } from "../../../domain/assignment/requests.ts";
import { ROLE_WORDS } from "../../../domain/roles.ts";
import type { Role } from "../../../domain/statuses.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { SaveForm } from "../../ui/forms/save-form.tsx";

const ROLES: readonly Role[] = ["TEXTER", "VETTED_TEXTER", "SUPERVOLUNTEER", "ADMIN"];

/** The texters whose requests for texts are granted without an admin. */
export function TrustForm({ trust }: { trust: TrustSettings }) {
  const fromRole = useSignal(trust.fromRole);
  const afterTexts = useSignal(trust.afterTexts);

  return (
    <SaveForm
      title="Requests for texts"
      about="Trusted texters get contacts at once. All others wait for an admin’s approval."
      saved="Saved. It applies from the next request."
      save={() =>
        call(api.admin.settings.$patch({ json: { trust: { fromRole: fromRole.value, afterTexts: afterTexts.value } } }))
      }
    >
      <Field label="Trusted roles" of="trust.fromRole">
        {(described) => (
          <select
            {...described}
            class="input"
            value={fromRole.value ?? ""}
            onChange={({ currentTarget }) =>
              (fromRole.value = ROLES.find((role) => role === currentTarget.value) ?? null)
            }
          >
            <option value="">None</option>
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {role === "TEXTER" ? "Everybody" : `${ROLE_WORDS[role]} and above`}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label="Texts without a complaint"
        of="trust.afterTexts"
        hint="After sending this many, a texter is trusted. Leave empty to trust by role only."
      >
        {(described) => (
          <input
            {...described}
            class="input date"
            type="number"
            inputMode="numeric"
            min={1}
            max={1_000_000}
            value={afterTexts.value ?? ""}
            onInput={({ currentTarget }) => {
              const typed = currentTarget.valueAsNumber;
              afterTexts.value = Number.isInteger(typed) ? typed : null;
            }}
          />
        )}
      </Field>
    </SaveForm>
  );
}
