import { useSignal } from "@preact/signals";
import { moneyWords, picturePriceMicros, segmentPriceMicros } from "../../../domain/campaigns/prices.ts";
import type { Prices } from "../../../domain/campaigns/prices.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { formText } from "../../ui/forms/form-text.ts";
import { SaveForm } from "../../ui/forms/save-form.tsx";

/** In units of the currency, as people write prices. */
const units = (micros: number) => String(micros / 1_000_000);
const micros = (typed: string) => Math.round(Number(typed) * 1_000_000);

/** What texts cost and how fast they go: the basis of the cost of a script and the estimate of a start. */
export function PricesForm({ prices }: { prices: Prices }) {
  const known = useSignal<Prices>(prices);

  async function save(form: HTMLFormElement) {
    const typed = formText(form, "currency", "out", "picture", "in", "fee", "pace");
    const next: Prices = {
      currency: typed.currency.trim().toUpperCase(),
      segmentOutMicros: micros(typed.out),
      pictureOutMicros: micros(typed.picture),
      segmentInMicros: micros(typed.in),
      carrierFeeMicros: micros(typed.fee),
      segmentsPerSecond: Number(typed.pace),
    };
    const answer = await call(api.admin.settings.$patch({ json: { prices: next } }));
    if (answer.ok) known.value = next;
    return answer;
  }

  const price = (name: string, of: keyof Prices, label: string, value: number, hint: string) => (
    <Field label={label} of={`prices.${of}`} hint={hint}>
      {(described) => (
        <input
          {...described}
          class="input"
          type="number"
          name={name}
          required
          min={0}
          max={1000}
          step="any"
          inputMode="decimal"
          defaultValue={units(value)}
        />
      )}
    </Field>
  );
  return (
    <SaveForm
      title="Prices and speed"
      about={
        <>
          For estimates only; your carrier bills you. An outgoing segment now costs{" "}
          {moneyWords(segmentPriceMicros(known.value), known.value.currency)}.
        </>
      }
      saved="Saved."
      save={save}
    >
      <div class="two">
        <Field label="Currency" of="prices.currency" hint="Three letters, like USD.">
          {(described) => (
            <input
              {...described}
              class="input"
              name="currency"
              required
              pattern="[A-Za-z]{3}"
              maxLength={3}
              autocomplete="off"
              defaultValue={prices.currency}
            />
          )}
        </Field>
        {price("out", "segmentOutMicros", "Outgoing segment", prices.segmentOutMicros, "The carrier’s price.")}
        {price("fee", "carrierFeeMicros", "Network fee", prices.carrierFeeMicros, "Added to each outgoing segment.")}
        {price(
          "picture",
          "pictureOutMicros",
          "Text with a picture",
          picturePriceMicros(prices),
          "In total, including the network fee.",
        )}
        {price("in", "segmentInMicros", "Incoming segment", prices.segmentInMicros, "The carrier’s price of a reply.")}
        <Field label="Segments per second" of="prices.segmentsPerSecond" hint="All your numbers together.">
          {(described) => (
            <input
              {...described}
              class="input"
              type="number"
              name="pace"
              required
              min={0.1}
              max={100000}
              step="any"
              inputMode="decimal"
              defaultValue={String(prices.segmentsPerSecond)}
            />
          )}
        </Field>
      </div>
    </SaveForm>
  );
}
