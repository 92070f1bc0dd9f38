/** Unclear texts go to review, with one tap to confirm and one to undo (docs/rules.md#opt-outs-review). */
import { describe, expect, test } from "vitest";
import type { ObjectEvent } from "../../../domain/record/events.ts";
import type { ReviewDecision } from "../../../domain/opt-outs/opt-outs.ts";
import { migratedSql } from "../../testing/node-sql.ts";
import { Numbers } from "./numbers.ts";
import { Reviews } from "./reviews.ts";
import { DIRECTORY_MIGRATIONS } from "../schema.ts";

const CELL = "+12125550101";
const text = (sid: string, reason: "wrong_number" | "unclear" = "unclear") => ({
  sid,
  cell: CELL,
  contactId: "c000000000000001.1.1",
  body: "please cancel",
  reason,
  phrase: "cancel",
  at: 900,
});

function world() {
  const sql = migratedSql(DIRECTORY_MIGRATIONS);
  const events: ObjectEvent[] = [];
  const record = (recorded: ObjectEvent[]) => void events.push(...recorded);
  const numbers = new Numbers({ sql, now: () => 1_000, record });
  numbers.rememberOrg("o1");
  const reviews = new Reviews({ sql, now: () => 1_000, numbers, record });
  const decide = (decision: ReviewDecision, personId = "p1", sid = "SM1") =>
    reviews.decide({ sid, cell: CELL, decision, personId });
  /** As the directory does with a decision from elsewhere. */
  const say = (optedOut: boolean, messageId: string) => {
    const reason = optedOut ? "stop_word" : "start_word";
    numbers.write({ cell: CELL, optedOut, reason, contactId: null, messageId, personId: null });
    if (optedOut) reviews.settle(CELL);
  };
  const states = () => events.flatMap((event) => (event.kind === "review" ? [event.payload.state] : []));
  return { numbers, reviews, decide, say, states, isOut: () => numbers.flag(CELL)?.optedOut ?? false };
}

describe("an unclear text", () => {
  test("is kept once, however often it comes, and changes nothing by itself", () => {
    const { reviews, states, isOut } = world();
    reviews.ask(text("SM1"));
    reviews.ask(text("SM1"));
    expect([states(), isOut()]).toEqual([["open"], false]);
  });

  test("of a number that has opted out leaves nothing to decide", () => {
    const { reviews, say, states, decide } = world();
    say(true, "SM0");
    reviews.ask(text("SM1"));
    expect(states()).toEqual(["settled"]);
    expect(decide("dismiss")).toMatchObject({ ok: false, reason: "already_decided", state: "settled" });
  });

  test("is settled when the contact says STOP", () => {
    const { reviews, say, states } = world();
    reviews.ask(text("SM1"));
    say(true, "SM2");
    expect(states()).toEqual(["open", "settled"]);
  });
});

describe("a decision", () => {
  test("to confirm opts out, by whom and by which text", () => {
    const { reviews, decide, numbers, isOut } = world();
    reviews.ask(text("SM1", "wrong_number"));
    expect(decide("confirm")).toEqual({ ok: true, state: "confirmed", repeated: false });
    expect(isOut()).toBe(true);
    expect(numbers.lastEntry(CELL)).toMatchObject({ reason: "review", messageId: "SM1", personId: "p1" });
  });

  test("that the number is wrong opts it out with that reason, whatever the text seemed to say", () => {
    const { reviews, decide, numbers, states, isOut } = world();
    reviews.ask(text("SM1"));
    reviews.ask(text("SM2", "wrong_number"));
    expect(decide("wrong_number")).toEqual({ ok: true, state: "wrong_number", repeated: false });
    expect(isOut()).toBe(true);
    expect(numbers.lastEntry(CELL)).toMatchObject({ reason: "wrong_number", messageId: "SM1", personId: "p1" });
    expect(states()).toEqual(["open", "open", "wrong_number", "settled"]);
    expect(decide("wrong_number", "p2")).toMatchObject({ ok: true, repeated: true });
    expect(decide("confirm", "p2")).toMatchObject({
      ok: false,
      reason: "already_decided",
      state: "wrong_number",
      message: "Somebody else has already marked this number as wrong. Undo that first.",
    });
    expect(decide("undo")).toMatchObject({ ok: true, state: "open" });
    expect(isOut()).toBe(false);
  });

  test("to dismiss leaves the number as it is", () => {
    const { reviews, decide, isOut } = world();
    reviews.ask(text("SM1"));
    expect(decide("dismiss")).toMatchObject({ ok: true, state: "dismissed" });
    expect(isOut()).toBe(false);
  });

  test("by two admins at once has one outcome", () => {
    const { reviews, decide, isOut } = world();
    reviews.ask(text("SM1"));
    expect(decide("confirm", "p1")).toMatchObject({ ok: true, repeated: false });
    expect(decide("confirm", "p2")).toMatchObject({ ok: true, repeated: true });
    expect(decide("dismiss", "p2")).toMatchObject({ ok: false, reason: "already_decided", state: "confirmed" });
    expect(isOut()).toBe(true);
  });

  test("speaks for all open texts of the number when it confirms", () => {
    const { reviews, decide } = world();
    reviews.ask(text("SM1"));
    reviews.ask(text("SM2"));
    decide("confirm");
    expect(decide("dismiss", "p1", "SM2")).toMatchObject({ ok: false, state: "settled" });
  });

  test("about a text or number that is not here is refused", () => {
    const { reviews, decide } = world();
    expect(decide("confirm")).toMatchObject({ ok: false, reason: "not_found" });
    reviews.ask(text("SM1"));
    const other = { sid: "SM1", cell: "+12125550102", decision: "confirm" as const, personId: "p1" };
    expect(reviews.decide(other)).toMatchObject({ ok: false, reason: "not_found" });
  });
});

describe("undo", () => {
  test("of either decision opens the text again, and a confirmed number opts in", () => {
    const { reviews, decide, numbers, isOut } = world();
    reviews.ask(text("SM1"));
    decide("confirm");
    expect(decide("undo", "p2")).toMatchObject({ ok: true, state: "open" });
    expect(isOut()).toBe(false);
    expect(numbers.lastEntry(CELL)).toMatchObject({ optedOut: false, reason: "review_undone", personId: "p2" });
    decide("dismiss");
    expect(decide("undo")).toMatchObject({ ok: true, state: "open" });
    expect(decide("undo")).toMatchObject({ ok: true, repeated: true });
    expect(decide("confirm")).toMatchObject({ ok: true, state: "confirmed", repeated: false });
    expect(isOut()).toBe(true);
  });

  test("never opts in a number that has also said STOP", () => {
    const { reviews, decide, say, isOut } = world();
    reviews.ask(text("SM1"));
    decide("confirm");
    say(true, "SM2");
    expect(decide("undo")).toMatchObject({ ok: false, reason: "said_since", state: "confirmed" });
    expect(isOut()).toBe(true);
  });

  test("after a START changes no more than the text's state", () => {
    const { reviews, decide, say, isOut } = world();
    reviews.ask(text("SM1"));
    decide("confirm");
    say(false, "SM2");
    expect(decide("undo")).toMatchObject({ ok: true, state: "open" });
    expect(isOut()).toBe(false);
  });
});
