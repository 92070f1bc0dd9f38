/**
 * Inbound texts that could not be taken when they came (docs/rules.md#inbound-failures): the raw request waits in the
 * queue `whistlestop-webhooks` and is replayed like a live webhook. A text may be there several times, and may have
 * arrived by itself meanwhile; the carrier's id makes it one. What no try can deliver, or what cannot be read, becomes a
 * dead letter, which an admin replays.
 */
import { bodyHash } from "../../twilio/signature.ts";
import { fieldsOf } from "../../twilio/signed-webhook.ts";
import { parseInbound } from "../../twilio/statuses.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import type { PutAside } from "../../durable-objects/rpc/put-aside.ts";
import type { Logger } from "../../durable-objects/kit/log/log.ts";
import { isOrganization } from "../known-ids/known-ids.ts";
import { handOverAlone } from "./inbound.ts";
import { wayIn } from "./way-in.ts";

export const WEBHOOKS_QUEUE = "whistlestop-webhooks";

/** Trying again at once would not help. */
const FIRST_DELAY_SECONDS = 2;
const MOST_DELAY_SECONDS = 30 * 60;

export async function putAside(env: Pick<Env, "WEBHOOKS">, request: PutAside): Promise<void> {
  await env.WEBHOOKS.send(request, { delaySeconds: FIRST_DELAY_SECONDS });
}

/** Reads a queue's or a dead letter's body as such a request; null when it is none. */
export function asPutAside(body: unknown): PutAside | null {
  if (typeof body !== "object" || body === null) return null;
  if (!("kind" in body) || body.kind !== "inbound") return null;
  if (!("orgId" in body) || typeof body.orgId !== "string") return null;
  if (!("form" in body) || typeof body.form !== "string") return null;
  if (!("at" in body) || typeof body.at !== "number") return null;
  // Narrowed field by field above.
  return body as PutAside;
}

/** The same text has the same name, however often it was put aside. */
export function putAsideId(request: PutAside): string {
  const inbound = readInbound(request);
  const name = inbound.ok ? inbound.value.messageSid : `unreadable-${bodyHash(request.form).slice(0, 32)}`;
  return `inbound/${request.orgId}/${name}`;
}

function readInbound({ form, isJson = false }: PutAside) {
  return parseInbound(fieldsOf({ raw: form, isJson }));
}

/** What was put aside has not the fields of an inbound text, or is for nobody here: another try reads it only with another version of this code. */
class Unreadable extends Error {}

/** Delivers the text as the live webhook does. @throws when it could not be taken */
export async function replay(env: Env, request: PutAside): Promise<void> {
  const inbound = readInbound(request);
  if (!inbound.ok) throw new Unreadable(`What was stored is not an inbound text: ${inbound.reason}.`);
  // Not asked at the fallback address, which needs none of the parts that may have failed.
  if (!(await isOrganization(env, request.orgId))) {
    throw new Unreadable(`There is no organization ${request.orgId}; the text is kept as it came.`);
  }
  await wayIn(env)(env, request.orgId, inbound.value, { handOver: handOverAlone(env), saidAt: request.at });
}

export type Replayer = {
  take: (request: PutAside) => Promise<void>;
  /** Stores a request that cannot be read, for a person. */
  keep: (request: PutAside, reason: string, attempts: number) => Promise<unknown>;
  log: Logger;
};

/** Consumer of the queue: one request after the other, in the order of arrival. */
export async function replayPutAside(batch: MessageBatch<unknown>, { take, keep, log }: Replayer): Promise<void> {
  const messages = [...batch.messages].sort((a, b) => (asPutAside(a.body)?.at ?? 0) - (asPutAside(b.body)?.at ?? 0));
  for (const message of messages) {
    const request = asPutAside(message.body);
    try {
      if (!request) throw new Error("It is not a stored request.");
      await takeOrKeep(request, message.attempts, { take, keep, log });
      message.ack();
    } catch (error) {
      const delaySeconds = Math.min(MOST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** message.attempts);
      const id = request && putAsideId(request);
      log.fault("webhook_replay_failed", error, { id, attempts: message.attempts });
      message.retry({ delaySeconds });
    }
  }
}

async function takeOrKeep(request: PutAside, attempts: number, { take, keep, log }: Replayer): Promise<void> {
  const id = putAsideId(request);
  try {
    await take(request);
    log.info("webhook_replayed", { id, by: request.by, attempts });
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    await keep(request, error.message, attempts);
    log.error("webhook_kept_unread", { id, reason: error.message });
  }
}
