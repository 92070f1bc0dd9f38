import type { Draft } from "../../../domain/campaigns/campaign.ts";
import { isWithinOrgHours } from "../../../domain/hours/org-hours.ts";
import type { HoursOverride } from "../../../domain/hours/org-hours.ts";
import { isTimeZone } from "../../../domain/hours/texting-window.ts";
import { api } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { now } from "../../ui/time/now.ts";
import { hourWords, shortTime } from "../../ui/time/time.ts";
import { HourSelects } from "./hour-selects.tsx";
import { LawfulHours } from "./lawful-hours.tsx";
import { useLoad } from "../../ui/load/load.ts";

const ZONES: readonly string[] = Intl.supportedValuesOf("timeZone");

type Props = { draft: Draft; override: HoursOverride | null; onChange(change: Partial<Draft>): void };

/** When a campaign texts: within the organization's hours, or beyond them by a switch that is kept with a name. */
export function HoursFields({ draft, override, onChange }: Props) {
  const settings = useLoad(() => api.admin.settings.$get());
  const answer = settings.answer.value;
  const org = answer?.ok ? answer.settings.textingHours : null;
  const { window: hours } = draft;
  const badZone = isTimeZone(hours.zone) ? null : "Enter a time zone like America/New_York.";
  const isOverriding = hours.override === true;
  const goesBeyond = org !== null && !isWithinOrgHours(hours, org);

  function change(part: Partial<Draft["window"]>): void {
    onChange({ window: { ...hours, ...part } });
  }

  return (
    <fieldset class="stack tight">
      <legend class="unseen">Texting hours</legend>
      <p class="soft small">In each contact's local time, based on zip code, state or area code.</p>
      <div class="row hours">
        <HourSelects of="window" hours={hours} onChange={change} />
        <div class="grow zone">
          <Field label="Time zone" of="window.zone" hint="Used for the due date." wrong={badZone}>
            {(described) => (
              <input
                {...described}
                class="input"
                list="zones"
                value={hours.zone}
                onInput={({ currentTarget }) => change({ zone: currentTarget.value.trim() })}
              />
            )}
          </Field>
        </div>
      </div>
      <LawfulHours hours={hours} />
      <datalist id="zones">
        {ZONES.map((zone) => (
          <option key={zone} value={zone}>
            {zone}
          </option>
        ))}
      </datalist>
      {(goesBeyond || isOverriding) && (
        <>
          <label class="check">
            <input
              type="checkbox"
              checked={isOverriding}
              onChange={({ currentTarget }) => change({ override: currentTarget.checked })}
            />
            Use these hours instead of the organization's
          </label>
          <p class={`small ${goesBeyond && isOverriding ? "" : "soft"}`}>
            {org !== null &&
              `The organization texts from ${hourWords(org.startHour)} to ${hourWords(org.endHour)}. ${
                isOverriding ? "" : "Unless you check this, texts go out only when both allow it."
              }`}
            {override && isOverriding && ` Checked by ${override.name}, ${shortTime(override.atMs, now.value)}.`}
          </p>
        </>
      )}
    </fieldset>
  );
}
