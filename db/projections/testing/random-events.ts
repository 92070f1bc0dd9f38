/** Random events at random versions. */
import type { EventPacket, EventSource, LineTextState, ObjectEvent } from "../../../domain/record/events.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";

export const ORG = "o000000000000000";
export const OF_CAMPAIGN = "c000000000000000";
const STATUSES = ["needsMessage", "messaged", "needsResponse", "convo", "closed"] as const;
const SEND_STATUSES = ["QUEUED", "SENDING", "SENT", "DELIVERED", "ERROR"] as const;
const CAMPAIGN_STATUSES = ["DRAFT", "ACTIVE", "CLOSED"] as const;
const T0 = Date.UTC(2026, 10, 3, 12, 0, 0, 123);

export const source: EventSource = {
  object: "CampaignQueue",
  key: `${OF_CAMPAIGN}.0`,
  orgId: ORG,
  campaignId: OF_CAMPAIGN,
};
const contactIdOf = (n: number) => `${OF_CAMPAIGN}.0.${n}`;
const cellOf = (n: number) => `+1212555010${n}`;

export function packet(events: ObjectEvent[]): EventPacket {
  return { source, fromSeq: 1, toSeq: 1, batches: [{ seq: 1, hash: "", events }] };
}

/** A source always says the same at a version. `texts` are the strings it uses, odd ones among them. */
export function eventOf(kind: ObjectEvent["kind"], n: number, step: number, texts: string[]): ObjectEvent {
  // A source numbers its changes, so no two events on one contact have the same version.
  const version = kind === "contact" ? step * 2 : step * 2 - 1;
  const id = contactIdOf(n);
  const text = texts[step % texts.length] ?? "";
  // Not rising with the version: clocks of a source may step back.
  const at = T0 + ((step * 7919) % 10_000);
  const odd = step % 2 === 1;
  switch (kind) {
    case "contacts_added":
    case "contacts_dropped":
      // One register: at each version a contact is either added or dropped.
      return step % 3 === 0
        ? { kind: "contacts_dropped", version, at, payload: { ids: [id] } }
        : {
            kind: "contacts_added",
            version,
            at,
            payload: {
              contacts: [
                {
                  id,
                  cell: cellOf(n),
                  firstName: text,
                  lastName: "O'Neil",
                  externalId: `${version}`,
                  custom: { [text]: text },
                },
              ],
            },
          };
    case "contact": {
      const status = STATUSES[step % 5]!;
      const answers: Record<string, string> = odd ? { s1: text } : {};
      const labels = odd ? [text, "l1"] : [];
      return {
        kind,
        version,
        at,
        payload: { id, texterId: odd ? "p1" : null, status, optedOut: odd, answers, labels },
      };
    }
    case "message":
      return {
        kind,
        version,
        at,
        payload: {
          id: `message-${n}`,
          contactId: id,
          direction: n % 2 === 0 ? "out" : "in",
          body: text,
          texterId: odd ? "p1" : null,
          sendStatus: n % 2 === 0 ? SEND_STATUSES[step % 5]! : null,
          sid: odd ? `SM${n}` : null,
          errorCode: odd ? 30_003 : null,
          at: T0 + n,
          scriptVersion: odd ? 1 : null,
          scriptStep: odd ? text : null,
          scriptVariant: odd ? 2 : null,
          divertedTo: odd ? text : null,
          ...(odd ? { zone: "America/Chicago", zoneSource: "zip", localTime: "2026-11-10T12:00:00-06:00" } : {}),
          media: odd ? [{ type: "image/png", state: "stored" }] : null,
          reactions: odd ? [{ sid: "SM1", emoji: "👍", removed: false, text: "Liked “Hi”", at: T0 }] : null,
        },
      };
    case "campaign": {
      const status = CAMPAIGN_STATUSES[step % 3]!;
      return { kind, version, at, payload: { id: `campaign-${n}`, status, paused: odd } };
    }
    case "opt_out": {
      const optOut = { cell: cellOf(n), optedOut: odd, reason: text, sourceContactId: odd ? id : null };
      const by = { sourceMessageId: null, byPersonId: odd ? null : "p1", changed: step % 3 !== 0, note: text };
      return { kind, version, at, payload: { ...optOut, ...by } };
    }
    case "review": {
      const state = (["open", "confirmed", "wrong_number", "dismissed", "settled"] as const)[step % 5]!;
      const decided = { state, byPersonId: odd ? "p1" : null, decidedAt: odd ? at : null };
      const said = { cell: cellOf(n), contactId: id, body: text, reason: "unclear" as const, phrase: text, at: T0 };
      return { kind, version, at, payload: { sid: `SM${n}`, ...said, ...decided } };
    }
    case "unmatched": {
      const handled = { handledAt: odd ? at : null, handledBy: odd ? "p1" : null };
      // The text itself never changes.
      const said = { cell: cellOf(n), to: cellOf(0), body: "Who is this?", contactId: n % 2 === 0 ? id : "", at: T0 };
      return { kind, version, at, payload: { sid: `SM${n}`, ...said, ...handled } };
    }
    case "bad_number":
      return { kind, version, at, payload: { cell: cellOf(n), code: odd ? 30_003 : null } };
    case "sender_problem":
      return { kind, version, at, payload: { sender: cellOf(n), code: 30_007, count: step } };
    case "sender_hour": {
      const sums = { texts: 9 * step, delivered: step, failed: 2, filtered: 1, refused: 0, optOuts: step % 3 };
      return { kind, version, at, payload: { sender: cellOf(n), hour: 495_000, service: odd ? "MG1" : null, ...sums } };
    }
    case "number":
      return {
        kind,
        version,
        at,
        payload: {
          number: cellOf(n),
          // Neither ever changes.
          pool: "shared",
          areaCode: "212",
          sid: `PN${n}`,
          state: (["AVAILABLE", "ASSIGNED", "RESTING", "REMOVED"] as const)[step % 4]!,
          use: odd ? text : null,
          restUntil: odd ? at : null,
          why: odd ? text : null,
        },
      };
    case "number_reservation":
      return {
        kind,
        version,
        at,
        payload: {
          id: `212.${n}`,
          pool: "shared",
          areaCode: "212",
          holderKind: "campaign",
          holderOrgId: ORG,
          holder: "campaign:o:c",
          count: 5,
          until: T0 + step,
          state: (["open", "assigned", "released", "expired"] as const)[step % 4]!,
          released: step,
        },
      };
    case "line_text": {
      const out = n % 2 === 0;
      const said = { number: cellOf(0), id: `line-text-${n}`, peer: cellOf(n), body: text, at: T0 + n };
      const way = out
        ? { direction: "out", sendStatus: SEND_STATUSES[step % 5]! }
        : { direction: "in", sendStatus: null };
      const told = { userId: odd ? text : null, sid: odd ? `SM${n}` : null, errorCode: odd ? 30_003 : null };
      return { kind, version, at, payload: { ...said, ...way, ...told } as LineTextState };
    }
    case "loop_stop":
      return { kind, version: 1, at: T0 + step, payload: { number: cellOf(0), peer: cellOf(n) } };
    case "text_request":
      return {
        kind,
        version,
        at,
        payload: {
          personId: "p1",
          requestId: `request-${n}`,
          // Never changes.
          campaignId: n % 2 === 1 ? OF_CAMPAIGN : null,
          asked: 100,
          state: (["pending", "approved", "rejected"] as const)[step % 3]!,
          taken: odd ? 7 : null,
          takenFrom: odd ? OF_CAMPAIGN : null,
          note: odd ? text : null,
          decidedBy: odd ? "p2" : null,
          askedAt: T0,
          decidedAt: odd ? at : null,
        },
      };
    case "script":
      return { kind, version, at, payload: { campaignId: `campaign-${n}`, script: scriptOf(text), byPersonId: null } };
  }
}

export function scriptOf(text: string): Script {
  return { rootStepId: "s1", steps: [{ id: "s1", texts: [text], question: "", answers: [] }] };
}
