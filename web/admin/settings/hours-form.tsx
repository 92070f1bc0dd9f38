import { useSignal } from "@preact/signals";
import type { OrgHours } from "../../../domain/hours/org-hours.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Notice } from "../../ui/screen.tsx";
import { HourSelects } from "./hour-selects.tsx";
import { LawfulHours } from "./lawful-hours.tsx";

/** When the organization texts, by the clocks of those who are texted. */
export function HoursForm({ known }: { known: OrgHours }) {
  const hours = useSignal(known);
  const busy = useSignal(false);
  const told = useSignal<{ tone: "calm" | "wrong"; words: string } | null>(null);

  async function save(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    told.value = null;
    const answer = await call(api.admin.settings.$patch({ json: { textingHours: hours.value } }));
    busy.value = false;
    told.value = answer.ok
      ? { tone: "calm", words: "Saved. Campaigns that start from now on keep to these hours." }
      : { tone: "wrong", words: answer.message };
  }

  return (
    <form
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>Texting hours</h2>
      <p class="soft">
        By each contact's own clock; where somebody may live in one of several time zones, when all of them allow it. A
        campaign may be narrower, or override these hours.
      </p>
      <div class="row hours">
        <HourSelects hours={hours.value} onChange={(change) => (hours.value = { ...hours.value, ...change })} />
      </div>
      <LawfulHours hours={hours.value} />
      {told.value && <Notice tone={told.value.tone}>{told.value.words}</Notice>}
      <div>
        <button type="submit" class="button primary" aria-disabled={busy.value}>
          {busy.value ? "Saving…" : "Save"}
        </button>
      </div>
    </form>
  );
}
