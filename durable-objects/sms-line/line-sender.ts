/**
 * Carries a line's texts: up to six calls of the carrier at once, each text on its own, because a program waits for its answer.
 * A text is marked SENDING in the commit before its call, so only a stop in between leaves an outcome unknown; then a look-up
 * decides (line-look-ups.ts). Nothing depends on memory: an alarm goes on with what a stop interrupted.
 */
import { refuse } from "../../domain/outcome.ts";
import { lineHoursNow } from "../../domain/phone-service/line-hours.ts";
import type { LineRefusal } from "../../domain/phone-service/line-texts.ts";
import type { Carrier, SendOutcome } from "../../domain/sending/carrier.ts";
import { carrierError } from "../../twilio/errors.ts";
import { reportedStatus } from "../../twilio/statuses.ts";
import { OUTGOING_CONNECTIONS } from "../kit/calls/connection-limit.ts";
import { CarrierAway } from "../kit/carrier/carrier-away.ts";
import type { Logger } from "../kit/log/log.ts";
import { setTimer } from "../kit/time/timer.ts";
import type { SetTimer } from "../kit/time/timer.ts";
import type { NumberNow } from "../rpc/contact-directory.ts";
import { hoursRefusal } from "./accept.ts";
import type { LineRow, LineStore } from "./line-store.ts";

/** The carrier's own limit for a validity period, seconds. */
const MOST_VALIDITY_S = 36_000;
/** An alarm goes on when memory was lost between accepting and carrying. */
const ALARM_AFTER_MS = 10_000;
const DIRECTORY_AGAIN_MS = 2_000;
const LONGEST_REST_MS = 60_000;

export type LineSenderDeps = {
  store: LineStore;
  orgId: string;
  /** The line's own number, E.164. */
  number: string;
  /** @param accountSid an organization's own; null: the installation's */
  carrier: (accountSid: string | null) => Carrier;
  /** What the organization's directory says of a number now. */
  look: (cell: string) => Promise<NumberNow>;
  /** The durable waker: calls `wake` at this time at the latest. */
  wakeBy: (atMs: number) => void;
  /** The text has left the line, one way or the other. */
  onOutcome: (id: string) => void;
  onUnknown: () => void;
  /** The directory has to learn something. */
  onNews: () => void;
  /** Texts have changed. In the block of the change. */
  onChange: () => void;
  onFault: Logger["fault"];
  setTimer?: SetTimer;
};

type Offered = SendOutcome | { kind: "refused"; refusal: LineRefusal };

export class LineSender {
  readonly #deps: LineSenderDeps;
  readonly #setTimer: SetTimer;
  readonly #away = new CarrierAway();
  #underWay = 0;
  #notBeforeMs = 0;
  #refusedInARow = 0;
  #hasTimer = false;

  constructor(deps: LineSenderDeps) {
    this.#deps = deps;
    this.#setTimer = deps.setTimer ?? setTimer;
  }

  /** There may be texts to carry. Starts them in this turn, so that accepting and SENDING are one commit. */
  pump(): void {
    const { store, wakeBy, onFault } = this.#deps;
    // The calls that are under way find out whether the carrier is back.
    if (this.#away.isAway && this.#underWay > 0) return;
    const most = this.#away.most(OUTGOING_CONNECTIONS);
    while (this.#underWay < most) {
      const waitMs = this.#notBeforeMs - store.now();
      if (waitMs > 0) {
        if (store.nextQueued()) this.#later(waitMs);
        return;
      }
      const next = store.nextQueued();
      if (!next) return;
      wakeBy(store.now() + ALARM_AFTER_MS);
      this.#underWay += 1;
      this.#carry(store.markSending(next)).catch((fault: unknown) => onFault("line_text_not_settled", fault));
    }
  }

  /** After a start no call is under way, so what still says SENDING may or may not have reached the carrier. */
  recover(): void {
    const { store, carrier, onUnknown, onChange } = this.#deps;
    const lost = store.withStatus("SENDING", 1_000);
    for (const row of lost) this.#isUnknown(row, carrier(row.account_sid).lookUpAfterMs);
    if (lost.length > 0) {
      onUnknown();
      onChange();
    }
    if (store.nextQueued()) this.#later(1);
  }

  /** By the alarm. */
  wake(): void {
    const { store, wakeBy } = this.#deps;
    if (!store.hasOpen()) return;
    wakeBy(store.now() + ALARM_AFTER_MS);
    this.pump();
  }

  #later(waitMs: number): void {
    const { store, wakeBy } = this.#deps;
    wakeBy(store.now() + Math.max(waitMs, ALARM_AFTER_MS));
    if (this.#hasTimer) return;
    this.#hasTimer = true;
    this.#setTimer(
      () => {
        this.#hasTimer = false;
        this.pump();
      },
      Math.min(waitMs, LONGEST_REST_MS),
    );
  }

  async #carry(row: LineRow): Promise<void> {
    const { store, onFault } = this.#deps;
    let outcome: Offered;
    try {
      outcome = await this.#offer(row);
    } catch (fault) {
      onFault("line_call_failed", fault);
      // A fault in our code after the call may have begun leaves the outcome as unknown as a time-out.
      outcome = { kind: "unknown", detail: String(fault) };
    }
    this.#underWay -= 1;
    this.#settle(row, outcome);
    this.#deps.onChange();
    const awayMs = this.#underWay === 0 ? this.#away.waitMs() : 0;
    if (awayMs > 0) this.#notBeforeMs = Math.max(this.#notBeforeMs, store.now() + awayMs);
    this.pump();
  }

  /** Looks once more, right before the call: an opt-out since the text was accepted holds it. */
  async #offer(row: LineRow): Promise<Offered> {
    const { store, orgId, number, look, onFault } = this.#deps;
    const carrier = this.#deps.carrier(row.account_sid);
    const held = await carrier.ready?.();
    if (held) return held;
    try {
      const now = await look(row.peer);
      if (now.optedOut) return { kind: "refused", refusal: OPTED_OUT };
      if (now.badNumber !== null) return { kind: "refused", refusal: { ...BAD_NUMBER, code: now.badNumber } };
    } catch (fault) {
      onFault("directory_not_asked", fault);
      return { kind: "throttled", retryAfterMs: DIRECTORY_AGAIN_MS };
    }
    // Written when the text was accepted.
    const hours = row.hours === null ? null : (JSON.parse(row.hours) as Parameters<typeof lineHoursNow>[1]);
    const may = lineHoursNow(row.peer, hours, store.now());
    if (!may.ok) return { kind: "refused", refusal: hoursRefusal(may.mayGoAtMs) };
    const leftMs = (may.windowEndsAtMs ?? Infinity) - store.now();
    const outcome = await carrier.carry({
      orgId,
      contactId: number,
      messageId: row.id,
      to: row.peer,
      body: row.body,
      messagingServiceSid: null,
      from: number,
      validityPeriodSeconds: Math.max(1, Math.min(MOST_VALIDITY_S, Math.floor(leftMs / 1000))),
      picture: null,
      reportPath: `line-status/${encodeURIComponent(number)}/${row.id}`,
    });
    this.#away.count(outcome.kind);
    return outcome;
  }

  #settle(row: LineRow, outcome: Offered): void {
    const { store, onOutcome, onNews, onUnknown, onFault } = this.#deps;
    const present = store.byId(row.id);
    if (!present) return;
    if (present.status !== "SENDING") {
      // A report was faster than the carrier's answer.
      if (outcome.kind === "accepted" && present.sid === null && present.status !== null) {
        store.setStatus(present, { status: present.status, sid: outcome.sid });
      }
      onOutcome(row.id);
      return;
    }
    switch (outcome.kind) {
      case "accepted":
        this.#refusedInARow = 0;
        store.setStatus(row, { status: reportedStatus(outcome.status) ?? "SENT", sid: outcome.sid });
        break;
      case "refused":
        store.refuse(row, "NOT_ATTEMPTED", outcome.refusal);
        break;
      case "rejected": {
        this.#refusedInARow = 0;
        const { code, message } = outcome;
        store.refuse(row, "ERROR", rejection(code, message));
        if (oweNews(store, row, code)) onNews();
        break;
      }
      case "throttled":
      case "waits":
        // Never processed, so it does not count as a try.
        store.requeue(row, { countsAsTry: false });
        this.#rest(outcome.retryAfterMs);
        if (outcome.why !== undefined) onFault("carrier_takes_no_texts", outcome.why);
        return;
      case "unknown":
        this.#isUnknown(row, this.#deps.carrier(row.account_sid).lookUpAfterMs);
        onUnknown();
        break;
    }
    onOutcome(row.id);
  }

  #rest(forMs: number): void {
    const { store } = this.#deps;
    this.#refusedInARow += 1;
    const restMs = Math.min(LONGEST_REST_MS, forMs * 2 ** Math.min(6, this.#refusedInARow - 1));
    this.#notBeforeMs = Math.max(this.#notBeforeMs, store.now() + restMs);
  }

  #isUnknown(row: LineRow, lookUpAfterMs: number): void {
    const { store } = this.#deps;
    store.setStatus(row, { status: "UNKNOWN", look_up_at: store.now() + lookUpAfterMs });
  }
}

const OPTED_OUT: LineRefusal = refuse(
  "opted_out",
  "This number has opted out of your organization's texts and cannot be texted anymore.",
);
const BAD_NUMBER: LineRefusal = refuse(
  "bad_number",
  "The carrier cannot reach this number. It is not texted again until somebody answers from it.",
);

function rejection(code: number, message: string): LineRefusal {
  const { effect, meaning } = carrierError(code);
  if (effect === "opt_out") return { ...OPTED_OUT, code };
  if (effect === "bad_number") {
    return { ...refuse("unknown_recipient", `The carrier cannot text this number: ${meaning} (${code}).`), code };
  }
  const words = effect === "unknown" ? message : meaning;
  return { ...refuse("rejected", `The carrier refused the text: ${words} (${code}).`), code };
}

/** What a code says of the recipient's number is the directory's to know. @returns whether it is something */
export function oweNews(
  store: LineStore,
  { id, peer, at }: Pick<LineRow, "id" | "peer" | "at">,
  code: number,
): boolean {
  switch (carrierError(code).effect) {
    case "opt_out":
      store.owe({ kind: "opt_out", cell: peer, code, messageId: id, at: store.now() });
      return true;
    case "bad_number":
      store.owe({ kind: "bad_number", cell: peer, code, at: store.now() });
      return true;
    case "unreachable":
      store.owe({ kind: "unreachable", cell: peer, text: id, at });
      return true;
    default:
      return false;
  }
}
