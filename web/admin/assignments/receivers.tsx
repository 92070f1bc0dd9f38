import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";
import { Field } from "../../ui/forms/field.tsx";
import { useFieldProblem } from "../../ui/forms/field-problems.tsx";
import { roleWords } from "./holdings.ts";
import "../people/teams.css";

/** Somebody who can be given contacts. */
export type Receiver = {
  personId: string;
  name: string;
  role: string;
  isMe: boolean;
  /** Has joined this campaign; the others join when they are given contacts. */
  hasJoined: boolean;
};

/** From this many people on there is a search. */
const MANY = 8;
/** As many as are shown; the search finds the others. */
const SHOWN = 200;

/** Chooses the people who get contacts, `to` in the request. A choice stays while the search changes. */
export function ReceiverPicker({
  label,
  receivers,
  chosen,
  me = "you",
}: {
  label: string;
  receivers: readonly Receiver[];
  chosen: Signal<ReadonlySet<string>>;
  /** Shown beside the admin's own name. */
  me?: string;
}) {
  const search = useSignal("");
  const id = useId();
  const { problem, heard } = useFieldProblem("to", id);
  const wanted = search.value.trim().toLowerCase();
  const shown = receivers.filter(({ name }) => name.toLowerCase().includes(wanted)).slice(0, SHOWN);

  function set(personId: string, isChosen: boolean): void {
    const next = new Set(chosen.value);
    if (isChosen) next.add(personId);
    else next.delete(personId);
    chosen.value = next;
  }

  return (
    <fieldset
      id={id}
      class="stack tight"
      tabIndex={-1}
      aria-describedby={problem ? `${id}-wrong` : undefined}
      {...heard}
    >
      <legend class="label">{label}</legend>
      {problem && (
        <span class="wrong" id={`${id}-wrong`}>
          {problem}
        </span>
      )}
      {receivers.length === 0 && (
        <p class="soft">There is nobody else yet. Texters join with the campaign's join link.</p>
      )}
      {receivers.length > MANY && (
        <Field label="Search">
          {(described) => (
            <input
              {...described}
              class="input"
              type="search"
              value={search.value}
              onInput={({ currentTarget }) => (search.value = currentTarget.value)}
            />
          )}
        </Field>
      )}
      {receivers.length > 0 && (
        <ul class="choose-list receivers">
          {shown.map(({ personId, name, role, isMe, hasJoined }) => (
            <li key={personId}>
              <label class="check">
                <input
                  type="checkbox"
                  checked={chosen.value.has(personId)}
                  onChange={({ currentTarget }) => set(personId, currentTarget.checked)}
                />
                <span>
                  {isMe ? `${name} (${me})` : name}{" "}
                  <span class="soft small">{hasJoined ? roleWords(role) : `${roleWords(role)}, not joined yet`}</span>
                </span>
              </label>
            </li>
          ))}
          {shown.length === 0 && <li class="check soft">No one by that name.</li>}
        </ul>
      )}
    </fieldset>
  );
}
