/**
 * `ContactDirectory` (key `organization.shard`): for each phone number, whether it is opted out and which contacts have
 * it. Asked at import and by webhooks, never per text: it pushes opt-outs to every contact (docs/architecture.md#objects).
 */
import { DurableObject } from "cloudflare:workers";
import { GIVEN_UP } from "../../domain/opt-outs/given-up.ts";
import type { UnclearText } from "../../domain/opt-outs/opt-outs.ts";
import type { Env } from "../bindings/env.ts";
import type {
  ClaimSidRequest,
  ContactDirectoryRpc,
  DecideReviewRequest,
  DecideUnmatchedRequest,
  JoinSharingRequest,
  MarkGivenUpRequest,
  OptOutManyRequest,
  RecordOptOutRequest,
  RegisterRequest,
  ReportBadNumberRequest,
  ReportUnreachableRequest,
  RouteRequest,
  ShareOptOutsRequest,
  ApplySharedOptOutsRequest,
  StoreUnmatchedRequest,
  UnregisterRequest,
  UnregisterRestRequest,
} from "../rpc/contact-directory.ts";
import type { StoredRange } from "../rpc/requests.ts";
import { UNREACHABLE } from "./opt-outs/bad-numbers.ts";
import { DirectoryParts } from "./wiring.ts";

export class ContactDirectory extends DurableObject<Env> implements ContactDirectoryRpc {
  readonly #parts: DirectoryParts;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#parts = new DirectoryParts(ctx, env);
  }

  override async alarm(): Promise<void> {
    await this.#parts.wake();
  }

  async register({ orgId, contacts }: RegisterRequest) {
    const { sharing, badNumbers } = this.#of(orgId);
    await sharing.takePart();
    // Made by `registerChunk` with this shape.
    const list = JSON.parse(contacts) as [string, string][];
    if (badNumbers.hasLapsed()) badNumbers.forgetGivenUp(list.map(([cell]) => cell));
    return this.#parts.contacts.register(list);
  }

  unregister({ contacts }: UnregisterRequest): void {
    this.#parts.contacts.unregister(contacts);
  }

  unregisterRest(request: UnregisterRestRequest): void {
    this.#parts.contacts.unregisterRest(request);
  }

  optOut({ orgId, ...entry }: RecordOptOutRequest) {
    return this.#of(orgId).optOuts.optOut(entry);
  }

  optOutMany(request: OptOutManyRequest) {
    return this.#of(request.orgId).optOuts.optOutMany(request);
  }

  askReview({ orgId, ...text }: UnclearText): void {
    this.#of(orgId).reviews.ask(text);
  }

  decideReview(request: DecideReviewRequest) {
    return this.#parts.optOuts.decideReview(request);
  }

  joinSharing({ orgId, after }: JoinSharingRequest) {
    return this.#parts.sharedOptOuts.join(orgId, after);
  }

  shareOptOuts(request: ShareOptOutsRequest): Promise<void> {
    return this.#parts.sharedOptOuts.share(request);
  }

  applySharedOptOuts({ orgId, cells }: ApplySharedOptOutsRequest): Promise<void> {
    return this.#of(orgId).optOuts.applyShared(cells);
  }

  /** The queue repeats this call until it is answered. */
  async reportBadNumber({ orgId, cell, code, at }: ReportBadNumberRequest): Promise<void> {
    const { badNumbers, notifier } = this.#of(orgId);
    await notifier.notifyBadNumber(cell, badNumbers.set(cell, code, at));
  }

  async markGivenUp({ orgId, cells, dayEndMs }: MarkGivenUpRequest): Promise<{ marked: number }> {
    const { badNumbers, contacts, notifier } = this.#of(orgId);
    const at = dayEndMs - 1;
    const marked = badNumbers.giveUp(contacts.among(cells), at);
    await notifier.notifyBadNumbers(marked, { code: GIVEN_UP, at });
    return { marked: marked.length };
  }

  async reportUnreachable({ orgId, cell, text, at }: ReportUnreachableRequest): Promise<void> {
    const isBad = this.#parts.badNumbers.isBadNow(cell, text, at);
    if (isBad) await this.reportBadNumber({ orgId, cell, code: UNREACHABLE, at });
  }

  route(request: RouteRequest) {
    return this.#parts.routing.route(request);
  }

  storeUnmatched(request: StoreUnmatchedRequest): Promise<void> {
    return this.#of(request.orgId).unmatchedTexts.store(request);
  }

  decideUnmatched(request: DecideUnmatchedRequest) {
    return this.#of(request.orgId).unmatchedTexts.decide(request);
  }

  async numberNow({ orgId, cell }: { orgId: string; cell: string }) {
    const { sharing, numbers, badNumbers } = this.#of(orgId);
    await sharing.takePart();
    return { optedOut: numbers.flag(cell)?.optedOut ?? false, badNumber: badNumbers.codeOf(cell) };
  }

  contactIdsOf({ cell }: { cell: string }): string[] {
    return this.#parts.contacts.ids(cell);
  }

  sidsOf({ cell }: { cell: string }): Promise<string[]> {
    return this.#parts.routing.sidsOf(cell);
  }

  claimSid({ sid, holder }: ClaimSidRequest): boolean {
    return this.#parts.sidClaims.claim(sid, holder);
  }

  confirmStored(stored: StoredRange): void {
    this.#parts.recorder.confirm(stored);
  }

  /** The parts, once the directory knows its organization: the first call that names it does. */
  #of(orgId: string): DirectoryParts {
    this.#parts.numbers.rememberOrg(orgId);
    return this.#parts;
  }
}
