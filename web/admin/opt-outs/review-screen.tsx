import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { properName } from "../../../domain/contacts/person-name.ts";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { Review, ReviewDecision, ReviewState } from "../../../domain/opt-outs/opt-outs.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Icon } from "../../ui/icons.tsx";
import { now } from "../../ui/time/now.ts";
import { Blank, Notice } from "../../ui/screen.tsx";
import { shortTime } from "../../ui/time/time.ts";
import { PagedList } from "../../ui/load/paged-list.tsx";
import { usePages } from "../../ui/load/pages.ts";
import { OptOutsHead } from "./opt-outs-tabs.tsx";
import { openReviews } from "./review-count.ts";

const LOOK_AGAIN_MS = 5_000;

/** Decisions made here, by text: each stays in its place, with Undo, until the screen is left. */
type Decided = Map<string, { review: Review; state: ReviewState }>;

/** Texts that may mean "stop": an admin decides with one tap, and can undo it. */
export function ReviewScreen() {
  const list = usePages({
    ask: () => api.admin["opt-outs"].reviews.$get({ query: { which: "open" } }),
    rowsOf: (page) => page.reviews,
    againMs: LOOK_AGAIN_MS,
  });
  const decided = useSignal<Decided>(new Map());
  const showsDecided = useSignal(false);

  useEffect(() => {
    if (list.first) openReviews.value = list.first.open;
  }, [list.first]);

  return (
    <main class="page broad stack loose">
      <OptOutsHead here="review" />
      <PagedList
        of={list}
        what="texts"
        rows={list.rows ? inPlace(list.rows, decided.value) : undefined}
        blank={
          <Blank title="Nothing to review">
            <p>Texts that may mean “stop” wait here for you to decide. Clear ones are opted out automatically.</p>
          </Blank>
        }
      >
        {(rows) => (
          <section class="stack" aria-labelledby="to-review">
            <h2 id="to-review">Do these mean “stop”?</h2>
            <p class="soft">
              Opting out stops all texts to this number, in every campaign; so does marking it as wrong, which the
              record then says. The person gets no text about it.
            </p>
            <ul class="stack">
              {rows.map((review) => (
                <ReviewCard key={review.sid} review={review} decided={decided} />
              ))}
            </ul>
          </section>
        )}
      </PagedList>
      <details onToggle={({ currentTarget }) => (showsDecided.value = currentTarget.open)}>
        <summary class="summary">Earlier decisions</summary>
        {showsDecided.value && <DecidedList decided={decided} />}
      </details>
    </main>
  );
}

/** The open texts, with those decided here a moment ago still in their place by time. */
function inPlace(reviews: readonly Review[], decided: Decided): Review[] {
  const here = new Map(reviews.map((review) => [review.sid, review]));
  for (const [sid, { review }] of decided) here.set(sid, here.get(sid) ?? review);
  return [...here.values()].sort((a, b) => a.at - b.at);
}

function DecidedList({ decided }: { decided: Signal<Decided> }) {
  const list = usePages({
    ask: () => api.admin["opt-outs"].reviews.$get({ query: { which: "decided" } }),
    rowsOf: (page) => page.reviews,
  });
  return (
    <PagedList of={list} what="texts" blank={<p class="soft">Nothing yet.</p>}>
      {(rows) => (
        <ul class="stack">
          {rows.map((review) => (
            <ReviewCard key={review.sid} review={review} decided={decided} />
          ))}
        </ul>
      )}
    </PagedList>
  );
}

const STATE_WORDS: Record<ReviewState, string> = {
  open: "",
  confirmed: "Opted out",
  wrong_number: "Wrong number",
  dismissed: "Not an opt-out",
  settled: "Opted out in another way",
};

function ReviewCard({ review, decided }: { review: Review; decided: Signal<Decided> }) {
  const busy = useSignal(false);
  const refusal = useSignal<string | null>(null);
  const { sid, cell } = review;
  const state = decided.value.get(sid)?.state ?? review.state;

  async function decide(decision: ReviewDecision): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = null;
    const param = { sid: encodeURIComponent(sid) };
    const answer = await call(api.admin["opt-outs"].reviews[":sid"].$post({ param, json: { cell, decision } }));
    busy.value = false;
    // A refusal names the decision that somebody else made.
    const next = answer.ok ? answer.state : "state" in answer ? answer.state : null;
    if (!answer.ok) refusal.value = answer.message;
    if (next === null) return;
    if (answer.ok && openReviews.value !== null) {
      openReviews.value = Math.max(0, openReviews.value + (next === "open" ? 1 : state === "open" ? -1 : 0));
    }
    decided.value = new Map(decided.value).set(sid, { review, state: next });
  }

  return (
    <li class="card stack tight" aria-label={`Text from ${cell}`}>
      <div class="row spread soft small">
        <span>
          {review.contactName && (
            <strong class="who" dir="auto">
              {properName(review.contactName)}
            </strong>
          )}{" "}
          <span class="number">{formatPhone(cell)}</span>
        </span>
        <time class="number" dateTime={new Date(review.at).toISOString()}>
          {shortTime(review.at, now.value)}
        </time>
      </div>
      <p class="kept said" dir="auto">
        {review.body}
      </p>
      <div class="row small soft">
        <span class="badge" dir="auto">
          {review.reason === "wrong_number" ? "Wrong number?" : "Unclear"}
        </span>
        {review.campaignTitle && <span dir="auto">{review.campaignTitle}</span>}
      </div>
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
      {state === "open" ? (
        <div class="row">
          <button type="button" class="button danger" aria-disabled={busy.value} onClick={() => void decide("confirm")}>
            <Icon name="stop" /> Opt out
          </button>
          <button type="button" class="button" aria-disabled={busy.value} onClick={() => void decide("wrong_number")}>
            Mark as wrong number
          </button>
          <button type="button" class="button" aria-disabled={busy.value} onClick={() => void decide("dismiss")}>
            Keep texting
          </button>
        </div>
      ) : (
        <div class="row spread">
          <output class={`badge ${state === "dismissed" ? "good" : "warn"}`}>
            {STATE_WORDS[state]}
            {review.decidedBy && state === review.state ? ` · ${review.decidedBy}` : ""}
          </output>
          {state !== "settled" && (
            <button type="button" class="button quiet" aria-disabled={busy.value} onClick={() => void decide("undo")}>
              Undo
            </button>
          )}
        </div>
      )}
    </li>
  );
}
