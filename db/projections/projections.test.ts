import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ObjectEvent } from "../../domain/record/events.ts";
import { openRealTestDatabase, openTestDatabase } from "../../tools/local/postgres/neon-test-database.ts";
import type { TestDatabase } from "../../tools/local/postgres/neon-test-database.ts";
import { isDatabaseDown, sqlState } from "../query-errors.ts";
import { apply, project } from "./projections.ts";
import { expectedTables } from "./testing/expected-tables.ts";
import { eventOf, ORG, packet } from "./testing/random-events.ts";

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
    db.query.optOutHistory.findMany({ orderBy: (t, { asc }) => [asc(t.cell), asc(t.version)] }),
    db.query.optOutReviews.findMany({ orderBy: (t, { asc }) => asc(t.sid) }),
    db.query.badNumbers.findMany({ orderBy: (t, { asc }) => asc(t.cell) }),
    db.query.senderProblems.findMany({ orderBy: (t, { asc }) => asc(t.sender) }),
    db.query.senderHours.findMany({ orderBy: (t, { asc }) => asc(t.sender) }),
    db.query.unmatchedTexts.findMany({ orderBy: (t, { asc }) => asc(t.sid) }),
    db.query.numbers.findMany({ orderBy: (t, { asc }) => asc(t.number) }),
    db.query.numberReservations.findMany({ orderBy: (t, { asc }) => asc(t.id) }),
    db.query.lineTexts.findMany({ orderBy: (t, { asc }) => asc(t.id) }),
    db.query.loopStops.findMany({ orderBy: (t, { asc }) => [asc(t.peer), asc(t.at)] }),
  ]);
  // Times as text; `undefined` never comes from a database.
  return JSON.parse(JSON.stringify(rows)) as unknown;
}

const TRUNCATE = `truncate contacts, messages, opt_outs, campaigns, script_snapshots, text_requests, opt_out_history,
  opt_out_reviews, bad_numbers, sender_problems, sender_hours, unmatched_texts, numbers, number_reservations,
  line_texts, loop_stops`;

/** Odd strings: what JSON and Postgres disagree about. */
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
  "sender_hour",
  "unmatched",
  "number",
  "number_reservation",
  "line_text",
  "loop_stop",
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
  }, 300_000);
  afterAll(() => database?.close());

  const test = (title: string, run: (database: TestDatabase) => Promise<void>) =>
    it(
      title,
      async (context) => {
        if (!database) return context.skip(`${name} is not installed`);
        await database.db.execute(TRUNCATE);
        await run(database);
      },
      300_000,
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
    await fc.assert(property, { seed: 20_261_103, numRuns: 25 });
  });

  test("no event changes a campaign's authored columns", async (on) => {
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
