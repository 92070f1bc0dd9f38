/**
 * A texter's requests for texts. The inbox owns them, because what they race with lives here: the texter's role,
 * sessions and leases (docs/decisions/0008). Every change is one block with its event.
 */
import type { ObjectEvent } from "../../../domain/record/events.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import type { DecisionReason, TextRequest } from "../../../domain/assignment/requests.ts";
import type { Role } from "../../../domain/statuses.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import type { DecideTextRequest } from "../../rpc/texter-inbox.ts";

/** Older decided ones are forgotten here; Postgres keeps them. */
const KEPT = 50;
/** How many decided requests an app gets. */
const SHOWN = 3;

export type RequestDeps = {
  sql: Sql;
  now: () => number;
  membership: () => { personId: string; role: Role } | null;
  /** Called in the block of the change. */
  record: (events: ObjectEvent[]) => void;
  /** Something changed that an app shows. */
  onChange: () => void;
};

/** `triedIn`: the campaign that a hand-out began with, so that one that was interrupted goes on there. */
type StoredTextRequest = TextRequest & { triedIn: string | null };

export type RequestDecided = { ok: true; request: TextRequest; repeated: boolean } | Refusal<DecisionReason>;

export class Requests {
  readonly #deps: RequestDeps;
  readonly #requests = new Map<string, StoredTextRequest>();
  #version: number;
  #texts: number;
  #writtenTexts: number;

  constructor(deps: RequestDeps) {
    this.#deps = deps;
    const { sql } = deps;
    for (const { json } of sql.all<{ json: string }>("SELECT json FROM requests ORDER BY asked_at, request_id")) {
      // Written by `#save`.
      const request = JSON.parse(json) as StoredTextRequest;
      this.#requests.set(request.requestId, request);
    }
    this.#version = sql.scalar<number>("SELECT MAX(version) FROM requests") ?? 0;
    this.#texts = sql.scalar<number>("SELECT texts FROM standing WHERE id = 1") ?? 0;
    this.#writtenTexts = this.#texts;
  }

  /** First texts and replies since the last complaint. */
  get textsSinceComplaint(): number {
    return this.#texts;
  }

  get hasUnwritten(): boolean {
    return this.#texts !== this.#writtenTexts;
  }

  get(requestId: string): TextRequest | null {
    const found = this.#requests.get(requestId);
    return found ? shown(found) : null;
  }

  triedIn(requestId: string): string | null {
    return this.#requests.get(requestId)?.triedIn ?? null;
  }

  /** What an app shows: what is open, and the latest that were decided. */
  list(): TextRequest[] {
    const all = [...this.#requests.values()].map(shown);
    const open = all.filter(isOpen);
    const decided = all.filter((each) => !isOpen(each)).sort((a, b) => (b.decidedAt ?? 0) - (a.decidedAt ?? 0));
    return [...open, ...decided.slice(0, SHOWN)];
  }

  /** The same id is the same request; one at a time. */
  ask(request: {
    requestId: string;
    campaignId: string | null;
    count: number;
  }): { ok: true; request: TextRequest; repeated: boolean } | Refusal<"request_waiting"> {
    const known = this.#requests.get(request.requestId);
    if (known) return { ok: true, request: shown(known), repeated: true };
    if ([...this.#requests.values()].some(isOpen)) {
      return refuse("request_waiting", "You have already asked. You will see the decision here.");
    }
    const { requestId, campaignId, count } = request;
    const made: StoredTextRequest = {
      requestId,
      campaignId,
      asked: count,
      state: "pending",
      taken: null,
      takenFrom: null,
      note: null,
      decidedBy: null,
      askedAt: this.#deps.now(),
      decidedAt: null,
      triedIn: null,
    };
    this.#save(made);
    return { ok: true, request: shown(made), repeated: false };
  }

  withdraw(requestId: string): { ok: true; request: TextRequest } | Refusal<"not_found" | "already_decided"> {
    const known = this.#requests.get(requestId);
    if (!known) return refuse("not_found", "There is no such request.");
    if (known.state === "withdrawn") return { ok: true, request: shown(known) };
    if (known.state !== "pending") return refuse("already_decided", "Somebody has already decided on this request.");
    return { ok: true, request: this.#save({ ...known, state: "withdrawn", decidedAt: this.#deps.now() }) };
  }

  /**
   * One decision per request: the first counts, the same again is a repetition, another one is refused. A suspended
   * texter's request cannot be approved.
   */
  decide({ requestId, approve, reason, complaint, byId }: DecideTextRequest): RequestDecided {
    const known = this.#requests.get(requestId);
    if (!known) return refuse("not_found", "This texter has no such request.");
    const state = approve ? "approved" : "rejected";
    if (known.state === state) return { ok: true, request: shown(known), repeated: true };
    if (known.state !== "pending") return refuse("already_decided", `This request was ${known.state} already.`);
    if (approve && this.#isSuspended()) {
      return refuse("suspended", "This texter is suspended. End the suspension first, or reject the request.");
    }
    const decided: StoredTextRequest = {
      ...known,
      state,
      decidedBy: byId,
      decidedAt: this.#deps.now(),
      note: approve ? null : reason || null,
    };
    const request = this.#save(decided);
    if (!approve && complaint) {
      this.#texts = 0;
      this.flush();
    }
    return { ok: true, request, repeated: false };
  }

  /** A suspended texter has no open request; a hand-out that is under way stops at the next campaign. */
  rejectAll(reason: string): void {
    for (const request of this.#requests.values()) {
      if (request.state !== "pending") continue;
      this.#save({ ...request, state: "rejected", note: reason, decidedAt: this.#deps.now() });
    }
  }

  /** Approved ones whose contacts were not handed out yet. */
  toHandOut(): string[] {
    return [...this.#requests.values()]
      .filter(({ state, taken }) => state === "approved" && taken === null)
      .map(({ requestId }) => requestId);
  }

  /** The hand-out begins with this campaign, where an interrupted one finds its leases again. */
  begin(requestId: string, campaignId: string): void {
    const known = this.#requests.get(requestId);
    if (known && known.triedIn !== campaignId) this.#write({ ...known, triedIn: campaignId }, this.#version);
  }

  finish(requestId: string, outcome: { taken: number; takenFrom: string | null; note: string | null }): void {
    const known = this.#requests.get(requestId);
    if (known?.state === "approved" && known.taken === null) this.#save({ ...known, ...outcome });
  }

  countText(): void {
    this.#texts += 1;
  }

  /** Written behind: a crash may forget a few texts, which only delays trust. */
  flush(): void {
    if (!this.hasUnwritten) return;
    this.#writtenTexts = this.#texts;
    this.#deps.sql.run(
      "INSERT INTO standing (id, texts) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET texts = excluded.texts",
      this.#texts,
    );
  }

  #isSuspended(): boolean {
    return this.#deps.membership()?.role === "SUSPENDED";
  }

  #save(request: StoredTextRequest): TextRequest {
    const personId = this.#deps.membership()?.personId;
    if (personId === undefined) throw new Error("a request without a texter: nobody has signed in at this inbox");
    this.#version += 1;
    this.#deps.sql.transaction(() => {
      this.#write(request, this.#version);
      this.#forgetOld();
      this.#deps.record([
        {
          kind: "text_request",
          version: this.#version,
          at: this.#deps.now(),
          payload: { personId, ...shown(request) },
        },
      ]);
    });
    this.#deps.onChange();
    return shown(request);
  }

  #write(request: StoredTextRequest, version: number): void {
    this.#requests.set(request.requestId, request);
    this.#deps.sql.run(
      `INSERT INTO requests (request_id, asked_at, version, json) VALUES (?, ?, ?, ?)
       ON CONFLICT (request_id) DO UPDATE SET version = excluded.version, json = excluded.json`,
      request.requestId,
      request.askedAt,
      version,
      JSON.stringify(request),
    );
  }

  #forgetOld(): void {
    const decided = [...this.#requests.values()].filter((each) => !isOpen(each));
    for (const { requestId } of decided.slice(0, Math.max(0, decided.length - KEPT))) {
      this.#requests.delete(requestId);
      this.#deps.sql.run("DELETE FROM requests WHERE request_id = ?", requestId);
    }
  }
}

function isOpen({ state, taken }: TextRequest): boolean {
  return state === "pending" || (state === "approved" && taken === null);
}

function shown({ triedIn: _triedIn, ...request }: StoredTextRequest): TextRequest {
  return request;
}
