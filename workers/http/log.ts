/**
 * Structured log lines: one JSON object per line, about the request and never with what people wrote. Bodies,
 * passwords, cookies, link tokens and phone numbers do not belong in a field.
 */

type Level = "info" | "warn" | "error";
type Fields = Record<string, string | number | boolean | null | undefined>;

export type Logger = {
  /** `event` is a fixed snake_case name, so that lines can be counted; what varies goes into fields. */
  info(event: string, fields?: Fields): void;
  warn(event: string, fields?: Fields): void;
  error(event: string, fields?: Fields): void;
  /** The same logger with fields on every line. */
  with(fields: Fields): Logger;
};

type Write = (level: Level, line: string) => void;

const toConsole: Write = (level, line) => {
  console[level](line);
};

export function createLogger(context: Fields = {}, write: Write = toConsole): Logger {
  const log = (level: Level) => (event: string, fields?: Fields) =>
    write(level, JSON.stringify({ level, event, ...context, ...fields }));
  return {
    info: log("info"),
    warn: log("warn"),
    error: log("error"),
    with: (fields) => createLogger({ ...context, ...fields }, write),
  };
}

/**
 * The parts of a fault that may be logged: its message, its place, and its cause's message (where drivers put the
 * reason).
 */
export function faultFields(fault: unknown): Fields {
  if (!(fault instanceof Error)) return { fault: String(fault) };
  const cause = fault.cause instanceof Error ? fault.cause.message : undefined;
  return { fault: `${fault.name}: ${fault.message}`, cause, stack: fault.stack };
}
