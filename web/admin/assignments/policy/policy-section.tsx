import type { AssignmentPolicy, Sharing } from "../../../../domain/assignment/assignment-policy.ts";
import { api } from "../../../api/client.ts";
import { Field } from "../../../ui/forms/field.tsx";
import { useLoad } from "../../../ui/load/load.ts";
import { TeamName } from "../../people/team-name.tsx";
import "../../people/teams.css";

const WAYS: readonly { sharing: Sharing; words: string; hint: string }[] = [
  {
    sharing: "on_demand",
    words: "Texters take contacts themselves",
    hint: "Texters who have joined get a batch whenever they want.",
  },
  {
    sharing: "by_request",
    words: "Texters ask for texts",
    hint: "An admin approves each request. Trusted texters get contacts at once.",
  },
  { sharing: "static", words: "Admins assign them", hint: "Texters get only what you assign to them." },
];

type Props = {
  /** Where the policy is in the form's request; absent: it is the request. */
  of?: string;
  policy: AssignmentPolicy;
  onChange(policy: AssignmentPolicy): void;
};

/** The texters who get contacts of a campaign, and how. */
export function PolicyFields({ of, policy, onChange }: Props) {
  const at = (field: keyof AssignmentPolicy) => (of === undefined ? field : `${of}.${field}`);
  const teams = useLoad(() => api.admin.teams.$get());
  const known = teams.answer.value?.ok ? teams.answer.value.teams : [];
  const set = (change: Partial<AssignmentPolicy>) => onChange({ ...policy, ...change });
  const way = WAYS.find(({ sharing }) => sharing === policy.sharing);
  // Deleted teams stay until somebody removes them, because without them the campaign would open to everybody.
  const gone = policy.teamIds.filter((id) => teams.answer.value?.ok && !known.some(({ teamId }) => teamId === id));
  return (
    <>
      <Field label="How texters get contacts" of={at("sharing")} hint={way?.hint}>
        {(described) => (
          <select
            {...described}
            class="input"
            value={policy.sharing}
            onChange={({ currentTarget }) => {
              const chosen = WAYS.find(({ sharing }) => sharing === currentTarget.value);
              if (chosen) set({ sharing: chosen.sharing });
            }}
          >
            {WAYS.map(({ sharing, words }) => (
              <option key={sharing} value={sharing} dir="auto">
                {words}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div class="stack tight">
        <label class="check">
          <input
            type="checkbox"
            checked={policy.vettedOnly}
            onChange={({ currentTarget }) => set({ vettedOnly: currentTarget.checked })}
          />
          Only vetted texters
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={!policy.mayAskWhileRepliesWait}
            onChange={({ currentTarget }) => set({ mayAskWhileRepliesWait: !currentTarget.checked })}
          />
          Texters have to answer their replies before they get more contacts
        </label>
      </div>
      {(known.length > 0 || gone.length > 0) && (
        <fieldset class="stack tight">
          <legend class="label">Only for these teams (none checked: for everybody)</legend>
          <div class="stack tight">
            {known.map((team) => (
              <label key={team.teamId} class="check">
                <input
                  type="checkbox"
                  checked={policy.teamIds.includes(team.teamId)}
                  onChange={({ currentTarget }) => {
                    const others = policy.teamIds.filter((id) => id !== team.teamId);
                    set({ teamIds: currentTarget.checked ? [...others, team.teamId] : others });
                  }}
                />
                <TeamName team={team} />
              </label>
            ))}
            {gone.length > 0 && (
              <label class="check">
                <input
                  type="checkbox"
                  checked
                  onChange={() => set({ teamIds: policy.teamIds.filter((id) => !gone.includes(id)) })}
                />
                {gone.length === 1 ? "A deleted team" : `${gone.length} deleted teams`}
              </label>
            )}
          </div>
        </fieldset>
      )}
      <Limit
        label="Maximum number of texters"
        of={at("maxTexters")}
        hint="After that, the campaign is full. Leave empty for no limit."
        value={policy.maxTexters}
        max={100_000}
        onChange={(maxTexters) => set({ maxTexters })}
      />
      <Limit
        label="Maximum contacts per texter"
        of={at("capPerTexter")}
        hint="In this campaign, all batches together. Leave empty for no limit."
        value={policy.capPerTexter}
        max={1_000_000}
        onChange={(capPerTexter) => set({ capPerTexter })}
      />
    </>
  );
}

/** A whole number from 1, or none. */
function Limit({
  label,
  of,
  hint,
  value,
  max,
  onChange,
}: {
  label: string;
  of: string;
  hint: string;
  value: number | null;
  max: number;
  onChange(value: number | null): void;
}) {
  return (
    <Field label={label} of={of} hint={hint}>
      {(described) => (
        <input
          {...described}
          class="input date"
          type="number"
          inputMode="numeric"
          min={1}
          max={max}
          value={value ?? ""}
          onInput={({ currentTarget }) => {
            const typed = currentTarget.valueAsNumber;
            if (currentTarget.value === "") onChange(null);
            else if (Number.isInteger(typed) && typed >= 1) onChange(typed);
          }}
        />
      )}
    </Field>
  );
}
