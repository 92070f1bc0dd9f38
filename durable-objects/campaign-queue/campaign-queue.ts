/**
 * `CampaignQueue` (key `campaign.queue`): owns up to 50,000 contacts and every conversation with them, so that each
 * race of docs/rules.md is decided in one place. A thin shell: wiring here, decisions in the modules beside it.
 */
import { DurableObject } from "cloudflare:workers";
import type { Reassignment } from "../../domain/assignment/assignments.ts";
import type { Env } from "../bindings/env.ts";
import { freeOfGoneTeams } from "./assignment/gone-teams.ts";
import { holdings, holdUnsent, reassign } from "./assignment/holdings.ts";
import { confirmLease, deskOf, deskPage, lease, releaseAsked } from "./assignment/leases.ts";
import { openWork } from "./assignment/open-work.ts";
import { emptyForArchive, exportPart, isArchived, readiness } from "./contacts/archive.ts";
import { addContacts, numbersAfter, removeWithdrawn, withdraw } from "./contacts/imports.ts";
import { answer } from "./conversations/answers.ts";
import { setClosed } from "./conversations/conversations.ts";
import { applyOptOut } from "./conversations/inbound.ts";
import { setLabel } from "./conversations/labels.ts";
import { mediaFor } from "./conversations/media.ts";
import { contactsByAreaCode } from "./contacts/area-codes.ts";
import { routingClaim } from "./conversations/routing.ts";
import { applyBadNumber } from "./opt-outs/bad-numbers.ts";
import { texterOptOut } from "./opt-outs/texter-opt-out.ts";
import { configureHours } from "./sending/held-for-hours.ts";
import { countersOf } from "./store/counters.ts";
import { formerSids } from "./sending/former-sids.ts";
import type { QueueStore } from "./store/store.ts";
import { undecided } from "./undecided/unknowns.ts";
import { QueueParts } from "./wiring.ts";
import type { CampaignConfig } from "../rpc/campaign.ts";
import type {
  AddContactsRequest,
  AnswerRequest,
  ApplyBadNumberRequest,
  ApplyOptOutRequest,
  CampaignQueueRpc,
  CarrierSideRequest,
  ConfirmLeaseRequest,
  DecideRequest,
  DeliveryReportsRequest,
  DeskOfRequest,
  DeskPageRequest,
  EmptyForArchiveRequest,
  ExportPartRequest,
  HoldUnsentRequest,
  InboundText,
  InboundTextFrom,
  LeaseRequest,
  MediaForRequest,
  NumbersAfterRequest,
  OptOutByTexterRequest,
  ReceiveAllRequest,
  ReleaseRequest,
  RoutingClaimRequest,
  SendAnswer,
  SendRequest,
  SetClosedRequest,
  SetLabelRequest,
  SidsOfContactsRequest,
  TeamsChangedRequest,
} from "../rpc/campaign-queue.ts";
import type { StoredRange } from "../rpc/requests.ts";

export class CampaignQueue extends DurableObject<Env> implements CampaignQueueRpc {
  readonly #parts: QueueParts;
  readonly #store: QueueStore;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#parts = new QueueParts(ctx, env);
    this.#store = this.#parts.store;
    this.#parts.recover();
  }

  override alarm(): Promise<void> {
    return this.#parts.wake();
  }

  configure(config: CampaignConfig): void {
    if (!configureHours(this.#store, config)) return;
    if (this.#store.counters.QUEUED > 0) this.#parts.sender.kick(0);
  }

  addContacts(request: AddContactsRequest) {
    const added = addContacts(this.#store, request);
    this.#parts.publisher.plan();
    this.#parts.report.soon();
    return added;
  }

  withdraw() {
    return withdraw(this.#store);
  }

  removeWithdrawn(): void {
    removeWithdrawn(this.#store);
  }

  numbersAfter({ after }: NumbersAfterRequest): number[] {
    return numbersAfter(this.#store, after);
  }

  lease(request: LeaseRequest) {
    const leased = lease(this.#store, request);
    if (leased.ok && leased.items.length > 0) this.#parts.leases.plan();
    return leased;
  }

  confirmLease({ requestId }: ConfirmLeaseRequest): void {
    confirmLease(this.#store, requestId);
  }

  release(request: ReleaseRequest) {
    return { released: releaseAsked(this.#store, request) };
  }

  send(request: SendRequest): Promise<SendAnswer> {
    return this.#parts.accepting.send(request);
  }

  answer(request: AnswerRequest) {
    return answer(this.#parts, request);
  }

  setLabel(request: SetLabelRequest) {
    return setLabel(this.#parts, request);
  }

  teamsChanged({ teamIds }: TeamsChangedRequest): void {
    if (freeOfGoneTeams(this.#store, teamIds) > 0) this.#parts.report.soon();
  }

  labelsChanged(): void {
    this.#parts.labels.changed();
  }

  setClosed(request: SetClosedRequest) {
    return setClosed(this.#store, request);
  }

  optOut(request: OptOutByTexterRequest) {
    return texterOptOut(this.#parts, request);
  }

  applyOptOut(request: ApplyOptOutRequest): void {
    // No contact can be added here any more that it would be stored for.
    if (isArchived(this.#store)) return;
    this.#store.block((change) => applyOptOut(this.#store, change, request));
  }

  applyBadNumber(request: ApplyBadNumberRequest): void {
    this.#store.block((change) => applyBadNumber(this.#store, change, request));
  }

  receive(inbound: InboundText) {
    return this.#parts.intake.receive(inbound);
  }

  receiveAll(request: ReceiveAllRequest) {
    return this.#parts.intake.receiveAll(request);
  }

  receiveFrom({ texts }: { texts: InboundTextFrom[] }) {
    return this.#parts.intake.receiveFrom(texts);
  }

  areaCodes() {
    return contactsByAreaCode(this.#store);
  }

  deliveryReports(request: DeliveryReportsRequest) {
    return this.#parts.intake.deliveryReports(request);
  }

  holdings() {
    return holdings(this.#store);
  }

  openWork() {
    return openWork(this.#store);
  }

  holdUnsent(request: HoldUnsentRequest) {
    return holdUnsent(this.#store, request);
  }

  reassign(request: Reassignment) {
    return reassign(this.#store, request);
  }

  deskPage(request: DeskPageRequest) {
    return deskPage(this.#store, request);
  }

  deskOf({ texter }: DeskOfRequest) {
    return deskOf(this.#store, texter);
  }

  routingClaim(request: RoutingClaimRequest) {
    return routingClaim(this.#store, request);
  }

  sidsOf({ contacts }: SidsOfContactsRequest): string[] {
    return contacts.flatMap((n) => [
      ...this.#store.thread(n).flatMap(({ sid }) => sid ?? []),
      ...formerSids(this.#store, n),
    ]);
  }

  mediaFor(request: MediaForRequest) {
    return mediaFor(this.#store, request);
  }

  undecided() {
    return undecided(this.#store);
  }

  carrierSide(asked: CarrierSideRequest) {
    return this.#parts.carrier.carrierSide(asked);
  }

  async decide(request: DecideRequest) {
    const decided = await this.#parts.carrier.decide(request);
    if (!decided.ok) return decided;
    this.#parts.resolved(decided);
    return { ok: true as const };
  }

  archiveReadiness() {
    return readiness(this.#store, this.#parts.publisher.unconfirmed);
  }

  exportPart({ after, limit }: ExportPartRequest) {
    return exportPart(this.#store, after, limit);
  }

  emptyForArchive(request: EmptyForArchiveRequest) {
    return emptyForArchive(this.#store, { ...request, outboxRows: this.#parts.publisher.unconfirmed });
  }

  confirmStored(stored: StoredRange): void {
    this.#parts.recorder.confirm(stored);
  }

  counters() {
    return countersOf(this.#store);
  }
}
