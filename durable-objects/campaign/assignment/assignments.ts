/**
 * An admin's changes to the whole campaign: holdings, exact numbers, an even split, giving contacts to others
 * (docs/rules.md#assignment-counts). The queues own the contacts and decide about each; this module adds up their
 * answers and divides wanted numbers among them. Numbers are absolute, so repeating an interrupted change finishes it.
 */
import type {
  AssigningReason,
  CountsSet,
  Holding,
  Reassigned,
  Reassignment,
} from "../../../domain/assignment/assignments.ts";
import type { Texter } from "../../../domain/people/people.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { evenly, summed } from "./assignment-sums.ts";
import type { QueueHoldings } from "./assignment-sums.ts";
import type { CampaignQueues } from "../campaign-queues.ts";
import { setCounts } from "./exact-counts.ts";
import type { WantedCount } from "./exact-counts.ts";
import { movedBy, recordMoved } from "./moves.ts";
import { Receivers } from "./receivers.ts";
import type { ReceiversDeps } from "./receivers.ts";
import type { CampaignInfo } from "../state.ts";
import type { ReassignRequest } from "../../rpc/campaign.ts";

/**
 * Texters take and text meanwhile, and offered replies count as left, so an uneven split is levelled in further rounds.
 */
const MOST_ROUNDS = 3;

const NOT_FOUND = refuse("not_found" as const, "This campaign does not exist.");

export type AssignmentDeps = ReceiversDeps & {
  queues: CampaignQueues;
  isBeingArchived: () => boolean;
};

type RefusedChange = Refusal<AssigningReason>;

export class Assignments {
  readonly #deps: AssignmentDeps;
  readonly #receivers: Receivers;
  /** One change at a time: each starts from the result of the one before. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: AssignmentDeps) {
    this.#deps = deps;
    this.#receivers = new Receivers(deps);
  }

  async show({ orgId }: { orgId: string }): Promise<{ ok: true; left: number; texters: Holding[] } | RefusedChange> {
    const { state } = this.#deps;
    if (!state.of(orgId)) return NOT_FOUND;
    return this.#orUnavailable(async () => {
      const queues = await this.#deps.queues.holdings();
      const joined = state.sql.all<{ person_id: string }>("SELECT person_id FROM texters");
      const texters = summed(
        queues.flatMap((queue) => queue.holdings),
        joined.map((row) => row.person_id),
      );
      return { ok: true as const, left: leftOf(queues), texters };
    });
  }

  set({ orgId, counts }: { orgId: string; counts: WantedCount[] }): Promise<CountsSet | RefusedChange> {
    const receivers = counts.filter((each) => each.toSend > 0).map((each) => each.texter.personId);
    return this.#inTurn(orgId, receivers, async () => {
      const set = await setCounts(this.#deps.queues, counts);
      return { answer: set, got: gotSome(set) };
    });
  }

  split({ orgId, texters }: { orgId: string; texters: Texter[] }): Promise<CountsSet | RefusedChange> {
    const receivers = texters.map((texter) => texter.personId);
    return this.#inTurn(orgId, receivers, async () => {
      const queues = await this.#deps.queues.holdings();
      const everybody = summed(queues.flatMap((queue) => queue.holdings));
      let held: { personId: string; toSend: number }[] = everybody.filter((each) => receivers.includes(each.personId));
      let total = leftOf(queues) + held.reduce((count, each) => count + each.toSend, 0);
      for (let round = 1; ; round += 1) {
        const set = await setCounts(this.#deps.queues, evenly(total, texters, held));
        if (set.missing === 0 || round === MOST_ROUNDS) return { answer: set, got: gotSome(set) };
        held = set.counts;
        total = held.reduce((count, each) => count + each.toSend, 0);
      }
    });
  }

  release({ orgId, personId }: { orgId: string; personId: string }) {
    return this.#inTurn(orgId, [], async () => {
      const released = await this.#deps.queues.askAll((queue) => queue.release({ personId }));
      const answer = { ok: true as const, released: released.reduce((count, each) => count + each.released.length, 0) };
      return { answer, got: [] };
    });
  }

  reassign({ orgId, requestId, to, contactIds, from, kind, waitingBeforeMs }: ReassignRequest) {
    const { state, now } = this.#deps;
    const receivers = to.map((texter) => texter.personId);
    const chosen = contactIds ? this.#deps.queues.byQueue(contactIds) : null;
    if (chosen && !chosen.ok && state.of(orgId)) return Promise.resolve(chosen);
    return this.#inTurn<Reassigned>(orgId, receivers, async () => {
      const numbers = chosen?.ok ? chosen.numbers : null;
      const before = requestId === undefined ? null : movedBy(state.sql, requestId);
      const got = new Map(before?.counts ?? receivers.map((personId) => [personId, 0]));
      const record = (isDone: boolean) => {
        if (requestId !== undefined) recordMoved(state.sql, requestId, { counts: [...got], isDone }, now());
      };
      const queueNos = numbers ? [...numbers.keys()] : this.#deps.queues.numbers;
      for (const queueNo of before?.isDone ? [] : queueNos) {
        const request = {
          to,
          contacts: numbers?.get(queueNo) ?? null,
          from: from ?? null,
          kind,
          waitingBeforeMs: waitingBeforeMs ?? null,
        };
        await this.#reassignIn(queueNo, request, got, () => record(false));
      }
      if (!before?.isDone) record(true);
      const moved = Array.from(got, ([personId, count]) => ({ personId, count }));
      const answer = { ok: true as const, moved };
      return { answer, got: moved.filter((each) => each.count > 0).map((each) => each.personId) };
    });
  }

  /** Notifies desks that an interrupted change left out or that could not be reached. */
  notifyByAlarm(): Promise<void> {
    return this.#receivers.notifyByAlarm();
  }

  /** The texter with the least so far comes first, so that the sums over all queues differ by one at most, too. */
  async #reassignIn(
    queueNo: number,
    request: Reassignment,
    got: Map<string, number>,
    onMoved: () => void,
  ): Promise<void> {
    // A queue moves a limited number at once; it is done when nothing moves any more.
    for (;;) {
      const to = request.to.toSorted((a, b) => (got.get(a.personId) ?? 0) - (got.get(b.personId) ?? 0));
      const { moved } = await this.#deps.queues.ask(queueNo, (queue) => queue.reassign({ ...request, to }));
      for (const { personId, count } of moved) got.set(personId, (got.get(personId) ?? 0) + count);
      if (moved.every((each) => each.count === 0)) return;
      onMoved();
    }
  }

  /** One change at a time; the texters who get something by it join, and their desks are notified. */
  #inTurn<Answer>(
    orgId: string,
    receivers: readonly string[],
    work: () => Promise<{ answer: Answer; got: string[] }>,
  ): Promise<Answer | RefusedChange> {
    const turn = async (): Promise<Answer | RefusedChange> => {
      const info = this.#deps.state.of(orgId);
      const refusal = info ? this.#refusal(info) : NOT_FOUND;
      if (!info || refusal) return refusal ?? NOT_FOUND;
      return this.#orUnavailable(() => this.#receivers.during(info, receivers, work));
    };
    const mine = this.#last.then(turn, turn);
    this.#last = mine;
    return mine;
  }

  #refusal({ status }: CampaignInfo): RefusedChange | null {
    if (status === "DRAFT")
      return refuse("not_active", "This campaign is a draft. Start it, then assign its contacts.");
    if (status === "ARCHIVED" || this.#deps.isBeingArchived()) {
      return refuse("archived", "An archived campaign cannot be changed. Copy it to continue.");
    }
    return null;
  }

  async #orUnavailable<Answer>(work: () => Promise<Answer>): Promise<Answer | RefusedChange> {
    try {
      return await work();
    } catch (error) {
      this.#deps.onFault("assignment_interrupted", error);
      const message = "Some of the contacts cannot be reached right now. Nothing is lost; please try again.";
      return refuse("unavailable", message);
    }
  }
}

function gotSome({ counts }: CountsSet): string[] {
  return counts.filter((each) => each.toSend > 0).map((each) => each.personId);
}

function leftOf(queues: readonly QueueHoldings[]): number {
  return queues.reduce((count, queue) => count + queue.left, 0);
}
