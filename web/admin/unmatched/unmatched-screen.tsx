import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { UnmatchedText } from "../../../domain/messages/unmatched.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { Blank, Heading, Notice, Skeleton } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";
import { openUnmatched } from "../opt-outs/review-count.ts";
import { UnmatchedCard } from "./unmatched-card.tsx";
import type { Decided } from "./unmatched-card.tsx";
import "../opt-outs/opt-outs.css";
import "./unmatched.css";

const LOOK_AGAIN_MS = 5_000;

type Page = { texts: UnmatchedText[]; before: string | null; total: number; open: number };
type Which = "open" | "handled" | "all";

/** Texts that no conversation took: somebody reads them even though nobody was expected to write. */
export function UnmatchedScreen() {
  const which = useSignal<Which>("open");
  const search = useSignal("");
  const page = useSignal<Page | null>(null);
  const refusal = useSignal<string | null>(null);
  const isFirstPage = useSignal(true);
  /** A decision made here stays in its place, with Undo, until another list is asked for. */
  const decided = useSignal<Decided>(new Map());

  async function load(before: string | null, wanted: () => boolean = () => true): Promise<void> {
    const query = { which: which.value, search: search.value.trim(), before: before ?? undefined };
    const answer = await call(api.admin.unmatched.$get({ query }));
    if (!wanted()) return;
    refusal.value = answer.ok ? null : answer.message;
    if (!answer.ok) return;
    openUnmatched.value = answer.open;
    isFirstPage.value = before === null;
    const known = before === null ? [] : (page.value?.texts ?? []);
    page.value = { ...answer, texts: [...known, ...answer.texts] };
  }

  useEffect(() => {
    let isWanted = true;
    // Typing asks once, when it stops.
    const timer = setTimeout(
      () => {
        decided.value = new Map();
        void load(null, () => isWanted);
      },
      page.value === null ? 0 : 300,
    );
    // Only the newest page refreshes itself: a reader further down must not lose their place.
    const again = setInterval(() => {
      if (isFirstPage.value && document.visibilityState === "visible") void load(null, () => isWanted);
    }, LOOK_AGAIN_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
      clearInterval(again);
    };
  }, [which.value, search.value]);

  const list = page.value;
  const shown = list === null ? [] : inPlace(list.texts, decided.value);
  return (
    <main class="page broad stack loose">
      <Heading title="Unmatched texts" />
      <p class="soft lead">
        Texts from numbers that nobody here has texted, and replies to archived campaigns. They cannot be answered: no
        campaign’s script, hours or texter stands behind them. Who wrote STOP is opted out already.
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
        <div class="grow">
          <Field label="Search">
            {(described) => (
              <input
                {...described}
                class="input"
                type="search"
                placeholder="Words, name or number"
                maxLength={100}
                value={search.value}
                onInput={({ currentTarget }) => (search.value = currentTarget.value)}
              />
            )}
          </Field>
        </div>
      </div>
      {refusal.value && (
        <Notice tone="wrong" title="The texts did not load">
          <span>{refusal.value}</span>
          <button type="button" class="button" onClick={() => void load(null)}>
            Try again
          </button>
        </Notice>
      )}
      {list === null && !refusal.value && <Skeleton heights={["card", "card"]} />}
      {list !== null && shown.length === 0 && (
        <Blank
          title={search.value ? "Nothing fits this search" : which.value === "open" ? "Nothing waits" : "No texts"}
        >
          <p>
            {search.value
              ? "Other words, or fewer digits, may find it."
              : "A text from somebody whom nobody has texted appears here a moment after it arrives."}
          </p>
        </Blank>
      )}
      {list !== null && shown.length > 0 && (
        <section class="stack" aria-labelledby="unmatched">
          <h2 id="unmatched">
            Texts <span class="soft small number">{count(list.total)}</span>
          </h2>
          <ul class="stack">
            {shown.map((text) => (
              <UnmatchedCard key={text.sid} text={text} decided={decided} />
            ))}
          </ul>
        </section>
      )}
      {list !== null && list.before !== null && (
        <button type="button" class="button" onClick={() => void load(list.before)}>
          Show more
        </button>
      )}
    </main>
  );
}

/** The list, with texts decided here a moment ago still in their place by time. */
function inPlace(texts: readonly UnmatchedText[], decided: Decided): UnmatchedText[] {
  const here = new Map(texts.map((text) => [text.sid, text]));
  for (const [sid, { text }] of decided) here.set(sid, here.get(sid) ?? text);
  return [...here.values()].sort((a, b) => b.at - a.at || (a.sid < b.sid ? 1 : -1));
}
