/**
 * Texters to whom an admin's change gives contacts: they join, and their desks are notified. Stored before the queues begin,
 * so that a stop in between leaves no texter with contacts of a campaign that their desk does not know.
 */
import { inWaves, OUTGOING_CONNECTIONS } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import type { Logger } from "../../kit/log/log.ts";
import { withDeadline } from "../../kit/time/timer.ts";
import type { TexterInboxRpc } from "../../rpc/texter-inbox.ts";
import type { CampaignInfo, CampaignState } from "../state.ts";

/** Desks are notified when the queues are done, and at the latest this long after the beginning. */
const NOTIFY_AFTER_MS = 5_000;
/** An admin waits for the answer; a slower desk is notified again by the alarm. */
const NOTIFY_DEADLINE_MS = 5_000;

export type ReceiverDeps = {
  state: CampaignState;
  inbox: (orgId: string, personId: string) => Remote<TexterInboxRpc>;
  now: () => number;
  /** `Assignments.tellByAlarm` is to be called then. */
  wakeAt: (atMs: number) => void;
  /** An admin has added a texter. */
  onJoined: () => void;
  onFault: Logger["fault"];
};

export class Receivers {
  readonly #deps: ReceiverDeps;

  constructor(deps: ReceiverDeps) {
    this.#deps = deps;
  }

  /** A change begins that may give contacts to these texters. */
  expect(personIds: readonly string[]): void {
    this.#deps.state.sql.run(
      "INSERT OR IGNORE INTO receivers (person_id) SELECT value FROM json_each(?)",
      JSON.stringify(personIds),
    );
    this.notifyLater();
  }

  notifyLater(): void {
    const { now, wakeAt } = this.#deps;
    wakeAt(now() + NOTIFY_AFTER_MS);
  }

  /** Throws when a desk was not reached: the alarm tries again, with growing pauses. */
  async notifyWaiting(): Promise<void> {
    const { state } = this.#deps;
    const waiting = state.sql.all<{ person_id: string }>("SELECT person_id FROM receivers").map((row) => row.person_id);
    if (state.info === null || state.info.status === "ARCHIVED") state.sql.run("DELETE FROM receivers");
    else if (waiting.length > 0) {
      this.join(state.info, waiting);
      const failed = await this.notify(state.info.orgId, waiting);
      if (failed > 0) throw new Error(`${failed} of ${waiting.length} desks were not reached`);
    }
  }

  /** Even when the campaign is full, because an admin decided it. */
  join({ epoch }: CampaignInfo, personIds: readonly string[]): void {
    const { state, now, onJoined } = this.#deps;
    const before = state.texterCount();
    for (const personId of personIds) state.addTexter(personId, now(), epoch);
    if (state.texterCount() > before) onJoined();
  }

  /** Answers with how many desks could not be reached. */
  async notify(orgId: string, personIds: readonly string[]): Promise<number> {
    const { state, inbox, onFault } = this.#deps;
    const { campaignId } = state;
    let failed = 0;
    await inWaves(personIds, OUTGOING_CONNECTIONS, async (personId) => {
      try {
        const told = callObject(
          () => inbox(orgId, personId),
          (stub) => stub.assigned({ campaignId }),
        );
        await withDeadline(told, NOTIFY_DEADLINE_MS, `The desk of ${personId}`);
        this.forget([personId]);
      } catch (error) {
        failed += 1;
        onFault("desk_not_notified", error, { personId });
      }
    });
    return failed;
  }

  forget(personIds: readonly string[]): void {
    if (personIds.length === 0) return;
    const ids = JSON.stringify(personIds);
    this.#deps.state.sql.run("DELETE FROM receivers WHERE person_id IN (SELECT value FROM json_each(?))", ids);
  }
}
