/**
 * `Campaign` (key: campaign): status and epoch, the snapshot of what was authored, its queues and texters, and the long work
 * of importing and archiving as resumable steps. No text passes through here (docs/architecture.md#objects). A thin shell:
 * parts in wiring.ts, decisions in the parts' modules.
 */
import { DurableObject } from "cloudflare:workers";
import { refuse } from "../../domain/outcome.ts";
import type { Env } from "../bindings/env.ts";
import { sampleContacts } from "./contacts/sample.ts";
import { actionsOfScript } from "./lifecycle/former-actions.ts";
import { openWorkOf } from "./lifecycle/open-work.ts";
import { areaCodesOf } from "./numbers/area-codes-of-contacts.ts";
import { overviewOf } from "./overview.ts";
import { CampaignParts } from "./wiring.ts";
import type {
  ActionsOfScriptRequest,
  ArchiveFilesRequest,
  BeginArchiveRequest,
  BeginImportRequest,
  BeginUploadRequest,
  CampaignSettingsCopy,
  CampaignRpc,
  CheckWatcherRequest,
  CancelImportRequest,
  ChangeStatusRequest,
  CreateRequest,
  EditScriptRequest,
  FindWorkRequest,
  ForgetUploadRequest,
  HasQueueRequest,
  JoinRequest,
  NotifyScriptSavedRequest,
  QueuesForRequest,
  ReassignRequest,
  RefusedPageRequest,
  ReleaseHeldRequest,
  SetAssignmentsRequest,
  SplitRequest,
  StartRequest,
  StoreCountersRequest,
  StorePartRequest,
} from "../rpc/campaign.ts";
import type { ReleaseForCampaignRequest, ReserveForCampaignRequest, TakeOutRequest } from "../rpc/campaign-numbers.ts";
import type { OfOrganization, OrganizationChangedRequest, StoredRange } from "../rpc/requests.ts";

const NOT_FOUND = refuse("not_found" as const, "This campaign does not exist.");

export class Campaign extends DurableObject<Env> implements CampaignRpc {
  readonly #parts: CampaignParts;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#parts = new CampaignParts(ctx, env);
  }

  override alarm(): Promise<void> {
    return this.#parts.wake();
  }

  create(request: CreateRequest): void {
    this.#parts.lifecycle.create(request);
  }

  beginImport(request: BeginImportRequest) {
    this.#parts.renewNumbers(request.orgId);
    return this.#parts.imports.begin(request);
  }

  cancelImport(request: CancelImportRequest) {
    return this.#parts.imports.cancel(request);
  }

  beginUpload(request: BeginUploadRequest) {
    return this.#parts.imports.beginUpload(request);
  }

  uploads(request: OfOrganization) {
    return this.#parts.imports.uploads(request);
  }

  storePart(request: StorePartRequest): void {
    this.#parts.imports.storePart(request);
  }

  forgetUpload(request: ForgetUploadRequest): void {
    this.#parts.imports.forgetUpload(request);
  }

  refusedPage(request: RefusedPageRequest) {
    return this.#parts.imports.refusedPage(request);
  }

  async discard(request: OfOrganization) {
    const discarded = await this.#parts.imports.discard(request);
    // The alarm repeats what fails.
    if (discarded.ok) await this.#parts.reservations.release().catch(() => {});
    return discarded;
  }

  reserveNumbers(request: ReserveForCampaignRequest) {
    return this.#parts.draftNumbers.reserve(request);
  }

  releaseNumbers(request: ReleaseForCampaignRequest) {
    return this.#parts.draftNumbers.release(request);
  }

  renewNumbers(request: OfOrganization): Promise<void> {
    return this.#parts.draftNumbers.renew(request);
  }

  reservedNumbers(request: OfOrganization) {
    return this.#parts.draftNumbers.shown(request);
  }

  async areaCodesOfContacts({ orgId }: OfOrganization) {
    return this.#parts.state.of(orgId) ? areaCodesOf(this.#parts.queues) : [];
  }

  async takeOutNumber({ orgId, number, why }: TakeOutRequest) {
    const { state, numbers } = this.#parts;
    return state.of(orgId) ? numbers.takeOut(number, why) : NOT_FOUND;
  }

  setUpNumbersAgain({ orgId }: OfOrganization) {
    const { state, numbers, ownNumbers } = this.#parts;
    if (!state.of(orgId)) return NOT_FOUND;
    numbers.tryAgain();
    return { ok: true as const, setup: ownNumbers.progress() };
  }

  overview({ orgId }: OfOrganization) {
    const { state } = this.#parts;
    const info = state.of(orgId);
    return info ? overviewOf(state, info, this.#parts.ownNumbers.progress()) : NOT_FOUND;
  }

  start(request: StartRequest) {
    return this.#parts.lifecycle.start(request);
  }

  changeStatus(request: ChangeStatusRequest) {
    return this.#parts.lifecycle.changeStatus(request);
  }

  editScript(request: EditScriptRequest) {
    return this.#parts.lifecycle.editScript(request);
  }

  actionsOfScript({ orgId, version }: ActionsOfScriptRequest) {
    const { state } = this.#parts;
    return state.of(orgId) ? actionsOfScript(state, version) : null;
  }

  setSettings(request: CampaignSettingsCopy) {
    return this.#parts.lifecycle.setSettings(request);
  }

  notifyScriptSaved({ orgId, revision, by }: NotifyScriptSavedRequest): void {
    const info = this.#parts.state.of(orgId);
    if (info) this.#parts.sockets.broadcast({ t: "script", revision, version: info.scriptVersion, by });
    this.#parts.renewNumbers(orgId);
  }

  async organizationChanged({ orgId, changed }: OrganizationChangedRequest): Promise<void> {
    const { state, teamNews, queues } = this.#parts;
    if (!state.of(orgId)) return;
    if (changed.includes("teams")) {
      teamNews.teamsChanged();
      const teamIds = await this.#parts.teamIds(orgId);
      if (teamIds) await queues.askAll((queue) => queue.teamsChanged({ teamIds }));
    }
    if (changed.includes("labels")) await queues.askAll((queue) => queue.labelsChanged());
  }

  join(request: JoinRequest) {
    return this.#parts.admission.join(request);
  }

  findWork(request: FindWorkRequest) {
    return this.#parts.admission.findWork(request);
  }

  queuesFor(request: QueuesForRequest) {
    return this.#parts.admission.queuesFor(request);
  }

  assignments(request: OfOrganization) {
    return this.#parts.assignments.show(request);
  }

  setAssignments(request: SetAssignmentsRequest) {
    return this.#parts.assignments.set(request);
  }

  split(request: SplitRequest) {
    return this.#parts.assignments.split(request);
  }

  releaseHeld(request: ReleaseHeldRequest) {
    return this.#parts.assignments.release(request);
  }

  reassign(request: ReassignRequest) {
    return this.#parts.assignments.reassign(request);
  }

  checkWatcher({ orgId, personId }: CheckWatcherRequest): Promise<void> {
    return this.#parts.sockets.checkAll((watcher) => watcher.orgId === orgId && watcher.personId === personId);
  }

  hasQueue({ orgId, queueNo }: HasQueueRequest): boolean {
    return this.#parts.state.of(orgId) !== null && this.#parts.state.hasQueue(queueNo);
  }

  storeCounters({ queueNo, version, numbers, teams }: StoreCountersRequest): void {
    if (!this.#parts.state.saveNumbers(queueNo, version, numbers, teams)) return;
    this.#parts.showNumbers();
    this.#parts.teamNews.plan();
  }

  async undecided({ orgId }: OfOrganization) {
    if (!this.#parts.state.of(orgId)) return [];
    return (await this.#parts.queues.askAll((queue) => queue.undecided())).flat();
  }

  async openWork({ orgId }: OfOrganization) {
    const { state, queues, log } = this.#parts;
    return state.of(orgId) ? openWorkOf(queues, log.fault) : NOT_FOUND;
  }

  async sampleContacts({ orgId }: OfOrganization) {
    return this.#parts.state.of(orgId) ? sampleContacts(this.#parts.queues) : [];
  }

  beginArchive(request: BeginArchiveRequest) {
    return this.#parts.archives.begin(request);
  }

  cancelArchive(request: OfOrganization) {
    return this.#parts.archives.cancel(request);
  }

  archiveFiles(request: ArchiveFilesRequest): string[] {
    return this.#parts.archives.fileKeys(request);
  }

  confirmStored(stored: StoredRange): void {
    this.#parts.recorder.confirm(stored);
  }

  /** An admin's socket; the edge has checked role and organization. */
  override async fetch(request: Request): Promise<Response> {
    const header = (name: string) => request.headers.get(name) ?? "";
    const orgId = header("x-org-id");
    if (!this.#parts.state.of(orgId)) return Response.json(NOT_FOUND, { status: 404 });
    const watcher = {
      orgId,
      personId: header("x-person-id"),
      sessionId: header("x-session-id"),
      name: decodeURIComponent(header("x-person-name")),
    };
    const webSocket = this.#parts.sockets.accept(watcher, this.#parts.openingFrames());
    // The role may have changed between the edge's check and here.
    this.#parts.sockets.checkSoon(watcher);
    return new Response(null, { status: 101, webSocket });
  }

  override async webSocketMessage(socket: WebSocket, text: string | ArrayBuffer): Promise<void> {
    this.#parts.sockets.read(socket, text);
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#parts.sockets.closed(socket);
    socket.close(code === 1005 || code === 1006 ? 1000 : code, reason);
  }
}
