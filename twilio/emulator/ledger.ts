/**
 * The ledger: every text the emulated carrier accepted, every inbound text it delivered, and who is blocked. It is the
 * ground truth of all tests: a text is sent if and only if it stands here.
 */
import type { FetchedFile, InboundFile } from "./api/media.ts";
import { noJournal, openJournal, type Journal } from "./journal.ts";

export type CarrierStatus = "accepted" | "queued" | "sent" | "delivered" | "undelivered" | "failed";

/** Times are epoch ms. */
export type LedgerText = {
  /** Place in the ledger, from 1. */
  seq: number;
  sid: string;
  accountSid: string;
  to: string;
  from: string;
  messagingServiceSid: string | null;
  body: string;
  segments: number;
  statusCallback: string | null;
  /** outbound-api: by a request; outbound-reply: by the TwiML that answered an inbound text. */
  direction: "outbound-api" | "outbound-reply";
  /** Its files; absent when there is none. */
  media?: FetchedFile[];
  acceptedAt: number;
  sentAt: number | null;
  status: CarrierStatus;
  errorCode: number | null;
  statuses: { status: CarrierStatus; at: number }[];
};

export type LedgerInbound = {
  seq: number;
  sid: string;
  from: string;
  to: string;
  body: string;
  at: number;
  /** Deliveries asked for; 3 means that the same webhook went out three times. */
  times: number;
  /** HTTP statuses of the webhooks that ended; 0 for one that was never answered. Empty while it is under way. */
  answers: number[];
  /** When the first 2xx came. */
  takenAt?: number;
  /** Its files, and under which origin their addresses lie; absent when there is none. */
  files?: InboundFile[];
  mediaOrigin?: string;
};

type Entry =
  | { k: "text"; text: LedgerText }
  | { k: "status"; sid: string; status: CarrierStatus; at: number; errorCode: number | null }
  | { k: "block" | "unblock"; key: string }
  | { k: "inbound"; inbound: LedgerInbound }
  | { k: "answer"; sid: string; status: number; at?: number }
  | { k: "files"; sid: string; files: FetchedFile[] };

const FINAL: ReadonlySet<CarrierStatus> = new Set(["delivered", "undelivered", "failed"]);
export function isFinal(status: CarrierStatus): boolean {
  return FINAL.has(status);
}

export type Ledger = ReturnType<typeof createLedger>;

/** @param file kept across restarts if given, see journal.ts */
export function createLedger(file?: string) {
  const texts: LedgerText[] = [];
  const bySid = new Map<string, LedgerText>();
  const byRecipient = new Map<string, LedgerText[]>();
  const inbounds: LedgerInbound[] = [];
  const inboundBySid = new Map<string, LedgerInbound>();
  const blocked = new Set<string>();
  const journal: Journal = file === undefined ? noJournal : openJournal(file, replay);

  function replay(entry: unknown): void {
    // The file holds only what `apply` was given in an earlier life of this program.
    apply(entry as Entry);
  }

  function apply(entry: Entry): void {
    if (entry.k === "text") {
      const { text } = entry;
      texts.push(text);
      bySid.set(text.sid, text);
      const siblings = byRecipient.get(text.to);
      if (siblings) siblings.push(text);
      else byRecipient.set(text.to, [text]);
    } else if (entry.k === "status") {
      const text = bySid.get(entry.sid);
      if (!text) return;
      text.status = entry.status;
      text.errorCode = entry.errorCode;
      if (entry.status === "sent") text.sentAt = entry.at;
      text.statuses.push({ status: entry.status, at: entry.at });
    } else if (entry.k === "inbound") {
      inbounds.push(entry.inbound);
      inboundBySid.set(entry.inbound.sid, entry.inbound);
    } else if (entry.k === "answer") {
      const inbound = inboundBySid.get(entry.sid);
      inbound?.answers.push(entry.status);
      if (inbound && entry.at !== undefined && entry.status >= 200 && entry.status < 300) inbound.takenAt ??= entry.at;
    } else if (entry.k === "files") {
      const text = bySid.get(entry.sid);
      if (text) text.media = entry.files;
    } else if (entry.k === "block") {
      blocked.add(entry.key);
    } else {
      blocked.delete(entry.key);
    }
  }

  return {
    texts: texts as readonly LedgerText[],
    inbounds: inbounds as readonly LedgerInbound[],
    text: (sid: string) => bySid.get(sid) ?? null,
    textsTo: (to: string): readonly LedgerText[] => byRecipient.get(to) ?? [],
    inbound: (sid: string) => inboundBySid.get(sid) ?? null,

    /** Accepts a text: it is in the file before this returns. */
    accept(text: Omit<LedgerText, "seq" | "sentAt" | "status" | "errorCode" | "statuses">): LedgerText {
      const entry: LedgerText = {
        ...text,
        seq: texts.length + 1,
        sentAt: null,
        status: "accepted",
        errorCode: null,
        statuses: [{ status: "accepted", at: text.acceptedAt }],
      };
      journal.append({ k: "text", text: entry });
      apply({ k: "text", text: entry });
      return entry;
    },

    setStatus(text: LedgerText, status: CarrierStatus, at: number, errorCode: number | null): void {
      const entry: Entry = { k: "status", sid: text.sid, status, at, errorCode };
      // Nobody may hear of an end that a kill would make this forget.
      if (FINAL.has(status)) journal.append(entry);
      else journal.appendLazily(entry);
      apply(entry);
    },

    noteFiles(text: LedgerText, files: FetchedFile[]): void {
      const entry: Entry = { k: "files", sid: text.sid, files };
      journal.appendLazily(entry);
      apply(entry);
    },

    /** Notes an inbound text. One that is known already (same sid) is only asked for more deliveries. */
    receive(inbound: Omit<LedgerInbound, "seq" | "answers">): LedgerInbound {
      const known = inboundBySid.get(inbound.sid);
      if (known) {
        known.times += inbound.times;
        return known;
      }
      const entry: LedgerInbound = { ...inbound, seq: inbounds.length + 1, answers: [] };
      journal.append({ k: "inbound", inbound: entry });
      apply({ k: "inbound", inbound: entry });
      return entry;
    },

    answered(sid: string, status: number, at: number): void {
      const entry: Entry = { k: "answer", sid, status, at };
      journal.appendLazily(entry);
      apply(entry);
    },

    isBlocked: (key: string) => blocked.has(key),
    blocked: (): string[] => [...blocked],
    setBlocked(key: string, block: boolean): void {
      if (blocked.has(key) === block) return;
      const entry: Entry = { k: block ? "block" : "unblock", key };
      journal.append(entry);
      apply(entry);
    },

    clear(): void {
      texts.length = 0;
      inbounds.length = 0;
      for (const index of [bySid, byRecipient, inboundBySid, blocked]) index.clear();
      journal.clear();
    },
    close: () => journal.close(),
  };
}
