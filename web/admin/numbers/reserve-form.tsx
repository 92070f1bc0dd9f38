import "./numbers.css";
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { DraftNumbers } from "../../../domain/numbers/campaign-numbers.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { FieldProblems, RefusalNotice } from "../../ui/forms/field-problems.tsx";
import type { Refusal } from "../../../domain/outcome.ts";
import { counted } from "../../ui/counted.ts";
import { count } from "../../ui/time/time.ts";

type Wish = { areaCode: string; count: string };
type Props = { campaignId: string; known: DraftNumbers; onReserved(): void };

/** Area codes and how many numbers of each: all of them are reserved, or none. Begins with the suggestion. */
export function ReserveForm({ campaignId, known, onReserved }: Props) {
  const missing = known.needed - known.reserved.count;
  const suggested = known.suggestion.map(({ areaCode, count: number }) => ({ areaCode, count: String(number) }));
  const wishes = useSignal<Wish[]>(suggested.length > 0 ? suggested : [{ areaCode: "", count: String(missing) }]);
  const refusal = useSignal<Refusal | null>(null);
  const busy = useSignal(false);
  /** The same wish again is the same request, whatever became of the first answer. */
  const sent = useRef<{ wish: string; requestId: string } | null>(null);
  const asked = wishes.value.reduce((sum, { count: number }) => sum + (Number(number) || 0), 0);
  const there = known.available.reduce((sum, code) => sum + code.AVAILABLE, 0);

  function change(index: number, part: Partial<Wish>): void {
    wishes.value = wishes.value.map((wish, at) => (at === index ? { ...wish, ...part } : wish));
  }

  async function reserve(): Promise<void> {
    if (busy.value) return;
    const codes = wishes.value.map(({ areaCode, count: number }) => ({
      areaCode: areaCode.trim(),
      count: Number(number),
    }));
    const wish = JSON.stringify(codes);
    if (sent.current?.wish !== wish) sent.current = { wish, requestId: crypto.randomUUID() };
    const { requestId } = sent.current;
    busy.value = true;
    const answer = await call(
      campaignApi["phone-numbers"].$post({ param: { campaignId }, json: { requestId, codes } }),
    );
    busy.value = false;
    refusal.value = answer.ok ? null : answer;
    if (answer.ok) onReserved();
    // What it did is known: another try is another request.
    else if (answer.reason !== "unreachable" && answer.reason !== "unavailable") sent.current = null;
  }

  return (
    <form
      class="stack"
      aria-label="Reserve numbers"
      onSubmit={(event) => {
        event.preventDefault();
        void reserve();
      }}
    >
      <FieldProblems refusal={refusal.value}>
        {there < missing && (
          <p class="small" role="note">
            The pool has {counted(there, "free number")}, fewer than the {count(missing)} that are missing. Ask the
            installation's operator to buy more.
          </p>
        )}
        {wishes.value.map((wish, index) => (
          <div class="row wish" key={index}>
            <Field label="Area code" of={`codes.${index}.areaCode`}>
              {(described) => (
                <input
                  {...described}
                  class="input area-code"
                  inputMode="numeric"
                  maxLength={3}
                  list="area-codes"
                  autocomplete="off"
                  required
                  value={wish.areaCode}
                  onInput={({ currentTarget }) => change(index, { areaCode: currentTarget.value })}
                />
              )}
            </Field>
            <Field label="Numbers" of={`codes.${index}.count`}>
              {(described) => (
                <input
                  {...described}
                  class="input how-many"
                  type="number"
                  inputMode="numeric"
                  min={1}
                  max={10_000}
                  required
                  value={wish.count}
                  onInput={({ currentTarget }) => change(index, { count: currentTarget.value })}
                />
              )}
            </Field>
            {wishes.value.length > 1 && (
              <button
                type="button"
                class="button"
                onClick={() => (wishes.value = wishes.value.filter((_, at) => at !== index))}
              >
                Remove<span class="unseen"> area code {wish.areaCode}</span>
              </button>
            )}
          </div>
        ))}
        <datalist id="area-codes">
          {known.available.map(({ areaCode, AVAILABLE, states }) => (
            <option key={areaCode} value={areaCode}>
              {`${states} (${count(AVAILABLE)} free)`}
            </option>
          ))}
        </datalist>
        <RefusalNotice />
      </FieldProblems>
      <div class="row">
        <button type="submit" class="button primary" aria-disabled={busy.value}>
          {busy.value ? "Reserving…" : `Reserve ${counted(asked, "number")}`}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => (wishes.value = [...wishes.value, { areaCode: "", count: "1" }])}
        >
          Add an area code
        </button>
      </div>
    </form>
  );
}
