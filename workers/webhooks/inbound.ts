/**
 * Takes an inbound text to its owner: the conversation that the directory names, else the organization's unmatched
 * inbox. The live webhook and the replay both use it; the carrier's id makes a repetition harmless.
 */
import { parseContactId, queueKey } from "../../domain/ids.ts";
import { CARRIER_KEYWORDS } from "../../domain/opt-outs/opt-out.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { directoryFor, queueAt } from "../../durable-objects/rpc/stubs.ts";
import { mediaPath } from "../../twilio/media.ts";
import type { InboundWebhook } from "../../twilio/statuses.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import type { InboundText, InboundTextFrom } from "../../durable-objects/rpc/campaign-queue.ts";

/** Gives a text to a queue: true once it is there, false when the contact has no conversation, null or nothing when it failed. */
export type HandOver = (queueKey: string, text: InboundText) => Promise<boolean | null | undefined>;

/** Gives a text to the queue that its address named, which looks for the contact: as `HandOver`, false when it finds none. */
export type HandOverFrom = (text: InboundTextFrom) => Promise<boolean | null | undefined>;

/** With one call per text. */
export function handOverAlone(env: Env): HandOver {
  return async (key, text) => {
    const [received] = await callObject(
      () => queueAt(env, key),
      (queue) => queue.receiveAll({ texts: [text] }),
    );
    return received;
  };
}

/** Where a text went: the contact whose conversation has it; null when it is kept as unmatched, or its queue was named. */
type InboundTaken = { contactId: string | null };

export type TakeInbound = (
  env: Env,
  orgId: string,
  inbound: InboundWebhook,
  how: {
    handOver: HandOver;
    handOverFrom?: HandOverFrom;
    saidAt?: number;
    contactId?: string;
    elsewhere?: () => Promise<string | null>;
  },
) => Promise<InboundTaken>;

/**
 * Resolves once the text is kept for good: in its conversation, or as unmatched.
 *
 * @param handOverFrom where the address named a queue: it is asked first, and the directory only when it has no conversation
 * @param contactId whom it comes from, where that is known already
 * @param elsewhere asked before a text becomes unmatched: another organization that it may be for
 * @param saidAt when the carrier first delivered a text that is replayed (epoch ms): a START in it does not undo a STOP
 *   that came after it
 * @throws when the owner could not take it; the same text may be given again
 */
export const takeInbound: TakeInbound = async (env, orgId, inbound, how) => {
  const { handOver, handOverFrom, saidAt, contactId: known, elsewhere } = how;
  const { from, to, messageSid: sid, optOutType } = inbound;
  const verdict = optOutType === null ? {} : { verdict: optOutType };
  const late = saidAt === undefined ? {} : { saidAt };
  if (handOverFrom && known === undefined) {
    const received = await handOverFrom({ sid, from, to, ...wordsAnd(env, inbound) });
    if (received === undefined || received === null)
      throw new Error("The queue of this number could not take the text.");
    if (received) return { contactId: null };
  }
  const route = await callObject(
    () => directoryFor(env, orgId, from),
    (directory) => directory.route({ orgId, from, to, sid, ...late }),
  );
  const contactId = known ?? route?.contactId ?? "";
  const contact = parseContactId(contactId);
  if (contact) {
    const key = queueKey(contact.campaignId, contact.queueNo);
    const text: InboundText = { sid, n: contact.n, to, ...wordsAnd(env, inbound) };
    if (route?.stoppedSince) text.optsIn = false;
    const received = await handOver(key, text);
    // Answered with 5xx, so that the carrier delivers it again.
    if (received === undefined || received === null) throw new Error("The contact's queue could not take the text.");
    if (received) return { contactId };
  }
  const other = (await elsewhere?.()) ?? null;
  if (other !== null && other !== orgId) {
    const { elsewhere: _, ...there } = how;
    return takeInbound(env, other, inbound, there);
  }
  // From a number that nobody texted, or a contact without a conversation here: it is kept as unmatched, and the
  // directory obeys a STOP in it.
  await callObject(
    () => directoryFor(env, orgId, from),
    (directory) =>
      directory.storeUnmatched({ orgId, sid, from, to, body: wordsOf(inbound), ...verdict, contactId, ...late }),
  );
  return { contactId: null };
};

/** What a queue reads of a text. */
function wordsAnd(env: Env, inbound: InboundWebhook) {
  const { body, optOutType } = inbound;
  const carrierAnswered = optOutType !== null || CARRIER_KEYWORDS.has(body.trim().toUpperCase());
  return { body, carrierAnswered, ...(optOutType === null ? {} : { verdict: optOutType }), ...filesOf(env, inbound) };
}

/** Files that came with a text; which of them are the carrier's. */
function filesOf(env: Env, { media, accountSid: named }: InboundWebhook): Pick<InboundText, "media"> {
  if (media.length === 0) return {};
  // The account that signed it: the installation's, or one of the organization's own.
  const accountSid = named || env.TWILIO_ACCOUNT_SID;
  const pathOf = (url: string) => (accountSid ? mediaPath({ accountSid, apiBase: env.CARRIER_API_BASE }, url) : null);
  return { media: media.map(({ url, contentType: type }) => ({ url, path: pathOf(url), type })) };
}

/** What the contact wrote, with the addresses of pictures, so that a text of pictures alone is not empty. */
function wordsOf({ body, media }: InboundWebhook): string {
  return [body, ...media.map(({ url }) => url)].filter((line) => line !== "").join("\n");
}
