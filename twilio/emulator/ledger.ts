/**
 * The ledger: every text the emulated carrier accepted, every inbound text it delivered, and every blocked number. It
 * is the ground truth of all tests: a text was sent if and only if it is here.
 */
import { noJournal, openJournal, type Journal } from "./journal.ts";

export type CarrierStatus =
  | "scheduled"
  | "accepted"
  | "queued"
  | "sent"
  | "delivered"
  | "undelivered"
  | "failed"
  | "canceled";

/** What API calls did to a record. The ledger keeps what the API no longer shows. */
export type RecordChange = {
  deleted?: true;
  redacted?: true;
  /** Indexes of deleted files. */
  filesDeleted?: number[];
  feedback?: "confirmed" | "unconfirmed";
};

/** A file of an inbound text: its bytes, or an address elsewhere, as only a forger would send it. */
export type InboundFile = { contentType: string; base64?: string | undefined; url?: string | undefined };

/** What the carrier found at a `MediaUrl`. `status` is 0 when nothing answered, null until it was asked. */
export type FetchedFile = { url: string; status: number | null; contentType: string; bytes: number };

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
  /** When a scheduled text is due. */
  sendAt?: number;
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
  changes?: RecordChange;
};

export type LedgerInbound = {
  seq: number;
  sid: string;
  accountSid: string;
  /** The service that the number belonged to; null: none. */
  messagingServiceSid: string | null;
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
  /** Its files, and the origin of their addresses; absent when there is none. */
  files?: InboundFile[];
  mediaOrigin?: string;
  changes?: RecordChange;
};

/** What the API lists: texts of both directions. */
export type LedgerRecord = LedgerText | LedgerInbound;
export function isOutgoing(record: LedgerRecord): record is LedgerText {
  return "direction" in record;
}

type Entry =
  | { k: "text"; text: LedgerText }
  | { k: "status"; sid: string; status: CarrierStatus; at: number; errorCode: number | null }
  | { k: "block" | "unblock"; key: string }
  | { k: "inbound"; inbound: LedgerInbound }
  | { k: "answer"; sid: string; status: number; at?: number }
  | { k: "files"; sid: string; files: FetchedFile[] }
  | { k: "change"; sid: string; change: RecordChange };

const FINAL: ReadonlySet<CarrierStatus> = new Set(["delivered", "undelivered", "failed", "canceled"]);
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
  /** Both directions in the order of arrival, all of them and by recipient. */
  const records: LedgerRecord[] = [];
  const recordsTo = new Map<string, LedgerRecord[]>();
  const places = new Map<string, number>();
  const blocked = new Set<string>();
  const journal: Journal = file === undefined ? noJournal : openJournal(file, replay);

  function replay(entry: unknown): void {
    // The file has only entries that `apply` got in earlier runs of this program.
    apply(entry as Entry);
  }

  function list(record: LedgerRecord): void {
    places.set(record.sid, records.length);
    records.push(record);
    const siblings = recordsTo.get(record.to);
    if (siblings) siblings.push(record);
    else recordsTo.set(record.to, [record]);
  }

  function apply(entry: Entry): void {
    if (entry.k === "text") {
      const { text } = entry;
      texts.push(text);
      list(text);
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
      list(entry.inbound);
      inboundBySid.set(entry.inbound.sid, entry.inbound);
    } else if (entry.k === "answer") {
      const inbound = inboundBySid.get(entry.sid);
      inbound?.answers.push(entry.status);
      if (inbound && entry.at !== undefined && entry.status >= 200 && entry.status < 300) inbound.takenAt ??= entry.at;
    } else if (entry.k === "files") {
      const text = bySid.get(entry.sid);
      if (text) text.media = entry.files;
    } else if (entry.k === "change") {
      const record = bySid.get(entry.sid) ?? inboundBySid.get(entry.sid);
      if (record) record.changes = { ...record.changes, ...entry.change };
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
    /** Both directions, oldest first. */
    records: (to: string | null): readonly LedgerRecord[] => (to === null ? records : (recordsTo.get(to) ?? [])),
    record: (sid: string): LedgerRecord | null => bySid.get(sid) ?? inboundBySid.get(sid) ?? null,
    /** A record's index among all; undefined if there is none. */
    placeOf: (sid: string) => places.get(sid),

    /** Accepts a text: it is in the file before this returns. */
    accept(text: Omit<LedgerText, "seq" | "sentAt" | "status" | "errorCode" | "statuses">): LedgerText {
      const status = text.sendAt === undefined ? "accepted" : "scheduled";
      const entry: LedgerText = {
        ...text,
        seq: texts.length + 1,
        sentAt: null,
        status,
        errorCode: null,
        statuses: [{ status, at: text.acceptedAt }],
      };
      journal.append({ k: "text", text: entry });
      apply({ k: "text", text: entry });
      return entry;
    },

    setStatus(text: LedgerText, status: CarrierStatus, at: number, errorCode: number | null): void {
      const entry: Entry = { k: "status", sid: text.sid, status, at, errorCode };
      // No webhook may report an end that a kill would make this ledger forget.
      if (FINAL.has(status)) journal.append(entry);
      else journal.appendLazily(entry);
      apply(entry);
    },

    change(record: LedgerRecord, change: RecordChange): void {
      const entry: Entry = { k: "change", sid: record.sid, change };
      journal.append(entry);
      apply(entry);
    },

    recordFiles(text: LedgerText, files: FetchedFile[]): void {
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
      records.length = 0;
      for (const index of [bySid, byRecipient, inboundBySid, recordsTo, places, blocked]) index.clear();
      journal.clear();
    },
    close: () => journal.close(),
  };
}
