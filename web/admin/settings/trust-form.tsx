import { useSignal } from "@preact/signals";
import type { TrustSettings } from "../../../domain/assignment/requests.ts";
import { ROLE_WORDS } from "../../../domain/roles.ts";
import type { Role } from "../../../domain/statuses.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { Notice } from "../../ui/screen.tsx";

const ROLES: readonly Role[] = ["TEXTER", "VETTED_TEXTER", "SUPERVOLUNTEER", "ADMIN"];

/** The texters whose requests for texts are granted without an admin. */
export function TrustForm({ trust }: { trust: TrustSettings }) {
  const fromRole = useSignal(trust.fromRole);
  const afterTexts = useSignal(trust.afterTexts);
  const busy = useSignal(false);
  const told = useSignal<{ tone: "calm" | "wrong"; words: string } | null>(null);

  async function save(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    told.value = null;
    const json = { trust: { fromRole: fromRole.value, afterTexts: afterTexts.value } };
    const answer = await call(api.admin.settings.$patch({ json }));
    busy.value = false;
    told.value = answer.ok
      ? { tone: "calm", words: "Saved. The next request is judged by it." }
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
      <h2>Requests for texts</h2>
      <p class="soft">A texter who meets one of these gets contacts at once. All others wait for an approval.</p>
      <Field label="Roles that are trusted">
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
      <Field label="Texts without a complaint" hint="After so many, a texter is trusted. Empty: never by texts.">
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
      {told.value && <Notice tone={told.value.tone}>{told.value.words}</Notice>}
      <div>
        <button type="submit" class="button primary" aria-disabled={busy.value}>
          {busy.value ? "Saving…" : "Save"}
        </button>
      </div>
    </form>
  );
}
