/**
 * Texters to whom an admin gives contacts: they join the campaign, and their desks are notified. They are stored before the
 * queues begin, so that a stop in between leaves no texter with contacts of a campaign that their desk does not know.
 */
import { inWaves, OUTGOING_CONNECTIONS } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import type { Logger } from "../../kit/log/log.ts";
import { jsonBatches } from "../../kit/storage/batches.ts";
import { withDeadline } from "../../kit/time/timer.ts";
import type { TexterInboxRpc } from "../../rpc/texter-inbox.ts";
import type { CampaignInfo, CampaignState } from "../state.ts";

/** Desks are notified when the queues are done, and at the latest this long after the beginning. */
const NOTIFY_AFTER_MS = 5_000;
/** An admin waits for the answer; a slower desk is notified again by the alarm. */
const NOTIFY_DEADLINE_MS = 5_000;

export type ReceiversDeps = {
  state: CampaignState;
  inbox: (orgId: string, personId: string) => Remote<TexterInboxRpc>;
  now: () => number;
  /** `notifyByAlarm` is to be called then. */
  wakeAt: (atMs: number) => void;
  /** An admin has added a texter. */
  onJoined: () => void;
  onFault: Logger["fault"];
};

export class Receivers {
  readonly #deps: ReceiversDeps;
  #changesRunning = 0;

  constructor(deps: ReceiversDeps) {
    this.#deps = deps;
  }

  /** Runs a change that may give these texters contacts; `work` answers with those who got some. */
  async during<Answer>(
    info: CampaignInfo,
    personIds: readonly string[],
    work: () => Promise<{ answer: Answer; got: readonly string[] }>,
  ): Promise<Answer> {
    const { state } = this.#deps;
    this.#changesRunning += 1;
    try {
      this.#store(personIds);
      const { answer, got } = await work();
      this.#join(info, got);
      // A texter who had joined before may still have to be notified of an earlier change.
      this.#forget(personIds.filter((personId) => !state.hasTexter(personId)));
      await this.#notify(info.orgId, got);
      return answer;
    } finally {
      this.#changesRunning -= 1;
    }
  }

  /** Notifies desks that an interrupted change left out or that could not be reached. */
  async notifyByAlarm(): Promise<void> {
    const { state, now, wakeAt } = this.#deps;
    // The running change knows its receivers.
    if (this.#changesRunning > 0) return wakeAt(now() + NOTIFY_AFTER_MS);
    const waiting = state.sql.all<{ person_id: string }>("SELECT person_id FROM receivers").map((row) => row.person_id);
    if (state.info === null || state.info.status === "ARCHIVED") state.sql.run("DELETE FROM receivers");
    else if (waiting.length > 0) {
      this.#join(state.info, waiting);
      const failed = await this.#notify(state.info.orgId, waiting);
      // The alarm tries again, with growing pauses.
      if (failed > 0) throw new Error(`${failed} of ${waiting.length} desks were not reached`);
    }
  }

  #store(personIds: readonly string[]): void {
    const { state, now, wakeAt } = this.#deps;
    if (personIds.length === 0) return;
    for (const { json } of jsonBatches(personIds)) {
      state.sql.run("INSERT OR IGNORE INTO receivers (person_id) SELECT value FROM json_each(?)", json);
    }
    wakeAt(now() + NOTIFY_AFTER_MS);
  }

  /** Even when the campaign is full, because an admin decided it. */
  #join({ epoch }: CampaignInfo, personIds: readonly string[]): void {
    const { state, now, onJoined } = this.#deps;
    const before = state.texterCount();
    for (const personId of personIds) state.addTexter(personId, now(), epoch);
    if (state.texterCount() > before) onJoined();
  }

  /** Answers with how many desks could not be reached. */
  async #notify(orgId: string, personIds: readonly string[]): Promise<number> {
    const { state, inbox, onFault } = this.#deps;
    const { campaignId } = state;
    let failed = 0;
    await inWaves(personIds, OUTGOING_CONNECTIONS, async (personId) => {
      try {
        const notified = callObject(
          () => inbox(orgId, personId),
          (stub) => stub.assigned({ campaignId }),
        );
        await withDeadline(notified, NOTIFY_DEADLINE_MS, `The desk of ${personId}`);
        this.#forget([personId]);
      } catch (error) {
        failed += 1;
        onFault("desk_not_notified", error, { personId });
      }
    });
    return failed;
  }

  #forget(personIds: readonly string[]): void {
    for (const { json } of jsonBatches(personIds)) {
      this.#deps.state.sql.run("DELETE FROM receivers WHERE person_id IN (SELECT value FROM json_each(?))", json);
    }
  }
}
