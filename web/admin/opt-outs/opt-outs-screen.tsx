import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { OptOutRow } from "../../../domain/opt-outs/opt-outs.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { Icon } from "../../ui/icons.tsx";
import { now } from "../../ui/time/now.ts";
import { Blank, Notice, Skeleton } from "../../ui/screen.tsx";
import { count, shortTime } from "../../ui/time/time.ts";
import { ManyNumbersDialog } from "./opt-outs-many.tsx";
import { NumberDialog } from "./opt-outs-number.tsx";
import { OptOutsHead } from "./opt-outs-tabs.tsx";
import { reasonWords } from "./opt-outs-words.ts";

type Page = { rows: OptOutRow[]; before: string | null; total: number };
type State = "out" | "in" | "all";

/** The numbers that must not be texted, and why. */
export function OptOutsScreen() {
  const state = useSignal<State>("out");
  const search = useSignal("");
  const page = useSignal<Page | null>(null);
  const refusal = useSignal<string | null>(null);
  const isAdding = useSignal(false);
  const shown = useSignal<OptOutRow | null>(null);

  async function load(before: string | null, wanted: () => boolean = () => true): Promise<void> {
    const query = { state: state.value, search: search.value.trim(), before: before ?? undefined };
    const answer = await call(api.admin["opt-outs"].$get({ query }));
    if (!wanted()) return;
    refusal.value = answer.ok ? null : answer.message;
    if (!answer.ok) return;
    const known = before === null ? [] : (page.value?.rows ?? []);
    page.value = { ...answer, rows: [...known, ...answer.rows] };
  }

  /** A change reaches the list through Postgres, a moment later. */
  function loadSoon(): void {
    void load(null);
    setTimeout(() => void load(null), 2_500);
  }

  useEffect(() => {
    let isWanted = true;
    const timer = setTimeout(() => void load(null, () => isWanted), page.value === null ? 0 : 300);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [state.value, search.value]);

  const list = page.value;
  return (
    <main class="page broad stack loose">
      <OptOutsHead here="list" />
      <section class="stack" aria-labelledby="numbers">
        <div class="row spread">
          <h2 id="numbers">Numbers {list !== null && <span class="soft small number">{count(list.total)}</span>}</h2>
          <div class="row">
            <a class="button" href={api.admin["opt-outs"]["export.csv"].$path()} download>
              Export CSV
            </a>
            <button type="button" class="button primary" onClick={() => (isAdding.value = true)}>
              <Icon name="plus" /> Add numbers
            </button>
          </div>
        </div>
        <div class="row filters">
          <Field label="State">
            {(described) => (
              <select
                {...described}
                class="input"
                value={state.value}
                // The options below are all that there is.
                onChange={({ currentTarget: { value } }) => (state.value = value as State)}
              >
                <option value="out">Opted out</option>
                <option value="in">Opted in again</option>
                <option value="all">All</option>
              </select>
            )}
          </Field>
          <div class="grow">
            <Field label="Search">
              {(described) => (
                <input
                  {...described}
                  class="input"
                  type="search"
                  placeholder="Number or reason"
                  maxLength={100}
                  value={search.value}
                  onInput={({ currentTarget }) => (search.value = currentTarget.value)}
                />
              )}
            </Field>
          </div>
        </div>
        {refusal.value && (
          <Notice tone="wrong" title="The list did not load">
            <span>{refusal.value}</span>
            <button type="button" class="button" onClick={() => void load(null)}>
              Try again
            </button>
          </Notice>
        )}
        {list === null && !refusal.value && <Skeleton heights={["line", "card", "card"]} />}
        {list?.rows.length === 0 && (
          <Blank title={search.value ? "Nothing fits this search" : "Nobody has opted out"}>
            <p>People who text STOP, or are opted out by a texter or an admin, appear here.</p>
          </Blank>
        )}
        {list !== null && list.rows.length > 0 && (
          <ul class="campaigns">
            {list.rows.map((row) => (
              <li key={row.cell}>
                <button type="button" class="opt-out-row" onClick={() => (shown.value = row)}>
                  <strong class="number">{formatPhone(row.cell)}</strong>
                  <span class={`badge ${row.optedOut ? "warn" : "good"}`}>{row.optedOut ? "Out" : "In"}</span>
                  <span class="grow why">
                    {reasonWords(row.reason)}
                    {row.note && <span class="soft"> · {row.note}</span>}
                    {(row.by || row.campaignTitle) && (
                      <span class="soft small block">{[row.by, row.campaignTitle].filter(Boolean).join(" · ")}</span>
                    )}
                  </span>
                  <time class="soft small number" dateTime={new Date(row.at).toISOString()}>
                    {shortTime(row.at, now.value)}
                  </time>
                </button>
              </li>
            ))}
          </ul>
        )}
        {list !== null && list.before !== null && (
          <button type="button" class="button" onClick={() => void load(list.before)}>
            Show more
          </button>
        )}
      </section>
      {isAdding.value && <ManyNumbersDialog onClose={() => (isAdding.value = false)} onChanged={loadSoon} />}
      {shown.value && <NumberDialog row={shown.value} onClose={() => (shown.value = null)} onChanged={loadSoon} />}
    </main>
  );
}
