import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EventPacket, EventSource, ObjectEvent } from "../../domain/record/events.ts";
import type { Script } from "../../domain/scripts/script-schema.ts";
import { openRealTestDatabase, openTestDatabase } from "../../tools/local/postgres/neon-test-database.ts";
import type { TestDatabase } from "../../tools/local/postgres/neon-test-database.ts";
import { isDatabaseDown, sqlState } from "../client.ts";
import { apply, project } from "./projections.ts";

const ORG = "o000000000000000";
const CAMPAIGN = "c000000000000000";
const STATUSES = ["needsMessage", "messaged", "needsResponse", "convo", "closed"] as const;
const SEND_STATUSES = ["QUEUED", "SENDING", "SENT", "DELIVERED", "ERROR"] as const;
const CAMPAIGN_STATUSES = ["DRAFT", "ACTIVE", "CLOSED"] as const;
const T0 = Date.UTC(2026, 10, 3, 12, 0, 0, 123);

const source: EventSource = { object: "CampaignQueue", key: `${CAMPAIGN}.0`, orgId: ORG, campaignId: CAMPAIGN };
const contactIdOf = (n: number) => `${CAMPAIGN}.0.${n}`;
const cellOf = (n: number) => `+1212555010${n}`;

function packet(events: ObjectEvent[]): EventPacket {
  return { source, fromSeq: 1, toSeq: 1, batches: [{ seq: 1, hash: "", events }] };
}

/** What a source says at a version is always the same; `texts` are the words it says, odd ones among them. */
function eventOf(kind: ObjectEvent["kind"], n: number, step: number, texts: string[]): ObjectEvent {
  // A source numbers its changes: no two kinds of word on one contact have the same version.
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
          media: odd ? [{ type: "image/png", state: "stored" }] : null,
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
      const state = (["open", "confirmed", "dismissed", "settled"] as const)[step % 4]!;
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
      return { kind, version, at, payload: { cell: cellOf(n), code: odd ? 30_003 : 0 } };
    case "sender_problem":
      return { kind, version, at, payload: { sender: cellOf(n), code: 30_007, count: step } };
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

/** The tables that these events should leave, computed the plain way: everything sorted, the last word wins. */
function expectedTables(events: ObjectEvent[]) {
  const contacts = new Map<string, Record<string, unknown>>();
  const contact = (id: string) => {
    const fresh = { ...NOT_IMPORTED, dropped: false, importedVersion: 0, ...NOTHING_HAPPENED };
    if (!contacts.has(id)) contacts.set(id, { id, orgId: ORG, campaignId: CAMPAIGN, ...fresh });
    return contacts.get(id)!;
  };
  const messages = new Map<string, unknown>();
  const optOuts = new Map<string, unknown>();
  const optOutWords = new Map<string, unknown>();
  const reviews = new Map<string, unknown>();
  const badNumbers = new Map<string, unknown>();
  const senderProblems = new Map<string, unknown>();
  const unmatched = new Map<string, unknown>();
  const snapshots = new Map<string, unknown>();
  const requests = new Map<string, object>();
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
        const divertedTo = payload.divertedTo ? stored(payload.divertedTo) : (payload.divertedTo ?? null);
        const row = { ...payload, scriptStep, divertedTo, body: stored(payload.body), at: iso(payload.at), version };
        messages.set(payload.id, { ...row, orgId: ORG, campaignId: CAMPAIGN });
        break;
      }
      case "opt_out": {
        const { changed, ...rest } = payload;
        const said = { orgId: ORG, reason: stored(payload.reason), note: stored(payload.note ?? ""), at: iso(at) };
        const key = `${payload.cell} ${String(version).padStart(3, "0")}`;
        optOutWords.set(key, { ...payload, ...said, version });
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
  const ofOptOuts = [optOuts, optOutWords, reviews, badNumbers, senderProblems, unmatched];
  return [contacts, messages, campaigns, snapshots, requests, ...ofOptOuts].map(sorted);
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

async function tables({ db }: TestDatabase) {
  const rows = await Promise.all([
    db.query.contacts.findMany({ orderBy: (t, { asc }) => asc(t.id) }),
    db.query.messages.findMany({ orderBy: (t, { asc }) => asc(t.id) }),
    db.query.campaigns.findMany({
      orderBy: (t, { asc }) => asc(t.id),
      columns: { id: true, orgId: true, status: true, paused: true, stateVersion: true, startedAt: true },
    }),
    db.query.scriptSnapshots.findMany({ orderBy: (t, { asc }) => [asc(t.campaignId), asc(t.version)] }),
    db.query.textRequests.findMany({ orderBy: (t, { asc }) => asc(t.id) }),
    db.query.optOuts.findMany({ orderBy: (t, { asc }) => asc(t.cell) }),
    db.query.optOutWords.findMany({ orderBy: (t, { asc }) => [asc(t.cell), asc(t.version)] }),
    db.query.optOutReviews.findMany({ orderBy: (t, { asc }) => asc(t.sid) }),
    db.query.badNumbers.findMany({ orderBy: (t, { asc }) => asc(t.cell) }),
    db.query.senderProblems.findMany({ orderBy: (t, { asc }) => asc(t.sender) }),
    db.query.unmatchedTexts.findMany({ orderBy: (t, { asc }) => asc(t.sid) }),
  ]);
  // Times as text; `undefined` never comes from a database.
  return JSON.parse(JSON.stringify(rows)) as unknown;
}

const TRUNCATE = `truncate contacts, messages, opt_outs, campaigns, script_snapshots, text_requests, opt_out_words,
  opt_out_reviews, bad_numbers, sender_problems, unmatched_texts`;

/** Odd words: what JSON and Postgres disagree about. */
const words = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("", "\0", "\ud83d", "a\udde0b", "🗳️", "\\u0000", "\\\0", '"', "\\\\ud83d", "O'Neil; --", "{a,b}"),
);
const kinds = fc.constantFrom<ObjectEvent["kind"]>(
  "contacts_added",
  "contact",
  "message",
  "campaign",
  "opt_out",
  "script",
  "text_request",
  "review",
  "bad_number",
  "sender_problem",
  "unmatched",
);
const event = fc.record({ kind: kinds, n: fc.integer({ min: 1, max: 3 }), step: fc.integer({ min: 1, max: 9 }) });
/** Calls of `apply`, each with packets of events; the same events may come in several. */
const deliveries = fc.array(fc.array(fc.array(event, { maxLength: 8 }), { maxLength: 3 }), {
  minLength: 1,
  maxLength: 4,
});

describe.each([
  ["PGlite", openTestDatabase],
  ["PostgreSQL", openRealTestDatabase],
] as const)("projections on %s", (name, open) => {
  let database: TestDatabase | null = null;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(() => database?.close());

  const test = (title: string, run: (database: TestDatabase) => Promise<void>) =>
    it(
      title,
      async (context) => {
        if (!database) return context.skip(`${name} is not installed`);
        await database.db.execute(TRUNCATE);
        await run(database);
      },
      60_000,
    );

  test("any events in any order, however often and however packed, leave the same tables", async (on) => {
    const property = fc.asyncProperty(
      deliveries,
      fc.array(words, { minLength: 4, maxLength: 4 }),
      async (calls, texts) => {
        await on.db.execute(TRUNCATE);
        const all: ObjectEvent[] = [];
        for (const packets of calls) {
          const events = packets.map((each) => each.map(({ kind, n, step }) => eventOf(kind, n, step, texts)));
          all.push(...events.flat());
          await apply(on.db, events.map(packet));
        }
        expect(await tables(on)).toEqual(expectedTables(all));
      },
    );
    await fc.assert(property, { seed: 20_261_103, numRuns: 120 });
  });

  test("a campaign's authored columns stay as they are, whatever its events say", async (on) => {
    await on.db.execute(
      `insert into campaigns (id, org_id, title, join_token, revision) values ('campaign-1', '${ORG}', 'Title', 'token', 4)`,
    );
    await apply(on.db, [packet([eventOf("campaign", 1, 7, [""])])]);
    const [row] = await on.db.query.campaigns.findMany();
    expect(row).toMatchObject({ title: "Title", joinToken: "token", revision: 4, status: "ACTIVE", stateVersion: 13 });
  });

  test("a contact that takes a dropped one's number has no past", async (on) => {
    const [past, dropped, added] = [
      eventOf("contact", 1, 1, [""]),
      eventOf("contacts_added", 1, 3, [""]),
      eventOf("contacts_added", 1, 4, ["New"]),
    ];
    await apply(on.db, [packet([added]), packet([dropped]), packet([past])]);
    const [row] = await on.db.query.contacts.findMany();
    expect(row).toMatchObject({
      firstName: "New",
      dropped: false,
      status: "needsMessage",
      texterId: null,
      optedOut: false,
    });
  });

  test("the same message id in another queue is another message", async (on) => {
    const said = eventOf("message", 2, 1, ["mine"]);
    if (said.kind !== "message") return expect.fail();
    const other = { ...said, version: 9, payload: { ...said.payload, contactId: "c1.1.1", body: "another's" } };
    await apply(on.db, [packet([said]), packet([other])]);
    const rows = await on.db.query.messages.findMany({ orderBy: (t, { asc }) => asc(t.body) });
    expect(rows.map(({ body }) => body)).toEqual(["another's", "mine"]);
  });

  test("one packet that Postgres refuses leaves nothing of its batch, and is refused alone again", async (on) => {
    const good = packet([eventOf("contact", 1, 1, ["a"]), eventOf("opt_out", 1, 1, ["a"])]);
    const bad = eventOf("message", 1, 1, ["b"]);
    // As a broken source would send it.
    const poison = packet([{ ...bad, payload: { ...bad.payload, direction: null } } as unknown as ObjectEvent]);
    const together: unknown = await apply(on.db, [good, poison]).catch((error: unknown) => error);
    expect(sqlState(together)).toBe("23502");
    expect(isDatabaseDown(together)).toBe(false);
    expect(await tables(on)).toEqual(expectedTables([]));
    await expect(apply(on.db, [poison])).rejects.toThrow();
    await apply(on.db, [good]);
    expect(await tables(on)).toEqual(expectedTables(good.batches.flatMap(({ events }) => events)));
  });
});

describe("statements", () => {
  it("are at most one per table and side of it, with the newest event of each entity", () => {
    const events = [1, 2, 4, 2].flatMap((step) =>
      (["contacts_added", "contact", "message", "campaign", "bad_number"] as const).map((kind) =>
        eventOf(kind, 1, step, ["x"]),
      ),
    );
    const statements = project([packet(events), packet(events)]);
    expect(statements).toHaveLength(5);
    // Changes 7 and 8 are those of the fourth step.
    for (const { json } of statements) {
      expect(JSON.parse(json)).toEqual([expect.objectContaining({ version: expect.toBeOneOf([7, 8]) })]);
    }
    expect(project([packet([])])).toEqual([]);
  });

  it("are not made of what this version does not know", () => {
    const unknown = { kind: "lottery", version: 1, at: 0, payload: {} } as unknown as ObjectEvent;
    expect(() => project([packet([unknown])])).toThrow('no projection for events of kind "lottery"');
  });
});
