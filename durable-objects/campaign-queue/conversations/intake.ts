/**
 * What the carrier's webhooks bring: inbound texts and delivery reports. Many that come at once share a commit; the webhook is
 * answered after it, and for an opt-out after the directory has it, so that what is lost in between is delivered again.
 */
import { refuse } from "../../../domain/outcome.ts";
import type { Logger } from "../../kit/log/log.ts";
import { GroupCommit } from "../../kit/storage/group-commit.ts";
import type { DeliveryReport, DeliveryReportsRequest, InboundText, InboundTextFrom } from "../../rpc/campaign-queue.ts";
import { isArchived, recordLateReply } from "../contacts/archive.ts";
import { owesBadNumbers } from "../opt-outs/bad-numbers.ts";
import type { Confirmations } from "../opt-outs/confirmations.ts";
import type { DirectoryLink } from "../opt-outs/directory-link.ts";
import { owedOptOut } from "../opt-outs/owed-opt-outs.ts";
import type { ChosenCarrier } from "../sending/choose-carrier.ts";
import type { QueueStore } from "../store/store.ts";
import { receive, reportLists } from "./inbound.ts";
import type { Received } from "./inbound.ts";
import type { MediaFetcher } from "./media.ts";

/** A single text is written at once; under load there is this pause between commits, which a person does not notice. */
const RECEIVE_REST_MS = 30;
/** Delivery reports come in bulk and in any order; nobody waits for their answer but the carrier. */
const REPORT_REST_MS = 50;
const WINDOW_MS = 1;

export type IntakeDeps = {
  store: QueueStore;
  directory: Pick<DirectoryLink, "reportOptOut" | "reportSoon">;
  answers: Pick<Confirmations, "soon">;
  media: Pick<MediaFetcher, "soon">;
  carrier: Pick<ChosenCarrier, "readReports">;
  /** Reports have been written; texts may have failed by them. */
  onReports: () => void;
  onFault: Logger["fault"];
};

export class Intake {
  readonly #deps: IntakeDeps;
  readonly #inbound: GroupCommit<InboundText, Received>;
  readonly #reports: GroupCommit<DeliveryReport[], boolean[]>;

  constructor(deps: IntakeDeps) {
    this.#deps = deps;
    const { store, media } = deps;
    this.#inbound = new GroupCommit({
      windowMs: WINDOW_MS,
      restMs: RECEIVE_REST_MS,
      apply: (items) => {
        const received = store.blockEach(items, (change, item) => receive(store, change, item));
        if (items.some((item) => item.media !== undefined)) media.soon();
        return received;
      },
    });
    this.#reports = new GroupCommit({
      windowMs: WINDOW_MS,
      restMs: REPORT_REST_MS,
      apply: (lists) => store.blockAll(lists, (change, all) => reportLists(store, change, all)),
    });
  }

  async receive(inbound: InboundText) {
    const { store, directory, answers } = this.#deps;
    if (isArchived(store)) {
      recordLateReply(store, inbound);
      return refuse("archived", "The campaign of this contact is archived.");
    }
    const received = await this.#inbound.add(inbound);
    if (!received.ok) return refuse(received.reason, "There is no conversation with this contact.");
    // Answered only once the directory has it; otherwise the carrier delivers it again, and an alarm repeats the call.
    if (received.optOut) await directory.reportOptOut(received.optOut);
    if (received.owes) {
      directory.reportSoon();
      answers.soon();
    }
    return { ok: true as const, repeated: received.repeated };
  }

  async receiveAll({ texts }: { texts: InboundText[] }) {
    const results = await Promise.allSettled(texts.map((text) => this.receive(text)));
    return results.map((result) => {
      if (result.status === "fulfilled") return result.value.ok;
      this.#deps.onFault("inbound_text_not_taken", result.reason);
      return null;
    });
  }

  /** By the contact's number, which is unique in a queue. False: the directory is to be asked. */
  async receiveFrom(texts: readonly InboundTextFrom[]): Promise<(boolean | null)[]> {
    // The contacts of an emptied queue are known to the directory alone.
    if (isArchived(this.#deps.store)) return texts.map(() => false);
    return Promise.all(texts.map((text) => this.#receiveFrom(text)));
  }

  async #receiveFrom({ from, ...text }: InboundTextFrom): Promise<boolean | null> {
    const { sql } = this.#deps.store;
    const n = sql.scalar<number>("SELECT n FROM contacts WHERE cell = ? AND ready = 1", from);
    // What was unmatched stays so when it is delivered again, although its contact has been texted since.
    if (n === null || sql.scalar("SELECT 1 FROM texts_before_first WHERE sid = ?", text.sid) !== null) return false;
    try {
      const received = await this.receive({ ...text, n });
      if (received.ok || received.reason !== "never_texted") return received.ok;
      sql.run("INSERT INTO texts_before_first (sid) VALUES (?) ON CONFLICT DO NOTHING", text.sid);
      return false;
    } catch (error) {
      this.#deps.onFault("inbound_text_not_taken", error);
      return null;
    }
  }

  async deliveryReports({ orgId, reports: reported }: DeliveryReportsRequest) {
    const { store, directory, carrier, onReports } = this.#deps;
    const reports = carrier.readReports?.(reported) ?? reported;
    if (orgId !== undefined && store.config?.orgId !== orgId) return reports.map(() => false);
    // An archive is final, so the carrier need not repeat it.
    if (isArchived(store)) return reports.map(() => true);
    const taken = await this.#reports.add(reports);
    onReports();
    if (reports.some(({ status }) => status !== "SENT") && owesBadNumbers(store)) directory.reportSoon();
    for (const { status, n, messageId } of reports) {
      const optOut = status === "ERROR" ? owedOptOut(store, n, messageId) : null;
      if (optOut) await directory.reportOptOut(optOut);
    }
    return taken;
  }
}
