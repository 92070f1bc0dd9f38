/**
 * `CampaignQueue` (key `campaign.queue`): owns up to 50,000 contacts and every conversation with them, so that each
 * race of docs/rules.md is decided in one place. A thin shell: wiring here, decisions in the modules beside it.
 */
import { DurableObject } from "cloudflare:workers";
import { refuse } from "../../domain/outcome.ts";
import type { Env } from "../bindings/env.ts";
import { GroupCommit } from "../kit/storage/group-commit.ts";
import { emptyForArchive, exportPart, isArchived, readiness, recordLateReply } from "./contacts/archive.ts";
import { applyBadNumber, owesBadNumbers } from "./opt-outs/bad-numbers.ts";
import { answer, heldBy, setClosed } from "./conversations/conversations.ts";
import { configureHours } from "./sending/held-for-hours.ts";
import { holdings, holdUnsent, reassign } from "./assignment/holdings.ts";
import { addContacts, removeWithdrawn, withdraw } from "./contacts/imports.ts";
import { applyOptOut, receive, reportLists } from "./conversations/inbound.ts";
import type { Received } from "./conversations/inbound.ts";
import { setLabel } from "./conversations/labels.ts";
import { mediaFor } from "./conversations/media.ts";
import { routingClaim } from "./conversations/routing.ts";
import { confirmLease, deskOf, lease, LEASE_CONFIRM_MS, release } from "./assignment/leases.ts";
import { QueueParts } from "./wiring.ts";
import { publishAfterMs } from "./store/publish.ts";
import { acceptSend, itemOf, refusal } from "./sending/sends.ts";
import type { QueueStore } from "./store/store.ts";
import { undecided } from "./undecided/unknowns.ts";
import { owedWord } from "./opt-outs/owed-opt-outs.ts";
import type { CampaignConfig } from "../rpc/campaign.ts";
import type {
  AddContactsRequest,
  AnswerRequest,
  ApplyOptOutRequest,
  CampaignQueueRpc,
  DecideRequest,
  DeliveryReport,
  DeliveryReportsRequest,
  DeskOfRequest,
  HoldUnsentRequest,
  InboundText,
  LeaseRequest,
  MediaForRequest,
  RoutingClaimRequest,
  SendAnswer,
  SendRequest,
  SetClosedRequest,
  SetLabelRequest,
} from "../rpc/campaign-queue.ts";
import type { StoredRange } from "../rpc/requests.ts";
import type { Reassignment } from "../../domain/assignment/assignments.ts";

/**
 * A single text is accepted at once; under load there is this pause between commits, which a person does not notice.
 */
const SEND_REST_MS = 30;
const RECEIVE_REST_MS = 30;
/** Delivery reports come in bulk and in any order; nobody waits for their answer but the carrier. */
const REPORT_REST_MS = 50;
const WINDOW_MS = 1;

export class CampaignQueue extends DurableObject<Env> implements CampaignQueueRpc {
  readonly #parts: QueueParts;
  readonly #store: QueueStore;
  readonly #sends: GroupCommit<SendRequest, SendAnswer>;
  readonly #inbound: GroupCommit<InboundText, Received>;
  readonly #reports: GroupCommit<DeliveryReport[], boolean[]>;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#parts = new QueueParts(ctx, env, {
      receive: (inbound) => this.receive(inbound),
      deliveryReports: (request) => this.deliveryReports(request),
    });
    this.#store = this.#parts.store;
    this.#sends = new GroupCommit({
      windowMs: WINDOW_MS,
      restMs: SEND_REST_MS,
      apply: (items) => this.#applySends(items),
    });
    this.#inbound = new GroupCommit({
      windowMs: WINDOW_MS,
      restMs: RECEIVE_REST_MS,
      apply: (items) => {
        const received = this.#store.blockEach(items, (change, item) => receive(this.#store, change, item));
        if (items.some(({ media }) => media !== undefined)) this.#parts.media.soon();
        return received;
      },
    });
    this.#reports = new GroupCommit({
      windowMs: WINDOW_MS,
      restMs: REPORT_REST_MS,
      apply: (lists) => this.#store.blockAll(lists, (change, all) => reportLists(this.#store, change, all)),
    });
    this.#parts.recover();
  }

  override async alarm(): Promise<void> {
    await this.#parts.wake();
  }

  configure(config: CampaignConfig): void {
    if (!configureHours(this.#store, config)) return;
    if (this.#store.counters.QUEUED > 0) this.#parts.sender.kick(0);
  }

  addContacts(request: AddContactsRequest) {
    const added = addContacts(this.#store, request);
    this.#parts.schedule.set("publish", Date.now() + publishAfterMs(this.#store));
    this.#parts.tellCampaign();
    return added;
  }

  withdraw() {
    return withdraw(this.#store);
  }

  removeWithdrawn(): void {
    removeWithdrawn(this.#store);
  }

  lease(request: LeaseRequest) {
    const leased = lease(this.#store, request);
    if (leased.ok && leased.items.length > 0)
      this.#parts.schedule.setIfEarlier("leases", Date.now() + LEASE_CONFIRM_MS);
    return leased;
  }

  confirmLease({ requestId }: { requestId: string }): void {
    confirmLease(this.#store, requestId);
  }

  release({ personId }: { personId: string }) {
    return { released: release(this.#store, personId) };
  }

  send(request: SendRequest): Promise<SendAnswer> {
    return this.#sends.add(request);
  }

  answer(request: AnswerRequest) {
    return answer(this.#store, request);
  }

  setLabel(request: SetLabelRequest) {
    return setLabel(this.#store, request);
  }

  setClosed(request: SetClosedRequest) {
    return setClosed(this.#store, request);
  }

  async optOut({ n, personId, reason }: { n: number; personId: string; reason: string }) {
    const held = heldBy(this.#store, n, personId);
    if (!held.ok) return held;
    await this.#parts.directory.tell({
      n,
      cell: held.contact.cell,
      optedOut: true,
      reason: reason || "texter",
      messageId: null,
      personId,
    });
    const after = heldBy(this.#store, n, personId);
    const texter = this.#store.texter(personId);
    if (!after.ok) return after;
    if (!texter) return refusal("not_yours");
    return { ok: true as const, item: itemOf(this.#store, after.contact, texter, this.#parts.config()) };
  }

  applyOptOut(request: ApplyOptOutRequest): void {
    // No contact can be added here any more that it would be stored for.
    if (isArchived(this.#store)) return;
    this.#store.block((change) => applyOptOut(this.#store, change, request));
  }

  applyBadNumber(request: { contacts: number[]; code: number }): void {
    this.#store.block((change) => applyBadNumber(this.#store, change, request));
  }

  async receive(inbound: InboundText) {
    if (isArchived(this.#store)) {
      recordLateReply(this.#store, inbound);
      return refuse("archived", "The campaign of this contact is archived.");
    }
    const received = await this.#inbound.add(inbound);
    if (!received.ok) return refuse(received.reason, "There is no conversation with this contact.");
    // Answered only once the directory has it; otherwise the carrier delivers it again, and an alarm repeats the call.
    if (received.word) await this.#parts.directory.tellWord(received.word);
    if (received.owes) {
      this.#parts.directory.tellSoon();
      this.#parts.answers.soon();
    }
    return { ok: true as const, repeated: received.repeated };
  }

  async receiveAll({ texts }: { texts: InboundText[] }) {
    const results = await Promise.allSettled(texts.map((text) => this.receive(text)));
    return results.map((result) => {
      if (result.status === "fulfilled") return result.value.ok;
      this.#parts.log.fault("inbound_text_not_taken", result.reason);
      return null;
    });
  }

  async deliveryReports({ orgId, reports: reported }: DeliveryReportsRequest) {
    const reports = this.#parts.chosen.readReports?.(reported) ?? reported;
    if (orgId !== undefined && this.#store.config?.orgId !== orgId) return reports.map(() => false);
    // An archive is final, so the carrier need not repeat it.
    if (isArchived(this.#store)) return reports.map(() => true);
    const noted = await this.#reports.add(reports);
    if (reports.some(({ status }) => status !== "SENT") && owesBadNumbers(this.#store))
      this.#parts.directory.tellSoon();
    for (const { status, n, messageId } of reports) {
      const word = status === "ERROR" ? owedWord(this.#store, n, messageId) : null;
      if (word) await this.#parts.directory.tellWord(word);
    }
    return noted;
  }

  holdings() {
    return holdings(this.#store);
  }

  holdUnsent(request: HoldUnsentRequest) {
    return holdUnsent(this.#store, request);
  }

  reassign(request: Reassignment) {
    return reassign(this.#store, request);
  }

  deskOf({ texter }: DeskOfRequest) {
    return deskOf(this.#store, texter);
  }

  routingClaim(request: RoutingClaimRequest) {
    return routingClaim(this.#store, request);
  }

  sidsOf({ contacts }: { contacts: number[] }): string[] {
    return contacts.flatMap((n) => this.#store.thread(n).flatMap(({ sid }) => sid ?? []));
  }

  mediaFor(request: MediaForRequest) {
    return mediaFor(this.#store, request);
  }

  undecided() {
    return undecided(this.#store);
  }

  carrierSide(asked: { n: number; messageId: string }) {
    return this.#parts.carrier.carrierSide(asked);
  }

  async decide(request: DecideRequest) {
    const decided = await this.#parts.carrier.decide(request);
    if (!decided.ok) return decided;
    this.#parts.actOn(decided);
    return { ok: true as const };
  }

  archiveReadiness() {
    return readiness(this.#store, this.#parts.unconfirmed());
  }

  exportPart({ after, limit }: { after: number; limit: number }) {
    return exportPart(this.#store, after, limit);
  }

  emptyForArchive(request: { version: number; config: CampaignConfig }) {
    return emptyForArchive(this.#store, { ...request, outboxRows: this.#parts.unconfirmed() });
  }

  confirmStored(stored: StoredRange): void {
    this.#parts.recorder.confirm(stored);
  }

  counters() {
    return this.#parts.counters();
  }

  #applySends(items: SendRequest[]): (SendAnswer | Error)[] {
    const answers = this.#store.blockEach(items, (change, item) => acceptSend(this.#store, change, item));
    this.#parts.kickSender();
    this.#parts.sender.accepted();
    return answers;
  }
}
