/**
 * A campaign's lifecycle: start, pause and close, and every other change of the configuration that its queues and desks
 * follow. A change is stored with its events and the alarms that finish it, then given to all queues (spread.ts), then
 * to texters.
 */
import type { Logger } from "../../kit/log/log.ts";
import type { ObjectEvent } from "../../../domain/record/events.ts";
import { placeAfter } from "../../../domain/campaigns/campaign-states.ts";
import type { CampaignPlace } from "../../../domain/campaigns/campaign-states.ts";
import type { CampaignFrame, Spread } from "../../../domain/campaigns/campaign.ts";
import { policyOf } from "../../../domain/assignment/assignment-policy.ts";
import { missingNumbers } from "../../../domain/numbers/campaign-numbers.ts";
import { numbersNeeded } from "../../../domain/numbers/needed.ts";
import type { NumberRules } from "../../../domain/numbers/needed.ts";
import { refuse } from "../../../domain/outcome.ts";
import { lostOf, resourceLost } from "../../../domain/sending/carrier-resources.ts";
import { sameJson } from "../../../domain/same-json.ts";
import type { SharedCampaign } from "../../../domain/assignment/request-service.ts";
import type { Tries } from "../../kit/jobs/tries.ts";
import type { AlarmSchedule } from "../../kit/time/alarm-schedule.ts";
import { allInWaves } from "../../kit/calls/connection-limit.ts";
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import { sharedCampaign } from "../assignment/admission.ts";
import { isBeingArchived } from "../archive/archive-record.ts";
import { runningImport } from "../contacts/import-work.ts";
import { rememberActions } from "./former-actions.ts";
import { editScript } from "./script-edit.ts";
import { saveSpreadFailure, spreadConfig, spreadFailed, spreadOf } from "./spread.ts";
import { numbersOfQueue } from "../state.ts";
import type { CampaignInfo, CampaignState } from "../state.ts";
import type { NumbersOfCampaign } from "../numbers/number-setup.ts";
import type { DraftReservations, HeldPart } from "../numbers/reserved-numbers.ts";
import type { CampaignQueueRpc } from "../../rpc/campaign-queue.ts";
import type { TexterInboxRpc } from "../../rpc/texter-inbox.ts";
import type {
  CampaignSettingsCopy,
  ChangeStatusRequest,
  CreateRequest,
  EditScriptRequest,
  StartRequest,
} from "../../rpc/campaign.ts";

const NOT_FOUND = refuse("not_found" as const, "This campaign does not exist.");
const CHANGED_MEANWHILE = refuse(
  "changed_meanwhile" as const,
  "The campaign was changed at the same moment. Look at its state and try again.",
);
/** Giving a configuration to the queues: a start, a pause, a close, a new script. */
const JOB = "configure";
/** Texters get a new script when the queues have it, and at the latest after this time. */
const NOTIFY_AFTER_SPREAD_MS = 5_000;

export type LifecycleDeps = {
  state: CampaignState;
  /** Alarms `configure`, `notify` and `announce` call the methods below. */
  schedule: Pick<AlarmSchedule, "set" | "setIfEarlier">;
  tries: Tries;
  now: () => number;
  record: (events: ObjectEvent[]) => void;
  queue: (key: string) => Remote<CampaignQueueRpc>;
  inbox: (orgId: string, personId: string) => Remote<TexterInboxRpc>;
  announce: (orgId: string, campaign: SharedCampaign) => Promise<void>;
  broadcast: (frame: CampaignFrame) => void;
  onFault: Logger["fault"];
  reservations: Pick<DraftReservations, "held" | "renew" | "handOver">;
  ownNumbers: Pick<NumbersOfCampaign, "begin" | "giveBack">;
};

export class Lifecycle {
  readonly #deps: LifecycleDeps;

  constructor(deps: LifecycleDeps) {
    this.#deps = deps;
  }

  create({ orgId, joinToken }: CreateRequest): void {
    const { state } = this.#deps;
    if (state.info) return;
    state.save({
      orgId,
      campaignId: state.campaignId,
      joinToken,
      customFields: [],
      epoch: 1,
      status: "DRAFT",
      paused: false,
      title: "",
      description: "",
      dueDate: "",
      script: null,
      scriptVersion: 0,
      window: { zone: "America/New_York", startHour: 9, endHour: 21 },
      batchSize: 300,
      firstTextEditable: false,
      messagingServiceSid: null,
    });
  }

  async start({
    orgId,
    snapshot,
    settingsVersion = 0,
    scriptRevision,
    lostResources: lostWhenRead = [],
    ownNumbers,
  }: StartRequest) {
    const { state, reservations } = this.#deps;
    // So that no reservation ends while its numbers are being assigned.
    if (ownNumbers && state.of(orgId)?.status === "DRAFT") await reservations.renew();
    const info = state.of(orgId);
    if (!info) return NOT_FOUND;
    // Two parallel starts of one campaign: one wins (docs/rules.md#campaigns-start-checks).
    if (info.status !== "DRAFT") return refuse("already_started", "This campaign has already been started.");
    if (runningImport(state)) {
      return refuse(
        "import_running",
        "Contacts are still being imported. Wait until that is done, or cancel the import.",
      );
    }
    if (state.numbers().contacts === 0) {
      return refuse("no_contacts", "This campaign has no contacts. Upload some first.");
    }
    const started: CampaignInfo = { ...info, ...snapshot, status: "ACTIVE", epoch: info.epoch + 1 };
    // Settings that changed after the snapshot was read have been delivered already.
    const isOlder = settingsVersion < (info.settingsVersion ?? 0);
    const { dueDate, policy, lostResources = [] } = isOlder ? info : { ...started, lostResources: lostWhenRead };
    const lost = lostOf(snapshot, lostResources);
    if (lost !== null) return refuse("resource_lost", resourceLost(lost));
    const { contacts } = state.numbers();
    const held = ownNumbers ? reservations.held() : [];
    const reserved = held.reduce((sum, { numbers }) => sum + numbers.length, 0);
    const missing = ownNumbers ? missingNumbers(numbersNeeded(contacts, ownNumbers), reserved) : null;
    if (missing !== null) return refuse("numbers_missing", missing);
    if (ownNumbers) this.#begin(held, ownNumbers);
    this.#change({
      ...started,
      ...(ownNumbers ? { messagingServiceSid: null, ownNumbers: { isReady: false, services: {} } } : {}),
      dueDate,
      lostResources,
      ...(policy ? { policy } : {}),
      settingsVersion: Math.max(settingsVersion, info.settingsVersion ?? 0),
      ...(scriptRevision === undefined ? {} : { scriptRevision }),
    });
    return { ok: true as const, spread: await this.#spread() };
  }

  async changeStatus({ orgId, status, paused, seenEpoch }: ChangeStatusRequest) {
    const { state, now } = this.#deps;
    const info = state.of(orgId);
    if (!info) return NOT_FOUND;
    const after = placeAfter(info, { status, paused });
    if (!after.ok) return after;
    if (info.status === "CLOSED" && isBeingArchived(state.sql)) {
      return refuse(
        "not_allowed",
        "This campaign is being archived. Cancel the archive first. If some of it has already been removed, archive it again to finish.",
      );
    }
    const place = { status: after.status, paused: after.paused };
    const lost = lostOf(info, info.lostResources);
    if (lost !== null && mayText(place) && !mayText(info)) return refuse("resource_lost", resourceLost(lost));
    if (place.status !== info.status || place.paused !== info.paused) {
      // A lost call may arrive long after it was given up, and must not undo what was decided since.
      if (seenEpoch !== undefined && seenEpoch !== info.epoch) return CHANGED_MEANWHILE;
      this.#change({ ...info, ...place, epoch: info.epoch + 1 });
    } else if (spreadOf(state).failure) {
      // The same again: a person tries the queues that were given up.
      this.#spreadAnew(now());
    }
    // Answered once every queue was asked, so that a pause is effective when the admin sees it.
    return { ok: true as const, ...place, spread: await this.#spread() };
  }

  async editScript({ orgId, script, revision, by }: EditScriptRequest) {
    const { state, schedule, now, broadcast } = this.#deps;
    const info = state.of(orgId);
    if (!info) return NOT_FOUND;
    const after = editScript(info, { script, revision });
    if (!after.ok) return after;
    const { scriptVersion } = after.info;
    if (after.info !== info) {
      this.#change(after.info, by.personId);
      // Queues first, so that a texter's app never shows a snapshot that its queue does not know.
      schedule.set("notify", now() + NOTIFY_AFTER_SPREAD_MS);
      await this.#spread();
      schedule.setIfEarlier("notify", now());
      broadcast({ t: "script", revision, version: scriptVersion, by });
    }
    return { ok: true as const, scriptVersion };
  }

  async setSettings({ orgId, version, dueDate, policy, lostResources = [] }: CampaignSettingsCopy) {
    const { state } = this.#deps;
    const info = state.of(orgId);
    // Nothing is left to be set: the draft was deleted.
    if (!info) return { version, spread: { epoch: 0, queues: 0, reached: 0 } };
    const known = info.settingsVersion ?? 0;
    if (version > known && (info.status === "ARCHIVED" || !isBeingArchived(state.sql))) {
      const lost = lostOf(info, lostResources);
      // Queues and desks pause in any case (state.ts); an active campaign goes on only when an admin resumes it.
      const paused = info.paused || (lost !== null && info.status === "ACTIVE");
      const after = { ...info, dueDate, policy, paused, lostResources, settingsVersion: version };
      const isSame =
        info.dueDate === dueDate && sameJson(policyOf(info), policy) && lost === lostOf(info, info.lostResources);
      if (info.status === "DRAFT") state.save(after);
      else if (info.status === "ARCHIVED" || isSame) state.save({ ...info, lostResources, settingsVersion: version });
      else this.#change({ ...after, epoch: info.epoch + 1 });
    }
    const spread = info.status === "DRAFT" ? spreadOf(state) : await this.#spread();
    return { version: state.info?.settingsVersion ?? 0, spread };
  }

  /** Part of the start's block: which queue gets which of the reserved numbers. */
  #begin(held: readonly HeldPart[], rules: NumberRules): void {
    const { state, reservations, ownNumbers } = this.#deps;
    const queues = state
      .queues()
      .filter((row) => row.cleared === 0)
      .map((row) => ({ n: row.n, contacts: numbersOfQueue(row).contacts }));
    ownNumbers.begin(held, numbersNeeded(state.numbers().contacts, rules), queues, rules);
    reservations.handOver();
  }

  /** In the block in which the campaign's numbers became ready: from now on it texts by these services. */
  numbersReady(services: Record<string, string[]>): void {
    const { info } = this.#deps.state;
    if (!info || info.status === "ARCHIVED") return;
    this.#change({ ...info, ownNumbers: { isReady: true, services }, epoch: info.epoch + 1 });
    void this.#spread().catch((error: unknown) => this.#deps.onFault("queue_not_reached", error));
  }

  /** The end of an archive; it may be repeated. */
  becomeArchived(): void {
    const { info } = this.#deps.state;
    if (!info || info.status === "ARCHIVED") return;
    if (info.ownNumbers) this.#deps.ownNumbers.giveBack();
    this.#change({ ...info, status: "ARCHIVED", paused: false, script: null, epoch: info.epoch + 1 });
  }

  async spreadByAlarm(): Promise<void> {
    const { state, tries, now, broadcast, onFault } = this.#deps;
    if (!state.info || spreadOf(state).failure) return;
    const { epoch } = state.info;
    const tried = await tries.run(JOB, async () => {
      const behind = spreadOf(state);
      const { spread, faults } = await this.#spreadWithFaults();
      const { queues, reached } = spread;
      if (reached > behind.reached) tries.progressed(JOB);
      if (reached < queues)
        throw new AggregateError(faults, `${queues - reached} of ${queues} queues were not reached`);
    });
    // The alarm tries again, with growing pauses; a newer configuration has its own tries.
    if (tried.is === "failed") throw tried.error;
    if (tried.is === "done" || epoch !== state.info.epoch) return;
    onFault("spread_given_up", tried.givenUp.error, { why: tried.givenUp.why, tries: tried.givenUp.tries });
    saveSpreadFailure(state, spreadFailed(spreadOf(state), tried.givenUp, now()));
    broadcast({ t: "spread", spread: spreadOf(state) });
  }

  /** Part of a block: all tries are left. */
  #spreadAnew(atMs: number): void {
    const { state, schedule, tries } = this.#deps;
    saveSpreadFailure(state, null);
    tries.forget(JOB);
    schedule.set("configure", atMs + 2_000);
  }

  /** The organization's object sends requests for texts to campaigns that it knows to be open. */
  async announce(): Promise<void> {
    const { info } = this.#deps.state;
    if (info) await this.#deps.announce(info.orgId, sharedCampaign(info));
  }

  /** Throws when some desks could not be reached; repeating it notifies those. */
  async notifyTexters(): Promise<void> {
    const { state, inbox } = this.#deps;
    if (!state.info) return;
    const config = state.config();
    const { sql } = state;
    const texters = sql.all<{ person_id: string }>("SELECT person_id FROM texters WHERE epoch < ?", config.epoch);
    await allInWaves(texters, async ({ person_id: personId }) => {
      await callObject(
        () => inbox(config.orgId, personId),
        (stub) => stub.campaignChanged({ config }),
      );
      sql.run("UPDATE texters SET epoch = ? WHERE person_id = ? AND epoch < ?", config.epoch, personId, config.epoch);
    });
  }

  /** @param personId the person who published the new snapshot of the script, if there is one */
  #change(info: CampaignInfo, personId: string | null = null): void {
    const { state, schedule, now, record, broadcast } = this.#deps;
    const at = now();
    const isNewScript = info.script !== null && info.scriptVersion > (state.info?.scriptVersion ?? 0);
    state.sql.transaction(() => {
      if (isNewScript && state.info) rememberActions(state.sql, state.info);
      state.save(info);
      if (isNewScript && info.script) {
        rememberActions(state.sql, info);
        const payload = { campaignId: info.campaignId, script: info.script, byPersonId: personId };
        record([{ kind: "script", version: info.scriptVersion, at, payload }]);
      }
      const payload = { id: info.campaignId, status: info.status, paused: info.paused };
      record([{ kind: "campaign", version: info.epoch, at, payload }]);
      // If the object stops half way, the alarms go on.
      this.#spreadAnew(at);
      schedule.set("notify", at + 100);
      schedule.set("announce", at);
    });
    broadcast({ t: "status", status: info.status, paused: info.paused });
  }

  async #spread(): Promise<Spread> {
    return (await this.#spreadWithFaults()).spread;
  }

  #spreadWithFaults() {
    const { state, queue, broadcast, onFault } = this.#deps;
    return spreadConfig({ state, queue, publish: (spread) => broadcast({ t: "spread", spread }), onFault });
  }
}

/** Whether a texter may send anything in this state. */
function mayText({ status, paused }: CampaignPlace): boolean {
  return (status === "ACTIVE" && !paused) || status === "CLOSED_FOR_INITIAL_SENDS";
}
