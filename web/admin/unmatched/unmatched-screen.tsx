import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { UnmatchedText } from "../../../domain/messages/unmatched.ts";
import { api } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { Blank, Heading } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";
import { SearchField } from "../../ui/forms/search-field.tsx";
import { PagedList } from "../../ui/load/paged-list.tsx";
import { usePages } from "../../ui/load/pages.ts";
import { openUnmatched } from "../opt-outs/review-count.ts";
import { UnmatchedCard } from "./unmatched-card.tsx";
import type { DecidedTexts } from "./unmatched-card.tsx";
import "../opt-outs/opt-outs.css";
import "./unmatched.css";

const LOOK_AGAIN_MS = 5_000;

type Which = "open" | "handled" | "all";

/** Texts that no conversation took: somebody reads them even though nobody was expected to write. */
export function UnmatchedScreen() {
  const which = useSignal<Which>("open");
  const search = useSignal("");
  /** A decision made here stays in its place, with Undo, until another list is asked for. */
  const decided = useSignal<DecidedTexts>(new Map());

  const list = usePages({
    ask: (before) => api.admin.unmatched.$get({ query: { which: which.value, search: search.value.trim(), before } }),
    rowsOf: (page) => page.texts,
    of: [which.value, search.value],
    againMs: LOOK_AGAIN_MS,
  });
  useEffect(() => {
    decided.value = new Map();
  }, [which.value, search.value]);
  useEffect(() => {
    if (list.first) openUnmatched.value = list.first.open;
  }, [list.first]);

  return (
    <main class="page broad stack loose">
      <Heading title="Unmatched texts" />
      <p class="soft lead">
        Texts from numbers that your organization has not texted, and replies to archived campaigns. They cannot be
        answered, because they do not belong to an active campaign. Senders who wrote STOP are already opted out.
      </p>
      <div class="row filters">
        <Field label="Show">
          {(described) => (
            <select
              {...described}
              class="input"
              value={which.value}
              // The options below are all that there is.
              onChange={({ currentTarget: { value } }) => (which.value = value as Which)}
            >
              <option value="open">Open</option>
              <option value="handled">Handled</option>
              <option value="all">All</option>
            </select>
          )}
        </Field>
        <SearchField value={search} placeholder="Words, name or number" />
      </div>
      <PagedList
        of={list}
        what="texts"
        rows={list.rows ? inPlace(list.rows, decided.value) : undefined}
        blank={
          <Blank
            title={
              search.value ? "Nothing matches this search" : which.value === "open" ? "Nothing to handle" : "No texts"
            }
          >
            <p dir="auto">
              {search.value
                ? "Try other words, or fewer digits."
                : "Texts from numbers that your organization has not texted appear here a moment after they arrive."}
            </p>
          </Blank>
        }
      >
        {(rows) => (
          <section class="stack" aria-labelledby="unmatched">
            <h2 id="unmatched">
              Texts <span class="soft small number">{count(list.first?.total ?? 0)}</span>
            </h2>
            <ul class="stack">
              {rows.map((text) => (
                <UnmatchedCard key={text.sid} text={text} decided={decided} />
              ))}
            </ul>
          </section>
        )}
      </PagedList>
    </main>
  );
}

/** The list, with texts decided here a moment ago still in their place by time. */
function inPlace(texts: readonly UnmatchedText[], decided: DecidedTexts): UnmatchedText[] {
  const here = new Map(texts.map((text) => [text.sid, text]));
  for (const [sid, { text }] of decided) here.set(sid, here.get(sid) ?? text);
  return [...here.values()].sort((a, b) => b.at - a.at || (a.sid < b.sid ? 1 : -1));
}
