/**
 * Inbound texts that could not be taken when they came (docs/rules.md#inbound-failures): the raw request waits in the
 * queue `whistlestop-webhooks` and is replayed like a live webhook. A text may be there several times, and may have
 * arrived by itself meanwhile; the carrier's id makes it one. What no try can deliver becomes a dead letter, which an
 * admin replays.
 */
import { parseForm } from "../../twilio/signature.ts";
import { parseInbound } from "../../twilio/statuses.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import type { Logger } from "../../durable-objects/kit/log/log.ts";
import { handOverAlone, takeInbound } from "./inbound.ts";

export const WEBHOOKS_QUEUE = "whistlestop-webhooks";

/** A signed request as it is stored. */
export type PutAside = {
  kind: "inbound";
  orgId: string;
  /** The body, form-encoded. */
  form: string;
  /** Whether it arrived at the fallback address, or failed at the main one. */
  by: "fallback" | "failure";
  /** Epoch milliseconds at which it first arrived. */
  at: number;
};

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
export function putAsideId({ orgId, form }: PutAside): string {
  const inbound = parseInbound(parseForm(form));
  return `inbound/${orgId}/${inbound.ok ? inbound.value.messageSid : "unreadable"}`;
}

/** Delivers the text as the live webhook does. @throws when it could not be taken */
export async function replay(env: Env, { orgId, form, at }: PutAside): Promise<void> {
  const inbound = parseInbound(parseForm(form));
  if (!inbound.ok) throw new Error(`What was put aside is no inbound text: ${inbound.reason}.`);
  await takeInbound(env, orgId, inbound.value, { handOver: handOverAlone(env), saidAt: at });
}

/** Consumer of the queue: one request after the other, in the order of arrival. */
export async function replayPutAside(
  batch: MessageBatch<unknown>,
  { take, log }: { take: (request: PutAside) => Promise<void>; log: Logger },
): Promise<void> {
  const messages = [...batch.messages].sort((a, b) => (asPutAside(a.body)?.at ?? 0) - (asPutAside(b.body)?.at ?? 0));
  for (const message of messages) {
    const request = asPutAside(message.body);
    try {
      if (!request) throw new Error("It is no request that was put aside.");
      await take(request);
      log.info("webhook_replayed", { id: putAsideId(request), by: request.by, attempts: message.attempts });
      message.ack();
    } catch (error) {
      const delaySeconds = Math.min(MOST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** message.attempts);
      const id = request && putAsideId(request);
      log.fault("webhook_replay_failed", error, { id, attempts: message.attempts });
      message.retry({ delaySeconds });
    }
  }
}
