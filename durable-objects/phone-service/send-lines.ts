/**
 * Sends texts by the lines of their numbers: checks that each number is a user's of the organization, and makes one call per line.
 * For requests that wait for the answer, and for batches that are sent afterwards.
 */
import { refuse } from "../../domain/outcome.ts";
import type { Refusal } from "../../domain/outcome.ts";
import type { LineError } from "../../domain/phone-service/batches.ts";
import type { LineAnswer, LineText, SendingProgram } from "../../domain/phone-service/line-texts.ts";
import { unknownSender } from "../../domain/phone-service/sms-request.ts";
import type { SmsLineRead } from "../../domain/phone-service/sms-request.ts";
import type { Env } from "../bindings/env.ts";
import { inWaves } from "../kit/calls/connection-limit.ts";
import { callObject } from "../kit/calls/retry.ts";
import { isUsersSender } from "./user-numbers.ts";
import { lineAt } from "../rpc/stubs.ts";

const LINES_AT_ONCE = 12;

type SentText = LineAnswer | Refusal<"unknown_sender">;

/** One answer per text, in order. A line that cannot be reached rejects all of its texts. */
export async function sendByLine(
  env: Env,
  { orgId, pool, accountSid, hours }: SendingProgram,
  from: string,
  texts: LineText[],
): Promise<SentText[]> {
  if (!(await isUsersSender(env, { orgId, pool }, from))) {
    return texts.map(() => refuse("unknown_sender", unknownSender(from)));
  }
  return callObject(
    () => lineAt(env, orgId, from),
    (line) => line.send({ accountSid, hours, texts }),
  );
}

/** What became of lines: how many were sent, and an error for each that was not. */
export async function sendLines(
  env: Env,
  program: SendingProgram,
  lines: readonly SmsLineRead[],
): Promise<{ sent: number; errors: LineError[] }> {
  const errors: LineError[] = [];
  const fail = ({ line, key }: SmsLineRead, { reason, message }: Refusal) =>
    errors.push({ line, idempotencyKey: key, reason, message });
  const bySender = new Map<string, { each: SmsLineRead; text: LineText }[]>();
  for (const each of lines) {
    const { read } = each;
    if (!read.ok) fail(each, read);
    else bySender.set(read.from, [...(bySender.get(read.from) ?? []), { each, text: read.text }]);
  }
  let sent = 0;
  const senders = [...bySender];
  const results = await inWaves(senders, LINES_AT_ONCE, ([from, some]) =>
    sendByLine(
      env,
      program,
      from,
      some.map(({ text }) => text),
    ),
  );
  results.forEach((result, index) => {
    for (const [at, { each }] of (senders[index]?.[1] ?? []).entries()) {
      const answer = result.status === "fulfilled" ? result.value[at] : undefined;
      if (answer === undefined) fail(each, NOT_REACHED);
      else if (answer.ok) sent += 1;
      else fail(each, answer);
    }
  });
  return { sent, errors: errors.sort((a, b) => a.line - b.line) };
}

const NOT_REACHED = refuse(
  "unavailable",
  "The system is busy or restarting. Send this line again with the same key in a few seconds.",
);
