import { useSignal } from "@preact/signals";
import type { RequestDecision, RequestRow } from "../../../domain/assignment/requests.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { ROLE_WORDS } from "../../../domain/roles.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { now } from "../../ui/time/now.ts";
import { Blank, Heading, Notice } from "../../ui/screen.tsx";
import { counted } from "../../ui/counted.ts";
import { count, shortTime } from "../../ui/time/time.ts";
import { PagedList } from "../../ui/load/paged-list.tsx";
import { usePages } from "../../ui/load/pages.ts";
import { RejectDialog } from "./reject-dialog.tsx";
import { openRequests } from "../opt-outs/review-count.ts";
import "../people/teams.css";

/** Other admins' decisions appear by themselves; Postgres has them a moment later than the texter. */
const AGAIN_MS = 4_000;
const keyOf = ({ personId, requestId }: RequestRow) => `${personId} ${requestId}`;

/** Texters who ask for texts, and the decision on each request. */
export function RequestsScreen() {
  const tab = useSignal<"pending" | "decided">("pending");
  return (
    <main class="page broad stack loose">
      <Heading title="Requests for texts" />
      <div class="choice request-tabs">
        {(["pending", "decided"] as const).map((each) => (
          <button key={each} type="button" aria-pressed={tab.value === each} onClick={() => (tab.value = each)}>
            {each === "pending" ? "Waiting" : "Decided"}
          </button>
        ))}
      </div>
      {tab.value === "pending" ? <Pending /> : <Decided />}
    </main>
  );
}

function Pending() {
  const list = usePages({
    ask: () => api.admin.requests.$get({ query: { state: "pending" } }),
    rowsOf: (page) => page.requests,
    againMs: AGAIN_MS,
  });
  /** Decided here, while the list may still show them for a moment. */
  const gone = useSignal<ReadonlySet<string>>(new Set());
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const refusals = useSignal<ReadonlyMap<string, string>>(new Map());
  const rejecting = useSignal<RequestRow[] | null>(null);
  const busy = useSignal(false);
  const failed = useSignal<Refusal | null>(null);

  async function decide(rows: RequestRow[], decision: RequestDecision): Promise<void> {
    if (busy.value || rows.length === 0) return;
    busy.value = true;
    failed.value = null;
    const requests = rows.map(({ personId, requestId }) => ({ personId, requestId }));
    const answer = await call(api.admin.requests.decide.$post({ json: { requests, ...decision } }));
    busy.value = false;
    if (!answer.ok) {
      failed.value = answer;
      return;
    }
    const done = new Set(gone.value);
    const refused = new Map(refusals.value);
    for (const outcome of answer.outcomes) {
      const key = `${outcome.personId} ${outcome.requestId}`;
      if (outcome.ok) done.add(key);
      else refused.set(key, outcome.message);
    }
    const decided = done.size - gone.value.size;
    gone.value = done;
    refusals.value = refused;
    chosen.value = new Set([...chosen.value].filter((key) => !done.has(key)));
    if (openRequests.value !== null) openRequests.value = Math.max(0, openRequests.value - decided);
    rejecting.value = null;
    void list.reload();
  }

  const waiting = list.rows?.filter((row) => !gone.value.has(keyOf(row)));
  const picked = waiting?.filter((row) => chosen.value.has(keyOf(row))) ?? [];
  return (
    <PagedList
      of={list}
      what="requests"
      rows={waiting}
      blank={
        <Blank title="No open requests">
          <p>Requests from texters appear here automatically. Trusted texters (see Settings) get contacts at once.</p>
        </Blank>
      }
    >
      {(rows) => (
        <>
          {waiting && waiting.length > 1 && (
            <label class="check">
              <input
                type="checkbox"
                checked={picked.length === waiting.length}
                onChange={({ currentTarget }) =>
                  (chosen.value = new Set(currentTarget.checked ? waiting.map(keyOf) : []))
                }
              />
              Select all {count(waiting.length)}
            </label>
          )}
          <ul class="campaigns">
            {rows.map((row) => (
              <li key={keyOf(row)} class="request-row">
                <label class="check">
                  <input
                    type="checkbox"
                    checked={chosen.value.has(keyOf(row))}
                    onChange={({ currentTarget }) => {
                      const next = new Set(chosen.value);
                      if (currentTarget.checked) next.add(keyOf(row));
                      else next.delete(keyOf(row));
                      chosen.value = next;
                    }}
                  />
                  <span>
                    <strong dir="auto">{row.texterName}</strong> asks for {counted(row.asked, "contact")}
                    <br />
                    <span class="soft small">
                      {ROLE_WORDS[row.role]} · <bdi>{row.campaignTitle ?? "any campaign"}</bdi> ·{" "}
                      {shortTime(row.askedAt, now.value)}
                    </span>
                  </span>
                </label>
                <div class="row">
                  <button
                    type="button"
                    class="button primary"
                    aria-disabled={busy.value}
                    aria-label={`Approve ${row.texterName}’s request`}
                    onClick={() => void decide([row], { approve: true, reason: "", complaint: false })}
                  >
                    Approve
                  </button>
                  <button
                    type="button"
                    class="button"
                    aria-label={`Reject ${row.texterName}’s request`}
                    onClick={() => (rejecting.value = [row])}
                  >
                    Reject
                  </button>
                </div>
                {refusals.value.get(keyOf(row)) && (
                  <Notice tone="wrong">
                    <span>{refusals.value.get(keyOf(row))}</span>
                  </Notice>
                )}
              </li>
            ))}
          </ul>
          {failed.value && !rejecting.value && <Notice tone="wrong">{failed.value.message}</Notice>}
          {picked.length > 0 && (
            <div class="chosen-bar">
              <strong>{count(picked.length)} selected</strong>
              <div class="row">
                <button type="button" class="button" onClick={() => (rejecting.value = picked)}>
                  Reject…
                </button>
                <button
                  type="button"
                  class="button primary"
                  aria-disabled={busy.value}
                  onClick={() => void decide(picked, { approve: true, reason: "", complaint: false })}
                >
                  {busy.value ? "Approving…" : "Approve selected"}
                </button>
              </div>
            </div>
          )}
          {rejecting.value && (
            <RejectDialog
              names={rejecting.value.map((row) => row.texterName)}
              busy={busy.value}
              refusal={failed.value}
              onClose={() => (rejecting.value = null)}
              onReject={(decision) => void decide(rejecting.value ?? [], decision)}
            />
          )}
        </>
      )}
    </PagedList>
  );
}

function Decided() {
  const list = usePages({
    ask: () => api.admin.requests.$get({ query: { state: "decided" } }),
    rowsOf: (page) => page.requests,
    againMs: AGAIN_MS,
  });
  return (
    <PagedList
      of={list}
      what="requests"
      blank={
        <Blank title="Nothing decided yet">
          <p>
            Decisions by you and others appear here, and requests from trusted texters that were approved automatically.
          </p>
        </Blank>
      }
    >
      {(rows) => (
        <ul class="campaigns">
          {rows.map((row) => (
            <li key={keyOf(row)} class="person-row">
              <div class="grow">
                <strong dir="auto">{row.texterName}</strong> asked for {counted(row.asked, "contact")}
                <br />
                <span class="soft small">{storyOf(row)}</span>
              </div>
              <StateBadge row={row} />
            </li>
          ))}
        </ul>
      )}
    </PagedList>
  );
}

function StateBadge({ row }: { row: RequestRow }) {
  if (row.state === "approved") return <span class="badge good">Approved</span>;
  return (
    <span class={`badge ${row.state === "rejected" ? "wrong" : ""}`}>
      {row.state === "rejected" ? "Rejected" : "Withdrawn"}
    </span>
  );
}

/** The outcome, and who decided. */
function storyOf(row: RequestRow): string {
  const when = row.decidedAt === null ? "" : ` · ${shortTime(row.decidedAt, now.value)}`;
  if (row.state === "withdrawn") return `by the texter${when}`;
  const who = row.decidedByName ?? (row.state === "approved" ? "automatic approval" : "the system");
  const what =
    row.state === "rejected" || row.taken === 0
      ? (row.note ?? "no reason given")
      : row.taken === null
        ? "contacts are being assigned"
        : `${counted(row.taken, "contact")} from ${row.takenFromTitle ?? "a campaign"}`;
  return `${what} · by ${who}${when}`;
}
