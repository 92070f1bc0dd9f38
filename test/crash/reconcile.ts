/** Compares the books: what was promised, what the carrier has, what the objects have, what Postgres has. */
import type { DeskItem } from "../../domain/texter-app/texter.ts";
import type { LedgerInbound, LedgerText } from "../../twilio/emulator/ledger.ts";
import type { Accepted, OptedOut } from "./texter.ts";

export type PostgresMessage = {
  contact_id: string;
  id: string;
  send_status: string | null;
  direction: string;
};

export type Evidence = {
  /** Texts that texters were promised are under way. */
  accepted: readonly Accepted[];
  optedOut: readonly OptedOut[];
  ledger: { texts: readonly LedgerText[]; inbounds: readonly LedgerInbound[] };
  desks: readonly DeskItem[];
  postgres: readonly PostgresMessage[];
  /** The one text that may follow an opt-out, in each language. */
  confirmations: ReadonlySet<string>;
  /** Texts by which a contact leaves. */
  leaving: ReadonlySet<string>;
  /** Texts, as `contact/message`, that an admin has dropped. */
  dropped: ReadonlySet<string>;
  isWithinHours: (cell: string, atMs: number) => boolean;
};

export type Findings = {
  counts: {
    accepted: number;
    carried: number;
    delivered: number;
    /** Unknown outcome; zero after a person has decided. */
    undecided: number;
    /** Opted out while it was queued, or dropped by an admin. */
    notAttempted: number;
    /** The carrier refused it. */
    refused: number;
    /** Final at the carrier, and no report came: reports are not repeated. */
    withoutReport: number;
    inbound: number;
    optOuts: number;
    confirmations: number;
    /** Calls that were open when the opt-out was accepted. */
    inFlight: number;
  };
  doubles: string[];
  losses: string[];
  afterOptOut: string[];
  outsideHours: string[];
  /** Texts on which the books disagree. */
  disagreements: string[];
};

/** A call that began before an opt-out was accepted has ended by then: the limit of one call, and what a busy machine adds. */
export const IN_FLIGHT_MS = 2_500;

const key = (contactId: string, messageId: string) => `${contactId}/${messageId}`;
const TRUE_STATES: Record<string, readonly string[]> = {
  DELIVERED: ["delivered"],
  ERROR: ["failed", "undelivered"],
  SENT: ["accepted", "queued", "sent", "delivered", "failed", "undelivered"],
};
const FINAL = new Set(["delivered", "failed", "undelivered"]);

export function reconcile(books: Evidence): Findings {
  const carried = new Map<string, LedgerText[]>();
  for (const text of books.ledger.texts) {
    if (text.direction !== "outbound-api") continue;
    const address = text.statusCallback?.split("/status/")[1] ?? text.sid;
    const known = carried.get(address);
    if (known) known.push(text);
    else carried.set(address, [text]);
  }
  const objects = new Map<string, { state: string; errorCode: number | null }>();
  for (const item of books.desks) {
    for (const { id, sendStatus, direction, errorCode } of item.messages) {
      objects.set(key(item.contactId, id), { state: sendStatus ?? direction, errorCode });
    }
  }
  const findings: Findings = {
    counts: {
      accepted: books.accepted.length,
      carried: 0,
      delivered: 0,
      undecided: 0,
      notAttempted: 0,
      refused: 0,
      withoutReport: 0,
      inbound: books.ledger.inbounds.length,
      optOuts: 0,
      confirmations: 0,
      inFlight: 0,
    },
    doubles: [...carried].filter(([, texts]) => texts.length > 1).map(([id, texts]) => `${id}: ${texts.length} times`),
    losses: [],
    afterOptOut: [],
    outsideHours: [],
    disagreements: [],
  };
  compareTexts(books, carried, objects, findings);
  comparePostgres(books, objects, findings);
  compareInbounds(books, objects, findings);
  lookForOptOuts(books, findings);
  return findings;
}

type Objects = ReadonlyMap<string, { state: string; errorCode: number | null }>;

function compareTexts(
  { accepted, dropped, isWithinHours }: Evidence,
  carried: ReadonlyMap<string, LedgerText[]>,
  objects: Objects,
  { counts, losses, outsideHours, disagreements }: Findings,
): void {
  for (const { contactId, messageId } of accepted) {
    const id = key(contactId, messageId);
    const object = objects.get(id);
    if (object?.state === "UNKNOWN") counts.undecided += 1;
    else if (object?.state === "NOT_ATTEMPTED" || dropped.has(id)) counts.notAttempted += 1;
    else if (object?.state === "ERROR" && object.errorCode !== null && !carried.has(id)) counts.refused += 1;
    else if (!carried.has(id)) losses.push(`${id}: ${object?.state ?? "on no desk"}, not at the carrier`);
    else if (!object) losses.push(`${id}: at the carrier, on no desk`);
  }
  for (const [id, texts] of carried) {
    const object = objects.get(id);
    for (const text of texts) {
      counts.carried += 1;
      if (text.status === "delivered") counts.delivered += 1;
      if (!isWithinHours(text.to, text.acceptedAt))
        outsideHours.push(`${id}: ${new Date(text.acceptedAt).toISOString()}`);
      if (object?.state === "SENT" && FINAL.has(text.status)) counts.withoutReport += 1;
    }
    if (!object || object.state === "UNKNOWN") continue;
    if (!texts.some((text) => TRUE_STATES[object.state]?.includes(text.status))) {
      const said = texts.map((text) => text.status).join(", ");
      disagreements.push(`${id}: objects say ${object.state}, the carrier ${said}`);
    }
  }
}

function comparePostgres({ postgres }: Evidence, objects: Objects, { disagreements }: Findings): void {
  const rows = new Map(postgres.map((row) => [key(row.contact_id, row.id), row.send_status ?? row.direction]));
  for (const [id, { state }] of objects) {
    const row = rows.get(id);
    if (row !== state) disagreements.push(`${id}: objects say ${state}, Postgres ${row ?? "nothing"}`);
  }
  for (const id of rows.keys()) {
    if (!objects.has(id)) disagreements.push(`${id}: only in Postgres`);
  }
}

/** Every inbound text that was answered with 2xx is in its conversation. */
function compareInbounds({ ledger, desks }: Evidence, objects: Objects, { losses }: Findings): void {
  const contacts = new Map(desks.map((item) => [item.cell, item.contactId]));
  for (const { sid, from, takenAt } of ledger.inbounds) {
    const contactId = contacts.get(from);
    if (takenAt === undefined || contactId === undefined) continue;
    if (!objects.has(key(contactId, sid))) losses.push(`inbound ${sid} from ${from}: answered and not kept`);
  }
}

function lookForOptOuts(books: Evidence, { counts, afterOptOut, losses }: Findings): void {
  const since = new Map<string, number>();
  const note = (cell: string, atMs: number) => since.set(cell, Math.min(since.get(cell) ?? atMs, atMs));
  for (const { cell, atMs } of books.optedOut) note(cell, atMs);
  for (const { from, body, takenAt } of books.ledger.inbounds) {
    if (takenAt !== undefined && books.leaving.has(body)) note(from, takenAt);
  }
  counts.optOuts = since.size;
  const confirmed = new Set<string>();
  for (const text of books.ledger.texts) {
    const atMs = since.get(text.to);
    if (atMs === undefined || text.direction !== "outbound-api") continue;
    if (books.confirmations.has(text.body)) {
      counts.confirmations += 1;
      if (confirmed.has(text.to)) afterOptOut.push(`${text.to}: a second confirmation`);
      confirmed.add(text.to);
    } else if (text.acceptedAt > atMs + IN_FLIGHT_MS) {
      afterOptOut.push(`${text.to}: ${text.acceptedAt - atMs} ms after the opt-out`);
    } else if (text.acceptedAt > atMs) counts.inFlight += 1;
  }
  for (const item of books.desks) {
    if (since.has(item.cell) && !item.optedOut) losses.push(`${item.cell}: the opt-out was accepted and is not there`);
  }
}
