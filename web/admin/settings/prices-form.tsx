import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { moneyWords, picturePriceMicros, segmentPriceMicros } from "../../../domain/campaigns/prices.ts";
import type { Prices } from "../../../domain/campaigns/prices.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { Notice } from "../../ui/screen.tsx";

/** In units of the currency, as people write prices. */
const units = (micros: number) => String(micros / 1_000_000);
const micros = (typed: string) => Math.round(Number(typed) * 1_000_000);

/** What texts cost and how fast they go: the basis of the cost of a script and the estimate of a start. */
export function PricesForm({ prices }: { prices: Prices }) {
  const form = useRef<HTMLFormElement>(null);
  const busy = useSignal(false);
  const saved = useSignal<Prices>(prices);
  const told = useSignal<{ tone: "calm" | "wrong"; words: string } | null>(null);

  async function save(): Promise<void> {
    if (busy.value || !form.current) return;
    const typed = new FormData(form.current);
    const field = (name: string) => String(typed.get(name) ?? "").trim();
    const next: Prices = {
      currency: field("currency").toUpperCase(),
      segmentOutMicros: micros(field("out")),
      pictureOutMicros: micros(field("picture")),
      segmentInMicros: micros(field("in")),
      carrierFeeMicros: micros(field("fee")),
      segmentsPerSecond: Number(field("pace")),
    };
    busy.value = true;
    told.value = null;
    const answer = await call(api.admin.settings.$patch({ json: { prices: next } }));
    busy.value = false;
    if (answer.ok) saved.value = next;
    told.value = answer.ok ? { tone: "calm", words: "Saved." } : { tone: "wrong", words: answer.message };
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
    <form
      ref={form}
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>Prices and throughput</h2>
      <p class="soft">
        For estimates only; your carrier bills. An outgoing segment now counts{" "}
        {moneyWords(segmentPriceMicros(saved.value), saved.value.currency)}.
      </p>
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
      {told.value && <Notice tone={told.value.tone}>{told.value.words}</Notice>}
      <div>
        <button type="submit" class="button primary" aria-disabled={busy.value}>
          {busy.value ? "Saving…" : "Save"}
        </button>
      </div>
    </form>
  );
}
