/** Log lines say what happened where, and nothing that people wrote, dialled or signed in with. */
import { describe, expect, test } from "vitest";
import { connect } from "../../../db/client.ts";
import { people } from "../../../db/schema/people.ts";
import { createLogger } from "./log.ts";
import type { LogFields } from "./fault-fields.ts";

function logged(work: (log: ReturnType<typeof createLogger>) => void) {
  const lines: string[] = [];
  work(createLogger({ object: "Campaign", key: "c000000000000001" }, (_, line) => lines.push(line)));
  return lines;
}

function faultLine(fault: unknown, fields: LogFields = {}): string {
  const [line = ""] = logged((log) => log.fault("something_failed", fault, fields));
  return line;
}

/** What Postgres answers to a query that it refuses, through the real driver and drizzle. */
async function refusedQuery(refusal: Record<string, string>): Promise<unknown> {
  const db = connect("postgresql://user:pass-word@localhost/data", {
    fetchEndpoint: "https://postgres.test/sql",
    fetch: async () => Response.json(refusal, { status: 400 }),
  });
  return db
    .insert(people)
    .values({ id: "p000000000000001", email: "ana@mail.test", firstName: "Ana Secret", lastName: "Alba" } as never)
    .then(
      () => expect.fail("the query was not refused"),
      (error: unknown) => error,
    );
}

test("a line is JSON with its level, event and all fields", () => {
  const lines = logged((log) => {
    log.with({ requestId: "r1" }).info("campaign_started", { contacts: 3, spread: null });
    log.warn("slow");
  });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      level: "info",
      event: "campaign_started",
      object: "Campaign",
      key: "c000000000000001",
      requestId: "r1",
      contacts: 3,
      spread: null,
    },
    { level: "warn", event: "slow", object: "Campaign", key: "c000000000000001" },
  ]);
});

describe("a failed query", () => {
  test("is named by its text, its SQLSTATE and its constraint, without its parameters and the refused value", async () => {
    const error = await refusedQuery({
      message: 'duplicate key value violates unique constraint "people_email"',
      code: "23505",
      detail: "Key (email)=(ana@mail.test) already exists.",
      constraint: "people_email",
      table: "people",
      routine: "_bt_check_unique",
    });
    const line = faultLine(error);
    expect(JSON.parse(line)).toMatchObject({
      sqlState: "23505",
      constraint: "people_email",
      table: "people",
      routine: "_bt_check_unique",
    });
    expect(line).toContain("insert into");
    for (const secret of ["ana@mail.test", "Ana Secret", "pass-word", "p000000000000001"]) {
      expect(line).not.toContain(secret);
    }
  });

  test("does not quote the words that Postgres could not read", async () => {
    const error = await refusedQuery({
      message: 'invalid input syntax for type date: "my typed words"',
      code: "22007",
    });
    expect(faultLine(error)).not.toContain("typed words");
    expect(JSON.parse(faultLine(error))).toMatchObject({ sqlState: "22007" });
  });

  test("keeps its secrets also as the cause of another error", async () => {
    const error = await refusedQuery({ message: 'invalid input: "my typed words"', code: "22P02" });
    const line = faultLine(new Error("The step failed.", { cause: error }));
    expect(line).toContain("The step failed.");
    expect(line).toContain("22P02");
    expect(line).not.toMatch(/typed words|Ana Secret|ana@mail/);
  });
});

describe("the message of an error", () => {
  test.each([
    ["a number of the carrier's form", "The 'To' number +16175550123 is not a valid phone number.", /6175550123/],
    ["a number as people write it", "no contact (617) 555-0123 here", /555/],
    ["a bare number", "cell 6175550123 is unknown", /6175550123/],
    ["a number with an eleventh digit", "cell 16175550123 is unknown", /6175550123/],
    [
      "an address with a query",
      "fetch of https://api.test/Messages.json?To=%2B16175550123&token=abc failed",
      /abc|6175550123/,
    ],
    ["a path with a query", "GET /join/here?token=abcdef failed", /abcdef/],
    ["a database's address", "cannot reach postgresql://user:pass-word@db.test/data", /pass-word/],
    ["a bearer token", "401 for Authorization: Bearer abc.def-ghi_jkl", /abc\.def/],
    ["a signed cookie", "bad token eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl", /eyJ/],
    ["a password in JSON", 'refused {"password":"hunter22","name":1}', /hunter22/],
    ["an e-mail", "ana.b+c@mail.example.org has no account", /ana/],
  ])("keeps %s to itself", (_, message, secret) => {
    const line = faultLine(new Error(message));
    expect(line).not.toMatch(secret);
    expect(line).toContain('"fault":"Error: ');
  });

  test("of a parser does not quote what it was given", () => {
    let error: unknown;
    try {
      JSON.parse("please stop texting me");
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(SyntaxError);
    const line = faultLine(error);
    expect(line).toContain("not valid JSON");
    expect(line).not.toMatch(/please|stop/);
  });

  test("leaves ids, times and sizes as they are", () => {
    const message =
      "contact c000000000000001.1.17, SM0123456789abcdef0123456789abcdef, at 1762362000000, 48000 rows, 2026-11-05T17:00:00Z";
    expect(JSON.parse(faultLine(new Error(message)))).toMatchObject({ fault: `Error: ${message}` });
  });

  test("is bounded", () => {
    expect(faultLine(new Error("x".repeat(100_000))).length).toBeLessThan(10_000);
  });
});

test("a stack says where, without repeating the message", () => {
  const { stack } = JSON.parse(faultLine(new Error("first line\nsecond line with 6175550123"))) as { stack: string };
  expect(stack).toMatch(/^at /);
  expect(stack).not.toMatch(/second line|6175550123/);
});

test("what is thrown without being an error is logged like a message", () => {
  expect(JSON.parse(faultLine("no +16175550123"))).toMatchObject({ fault: "no <phone>" });
  expect(JSON.parse(faultLine(undefined))).toMatchObject({ fault: "undefined" });
});

test("a field that should not have been given is cleaned, too", () => {
  const line = faultLine(new Error("no"), { cell: "+16175550123", url: "https://x.test/a?b=c", queueKey: "c1.2" });
  expect(line).not.toMatch(/6175550123|b=c/);
  expect(JSON.parse(line)).toMatchObject({ queueKey: "c1.2" });
});
