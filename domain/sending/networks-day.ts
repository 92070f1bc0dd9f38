/** Networks that count texts per day begin anew at midnight of `DAY_ZONE`. */
import { windowSpan } from "../hours/texting-window.ts";
import { DAY_ZONE } from "./sending-limits.ts";

/** The next such midnight: where the last hour of the day ends. Epoch ms. */
export function networksMidnightAfter(nowMs: number): number {
  const lastHour = { zone: DAY_ZONE, startHour: 23, endHour: 24 };
  const span = windowSpan(nowMs, lastHour);
  return span.open ? span.untilMs : windowSpan(span.untilMs, lastHour).untilMs;
}
