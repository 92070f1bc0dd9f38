/** Texts of the phone service once everything is at rest: what programs were told, lines, the carrier and tracking say the same. */
import type { BatchTracking } from "../../../../domain/phone-service/batches.ts";
import type { LedgerInbound, LedgerText } from "../../../../twilio/emulator/ledger.ts";
import type { InstalledWorld } from "../../installed-world.ts";
import type { NumbersRecords, TrackedBatch } from "../../people/numbers/numbers-records.ts";
import type { Tracking } from "../../people/numbers/numbers-play.ts";
import { objectsOf } from "../at-rest.ts";

type Row = {
  seq: number;
  id: string;
  key: string | null;
  peer: string;
  direction: "in" | "out";
  body: string;
  status: string | null;
  sid: string | null;
  at: number;
};
type LineTexts = { number: string; rows: Row[] };

const TRUE_STATES: Record<string, readonly string[]> = {
  DELIVERED: ["delivered"],
  ERROR: ["failed", "undelivered"],
  SENT: ["accepted", "queued", "sent", "delivered", "failed", "undelivered"],
};
const LOOP_TEXTS = 15;
const LOOP_MS = 15_000;

export type LineBooks = {
  world: InstalledWorld;
  records: NumbersRecords;
  trackings: readonly Tracking[];
  texts: readonly LedgerText[];
  inbounds: readonly LedgerInbound[];
};

export function linesDiffer({ world, records, trackings, texts, inbounds }: LineBooks): string[] {
  const lines: LineTexts[] = objectsOf(world, "SmsLine").flatMap(({ key, storage }) =>
    storage.has("messages")
      ? [{ number: key.slice(key.indexOf(".") + 1), rows: storage.look<Row>("SELECT * FROM messages ORDER BY seq") }]
      : [],
  );
  const carried = new Map<string, LedgerText[]>();
  for (const text of texts) {
    const id = text.statusCallback?.split("/line-status/")[1]?.split("/")[1];
    if (id !== undefined) carried.set(id, [...(carried.get(id) ?? []), text]);
  }
  return [
    ...records.faults,
    ...twice(records, texts),
    ...lines.flatMap(({ number, rows }) => textsDiffer(number, rows, carried)),
    ...promisesBroken(records, lines),
    ...records.batches.flatMap((batch) => trackingDiffers(batch, trackings, lines)),
    ...inboundDiffers(records, lines, inbounds),
    ...lines.flatMap(({ number, rows }) => loopsNotStopped(number, rows)),
  ];
}

/** A key is one text, however often it was asked for. */
function twice({ sent }: NumbersRecords, texts: readonly LedgerText[]): string[] {
  const counts = new Map<string, number>();
  for (const { body, direction } of texts)
    if (direction === "outbound-api" && sent.has(body)) counts.set(body, (counts.get(body) ?? 0) + 1);
  return [...counts].filter(([, n]) => n > 1).map(([body, n]) => `twice at the carrier: “${body}” ${n} times`);
}

function textsDiffer(number: string, rows: readonly Row[], carried: ReadonlyMap<string, LedgerText[]>): string[] {
  const found: string[] = [];
  const known = new Set(rows.map(({ id }) => id));
  for (const { id, direction, status, sid, key } of rows) {
    if (direction === "in" || status === null || status === "UNKNOWN") continue;
    const there = carried.get(id) ?? [];
    const isAtCarrier = status === "SENT" || status === "DELIVERED" || (status === "ERROR" && sid !== null);
    if (isAtCarrier && !there.some((text) => TRUE_STATES[status]?.includes(text.status)))
      found.push(
        `line: ${number}/${id} is ${status}, at the carrier ${there.map((each) => each.status).join() || "nothing"}`,
      );
    if (!isAtCarrier && there.length > 0) found.push(`line: ${number}/${id} is ${status}, and went out`);
    if (isAtCarrier && key === null) found.push(`line: ${number}/${id} went out, and its key is free`);
  }
  for (const [id, [text]] of carried)
    if (text?.from === number && !known.has(id)) found.push(`line: ${number} does not know ${id}, which went out`);
  return found;
}

function promisesBroken({ sent }: NumbersRecords, lines: readonly LineTexts[]): string[] {
  return [...sent.values()].flatMap(({ promised, from, key, content }) => {
    const rows = lines.find(({ number }) => number === from)?.rows ?? [];
    return !promised || rows.some(({ body }) => body === content)
      ? []
      : [`lost: ${from} does not know the text ${key}`];
  });
}

function trackingDiffers(batch: TrackedBatch, trackings: readonly Tracking[], lines: readonly LineTexts[]): string[] {
  const { trackingId, texts, lines: total } = batch;
  const read = trackings.find((each) => each.trackingId === trackingId);
  if (read?.status !== 200) return [`tracking: ${trackingId} was answered ${read?.status}`];
  // The phone service's own shape.
  const tracking = read.body as unknown as BatchTracking;
  const { status, sent, failed, errors } = tracking;
  if (status !== "done" || tracking.total !== total || sent + failed !== total || failed !== errors.length)
    return [`tracking: ${trackingId} of ${total} lines says ${JSON.stringify({ ...tracking, errors: errors.length })}`];
  return texts.flatMap(({ from, key, content }, index) => {
    const isError = errors.some(({ line }) => line === index + 1);
    const rows = lines.find(({ number }) => number === from)?.rows ?? [];
    return isError || rows.some(({ body }) => body === content)
      ? []
      : [`tracking: ${trackingId} says that ${key} was sent, ${from} does not know it`];
  });
}

/** What was answered with 2xx is in its line once, and the program got it. */
function inboundDiffers(
  { delivered }: NumbersRecords,
  lines: readonly LineTexts[],
  inbounds: readonly LedgerInbound[],
): string[] {
  return inbounds.flatMap(({ sid, to, takenAt }) => {
    const line = lines.find(({ number }) => number === to);
    if (!line || takenAt === undefined) return [];
    const times = line.rows.filter((row) => row.id === sid).length;
    if (times !== 1) return [`inbound: ${sid} to ${to} was answered, and is kept ${times} times`];
    return delivered.has(sid) ? [] : [`inbound: ${sid} to ${to} never came to the program`];
  });
}

/** A text to somebody with whom fifteen were exchanged within fifteen seconds, in both directions, is refused. */
function loopsNotStopped(number: string, rows: readonly Row[]): string[] {
  return rows.flatMap((row, index) => {
    if (row.direction === "in") return [];
    const before = rows
      .slice(0, index)
      .filter(({ peer }) => peer === row.peer)
      .slice(-LOOP_TEXTS);
    const isLoop =
      before.length === LOOP_TEXTS &&
      (before[0]?.at ?? 0) > row.at - LOOP_MS &&
      before.some(({ direction }) => direction === "in");
    return isLoop ? [`loop: ${number} answered ${row.peer} once more (${row.id})`] : [];
  });
}
