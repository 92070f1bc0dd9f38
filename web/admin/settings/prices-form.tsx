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

  const price = (name: string, label: string, value: number, hint: string) => (
    <Field label={label} hint={hint}>
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
      title="Prices and throughput"
      about={
        <>
          For estimates only; your carrier bills. An outgoing segment now counts{" "}
          {moneyWords(segmentPriceMicros(known.value), known.value.currency)}.
        </>
      }
      saved="Saved."
      save={save}
    >
      <div class="two">
        <Field label="Currency" hint="Three letters, like USD.">
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
        {price("out", "Outgoing segment", prices.segmentOutMicros, "The carrier’s price.")}
        {price("fee", "Networks’ fee", prices.carrierFeeMicros, "Added to each outgoing segment.")}
        {price("picture", "Text with a picture", picturePriceMicros(prices), "As a whole, the networks’ fee included.")}
        {price("in", "Inbound segment", prices.segmentInMicros, "The carrier’s price of a reply.")}
        <Field label="Segments per second" hint="Of all your numbers together.">
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
