/** Holds the three books against each other: what the carrier accepted, what the objects say, what Postgres says. */
import type { DeskItem } from "../../domain/protocol/texter.ts";
import type { Accepted } from "./texter.ts";

export type LedgerText = { sid: string; to: string; body: string; statusCallback: string };
export type PostgresMessage = {
  contact_id: string;
  id: string;
  send_status: string | null;
  direction: string;
  body: string;
};

export type Findings = {
  accepted: number;
  carried: number;
  undecided: number;
  notAttempted: number;
  doubles: string[];
  losses: string[];
  /** Texts on which Postgres and the objects disagree. */
  disagreements: string[];
};

const key = (contactId: string, messageId: string) => `${contactId}/${messageId}`;

export function reconcile(
  accepted: readonly Accepted[],
  ledger: readonly LedgerText[],
  desks: readonly DeskItem[],
  postgres: readonly PostgresMessage[],
): Findings {
  const times = new Map<string, number>();
  for (const text of ledger) {
    const address = text.statusCallback.split("/status/")[1] ?? text.statusCallback;
    times.set(address, (times.get(address) ?? 0) + 1);
  }
  const objects = new Map<string, string>();
  for (const item of desks) {
    for (const message of item.messages) {
      objects.set(key(item.contactId, message.id), message.sendStatus ?? message.direction);
    }
  }
  const findings: Findings = {
    accepted: accepted.length,
    carried: ledger.length,
    undecided: 0,
    notAttempted: 0,
    doubles: [...times].filter(([, count]) => count > 1).map(([address]) => address),
    losses: [],
    disagreements: [],
  };
  for (const { contactId, messageId } of accepted) {
    const id = key(contactId, messageId);
    const state = objects.get(id);
    if (state === "UNKNOWN") findings.undecided += 1;
    else if (state === "NOT_ATTEMPTED") findings.notAttempted += 1;
    else if (!times.has(id)) findings.losses.push(`${id}: ${state ?? "on no desk"}, not at the carrier`);
  }
  const rows = new Map(postgres.map((row) => [key(row.contact_id, row.id), row.send_status ?? row.direction]));
  for (const [id, state] of objects) {
    const row = rows.get(id);
    if (row !== state) findings.disagreements.push(`${id}: objects say ${state}, Postgres ${row ?? "nothing"}`);
  }
  for (const id of rows.keys()) {
    if (!objects.has(id)) findings.disagreements.push(`${id}: only in Postgres`);
  }
  return findings;
}
