/**
 * The one logger, of objects and routes: a JSON object per line, with what a line is about and never with what people wrote.
 * Bodies, passwords, cookies, link tokens and phone numbers do not belong in a field; what slips into the message of an error
 * is taken out (fault-fields.ts, redacted.ts).
 */
import { faultFields } from "./fault-fields.ts";
import type { LogFields } from "./fault-fields.ts";
import { redacted } from "./redacted.ts";

type Level = "info" | "warn" | "error";

export type Logger = {
  /** `event` is a fixed snake_case name, so that lines can be counted; what varies goes into fields. */
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** Something that no rule foresaw, or that is tried again: an error line with what may be said of the fault. */
  fault(event: string, fault: unknown, fields?: LogFields): void;
  /** The same logger with fields on every line. */
  with(fields: LogFields): Logger;
};

type Write = (level: Level, line: string) => void;

const toConsole: Write = (level, line) => {
  console[level](line);
};

export function createLogger(context: LogFields = {}, write: Write = toConsole): Logger {
  const log = (level: Level) => (event: string, fields?: LogFields) =>
    write(level, JSON.stringify({ level, event, ...clean(context), ...clean(fields) }));
  const error = log("error");
  return {
    info: log("info"),
    warn: log("warn"),
    error,
    fault: (event, fault, fields) => error(event, { ...fields, ...faultFields(fault) }),
    with: (fields) => createLogger({ ...context, ...fields }, write),
  };
}

function clean(fields: LogFields = {}): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === "string" ? redacted(value) : value]),
  );
}
