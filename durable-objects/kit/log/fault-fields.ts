/**
 * What of a fault may be logged. Messages are written for a reader of the code, but some quote the data that they failed on:
 * a failed query names its parameters, Postgres the value it refused, a JSON parser the text it could not read.
 */
import { causes, isSqlState } from "../../../db/query-errors.ts";
import { redacted } from "./redacted.ts";

export type LogFields = Record<string, string | number | boolean | null | undefined>;

const MOST_FRAMES = 12;
const MOST_QUERY = 400;

export function faultFields(fault: unknown): LogFields {
  if (!(fault instanceof Error)) return { fault: redacted(String(fault)) };
  const chain = [...causes(fault)];
  const cause = chain.find((each) => each !== fault);
  return {
    fault: describe(fault),
    ...(cause instanceof Error ? { cause: describe(cause) } : {}),
    ...queryFields(chain),
    stack: framesOf(fault),
  };
}

function describe(error: Error): string {
  return isOfQuery(error) ? error.name : `${error.name}: ${redacted(messageOf(error))}`;
}

/** A parser quotes what it was given. */
function messageOf(error: Error): string {
  if (!(error instanceof SyntaxError) && error.name !== "SyntaxError") return error.message;
  return error.message.replace(/"[^"]*"|'[^']*'/g, "…");
}

/** Its message has parameters (drizzle), or the value that was refused (Postgres). */
function isOfQuery(error: object): boolean {
  return ("query" in error && "params" in error) || ("code" in error && isSqlState(error.code));
}

/** What says which query failed and why, without what it was about. */
function queryFields(chain: readonly object[]): LogFields {
  const fields: LogFields = {};
  for (const each of chain) {
    if ("query" in each && "params" in each && typeof each.query === "string") {
      fields["query"] ??= each.query.slice(0, MOST_QUERY);
    }
    if (!("code" in each) || !isSqlState(each.code)) continue;
    fields["sqlState"] ??= each.code;
    for (const name of ["constraint", "table", "column", "routine"]) {
      const value: unknown = Reflect.get(each, name);
      if (typeof value === "string") fields[name] ??= value;
    }
  }
  return fields;
}

/** Where it was thrown; the lines before the first frame repeat the message. */
function framesOf({ stack = "" }: Error): string {
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  return frames
    .slice(0, MOST_FRAMES)
    .map((line) => line.trim())
    .join("\n");
}
