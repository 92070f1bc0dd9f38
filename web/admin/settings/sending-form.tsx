import { useSignal } from "@preact/signals";
import { serviceSegmentsPerDay, serviceSegmentsPerSecond } from "../../../domain/sending/sending-limits.ts";
import type { PaceNow } from "../../../domain/sending/carrier-account.ts";
import type { SendingLimits } from "../../../domain/sending/sending-limits.ts";
import { refuseFields } from "../../../domain/outcome.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { useLoad } from "../../ui/load/load.ts";
import { Field } from "../../ui/forms/field.tsx";
import { SaveForm } from "../../ui/forms/save-form.tsx";
import { count } from "../../ui/time/time.ts";

type Typed = { numbers: string; perSecond: string; perDay: string };
const PATHS: Record<keyof Typed, keyof SendingLimits> = {
  numbers: "numbers",
  perSecond: "segmentsPerSecond",
  perDay: "segmentsPerDay",
};

/** What the organization's sending numbers carry: no text is handed to the carrier faster. */
export function SendingForm({ sending }: { sending: SendingLimits | null }) {
  const typed = useSignal<Typed>({
    numbers: shown(sending?.numbers),
    perSecond: shown(sending?.segmentsPerSecond),
    perDay: shown(sending?.segmentsPerDay),
  });
  const now = useLoad(() => api.admin.settings.pace.$get());
  const limits = limitsOf(typed.value);
  const withoutNumbers = limits === null && (typed.value.perSecond !== "" || typed.value.perDay !== "");

  const save = async () =>
    withoutNumbers
      ? refuseFields("no_numbers", { "sending.numbers": "Enter how many numbers your Messaging Service has." })
      : call(api.admin.settings.$patch({ json: { sending: limits } }));

  const field = (name: keyof Typed, label: string, hint: string, limit: { min: number; max: number; step: number }) => (
    <Field label={label} of={`sending.${PATHS[name]}`} hint={hint}>
      {(described) => (
        <input
          {...described}
          class="input"
          type="number"
          inputMode="decimal"
          {...limit}
          value={typed.value[name]}
          onInput={({ currentTarget }) => (typed.value = { ...typed.value, [name]: currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <SaveForm
      title="Sending pace"
      about="A long text consists of several segments, and each of your numbers can send only so many. Enter the limits here. Texts over the limit wait, and replies always go before first texts. Without limits, texts go out as fast as the carrier accepts them. If the carrier asks to slow down, all campaigns do so automatically."
      saved="Saved. Queued texts follow it within ten seconds."
      save={save}
    >
      <div class="two">
        {field("numbers", "Sending numbers", "In your Messaging Service. Leave empty for no limits.", {
          min: 1,
          max: 400,
          step: 1,
        })}
        {field(
          "perSecond",
          "Segments per second",
          "For each number; a regular 10-digit number sends about 1. Leave empty for no limit.",
          {
            min: 0.1,
            max: 1000,
            step: 0.1,
          },
        )}
        {field(
          "perDay",
          "Segments per day",
          "For each number, according to your registration. Leave empty for no limit.",
          {
            min: 1,
            max: 10_000_000,
            step: 1,
          },
        )}
      </div>
      <p class="soft" aria-live="polite" dir="auto">
        {together(limits)} {now.answer.value?.ok && nowWords(now.answer.value.pace)}
      </p>
    </SaveForm>
  );
}

function shown(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}

function limitsOf({ numbers, perSecond, perDay }: Typed): SendingLimits | null {
  if (numbers === "") return null;
  const orNone = (value: string) => (value === "" ? null : Number(value));
  return { numbers: Number(numbers), segmentsPerSecond: orNone(perSecond), segmentsPerDay: orNone(perDay) };
}

function nowWords({ textsPerSecond, usedToday }: PaceNow): string {
  const used = usedToday > 0 ? `Used today: ${count(usedToday)} segments. ` : "";
  if (textsPerSecond === null) return `${used}The carrier has not asked to slow down.`;
  const pace = textsPerSecond < 10 ? Math.round(textsPerSecond * 10) / 10 : Math.round(textsPerSecond);
  return `${used}The carrier has asked to slow down: now ${count(pace)} texts per second for all campaigns together.`;
}

function together(limits: SendingLimits | null): string {
  const perSecond = serviceSegmentsPerSecond(limits);
  const perDay = serviceSegmentsPerDay(limits);
  if (perSecond === null && perDay === null) return "No limit of your own.";
  const pace = perSecond === null ? "" : `${count(Math.round(perSecond * 10) / 10)} segments per second`;
  const cap = perDay === null ? "" : `${count(perDay)} segments per day, with the last tenth kept for replies`;
  const after =
    perDay === null ? "" : " Texts over the daily limit wait until midnight Pacific time, and then for texting hours.";
  return `All numbers together: ${[pace, cap].filter(Boolean).join(", ")}.${after}`;
}
