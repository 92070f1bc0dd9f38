import { useSignal } from "@preact/signals";
import type { Reconciliation } from "../../../domain/numbers/buying.ts";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { counted } from "../../ui/counted.ts";
import { Notice } from "../../ui/screen.tsx";
import { usePool } from "./pool.ts";

const AT_ONCE = 500;

/** Whether the carrier's account has the same numbers as the inventory, and what to do where it has not. */
export function CarrierCheck({ last, onChange }: { last: Reconciliation | null; onChange: () => void }) {
  const pool = usePool();
  const isBusy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const told = useSignal<string | null>(null);
  const chosen = useSignal<ReadonlySet<string>>(new Set());

  async function act<Answer extends { ok: boolean }>(
    begin: () => Promise<Answer | Refusal>,
    words: (answer: Answer) => string,
  ): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    refusal.value = null;
    told.value = null;
    const answer = await begin();
    isBusy.value = false;
    // What is not a refusal is the route's own answer.
    if (answer.ok) told.value = words(answer as Answer);
    else refusal.value = answer as Refusal;
    onChange();
  }
  const check = () =>
    act(
      () => call(api.operator.numbers[":pool"].reconcile.$post({ param: pool })),
      () => "Checked just now.",
    );
  const takeOver = () =>
    act(
      async () => {
        const json = { numbers: [...chosen.value].slice(0, AT_ONCE) };
        const answer = await call(api.operator.numbers[":pool"]["take-over"].$post({ param: pool, json }));
        if (answer.ok) chosen.value = new Set();
        return answer;
      },
      (answer) => ("added" in answer ? `${counted(Number(answer.added), "number")} taken over.` : "Done."),
    );
  const choose = (number: string, isChosen: boolean) => {
    const next = new Set(chosen.value);
    if (isChosen) next.add(number);
    else next.delete(number);
    chosen.value = next;
  };

  return (
    <section class="card stack" aria-labelledby="check">
      <h2 id="check">Check with the carrier</h2>
      <p class="soft">
        Compares the inventory with the carrier’s list, every day by itself. Numbers that the carrier’s account has lost
        leave the inventory, or rest while a campaign has them.
      </p>
      {last && (
        <p>
          {new Date(last.at).toLocaleString()}: {counted(last.atCarrier, "number")} at the carrier,{" "}
          {counted(last.inInventory, "number")} in the inventory.{" "}
          {last.unknownCount + last.missingCount === 0 && "They are the same."}
        </p>
      )}
      {last && last.missingCount > 0 && (
        <Notice tone="warn" title={`${counted(last.missingCount, "number")} no longer at the carrier`} live={false}>
          <span>{last.missing.map(({ number }) => formatPhone(number)).join(", ")}</span>
        </Notice>
      )}
      {last && last.unknown.length > 0 && (
        <fieldset class="stack">
          <legend>
            {counted(last.unknownCount, "number")} at the carrier that the inventory does not have: take over those that
            campaigns may use
          </legend>
          {last.unknown.map(({ number, name, serviceSid }) => (
            <label key={number} class="choice">
              <input
                type="checkbox"
                checked={chosen.value.has(number)}
                onChange={({ currentTarget: { checked } }) => choose(number, checked)}
              />
              <span dir="auto">
                {formatPhone(number)} {name !== formatPhone(number) && <span class="soft small">{name}</span>}
                {serviceSid && <span class="soft small"> · in the Messaging Service {serviceSid}</span>}
              </span>
            </label>
          ))}
          <div>
            <button
              type="button"
              class="button"
              aria-disabled={chosen.value.size === 0 || isBusy.value}
              onClick={() => void (chosen.value.size > 0 && takeOver())}
            >
              Take over {chosen.value.size > 0 && counted(chosen.value.size, "number")}
            </button>
          </div>
        </fieldset>
      )}
      {refusal.value && (
        <Notice tone="wrong" title="That did not work">
          <span>{refusal.value.message}</span>
        </Notice>
      )}
      <div class="row">
        <button type="button" class="button" aria-disabled={isBusy.value} onClick={() => void check()}>
          {isBusy.value ? "Working…" : "Check now"}
        </button>
        <output>{told.value}</output>
      </div>
    </section>
  );
}
