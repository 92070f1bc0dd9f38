/** The tables that random events must leave, computed a second time without SQL. */
import type { ObjectEvent } from "../../../domain/record/events.ts";
import { OF_CAMPAIGN, ORG, scriptOf, source } from "./random-events.ts";

const stored = (text: string) => text.toWellFormed().replaceAll("\0", "\uFFFD");
const iso = (ms: number) => new Date(ms).toISOString();

/** The tables that these events should leave, computed simply: everything sorted, the last event wins. */
export function expectedTables(events: ObjectEvent[]) {
  const contacts = new Map<string, Record<string, unknown>>();
  const contact = (id: string) => {
    const fresh = { ...NOT_IMPORTED, dropped: false, importedVersion: 0, ...NOTHING_HAPPENED };
    if (!contacts.has(id)) contacts.set(id, { id, orgId: ORG, campaignId: OF_CAMPAIGN, ...fresh });
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
        messages.set(payload.id, { ...row, orgId: ORG, campaignId: OF_CAMPAIGN });
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
        reviews.set(payload.sid, { ...payload, ...said, decidedAt, orgId: ORG, campaignId: OF_CAMPAIGN, version });
        break;
      }
      case "unmatched": {
        const { to: toNumber, handledAt, at: saidAt, ...rest } = payload;
        const times = { at: iso(saidAt), handledAt: handledAt === null ? null : iso(handledAt) };
        const campaignId = rest.contactId === "" ? "" : OF_CAMPAIGN;
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
