import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { OfferedNumber } from "../../../domain/numbers/number-carrier.ts";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { counted } from "../../ui/counted.ts";
import { FieldProblems, RefusalNotice } from "../../ui/forms/field-problems.tsx";
import { Field } from "../../ui/forms/field.tsx";
import { formText } from "../../ui/forms/form-text.ts";
import { Notice } from "../../ui/screen.tsx";
import { usePool } from "./pool.ts";
import { money } from "./money.ts";

type Search = { kind: "local" | "toll_free"; areaCode?: string; region?: string; contains?: string };
type Found = {
  search: Search;
  numbers: OfferedNumber[];
  monthlyCost: { amount: number; currency: string } | null;
  simulated: boolean;
};

const SHOWN = 12;
const MOST_SHOWN_AT_ONCE = 100;

/** Searches at the carrier, tells the cost, and buys as a job that survives everything. */
export function BuySection({ onBought }: { onBought: () => void }) {
  const pool = usePool();
  const found = useSignal<Found | null>(null);
  const isBusy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);

  async function find(form: HTMLFormElement): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    refusal.value = null;
    found.value = null;
    const typed = formText(form, "areaCode", "region", "digits", "kind");
    const search: Search = {
      kind: typed.kind === "toll_free" ? "toll_free" : "local",
      ...(typed.areaCode.trim() && { areaCode: typed.areaCode.trim() }),
      ...(typed.region.trim() && { region: typed.region.trim().toUpperCase() }),
      ...(typed.digits.trim() && { contains: typed.digits.trim() }),
    };
    const answer = await call(api.operator.numbers[":pool"].search.$post({ param: pool, json: search }));
    isBusy.value = false;
    if (answer.ok) found.value = { search, ...answer };
    else refusal.value = answer;
  }

  return (
    <section class="card stack" aria-labelledby="buy">
      <h2 id="buy">Buy numbers</h2>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void find(event.currentTarget);
        }}
      >
        <FieldProblems refusal={refusal.value}>
          <div class="row filters search-fields">
            <Field label="Area code" of="areaCode" hint="Three digits, like 617">
              {(described) => (
                <input
                  {...described}
                  class="input"
                  name="areaCode"
                  inputMode="numeric"
                  maxLength={3}
                  autocomplete="off"
                />
              )}
            </Field>
            <Field label="State" of="region" hint="Two letters, like MA">
              {(described) => <input {...described} class="input" name="region" maxLength={2} autocomplete="off" />}
            </Field>
            <Field label="Digits in the number" of="contains">
              {(described) => (
                <input
                  {...described}
                  class="input"
                  name="digits"
                  inputMode="numeric"
                  maxLength={10}
                  autocomplete="off"
                />
              )}
            </Field>
            <Field label="Kind" of="kind">
              {(described) => (
                <select {...described} class="input" name="kind">
                  <option value="local">Local</option>
                  <option value="toll_free">Toll-free</option>
                </select>
              )}
            </Field>
          </div>
          <RefusalNotice />
        </FieldProblems>
        <div>
          <button type="submit" class="button primary" aria-disabled={isBusy.value}>
            {isBusy.value ? "Searching…" : "Search"}
          </button>
        </div>
      </form>
      {found.value && (
        <Offer
          key={JSON.stringify(found.value.search)}
          found={found.value}
          onBought={() => {
            found.value = null;
            onBought();
          }}
        />
      )}
    </section>
  );
}

function Offer({ found, onBought }: { found: Found; onBought: () => void }) {
  const { numbers, monthlyCost, search, simulated } = found;
  const pool = usePool();
  const howMany = useSignal("1");
  const isBusy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  /** One id for this offer: pressing twice, or again after a lost answer, is one purchase. */
  const job = useRef({ id: crypto.randomUUID(), count: 0 });
  const wanted = Number(howMany.value);
  const isWhole = Number.isInteger(wanted) && wanted >= 1;

  async function buy(): Promise<void> {
    if (isBusy.value || !isWhole) return;
    isBusy.value = true;
    refusal.value = null;
    if (job.current.count !== wanted) job.current = { id: crypto.randomUUID(), count: wanted };
    const json = { jobId: job.current.id, search, count: wanted };
    const answer = await call(api.operator.numbers[":pool"].buy.$post({ param: pool, json }));
    isBusy.value = false;
    if (answer.ok) onBought();
    else refusal.value = answer;
  }

  if (numbers.length === 0) {
    return (
      <Notice tone="warn" title="The carrier has no such numbers">
        <span>Try a neighboring area code, or the state without an area code.</span>
      </Notice>
    );
  }
  const each = monthlyCost && money(monthlyCost.amount, monthlyCost.currency);
  return (
    <div class="stack">
      <output>
        {numbers.length >= MOST_SHOWN_AT_ONCE ? "100 or more numbers" : counted(numbers.length, "number")} for sale
        {each && `, ${each} a month each`}.{simulated && " This is a simulation: nothing is bought for real."}
      </output>
      <ul class="found-numbers" aria-label="Numbers for sale">
        {numbers.slice(0, SHOWN).map(({ number, locality, region }) => (
          <li key={number}>
            {formatPhone(number)} <span class="soft small">{[locality, region].filter(Boolean).join(", ")}</span>
          </li>
        ))}
        {numbers.length > SHOWN && <li class="soft">and more</li>}
      </ul>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void buy();
        }}
      >
        <FieldProblems refusal={refusal.value}>
          <Field label="How many" of="count" hint="1 to 1,000. What there is of them is bought.">
            {(described) => (
              <input
                {...described}
                class="input narrow-input"
                type="number"
                min={1}
                max={1000}
                required
                value={howMany.value}
                onInput={({ currentTarget: { value } }) => (howMany.value = value)}
              />
            )}
          </Field>
          <RefusalNotice />
        </FieldProblems>
        <div>
          <button type="submit" class="button primary" aria-disabled={isBusy.value || !isWhole}>
            Buy {isWhole ? counted(wanted, "number") : "numbers"}
            {monthlyCost && isWhole && ` for ${money(monthlyCost.amount * wanted, monthlyCost.currency)} a month`}
          </button>
        </div>
      </form>
    </div>
  );
}
