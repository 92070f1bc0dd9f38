import { useSignal } from "@preact/signals";
import { API_SCOPES, SCOPE_WORDS } from "../../../../domain/phone-service/api-tokens.ts";
import type { ApiScope } from "../../../../domain/phone-service/api-tokens.ts";
import { DEFAULT_CALLS_PER_SECOND, MOST_CALLS_PER_SECOND } from "../../../../domain/phone-service/call-limits.ts";
import { refuseFields } from "../../../../domain/outcome.ts";
import type { Refusal } from "../../../../domain/outcome.ts";
import { call } from "../../../api/call.ts";
import { api } from "../../../api/client.ts";
import { CopyField } from "../../../ui/forms/copy-field.tsx";
import { Field } from "../../../ui/forms/field.tsx";
import { FieldProblems, RefusalNotice } from "../../../ui/forms/field-problems.tsx";

/** Makes an API token and shows it, once. */
export function NewTokenForm({ onMade }: { onMade(): void }) {
  const name = useSignal("");
  const scopes = useSignal<readonly ApiScope[]>(API_SCOPES);
  const callsPerSecond = useSignal(String(DEFAULT_CALLS_PER_SECOND));
  const made = useSignal<{ name: string; token: string } | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const isBusy = useSignal(false);

  async function make(): Promise<void> {
    if (isBusy.value) return;
    const named = name.value.trim();
    refusal.value = problemOf(named, scopes.value);
    if (refusal.value) return;
    isBusy.value = true;
    made.value = null;
    const json = { name: named, scopes: [...scopes.value], callsPerSecond: Number(callsPerSecond.value) };
    const answer = await call(api.admin["phone-service"].tokens.$post({ json }));
    isBusy.value = false;
    if (!answer.ok) {
      refusal.value = answer;
      return;
    }
    made.value = { name: named, token: answer.token };
    name.value = "";
    onMade();
  }

  return (
    <form
      class="stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <FieldProblems refusal={refusal.value}>
        <Field label="New token for" of="name" hint="The name of the program">
          {(described) => (
            <input
              {...described}
              class="input"
              maxLength={60}
              value={name.value}
              onInput={({ currentTarget }) => (name.value = currentTarget.value)}
            />
          )}
        </Field>
        <fieldset class="stack tight">
          <legend>The program may</legend>
          {API_SCOPES.map((scope) => (
            <label key={scope} class="check">
              <input
                type="checkbox"
                checked={scopes.value.includes(scope)}
                onChange={({ currentTarget: { checked } }) => {
                  scopes.value = API_SCOPES.filter((each) => (each === scope ? checked : scopes.value.includes(each)));
                }}
              />
              <span>{SCOPE_WORDS[scope]}</span>
            </label>
          ))}
        </fieldset>
        <Field label="Calls per second" of="callsPerSecond" hint="At most; more are refused until the next second">
          {(described) => (
            <input
              {...described}
              class="input"
              type="number"
              inputMode="numeric"
              min={1}
              max={MOST_CALLS_PER_SECOND}
              value={callsPerSecond.value}
              onInput={({ currentTarget }) => (callsPerSecond.value = currentTarget.value)}
            />
          )}
        </Field>
        <RefusalNotice />
      </FieldProblems>
      {made.value && (
        <div class="stack tight">
          <CopyField label={`API token for ${made.value.name}`} text={made.value.token} isNew />
          <p class="soft">Copy it now and keep it secret. It is not shown again.</p>
        </div>
      )}
      <div>
        <button type="submit" class="button" aria-disabled={isBusy.value}>
          {isBusy.value ? "Making…" : "Make token"}
        </button>
      </div>
    </form>
  );
}

function problemOf(name: string, scopes: readonly ApiScope[]): Refusal | null {
  if (name === "") return refuseFields("no_name", { name: "Enter the name of the program that will use it." });
  if (scopes.length > 0) return null;
  return { ok: false, reason: "no_scope", message: "Choose at least one thing that the program may do." };
}
