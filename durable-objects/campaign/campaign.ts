/**
 * `Campaign` (key: campaign): status and epoch, the snapshot of what was authored, its queues and texters, and the long
 * work of importing and starting as resumable steps. No text passes through here (docs/architecture.md#objects).
 */
import { DurableObject } from "cloudflare:workers";
import type { CampaignFrame, CampaignNumbers } from "../../domain/campaigns/campaign.ts";
import { refuse } from "../../domain/outcome.ts";
import { roleAtLeast } from "../../domain/statuses.ts";
import type { Env } from "../bindings/env.ts";
import { createLogger } from "../kit/log/log.ts";
import type { Logger } from "../kit/log/log.ts";
import type { AlarmSchedule } from "../kit/time/alarm-schedule.ts";
import { coalesce } from "../kit/time/coalesce.ts";
import { allInWaves, inWaves, OUTGOING_CONNECTIONS } from "../kit/calls/connection-limit.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { Recorder } from "../kit/outbox/recorder.ts";
import { callObject } from "../kit/calls/retry.ts";
import { durableSql } from "../kit/storage/sql.ts";
import { inboxOf, organizationAt, queueAt } from "../rpc/stubs.ts";
import { AdminSockets } from "./admin-sockets.ts";
import { Admission, newcomerRefusal } from "./assignment/admission.ts";
import { archiveDeps } from "./archive/archive-link.ts";
import { archiveProgress, isBeingArchived } from "./archive/archive-record.ts";
import { beginArchive, cancelArchive } from "./archive/archive-begin.ts";
import { archiveFileKeys } from "./archive/archive-files.ts";
import { runArchive } from "./archive/archive.ts";
import type { ArchiveDeps } from "./archive/archive.ts";
import { Assignments } from "./assignment/assignments.ts";
import { ContactImports } from "./contacts/contact-imports.ts";
import { runningImport } from "./contacts/import-work.ts";
import { Life } from "./lifecycle/lifecycle.ts";
import { MIGRATIONS } from "./schema.ts";
import { spreadOf } from "./lifecycle/spread.ts";
import { CampaignState } from "./state.ts";
import type {
  ArchiveFilesRequest,
  BeginArchiveRequest,
  BeginImportRequest,
  BeginUploadRequest,
  CampaignOverview,
  CampaignRpc,
  CancelImportRequest,
  ChangeDueDateRequest,
  ChangePolicyRequest,
  ChangeStatusRequest,
  EditScriptRequest,
  FindWorkRequest,
  JoinRequest,
  KeepPartRequest,
  ReassignRequest,
  ReleaseHeldRequest,
  SetAssignmentsRequest,
  SplitRequest,
  StartRequest,
  TellScriptSavedRequest,
} from "../rpc/campaign.ts";
import type { OfOrganization, StoredRange } from "../rpc/requests.ts";

const NOT_FOUND = refuse("not_found" as const, "This campaign does not exist.");
const FRAME_AFTER_MS = 300;
const ARCHIVE_WAIT_MS = 2_000;
const SAMPLED_QUEUES = 3;
const SAMPLED_PER_QUEUE = 100;

export class Campaign extends DurableObject<Env> implements CampaignRpc {
  readonly #log: Logger;
  readonly #schedule: AlarmSchedule;
  readonly #recorder: Recorder;
  readonly #state: CampaignState;
  readonly #sockets: AdminSockets;
  readonly #admission: Admission;
  readonly #assignments: Assignments;
  readonly #imports: ContactImports;
  readonly #life: Life;
  readonly #showNumbers: () => void;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const sql = durableSql(ctx.storage);
    const now = () => Date.now();
    const key = ctx.id.name ?? "";
    this.#log = createLogger({ object: "Campaign", key });
    migrate(sql, MIGRATIONS);
    this.#state = new CampaignState(sql, key);
    this.#recorder = new Recorder({
      object: "Campaign",
      key,
      sql,
      storage: ctx.storage,
      now,
      owner: () => ({ orgId: this.#state.info?.orgId ?? "", campaignId: key }),
      events: env.POSTGRES_EVENTS,
      log: this.#log,
    });
    this.#schedule = this.#recorder.schedule;
    this.#sockets = new AdminSockets({
      ctx,
      now,
      ask: async ({ orgId, personId, sessionId }) => {
        const checked = await callObject(
          () => inboxOf(env, orgId, personId),
          (inbox) => inbox.check({ sessionId }),
        );
        if (!checked.ok) return checked.reason === "suspended" ? 4403 : 4401;
        // A new texter gets the texter's screens by signing in.
        return roleAtLeast(checked.membership.role, "ADMIN") ? null : 4401;
      },
      onFault: this.#log.fault,
    });
    this.#showNumbers = coalesce(() => this.#broadcast(this.#numbersFrame()), FRAME_AFTER_MS);
    this.#imports = new ContactImports({
      env,
      state: this.#state,
      schedule: this.#schedule,
      broadcast: (frame) => this.#broadcast(frame),
    });
    this.#life = new Life({
      state: this.#state,
      schedule: this.#schedule,
      now,
      record: (events) => this.#recorder.record(events),
      queue: (queue) => queueAt(env, queue),
      inbox: (orgId, personId) => inboxOf(env, orgId, personId),
      noteCampaign: (orgId, campaign) => organizationAt(env, orgId).noteCampaign(campaign),
      broadcast: (frame) => this.#broadcast(frame),
      onFault: this.#log.fault,
    });
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
      onFault: this.#log.fault,
    });
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    this.#recorder.arm();
  }

  override async alarm(): Promise<void> {
    await this.#recorder.wake([
      { alarm: "import", wake: () => this.#imports.run() },
      { alarm: "configure", wake: () => this.#life.spreadByAlarm() },
      { alarm: "tell", wake: () => this.#life.tellTexters() },
      { alarm: "announce", wake: () => this.#life.announce() },
      { alarm: "archive", wake: () => this.#archiveByAlarm() },
      { alarm: "assigned", wake: () => this.#assignments.tellByAlarm() },
      { alarm: "uploads", wake: () => this.#imports.sweep() },
    ]);
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

  beginImport(request: BeginImportRequest) {
    return this.#imports.begin(request);
  }

  cancelImport(request: CancelImportRequest) {
    return this.#imports.cancel(request);
  }

  beginUpload(request: BeginUploadRequest) {
    return this.#imports.beginUpload(request);
  }

  uploads(request: { orgId: string }) {
    return this.#imports.uploads(request);
  }

  keepPart(request: KeepPartRequest): void {
    this.#imports.keepPart(request);
  }

  forgetUpload(request: { orgId: string; uploadId: string }): void {
    this.#imports.forgetUpload(request);
  }

  refusedPage(request: { orgId: string; after: string }) {
    return this.#imports.refusedPage(request);
  }

  discard(request: { orgId: string }) {
    return this.#imports.discard(request);
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

  start(request: StartRequest) {
    return this.#life.start(request);
  }

  changeStatus(request: ChangeStatusRequest) {
    return this.#life.changeStatus(request);
  }

  editScript(request: EditScriptRequest) {
    return this.#life.editScript(request);
  }

  changeDueDate(request: ChangeDueDateRequest) {
    return this.#life.changeDueDate(request);
  }

  changePolicy(request: ChangePolicyRequest) {
    return this.#life.changePolicy(request);
  }

  tellScriptSaved({ orgId, revision, by }: TellScriptSavedRequest): void {
    const info = this.#state.of(orgId);
    if (info) this.#broadcast({ t: "script", revision, version: info.scriptVersion, by });
  }

  join(request: JoinRequest) {
    return this.#admission.join(request);
  }

  findWork(request: FindWorkRequest) {
    return this.#admission.findWork(request);
  }

  queuesFor(request: { orgId: string; personId: string }) {
    return this.#admission.queuesFor(request);
  }

  assignments(request: OfOrganization) {
    return this.#assignments.show(request);
  }

  setAssignments(request: SetAssignmentsRequest) {
    return this.#assignments.set(request);
  }

  split(request: SplitRequest) {
    return this.#assignments.split(request);
  }

  releaseHeld(request: ReleaseHeldRequest) {
    return this.#assignments.release(request);
  }

  reassign(request: ReassignRequest) {
    return this.#assignments.reassign(request);
  }

  tellCounters({ queueNo, version, numbers }: { queueNo: number; version: number; numbers: CampaignNumbers }): void {
    if (this.#state.saveNumbers(queueNo, version, numbers)) this.#showNumbers();
  }

  async undecided({ orgId }: { orgId: string }) {
    if (!this.#state.of(orgId)) return [];
    const queues = this.#state.queues().filter((row) => row.cleared === 0);
    const lists = await allInWaves(queues, (row) => queueAt(this.env, this.#state.key(row.n)).undecided());
    return lists.flat();
  }

  async sampleContacts({ orgId }: { orgId: string }) {
    const queues = this.#state.of(orgId) ? this.#state.queues().filter((row) => row.cleared === 0) : [];
    const parts = await inWaves(queues.slice(0, SAMPLED_QUEUES), OUTGOING_CONNECTIONS, ({ n }) =>
      queueAt(this.env, this.#state.key(n)).exportPart({ after: 0, limit: SAMPLED_PER_QUEUE }),
    );
    // An estimate leaves out a queue that does not answer now.
    return parts
      .flatMap((part) => (part.status === "fulfilled" ? part.value.contacts : []))
      .map(({ imported, zones = "" }) => Object.assign(imported, { zones }));
  }

  async beginArchive({ orgId, archiveId, personId }: BeginArchiveRequest) {
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

  archiveFiles({ orgId, file }: ArchiveFilesRequest): string[] {
    const isDone = archiveProgress(this.#state.sql)?.state === "done";
    return this.#state.of(orgId) && isDone ? archiveFileKeys(this.#state, file) : [];
  }

  confirmStored(stored: StoredRange): void {
    this.#recorder.confirm(stored);
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
    // Pings are answered without waking the object.
    this.#sockets.heard(socket, text);
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#sockets.closed(socket);
    socket.close(code === 1005 || code === 1006 ? 1000 : code, reason);
  }

  async #archiveByAlarm(): Promise<void> {
    const next = await runArchive(this.#archiveDeps());
    if (next !== "done") this.#schedule.set("archive", Date.now() + (next === "wait" ? ARCHIVE_WAIT_MS : 0));
  }

  #archiveDeps(): ArchiveDeps {
    return archiveDeps(this.env, this.#state, {
      becomeArchived: () => this.#life.becomeArchived(),
      clearDesks: async () => {
        await this.#imports.dropUploads();
        await this.#life.tellTexters();
      },
      told: (progress) => this.#broadcast({ t: "archive", progress }),
    });
  }

  #numbersFrame(): CampaignFrame {
    return { t: "numbers", numbers: this.#state.numbers(), texters: this.#state.texterCount() };
  }

  #broadcast(frame: CampaignFrame): void {
    this.#sockets.broadcast(frame);
  }
}
