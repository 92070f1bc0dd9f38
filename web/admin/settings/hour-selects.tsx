import type { OrgHours } from "../../../domain/hours/org-hours.ts";
import { Field } from "../../ui/forms/field.tsx";
import { hourWords } from "../../ui/time/time.ts";
import { hoursToChoose } from "./lawful-hours.tsx";

type Props = {
  /** Where the hours are in the form's request. */
  of: string;
  hours: OrgHours;
  onChange(change: Partial<OrgHours>): void;
};

/** The first and last hour of texting, in whole hours. */
export function HourSelects({ of, hours, onChange }: Props) {
  const wrong = hours.startHour < hours.endHour ? null : "Texting has to start before it ends.";
  const { from, until } = hoursToChoose(hours);
  return (
    <>
      <Field label="From" of={`${of}.startHour`} anchor="hours">
        {(described) => (
          <select
            {...described}
            class="input"
            value={String(hours.startHour)}
            onChange={({ currentTarget }) => onChange({ startHour: Number(currentTarget.value) })}
          >
            <Options hours={from} />
          </select>
        )}
      </Field>
      <Field label="Until" of={of} wrong={wrong}>
        {(described) => (
          <select
            {...described}
            class="input"
            value={String(hours.endHour)}
            onChange={({ currentTarget }) => onChange({ endHour: Number(currentTarget.value) })}
          >
            <Options hours={until} />
          </select>
        )}
      </Field>
    </>
  );
}

function Options({ hours }: { hours: readonly number[] }) {
  return (
    <>
      {hours.map((hour) => (
        <option key={hour} value={hour} dir="auto">
          {hourWords(hour)}
        </option>
      ))}
    </>
  );
}
