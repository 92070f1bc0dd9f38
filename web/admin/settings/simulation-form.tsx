import { useSignal } from "@preact/signals";
import type { SimulationState } from "../../../domain/sending/simulation-schema.ts";
import type { SimulationRule, SimulationSettings } from "../../../domain/sending/simulation.ts";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { Icon } from "../../ui/icons.tsx";
import { SaveForm } from "../../ui/forms/save-form.tsx";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import "./simulation.css";

const NEW_RULE: SimulationRule = { column: null, pattern: "*", reply: "", afterSeconds: 10 };

/** Where texts go in a simulation and what contacts answer; empty in an installation that texts people. */
export function SimulationForm() {
  const loaded = useLoad(() => api.admin.simulation.$get());
  return (
    <Loaded of={loaded} what="simulation">
      {({ simulation }) => (simulation.on ? <Form state={simulation} /> : null)}
    </Loaded>
  );
}

function Form({ state }: { state: SimulationState & { on: true } }) {
  const edited = useSignal<SimulationSettings>(state.settings);
  const phone = useSignal(state.fixedTo ?? state.settings.to);
  const { to, dropRatio, dropColumn, rules } = edited.value;
  const change = (next: Partial<SimulationSettings>) => (edited.value = { ...edited.value, ...next });
  const changeRule = (at: number, next: Partial<SimulationRule>) =>
    change({ rules: rules.map((rule, i) => (i === at ? Object.assign({}, rule, next) : rule)) });

  async function save() {
    const answer = await call(api.admin.simulation.$put({ json: edited.value }));
    if (answer.ok) phone.value = state.fixedTo ?? edited.value.to;
    return answer;
  }

  return (
    <SaveForm
      title="Simulation"
      about={`${state.hasCarrier ? "This installation texts no real people." : "This installation has no carrier. Nothing leaves it, and texts are delivered here."} Choose where texts go and what contacts answer.`}
      saved="Saved. Texts follow it within a few seconds."
      save={save}
    >
      {state.fixedTo === null ? (
        <Field
          label="Override phone"
          of="to"
          hint={`Like +16175550199. It gets every text instead of the contact. If empty, texts go to the contacts${state.hasCarrier ? " at the emulator" : ", simulated"}.`}
        >
          {(described) => (
            <input
              {...described}
              class="input"
              type="tel"
              autocomplete="off"
              value={to ?? ""}
              onInput={({ currentTarget }) => change({ to: currentTarget.value.trim() || null })}
            />
          )}
        </Field>
      ) : (
        <p>
          All texts go to <strong class="number">{formatPhone(state.fixedTo)}</strong>, as set in this installation’s
          configuration.
        </p>
      )}
      {phone.value !== null && (
        <p>
          <a href="/admin/settings/override-phone">Read and answer texts on the override phone</a>
        </p>
      )}
      <div class="two">
        <Field
          label="Undelivered texts, in percent"
          of="dropRatio"
          hint="This share of phone numbers gets no texts; always the same numbers."
        >
          {(described) => (
            <input
              {...described}
              class="input"
              type="number"
              min={0}
              max={100}
              step="any"
              value={String(Math.round(dropRatio * 10_000) / 100)}
              onInput={({ currentTarget }) => change({ dropRatio: Number(currentTarget.value) / 100 })}
            />
          )}
        </Field>
        <Field
          label="Column for contacts who get no texts"
          of="dropColumn"
          hint="For example “drop”. Contacts with any value in it get no texts."
        >
          {(described) => (
            <input
              {...described}
              class="input"
              maxLength={100}
              value={dropColumn}
              onInput={({ currentTarget }) => change({ dropColumn: currentTarget.value })}
            />
          )}
        </Field>
      </div>
      <fieldset class="stack">
        <legend class="label">Answers of contacts</legend>
        {rules.length === 0 && (
          <p class="soft" dir="auto">
            {state.hasCarrier
              ? "No rules yet. Contacts answer as the carrier emulator decides."
              : "No rules yet. Contacts do not answer."}
          </p>
        )}
        {rules.map((rule, at) => (
          <div key={at} class="stack tight simulation-rule">
            <div class="two">
              <Field
                of={`rules.${at}.pattern`}
                label={`If ${rule.column === null ? "the text" : "the column"} contains`}
                hint="* matches anything."
              >
                {(described) => (
                  <input
                    {...described}
                    class="input"
                    required
                    maxLength={200}
                    value={rule.pattern}
                    onInput={({ currentTarget }) => changeRule(at, { pattern: currentTarget.value })}
                  />
                )}
              </Field>
              <Field label="Column" of={`rules.${at}.column`} hint="Leave empty to look in the text that was sent.">
                {(described) => (
                  <input
                    {...described}
                    class="input"
                    maxLength={100}
                    value={rule.column ?? ""}
                    onInput={({ currentTarget }) => changeRule(at, { column: currentTarget.value || null })}
                  />
                )}
              </Field>
              <Field label="Answer" of={`rules.${at}.reply`}>
                {(described) => (
                  <input
                    {...described}
                    class="input"
                    required
                    maxLength={1600}
                    value={rule.reply}
                    onInput={({ currentTarget }) => changeRule(at, { reply: currentTarget.value })}
                  />
                )}
              </Field>
              <Field label="Seconds until the answer" of={`rules.${at}.afterSeconds`}>
                {(described) => (
                  <input
                    {...described}
                    class="input"
                    type="number"
                    required
                    min={1}
                    max={86_400}
                    value={rule.afterSeconds}
                    onInput={({ currentTarget }) => changeRule(at, { afterSeconds: Number(currentTarget.value) })}
                  />
                )}
              </Field>
            </div>
            <div>
              <button
                type="button"
                class="button quiet"
                onClick={() => change({ rules: rules.filter((_, i) => i !== at) })}
              >
                <Icon name="cross" /> Remove this answer
              </button>
            </div>
          </div>
        ))}
        <div>
          <button
            type="button"
            class="button"
            disabled={rules.length >= 50}
            onClick={() => change({ rules: [...rules, NEW_RULE] })}
          >
            <Icon name="plus" /> Add an answer
          </button>
        </div>
      </fieldset>
    </SaveForm>
  );
}
