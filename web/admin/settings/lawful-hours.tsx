import { isLawful } from "../../../domain/hours/org-hours.ts";
import type { OrgHours } from "../../../domain/hours/org-hours.ts";
import { FEDERAL_HOURS, STATE_LAWS } from "../../../domain/hours/state-laws.ts";
import type { DayHours } from "../../../domain/hours/state-laws.ts";
import { stateName } from "../../../domain/hours/zones/state-names.ts";
import { session } from "../../session.ts";
import { hourWords } from "../../ui/time/time.ts";

/** Whether this installation texts people, so that the law bounds the hours. */
function isLawBound(): boolean {
  const now = session.value;
  return now.state !== "in" || now.me.simulation === undefined;
}

/** The hours of the day that may be chosen; those in force may be others, from before or from a simulation. */
export function hoursToChoose(present: OrgHours): { from: number[]; until: number[] } {
  const { startHour, endHour } = isLawBound() ? FEDERAL_HOURS : { startHour: 0, endHour: 24 };
  const hours = Array.from({ length: endHour - startHour + 1 }, (_, index) => startHour + index);
  const sorted = (some: number[], other: number) => [...new Set([...some, other])].sort((a, b) => a - b);
  return { from: sorted(hours.slice(0, -1), present.startHour), until: sorted(hours.slice(1), present.endHour) };
}

/** What the law leaves, under the fields for the hours; nothing in a simulation. */
export function LawfulHours({ hours }: { hours: OrgHours }) {
  if (!isLawBound()) return null;
  return (
    <div class="stack tight small">
      <p class={isLawful(hours) ? "soft" : undefined} role={isLawful(hours) ? undefined : "alert"}>
        Under federal law, texts may be sent {between(FEDERAL_HOURS)}, local time of the person who gets them
        {isLawful(hours) ? ". " : `. Choose hours ${between(FEDERAL_HOURS)}. `}
        Some states have shorter hours; they are followed automatically.
      </p>
      <details>
        <summary class="summary">Hours by state</summary>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col">Hours</th>
              <th scope="col">Law</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(STATE_LAWS).map(([state, { week, statute }]) => (
              <tr key={state}>
                <th scope="row" dir="auto">
                  {stateName(state)}
                </th>
                <td dir="auto">{weekWords(week)}</td>
                <td class="soft">{statute}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  );
}

function between(hours: DayHours): string {
  return hours ? `from ${hourWords(hours.startHour)} to ${hourWords(hours.endHour)}` : "not at all";
}

/** "from 9:00 AM to 9:00 PM; on Sundays from 12:00 PM to 9:00 PM" */
function weekWords([sunday = null, ...others]: readonly DayHours[]): string {
  const monday = others[0] ?? null;
  const isSame = sunday?.startHour === monday?.startHour && sunday?.endHour === monday?.endHour;
  return isSame ? between(monday) : `${between(monday)}; on Sundays ${between(sunday)}`;
}
