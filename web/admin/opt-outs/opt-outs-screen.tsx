import { useSignal } from "@preact/signals";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { OptOutRow } from "../../../domain/opt-outs/opt-outs.ts";
import { api } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { Icon } from "../../ui/icons.tsx";
import { now } from "../../ui/time/now.ts";
import { Blank } from "../../ui/screen.tsx";
import { count, shortTime } from "../../ui/time/time.ts";
import { SearchField } from "../../ui/forms/search-field.tsx";
import { PagedList } from "../../ui/load/paged-list.tsx";
import { usePages } from "../../ui/load/pages.ts";
import { ManyNumbersDialog } from "./opt-outs-many.tsx";
import { NumberDialog } from "./opt-outs-number.tsx";
import { OptOutsHead } from "./opt-outs-tabs.tsx";
import { reasonWords } from "./opt-outs-words.ts";

type State = "out" | "in" | "all";

/** The numbers that must not be texted, and why. */
export function OptOutsScreen() {
  const state = useSignal<State>("out");
  const search = useSignal("");
  const isAdding = useSignal(false);
  const shown = useSignal<OptOutRow | null>(null);
  const list = usePages({
    ask: (before) => api.admin["opt-outs"].$get({ query: { state: state.value, search: search.value.trim(), before } }),
    rowsOf: (page) => page.rows,
    of: [state.value, search.value],
  });

  /** What was just written reaches the list through Postgres, a moment later. */
  function loadSoon(): void {
    void list.reload();
    setTimeout(() => void list.reload(), 2_500);
  }

  return (
    <main class="page broad stack loose">
      <OptOutsHead here="list" />
      <section class="stack" aria-labelledby="numbers">
        <div class="row spread">
          <h2 id="numbers">Numbers {list.first && <span class="soft small number">{count(list.first.total)}</span>}</h2>
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
          <SearchField value={search} placeholder="Number or reason" />
        </div>
        <PagedList
          of={list}
          what="opt-outs"
          blank={
            <Blank title={search.value ? "Nothing matches this search" : "Nobody has opted out"}>
              <p>People who text STOP, or whom a texter or an admin opts out, appear here.</p>
            </Blank>
          }
        >
          {(rows) => (
            <ul class="campaigns">
              {rows.map((row) => (
                <li key={row.cell}>
                  <button type="button" class="opt-out-row" onClick={() => (shown.value = row)}>
                    <strong class="number">{formatPhone(row.cell)}</strong>
                    <span class={`badge ${row.optedOut ? "warn" : "good"}`}>
                      {row.optedOut ? "Opted out" : "Opted in"}
                    </span>
                    <span class="grow why">
                      {reasonWords(row.reason)}
                      {row.note && <span class="soft"> · {row.note}</span>}
                      {(row.by || row.campaignTitle) && (
                        <span class="soft small block" dir="auto">
                          {[row.by, row.campaignTitle].filter(Boolean).join(" · ")}
                        </span>
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
        </PagedList>
      </section>
      {isAdding.value && <ManyNumbersDialog onClose={() => (isAdding.value = false)} onChanged={loadSoon} />}
      {shown.value && <NumberDialog row={shown.value} onClose={() => (shown.value = null)} onChanged={loadSoon} />}
    </main>
  );
}
