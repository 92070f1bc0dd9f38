/** Random events at random versions, and the tables that they must leave, computed a second time without SQL. */
import type { EventPacket, EventSource, LineTextState, ObjectEvent } from "../../../domain/record/events.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";

export const ORG = "o000000000000000";
const CAMPAIGN = "c000000000000000";
const STATUSES = ["needsMessage", "messaged", "needsResponse", "convo", "closed"] as const;
const SEND_STATUSES = ["QUEUED", "SENDING", "SENT", "DELIVERED", "ERROR"] as const;
const CAMPAIGN_STATUSES = ["DRAFT", "ACTIVE", "CLOSED"] as const;
const T0 = Date.UTC(2026, 10, 3, 12, 0, 0, 123);

const source: EventSource = { object: "CampaignQueue", key: `${CAMPAIGN}.0`, orgId: ORG, campaignId: CAMPAIGN };
const contactIdOf = (n: number) => `${CAMPAIGN}.0.${n}`;
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
          campaignId: n % 2 === 1 ? CAMPAIGN : null,
          asked: 100,
          state: (["pending", "approved", "rejected"] as const)[step % 3]!,
          taken: odd ? 7 : null,
          takenFrom: odd ? CAMPAIGN : null,
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

function scriptOf(text: string): Script {
  return { rootStepId: "s1", steps: [{ id: "s1", texts: [text], question: "", answers: [] }] };
}

const stored = (text: string) => text.toWellFormed().replaceAll("\0", "\uFFFD");
const iso = (ms: number) => new Date(ms).toISOString();

/** The tables that these events should leave, computed simply: everything sorted, the last event wins. */
export function expectedTables(events: ObjectEvent[]) {
  const contacts = new Map<string, Record<string, unknown>>();
  const contact = (id: string) => {
    const fresh = { ...NOT_IMPORTED, dropped: false, importedVersion: 0, ...NOTHING_HAPPENED };
    if (!contacts.has(id)) contacts.set(id, { id, orgId: ORG, campaignId: CAMPAIGN, ...fresh });
    return contacts.get(id)!;
  };
  const messages = new Map<string, unknown>();
  const optOuts = new Map<string, unknown>();
  const optOutHistory = new Map<string, unknown>();
  const reviews = new Map<string, unknown>();
  const badNumbers = new Map<string, unknown>();
  const senderProblems = new Map<string, unknown>();
  const senderHours = new Map<string, unknown>();
  const unmatched = new Map<string, unknown>();
  const snapshots = new Map<string, unknown>();
  const requests = new Map<string, object>();
  const numbers = new Map<string, unknown>();
  const reservations = new Map<string, unknown>();
  const lineTexts = new Map<string, unknown>();
  const loopStops = new Map<string, unknown>();
  const campaigns = new Map<string, { startedAt: string | null } & Record<string, unknown>>();
  for (const { kind, version, at, payload } of events.toSorted((a, b) => a.version - b.version)) {
    switch (kind) {
      case "contacts_added":
        for (const { id, cell, firstName, lastName, externalId, custom } of payload.contacts) {
          const words = Object.entries(custom).map(([name, value]) => [stored(name), stored(value)]);
          const imported = {
            cell,
            firstName: stored(firstName),
            lastName,
            externalId,
            custom: Object.fromEntries(words),
          };
          Object.assign(contact(id), imported, { dropped: false, importedVersion: version });
        }
        break;
      case "contacts_dropped":
        for (const id of payload.ids) {
          Object.assign(contact(id), NOT_IMPORTED, { dropped: true, importedVersion: version });
          Object.assign(contact(id), NOTHING_HAPPENED, { version, updatedAt: iso(at) });
        }
        break;
      case "contact": {
        const answers = Object.fromEntries(
          Object.entries(payload.answers).map(([step, value]) => [step, stored(value)]),
        );
        const labels = payload.labels?.map(stored);
        Object.assign(contact(payload.id), payload, { answers, labels, version, updatedAt: iso(at) });
        break;
      }
      case "message": {
        const scriptStep = payload.scriptStep ? stored(payload.scriptStep) : (payload.scriptStep ?? null);
        const { zone = null, zoneSource = null, localTime = null } = payload;
        const clock = { zone, zoneSource, localTime };
        const divertedTo = payload.divertedTo ? stored(payload.divertedTo) : (payload.divertedTo ?? null);
        const row = {
          ...payload,
          scriptStep,
          divertedTo,
          ...clock,
          body: stored(payload.body),
          at: iso(payload.at),
          version,
        };
        messages.set(payload.id, { ...row, orgId: ORG, campaignId: CAMPAIGN });
        break;
      }
      case "opt_out": {
        const { changed, ...rest } = payload;
        const said = { orgId: ORG, reason: stored(payload.reason), note: stored(payload.note ?? ""), at: iso(at) };
        const key = `${payload.cell} ${String(version).padStart(3, "0")}`;
        optOutHistory.set(key, { ...payload, ...said, version });
        if (changed !== false) optOuts.set(payload.cell, { ...rest, ...said, version });
        break;
      }
      case "review": {
        const said = { body: stored(payload.body), phrase: stored(payload.phrase), at: iso(payload.at) };
        const decidedAt = payload.decidedAt === null ? null : iso(payload.decidedAt);
        reviews.set(payload.sid, { ...payload, ...said, decidedAt, orgId: ORG, campaignId: CAMPAIGN, version });
        break;
      }
      case "unmatched": {
        const { to: toNumber, handledAt, at: saidAt, ...rest } = payload;
        const times = { at: iso(saidAt), handledAt: handledAt === null ? null : iso(handledAt) };
        const campaignId = rest.contactId === "" ? "" : CAMPAIGN;
        unmatched.set(payload.sid, { ...rest, toNumber, ...times, orgId: ORG, campaignId, version });
        break;
      }
      case "bad_number":
        badNumbers.set(payload.cell, { ...payload, orgId: ORG, at: iso(at), version });
        break;
      case "sender_problem":
        senderProblems.set(payload.sender, { ...payload, orgId: ORG, queueKey: source.key, at: iso(at), version });
        break;
      case "sender_hour":
        senderHours.set(payload.sender, { ...payload, orgId: ORG, queueKey: source.key, at: iso(at), version });
        break;
      case "number": {
        const { use, why, restUntil, ...rest } = payload;
        const usedBy = use === null ? null : stored(use);
        const times = { at: iso(at), restUntil: restUntil === null ? null : iso(restUntil) };
        numbers.set(payload.number, { ...rest, ...times, usedBy, why: why === null ? null : stored(why), version });
        break;
      }
      case "number_reservation": {
        const { holderOrgId: orgId, until, ...rest } = payload;
        reservations.set(payload.id, { ...rest, orgId, until: iso(until), at: iso(at), version });
        break;
      }
      case "line_text": {
        const { userId, body, ...rest } = payload;
        const words = { userId: userId === null ? null : stored(userId), body: stored(body), at: iso(payload.at) };
        lineTexts.set(payload.id, { ...rest, ...words, orgId: ORG, version });
        break;
      }
      case "loop_stop":
        loopStops.set(`${payload.peer} ${at}`, { ...payload, orgId: ORG, at: iso(at) });
        break;
      case "text_request": {
        const { requestId, askedAt, decidedAt, note, ...rest } = payload;
        requests.set(requestId, {
          ...rest,
          id: requestId,
          orgId: ORG,
          note: note === null ? null : stored(note),
          askedAt: iso(askedAt),
          decidedAt: decidedAt === null ? null : iso(decidedAt),
          version,
        });
        break;
      }
      case "script": {
        const script = scriptOf(stored(payload.script.steps[0]?.texts[0] ?? ""));
        const key = `${payload.campaignId} ${String(version).padStart(3, "0")}`;
        // A snapshot never changes: the time is that of whichever came first, and all say the same.
        snapshots.set(key, { ...payload, script, version, orgId: ORG, at: iso(at) });
        break;
      }
      case "campaign": {
        const before = campaigns.get(payload.id)?.startedAt ?? null;
        const candidate = payload.status === "DRAFT" ? null : iso(at);
        const startedAt = [before, candidate].filter((time) => time !== null).sort()[0] ?? null;
        campaigns.set(payload.id, { ...payload, orgId: ORG, stateVersion: version, startedAt });
        break;
      }
    }
  }
  const sorted = (rows: Map<string, unknown>) => [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  const ofOptOuts = [
    optOuts,
    optOutHistory,
    reviews,
    badNumbers,
    senderProblems,
    senderHours,
    unmatched,
    numbers,
    reservations,
  ];
  const ofLines = [lineTexts, loopStops];
  return [contacts, messages, campaigns, snapshots, requests, ...ofOptOuts, ...ofLines].map(sorted);
}

const NOT_IMPORTED = { cell: null, firstName: null, lastName: null, externalId: null, custom: null };
const NOTHING_HAPPENED = {
  texterId: null,
  status: "needsMessage",
  optedOut: false,
  answers: {},
  labels: [],
  version: 0,
  updatedAt: null,
};
