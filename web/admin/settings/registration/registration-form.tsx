import { useSignal } from "@preact/signals";
import type { RegistrationFacts, TollFreeState } from "../../../../domain/numbers/registration.ts";
import { call } from "../../../api/call.ts";
import { api } from "../../../api/client.ts";
import { Field } from "../../../ui/forms/field.tsx";
import { SaveForm } from "../../../ui/forms/save-form.tsx";

const TOLL_FREE: readonly { state: TollFreeState; words: string }[] = [
  { state: "not_begun", words: "Not begun" },
  { state: "under_review", words: "Under review" },
  { state: "verified", words: "Verified" },
  { state: "rejected", words: "Rejected" },
];

/** What an admin knows about the organization's registration. @param serviceSid null: it texts from numbers of the installation */
export function RegistrationForm(props: { facts: RegistrationFacts; serviceSid: string | null; onSaved: () => void }) {
  const { facts, serviceSid, onSaved } = props;
  const typed = useSignal(facts);
  const change = (part: Partial<RegistrationFacts>) => (typed.value = { ...typed.value, ...part });
  const { local, tollFree, businessNumber, campaignSid, tollFreeState, isPolitical, verifyTokenEnds } = typed.value;

  async function save() {
    const answer = await call(api.admin.registration.$put({ json: typed.value }));
    if (answer.ok) onSaved();
    return answer;
  }

  return (
    <SaveForm
      title="About the organization"
      anchor="registration"
      saved="Saved. The checklist above is up to date."
      save={save}
    >
      <Field
        label="Business number"
        of="businessNumber"
        anchor="registration"
        hint="The EIN, as it is in the registration at the carrier."
      >
        {(described) => (
          <input
            {...described}
            class="input"
            autoComplete="off"
            maxLength={20}
            value={businessNumber}
            onInput={({ currentTarget }) => change({ businessNumber: currentTarget.value })}
          />
        )}
      </Field>
      <fieldset class="stack tight">
        <legend>It texts from</legend>
        <Check label="Local numbers (10DLC)" checked={local} onChange={(is) => change({ local: is })} />
        <Check label="Toll-free numbers" checked={tollFree} onChange={(is) => change({ tollFree: is })} />
      </fieldset>
      {local && serviceSid === null && (
        <Field label="10DLC campaign" of="campaignSid" hint="Its id in the carrier’s console, like C1AB2CD.">
          {(described) => (
            <input
              {...described}
              class="input"
              autoComplete="off"
              maxLength={40}
              value={campaignSid}
              onInput={({ currentTarget }) => change({ campaignSid: currentTarget.value.toUpperCase() })}
            />
          )}
        </Field>
      )}
      {tollFree && (
        <Field label="Toll-free verification" of="tollFreeState">
          {(described) => (
            <select
              {...described}
              class="input"
              value={tollFreeState}
              // The options below are all that there is.
              onChange={({ currentTarget: { value } }) => change({ tollFreeState: value as TollFreeState })}
            >
              {TOLL_FREE.map(({ state, words }) => (
                <option key={state} value={state}>
                  {words}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <fieldset class="stack tight">
        <legend>Is the organization political?</legend>
        <Choice label="Yes: a campaign, party or committee" isChosen={isPolitical === true} value onChoose={change} />
        <Choice label="No" isChosen={isPolitical === false} value={false} onChoose={change} />
      </fieldset>
      {isPolitical === true && (
        <Field
          label="Last day of the Campaign Verify token"
          of="verifyTokenEnds"
          hint="Empty while there is no token. It is warned about 60 days before."
        >
          {(described) => (
            <input
              {...described}
              class="input date"
              type="date"
              value={verifyTokenEnds}
              onInput={({ currentTarget }) => change({ verifyTokenEnds: currentTarget.value })}
            />
          )}
        </Field>
      )}
    </SaveForm>
  );
}

function Check(props: { label: string; checked: boolean; onChange: (is: boolean) => void }) {
  const { label, checked, onChange } = props;
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={({ currentTarget: { checked: is } }) => onChange(is)} />
      {label}
    </label>
  );
}

function Choice(props: {
  label: string;
  isChosen: boolean;
  value: boolean;
  onChoose: (part: Pick<RegistrationFacts, "isPolitical">) => void;
}) {
  const { label, isChosen, value, onChoose } = props;
  return (
    <label class="check">
      <input type="radio" name="political" checked={isChosen} onChange={() => onChoose({ isPolitical: value })} />
      {label}
    </label>
  );
}
