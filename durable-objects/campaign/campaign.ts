/**
 * `Campaign` (key: campaign): status and epoch, the snapshot of what was authored, its queues and texters, and the long work
 * of importing and starting as resumable steps. No text passes through here (DESIGN.md, The objects).
 */
import { DurableObject } from "cloudflare:workers";
import type { CampaignFrame, CampaignNumbers, Spread } from "../../domain/protocol/campaign.ts";
import type { CampaignConfig, CampaignOverview, CampaignRpc } from "../../domain/protocol/objects.ts";
import { placeAfter } from "../../domain/campaign-states.ts";
import { refuse } from "../../domain/protocol/outcome.ts";
import { roleAtLeast } from "../../domain/statuses.ts";
import type { Env } from "../../workers/env.ts";
import { AlarmSchedule } from "../kit/alarm-schedule.ts";
import { coalesce } from "../kit/background.ts";
import { inWaves, OUTGOING_CONNECTIONS } from "../kit/connection-limit.ts";
import { migrate } from "../kit/migrations.ts";
import { Outbox } from "../kit/outbox.ts";
import { callObject } from "../kit/retry.ts";
import { durableSql } from "../kit/sql.ts";
import { inboxOf, organizationAt, queueAt } from "../stubs.ts";
import { AdminSockets } from "./admin-sockets.ts";
import { Admission, newcomerRefusal, policyAfter, sharedCampaign } from "./admission.ts";
import { archiveDeps } from "./archive-link.ts";
import { archiveProgress, isBeingArchived } from "./archive-record.ts";
import { beginArchive, cancelArchive } from "./archive-begin.ts";
import { archiveFileKeys } from "./archive-files.ts";
import { runArchive } from "./archive.ts";
import type { ArchiveDeps } from "./archive.ts";
import { Assignments } from "./assignments.ts";
import { runImport } from "./import.ts";
import { clearQueues } from "./import-cleanup.ts";
import { importDeps } from "./import-link.ts";
import { beginImport, cancelImport, runningImport } from "./import-work.ts";
import { MIGRATIONS } from "./schema.ts";
import { editScript } from "./script-edit.ts";
import { spreadConfig, spreadOf } from "./spread.ts";
import { refusedPage } from "./refused-rows.ts";
import { CampaignState } from "./state.ts";
import type { CampaignInfo } from "./state.ts";
import { beginUpload, forgetUpload, keepPart, sweepUploads, UPLOAD_KEPT_MS, uploadsOf } from "./uploads.ts";

const NOT_FOUND = refuse("not_found" as const, "This campaign does not exist.");
const FRAME_AFTER_MS = 300;
const ARCHIVE_WAIT_MS = 2_000;
const SAMPLED_QUEUES = 3;
const SAMPLED_PER_QUEUE = 100;
/** Texters hear of a new script when the queues have; this long after, should that never be said. */
const TELL_AFTER_SPREAD_MS = 5_000;

export class Campaign extends DurableObject<Env> implements CampaignRpc {
  readonly #schedule: AlarmSchedule;
  readonly #outbox: Outbox;
  readonly #state: CampaignState;
  readonly #sockets: AdminSockets;
  readonly #admission: Admission;
  readonly #assignments: Assignments;
  readonly #showNumbers: () => void;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const sql = durableSql(ctx.storage);
    const now = () => Date.now();
    const key = ctx.id.name ?? "";
    migrate(sql, MIGRATIONS);
    this.#state = new CampaignState(sql, key);
    this.#schedule = new AlarmSchedule({
      sql,
      storage: ctx.storage,
      now,
      onError: (name, error) => this.#log(name, error),
    });
    this.#outbox = new Outbox({
      sql,
      now,
      schedule: this.#schedule,
      consumers: ["postgres"],
      source: () => ({ object: "Campaign", key, orgId: this.#state.info?.orgId ?? "", campaignId: key }),
      send: async (_consumer, packet) => {
        await env.POSTGRES_EVENTS.send(packet);
      },
    });
    this.#sockets = new AdminSockets({
      ctx,
      now,
      ask: async ({ orgId, personId, sessionId }) => {
        const checked = await callObject(
          () => inboxOf(env, orgId, personId),
          (inbox) => inbox.check({ sessionId }),
        );
        if (!checked.ok) return checked.reason === "suspended" ? 4403 : 4401;
        // Who has become a texter gets the texter's screens by signing in.
        return roleAtLeast(checked.membership.role, "ADMIN") ? null : 4401;
      },
      onError: (message, error) => this.#log(message, error),
    });
    this.#showNumbers = coalesce(() => this.#broadcast(this.#numbersFrame()), FRAME_AFTER_MS);
    this.#admission = new Admission({
      state: this.#state,
      now,
      teamsOf: (orgId, personId) => organizationAt(env, orgId).teamsOf({ personId }),
      onJoined: () => this.#showNumbers(),
    });
    this.#assignments = new Assignments({
      state: this.#state,
      queue: (queue) => queueAt(env, queue),
      inbox: (orgId, personId) => inboxOf(env, orgId, personId),
      now,
      isBeingArchived: () => isBeingArchived(sql),
      wakeAt: (atMs) => this.#schedule.setIfEarlier("assigned", atMs),
      onJoined: () => this.#showNumbers(),
      onError: (message, error) => this.#log(message, error),
    });
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    void this.#schedule.arm();
  }

  override async alarm(): Promise<void> {
    await this.#schedule.run({
      outbox: () => this.#outbox.flush(),
      import: () => this.#import(),
      configure: () => this.#spreadByAlarm(),
      tell: () => this.#tellTexters(),
      announce: () => this.#announce(),
      archive: () => this.#archiveByAlarm(),
      assigned: () => this.#assignments.tellByAlarm(),
      uploads: () => this.#sweepUploads(Date.now() - UPLOAD_KEPT_MS),
    });
  }

  create({ orgId, joinToken }: { orgId: string; joinToken: string }): void {
    if (this.#state.info) return;
    this.#state.save({
      orgId,
      campaignId: this.#state.campaignId,
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

  beginImport(request: Parameters<CampaignRpc["beginImport"]>[0]) {
    const refusal = this.#importRefusal(request.orgId, request.mode);
    if (refusal) return refusal;
    const begun = beginImport(this.#state, request, Date.now());
    if (begun.ok) this.#schedule.set("import", Date.now());
    return begun;
  }

  cancelImport({ orgId, importId }: { orgId: string; importId: string }) {
    if (!this.#state.of(orgId) || !cancelImport(this.#state, importId)) return NOT_FOUND;
    this.#schedule.setIfEarlier("import", Date.now());
    const progress = this.#state.lastImport();
    if (progress) this.#broadcast({ t: "import", progress });
    return { ok: true as const };
  }

  beginUpload(request: Parameters<CampaignRpc["beginUpload"]>[0]) {
    const refusal = this.#importRefusal(request.orgId, request.upload.mode);
    if (refusal) return refusal;
    this.#schedule.setIfEarlier("uploads", Date.now() + UPLOAD_KEPT_MS);
    return beginUpload(this.#state, request, Date.now());
  }

  uploads({ orgId }: { orgId: string }) {
    if (!this.#state.of(orgId)) return NOT_FOUND;
    return { ok: true as const, uploads: uploadsOf(this.#state.sql, orgId, this.#state.campaignId) };
  }

  keepPart({ orgId, uploadId, n, etag }: Parameters<CampaignRpc["keepPart"]>[0]): void {
    if (this.#state.of(orgId)) keepPart(this.#state.sql, uploadId, n, etag, Date.now());
  }

  forgetUpload({ orgId, uploadId }: { orgId: string; uploadId: string }): void {
    if (this.#state.of(orgId)) forgetUpload(this.#state.sql, uploadId);
  }

  overview({ orgId }: { orgId: string }) {
    const info = this.#state.of(orgId);
    if (!info) return NOT_FOUND;
    const numbers = this.#state.numbers();
    const archive = archiveProgress(this.#state.sql);
    const overview: CampaignOverview = {
      ok: true,
      status: info.status,
      paused: info.paused,
      contactCount: numbers.contacts,
      customFields: info.customFields,
      scriptVersion: info.scriptVersion,
      numbers,
      import: this.#state.lastImport(),
      texters: archive?.receipt?.texters ?? this.#state.texterCount(),
      newcomerRefusal: newcomerRefusal(this.#state, info),
      spread: spreadOf(this.#state),
      archive,
    };
    return overview;
  }

  refusedPage({ orgId, after }: { orgId: string; after: string }) {
    const last = this.#state.of(orgId) && this.#state.lastImport();
    if (!last) return { rows: [], headers: [], next: null };
    return refusedPage(this.#state.sql, last.importId, after);
  }

  async discard({ orgId }: { orgId: string }) {
    const info = this.#state.evenDiscarded(orgId);
    if (!info) return NOT_FOUND;
    if (info.status !== "DRAFT") {
      return refuse("already_started", "Only a draft can be deleted; a started campaign can be closed.");
    }
    if (runningImport(this.#state)) {
      return refuse("import_running", "Contacts are being imported just now; please wait until that is done.");
    }
    // First, so that no start or import comes in between; a deletion that was interrupted is repeated.
    this.#state.save({ ...info, discarded: true });
    await this.#sweepUploads(Date.now());
    await clearQueues(this.#importDeps());
    return { ok: true as const };
  }

  async start({ orgId, snapshot }: Parameters<CampaignRpc["start"]>[0]) {
    const info = this.#state.of(orgId);
    if (!info) return NOT_FOUND;
    // Two parallel starts of one campaign: one wins (RULES.md, Numbers).
    if (info.status !== "DRAFT") return refuse("already_started", "This campaign has already been started.");
    if (runningImport(this.#state)) {
      return refuse("import_running", "Contacts are still being imported; please wait until that is done.");
    }
    if (this.#state.numbers().contacts === 0) {
      return refuse("no_contacts", "This campaign has no contacts; please upload some first.");
    }
    this.#change({ ...info, ...snapshot, status: "ACTIVE", epoch: info.epoch + 1 });
    return { ok: true as const, spread: await this.#spread() };
  }

  async changeStatus({ orgId, status, paused }: Parameters<CampaignRpc["changeStatus"]>[0]) {
    const info = this.#state.of(orgId);
    if (!info) return NOT_FOUND;
    const after = placeAfter(info, { status, paused });
    if (!after.ok) return after;
    if (info.status === "CLOSED" && isBeingArchived(this.#state.sql)) {
      return refuse(
        "not_allowed",
        "This campaign is being archived: give the archive up first, while that is possible.",
      );
    }
    const place = { status: after.status, paused: after.paused };
    if (place.status !== info.status || place.paused !== info.paused) {
      this.#change({ ...info, ...place, epoch: info.epoch + 1 });
    }
    // Answered once every queue has heard: a pause is effective everywhere when the admin sees it.
    return { ok: true as const, ...place, spread: await this.#spread() };
  }

  async editScript({ orgId, script, revision, by }: Parameters<CampaignRpc["editScript"]>[0]) {
    const info = this.#state.of(orgId);
    if (!info) return NOT_FOUND;
    const after = editScript(info, { script, revision });
    if (!after.ok) return after;
    const { scriptVersion } = after.info;
    if (after.info !== info) {
      this.#change(after.info, by.personId);
      // Queues first: a texter's app never shows a snapshot that its queue has not heard of.
      this.#schedule.set("tell", Date.now() + TELL_AFTER_SPREAD_MS);
      await this.#spread();
      this.#schedule.setIfEarlier("tell", Date.now());
      this.#broadcast({ t: "script", revision, version: scriptVersion, by });
    }
    return { ok: true as const, scriptVersion };
  }

  tellScriptSaved({ orgId, revision, by }: Parameters<CampaignRpc["tellScriptSaved"]>[0]): void {
    const info = this.#state.of(orgId);
    if (info) this.#broadcast({ t: "script", revision, version: info.scriptVersion, by });
  }

  join(request: Parameters<CampaignRpc["join"]>[0]) {
    return this.#admission.join(request);
  }

  findWork(request: Parameters<CampaignRpc["findWork"]>[0]) {
    return this.#admission.findWork(request);
  }

  queuesFor(request: { orgId: string; personId: string }) {
    return this.#admission.queuesFor(request);
  }

  assignments(request: Parameters<CampaignRpc["assignments"]>[0]) {
    return this.#assignments.show(request);
  }

  setAssignments(request: Parameters<CampaignRpc["setAssignments"]>[0]) {
    return this.#assignments.set(request);
  }

  split(request: Parameters<CampaignRpc["split"]>[0]) {
    return this.#assignments.split(request);
  }

  releaseHeld(request: Parameters<CampaignRpc["releaseHeld"]>[0]) {
    return this.#assignments.release(request);
  }

  reassign(request: Parameters<CampaignRpc["reassign"]>[0]) {
    return this.#assignments.reassign(request);
  }

  tellCounters({ queueNo, version, numbers }: { queueNo: number; version: number; numbers: CampaignNumbers }): void {
    if (this.#state.saveNumbers(queueNo, version, numbers)) this.#showNumbers();
  }

  async undecided({ orgId }: { orgId: string }) {
    if (!this.#state.of(orgId)) return [];
    const queues = this.#state.queues().filter((row) => row.cleared === 0);
    const results = await inWaves(queues, OUTGOING_CONNECTIONS, (row) =>
      queueAt(this.env, this.#state.key(row.n)).undecided(),
    );
    return results.flatMap((result) => {
      if (result.status === "rejected") throw result.reason;
      return result.value;
    });
  }

  async sampleContacts({ orgId }: { orgId: string }) {
    const queues = this.#state.of(orgId) ? this.#state.queues().filter((row) => row.cleared === 0) : [];
    const parts = await inWaves(queues.slice(0, SAMPLED_QUEUES), OUTGOING_CONNECTIONS, ({ n }) =>
      queueAt(this.env, this.#state.key(n)).exportPart({ after: 0, limit: SAMPLED_PER_QUEUE }),
    );
    // A queue that does not answer now is left out of an estimate.
    return parts
      .flatMap((part) => (part.status === "fulfilled" ? part.value.contacts : []))
      .map(({ imported, zones = "" }) => Object.assign(imported, { zones }));
  }

  async changeDueDate({ orgId, dueDate }: { orgId: string; dueDate: string }) {
    const info = this.#state.of(orgId);
    if (!info) return NOT_FOUND;
    if (info.status === "ARCHIVED" || isBeingArchived(this.#state.sql)) {
      return refuse("not_allowed", "An archived campaign has no due date to come; copy it to go on.");
    }
    if (info.dueDate !== dueDate) this.#change({ ...info, dueDate, epoch: info.epoch + 1 });
    return { ok: true as const, spread: await this.#spread() };
  }

  async changePolicy({ orgId, change }: Parameters<CampaignRpc["changePolicy"]>[0]) {
    const info = this.#state.of(orgId);
    if (!info) return NOT_FOUND;
    const after = policyAfter(info, change, isBeingArchived(this.#state.sql));
    if (!after.ok) return after;
    this.#change({ ...info, policy: after.policy, epoch: info.epoch + 1 });
    await this.#spread();
    return after;
  }

  async beginArchive({ orgId, archiveId, personId }: Parameters<CampaignRpc["beginArchive"]>[0]) {
    if (!this.#state.of(orgId)) return NOT_FOUND;
    if (runningImport(this.#state)) {
      return refuse("import_running", "Contacts are being imported just now; please wait until that is done.");
    }
    const begun = await beginArchive(this.#archiveDeps(), { archiveId, personId });
    if (begun.ok && begun.progress.state === "running") this.#schedule.setIfEarlier("archive", Date.now());
    return begun;
  }

  async cancelArchive({ orgId }: { orgId: string }) {
    return this.#state.of(orgId) ? cancelArchive(this.#archiveDeps()) : NOT_FOUND;
  }

  archiveFiles({ orgId, file }: Parameters<CampaignRpc["archiveFiles"]>[0]): string[] {
    const isDone = archiveProgress(this.#state.sql)?.state === "done";
    return this.#state.of(orgId) && isDone ? archiveFileKeys(this.#state, file) : [];
  }

  confirmStored({ consumer, fromSeq, toSeq }: { consumer: string; fromSeq: number; toSeq: number }): void {
    this.#outbox.confirm(consumer, fromSeq, toSeq);
  }

  /** An admin's socket; the edge has checked role and organization. */
  override async fetch(request: Request): Promise<Response> {
    if (!this.#state.of(request.headers.get("x-org-id") ?? "")) return Response.json(NOT_FOUND, { status: 404 });
    const header = (name: string) => request.headers.get(name) ?? "";
    const watcher = {
      orgId: header("x-org-id"),
      personId: header("x-person-id"),
      sessionId: header("x-session-id"),
      name: decodeURIComponent(header("x-person-name")),
    };
    const frames: CampaignFrame[] = [this.#numbersFrame()];
    const progress = this.#state.lastImport();
    if (progress) frames.push({ t: "import", progress });
    frames.push({ t: "spread", spread: spreadOf(this.#state) });
    const archive = archiveProgress(this.#state.sql);
    if (archive) frames.push({ t: "archive", progress: archive });
    return new Response(null, { status: 101, webSocket: this.#sockets.accept(watcher, frames) });
  }

  override async webSocketMessage(socket: WebSocket, text: string | ArrayBuffer): Promise<void> {
    // Pings are answered without waking us.
    this.#sockets.heard(socket, text);
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#sockets.closed(socket);
    socket.close(code === 1005 || code === 1006 ? 1000 : code, reason);
  }

  /** @param personId who brought the new snapshot of the script, when there is one */
  #change(info: CampaignInfo, personId: string | null = null): void {
    const at = Date.now();
    const isNewScript = info.script !== null && info.scriptVersion > (this.#state.info?.scriptVersion ?? 0);
    this.#state.sql.transaction(() => {
      this.#state.save(info);
      if (isNewScript && info.script) {
        const payload = { campaignId: info.campaignId, script: info.script, byPersonId: personId };
        this.#outbox.record([{ kind: "script", version: info.scriptVersion, at, payload }]);
      }
      this.#outbox.record([
        {
          kind: "campaign",
          version: info.epoch,
          at: Date.now(),
          payload: { id: info.campaignId, status: info.status, paused: info.paused },
        },
      ]);
      // Should we stop half-way, the alarms go on.
      this.#schedule.set("configure", Date.now() + 2_000);
      this.#schedule.set("tell", Date.now() + 100);
      this.#schedule.set("announce", Date.now());
    });
    this.#outbox.flushSoon();
    this.#broadcast({ t: "status", status: info.status, paused: info.paused });
  }

  #spread(): Promise<Spread> {
    return spreadConfig({
      state: this.#state,
      queue: (key) => queueAt(this.env, key),
      told: (spread) => this.#broadcast({ t: "spread", spread }),
      onError: (message, error) => this.#log(message, error),
    });
  }

  async #archiveByAlarm(): Promise<void> {
    const next = await runArchive(this.#archiveDeps());
    if (next !== "done") this.#schedule.set("archive", Date.now() + (next === "wait" ? ARCHIVE_WAIT_MS : 0));
  }

  #archiveDeps(): ArchiveDeps {
    return archiveDeps(this.env, this.#state, {
      becomeArchived: () => {
        const { info } = this.#state;
        if (!info || info.status === "ARCHIVED") return;
        this.#change({ ...info, status: "ARCHIVED", paused: false, script: null, epoch: info.epoch + 1 });
      },
      clearDesks: async () => {
        await this.#sweepUploads(Date.now());
        await this.#tellTexters();
      },
      told: (progress) => this.#broadcast({ t: "archive", progress }),
    });
  }

  async #spreadByAlarm(): Promise<void> {
    if (!this.#state.info) return;
    const { queues, reached } = await this.#spread();
    // The alarm tries again, rarer each time.
    if (reached < queues) throw new Error(`${queues - reached} of ${queues} queues were not reached`);
  }

  /** The organization's object sends requests for texts to campaigns that it knows to be open. */
  async #announce(): Promise<void> {
    const { info } = this.#state;
    if (info) await organizationAt(this.env, info.orgId).noteCampaign(sharedCampaign(info));
  }

  async #tellTexters(): Promise<void> {
    if (!this.#state.info) return;
    const config: CampaignConfig = this.#state.config();
    const { sql } = this.#state;
    const texters = sql.all<{ person_id: string }>("SELECT person_id FROM texters WHERE epoch < ?", config.epoch);
    const results = await inWaves(texters, OUTGOING_CONNECTIONS, async ({ person_id: personId }) => {
      await callObject(
        () => inboxOf(this.env, config.orgId, personId),
        (inbox) => inbox.campaignChanged({ config }),
      );
      sql.run("UPDATE texters SET epoch = ? WHERE person_id = ? AND epoch < ?", config.epoch, personId, config.epoch);
    });
    const failed = results.find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  }

  /** Where contacts may not come in. */
  #importRefusal(orgId: string, mode: "add" | "replace") {
    const info = this.#state.of(orgId);
    if (!info) return NOT_FOUND;
    if (info.status === "CLOSED" || info.status === "ARCHIVED") {
      return refuse("not_draft", "This campaign is closed; contacts can be added while it is a draft or active.");
    }
    if (info.status !== "DRAFT" && mode === "replace") {
      return refuse("already_started", "After the start, contacts can only be added.");
    }
    return null;
  }

  async #import(): Promise<void> {
    const more = await runImport(this.#importDeps());
    if (more) this.#schedule.set("import", Date.now());
  }

  async #sweepUploads(beforeMs: number): Promise<void> {
    const nextAtMs = await sweepUploads(this.env.UPLOADS, this.#state, beforeMs);
    if (nextAtMs !== null) this.#schedule.setIfEarlier("uploads", nextAtMs);
  }

  #importDeps() {
    return importDeps(this.env, this.#state, (progress) => this.#broadcast({ t: "import", progress }));
  }

  #numbersFrame(): CampaignFrame {
    return { t: "numbers", numbers: this.#state.numbers(), texters: this.#state.texterCount() };
  }

  #broadcast(frame: CampaignFrame): void {
    this.#sockets.broadcast(frame);
  }

  #log(message: string, error: unknown): void {
    const key = this.#state.campaignId;
    console.error(JSON.stringify({ level: "error", object: "Campaign", key, message, error: String(error) }));
  }
}
