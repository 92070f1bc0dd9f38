/**
 * What an archive compares and writes: one canonical line per contact and message, the same from an object's tables and from
 * Postgres, so that both can be proven equal by checksum; and the rows of the exported files.
 */
import type { ContactState, ImportedContact, MessageState } from "../record/events.ts";
import type { ArchiveDifference } from "./archive-progress.ts";

/** `zones`: only for samples (codes of domain/hours/zones); not part of an archive. */
export type ArchivedContact = { imported: ImportedContact; state: ContactState; zones?: string };

/** A part of a queue: contacts in the order of their numbers, with all their messages in the order of number and id. */
export type ArchivedPart = { contacts: ArchivedContact[]; messages: MessageState[] };

/** By id: a contact's, or `contact/message`. */
export type ArchiveLines = Map<string, string>;

/** The canonical lines of a part. What earlier versions did not record counts as its default. */
export function archiveLinesOf({ contacts, messages }: ArchivedPart): ArchiveLines {
  const lines: ArchiveLines = new Map();
  for (const { imported, state } of contacts) {
    lines.set(
      imported.id,
      JSON.stringify([
        imported.cell,
        imported.firstName,
        imported.lastName,
        imported.externalId,
        sorted(imported.custom),
        state.texterId,
        state.status,
        state.optedOut,
        sorted(state.answers),
        [...(state.labels ?? [])].sort(),
      ]),
    );
  }
  for (const message of messages) {
    lines.set(
      `${message.contactId}/${message.id}`,
      JSON.stringify([
        message.direction,
        message.body,
        message.texterId,
        message.sendStatus,
        message.sid,
        message.errorCode,
        message.at,
        message.scriptVersion,
        message.scriptStep ?? null,
        message.scriptVariant ?? null,
        message.divertedTo ?? null,
        [message.zone ?? null, message.zoneSource ?? null, message.localTime ?? null],
        (message.media ?? []).map(({ type, state, problem = "", picture = "" }) => [type, state, problem, picture]),
        (message.reactions ?? []).map(({ sid, emoji, removed, text, at }) => [sid, emoji, removed, text, at]),
      ]),
    );
  }
  return lines;
}

const FIELDS = {
  contact: [
    "cell",
    "first name",
    "last name",
    "external id",
    "custom columns",
    "texter",
    "status",
    "opt-out",
    "answers",
    "labels",
  ],
  message: [
    "direction",
    "text",
    "texter",
    "delivery",
    "carrier's id",
    "error code",
    "time",
    "script",
    "step",
    "variant",
    "simulated way",
    "local time",
    "files",
    "reactions",
  ],
};

/** Where two sets of lines differ, at most `most` of them. */
export function differencesOf(objects: ArchiveLines, postgres: ArchiveLines, most: number): ArchiveDifference[] {
  const found: ArchiveDifference[] = [];
  for (const [what, line] of objects) {
    if (found.length >= most) return found;
    const stored = postgres.get(what);
    if (stored === line) continue;
    if (stored === undefined) found.push({ what, message: "is not in the database" });
    else found.push({ what, message: `differs in ${differentFields(what, line, stored).join(", ")}` });
  }
  for (const what of postgres.keys()) {
    if (found.length >= most) return found;
    if (!objects.has(what)) found.push({ what, message: "is in the database only" });
  }
  return found;
}

function differentFields(what: string, one: string, other: string): string[] {
  // Both were written by `linesOf`.
  const [a, b] = [JSON.parse(one) as unknown[], JSON.parse(other) as unknown[]];
  const names = what.includes("/") ? FIELDS.message : FIELDS.contact;
  return names.filter((_, index) => JSON.stringify(a[index]) !== JSON.stringify(b[index]));
}

function sorted(values: Record<string, string>): [string, string][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

// The exported files ---------------------------------------------------------------------------------------------------

export const CONTACT_COLUMNS = [
  "contact_id",
  "cell",
  "first_name",
  "last_name",
  "external_id",
  "status",
  "opted_out",
  "texter_id",
  "answers",
  "labels",
] as const;

/** @param custom the campaign's custom columns, which follow the fixed ones */
export function contactRecord({ imported, state }: ArchivedContact, custom: readonly string[]): string[] {
  return [
    imported.id,
    imported.cell,
    imported.firstName,
    imported.lastName,
    imported.externalId,
    state.status,
    state.optedOut ? "yes" : "no",
    state.texterId ?? "",
    Object.keys(state.answers).length === 0 ? "" : JSON.stringify(state.answers),
    (state.labels ?? []).join(" "),
    ...custom.map((name) => imported.custom[name] ?? ""),
  ];
}

export const MESSAGE_COLUMNS = [
  "contact_id",
  "message_id",
  "at",
  "direction",
  "body",
  "texter_id",
  "delivery",
  "carrier_id",
  "error_code",
  "script_version",
  "script_step",
  "script_variant",
  "files",
  "zone",
  "zone_source",
  "local_time",
  "reactions",
] as const;

export function messageRecord(message: MessageState): string[] {
  return [
    message.contactId,
    message.id,
    new Date(message.at).toISOString(),
    message.direction,
    message.body,
    message.texterId ?? "",
    message.sendStatus ?? "",
    message.sid ?? "",
    String(message.errorCode ?? ""),
    String(message.scriptVersion ?? ""),
    message.scriptStep ?? "",
    String(message.scriptVariant ?? ""),
    (message.media ?? []).map(({ type, state }) => `${type} ${state}`).join(", "),
    message.zone ?? "",
    message.zoneSource ?? "",
    message.localTime ?? "",
    (message.reactions ?? []).map(({ emoji, removed }) => `${removed ? "removed " : ""}${emoji}`).join(", "),
  ];
}
