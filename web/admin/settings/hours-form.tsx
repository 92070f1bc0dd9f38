import { useSignal } from "@preact/signals";
import type { OrgHours } from "../../../domain/hours/org-hours.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { SaveForm } from "../../ui/forms/save-form.tsx";
import { HourSelects } from "./hour-selects.tsx";
import { LawfulHours } from "./lawful-hours.tsx";

/** When the organization texts, by the clocks of those who are texted. */
export function HoursForm({ known }: { known: OrgHours }) {
  const hours = useSignal(known);

  return (
    <SaveForm
      title="Texting hours"
      about="In each contact's local time. If somebody may live in one of several time zones, texts go out only when all of them allow it. A campaign can have shorter hours, or use its own hours instead."
      saved="Saved. Campaigns that start from now on use these hours."
      save={() => call(api.admin.settings.$patch({ json: { textingHours: hours.value } }))}
    >
      <div class="row hours">
        <HourSelects
          of="textingHours"
          hours={hours.value}
          onChange={(change) => (hours.value = { ...hours.value, ...change })}
        />
      </div>
      <LawfulHours hours={hours.value} />
    </SaveForm>
  );
}
