import { describe, expect, test } from "vitest";
import { faultKind } from "./fault-kind.ts";

const marked = (marks: object) => Object.assign(new Error("marked"), marks);

describe("a job's fault", () => {
  test.each([
    ["that the platform calls retryable", marked({ retryable: true })],
    ["of an overloaded object", marked({ overloaded: true })],
    ["of a lost connection", new Error("Network connection lost.")],
    ["of R2", new Error("get: We encountered an internal error. Please try again. (10001)")],
    ["of a database that is away", Object.assign(new Error("x"), { name: "NeonDbError" })],
    ["of a deadline", new Error("The queue c.1 took longer than 5000 ms.")],
    ["wrapped in another one", new Error("the step failed", { cause: marked({ retryable: true }) })],
    ["of several parts, one of which is away", new AggregateError([new TypeError("x"), marked({ retryable: true })])],
  ])("%s passes", (_, error) => {
    expect(faultKind(error)).toBe("passing");
  });

  test.each([
    ["of the code", new TypeError("undefined is not a function")],
    ["of a value that is too large", new RangeError("Parameter 1 has 2300000 bytes; a value may have 2000000.")],
    ["of SQLite", new Error("string or blob too big: SQLITE_TOOBIG")],
    ["of SQLite, in another object", marked({ message: "UNIQUE constraint failed: SQLITE_CONSTRAINT", remote: true })],
    ["of Postgres' own", Object.assign(new Error("bad value"), { code: "22P02" })],
    ["that is no error at all", "a string"],
    ["of several parts, all of them lasting", new AggregateError([new TypeError("x"), new RangeError("y")])],
  ])("%s lasts", (_, error) => {
    expect(faultKind(error)).toBe("lasting");
  });
});
