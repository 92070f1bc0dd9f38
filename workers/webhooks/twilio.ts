/**
 * The carrier's webhooks: inbound texts and delivery reports. The signature comes first, over the public address and the form.
 * 200 means that the owner has committed; whatever fails is answered with 5xx, so that the carrier delivers it again.
 *
 * Reports are the largest inbound load (three per text): one look at the form, one call to the queue that the address names.
 */
import { Hono } from "hono";
import { isClientId, isId, parseContactId, queueKey } from "../../domain/ids.ts";
import { CARRIER_KEYWORDS } from "../../domain/opt-out.ts";
import type { DeliveryReport, InboundText } from "../../domain/protocol/objects.ts";
import { refuse } from "../../domain/protocol/outcome.ts";
import { callObject } from "../../durable-objects/kit/retry.ts";
import { directoryFor, queueAt } from "../../durable-objects/stubs.ts";
import { isSignedByCarrier, parseForm, signedUrl } from "../../twilio/signature.ts";
import type { FormParams } from "../../twilio/signature.ts";
import { parseInbound, parseStatusCallback } from "../../twilio/statuses.ts";
import type { Inbound } from "../../twilio/statuses.ts";
import { EMPTY_TWIML, TWIML_CONTENT_TYPE } from "../../twilio/twiml.ts";
import type { Env } from "../env.ts";
import type { Edge, EdgeContext } from "../http/context.ts";
import { refused } from "../http/refused.ts";
import { Gather } from "./gather.ts";

const WRONG_SIGNATURE = refuse("forbidden", "The X-Twilio-Signature does not fit this address, form and auth token.");
const NO_SUCH_MESSAGE = refuse("not_found", "There is no such message.");

/** Nobody waits for a report; a reply has somebody in front of a screen. */
const reports = new Gather<DeliveryReport, boolean>(50);
const replies = new Gather<InboundText, boolean | null>(5);

export const twilioWebhooks = new Hono<Edge>()
  .post("/:orgId/status/:contactId/:messageId", async (c) => {
    const form = await signedForm(c);
    if (!form) return refused(c, WRONG_SIGNATURE);
    const contact = parseContactId(c.req.param("contactId"));
    const messageId = c.req.param("messageId");
    if (!contact || !isClientId(messageId)) return refused(c, NO_SUCH_MESSAGE);
    const parsed = parseStatusCallback(form);
    if (!parsed.ok) return unreadable(c, parsed.reason);
    const { messageSid: sid, status, errorCode, from } = parsed.value;
    const key = queueKey(contact.campaignId, contact.queueNo);
    const report = { n: contact.n, messageId, sid, status, errorCode, from };
    const noted = await reports.add(c.executionCtx, key, report, (batch) =>
      callObject(
        () => queueAt(c.env, key),
        (queue) => queue.deliveryReports({ reports: batch }),
      ),
    );
    return noted ? c.body(null, 204) : refused(c, NO_SUCH_MESSAGE);
  })
  .post("/:orgId/inbound", async (c) => {
    const form = await signedForm(c);
    if (!form) return refused(c, WRONG_SIGNATURE);
    const orgId = c.req.param("orgId");
    if (!isId(orgId, "o")) return refused(c, refuse("not_found", "There is no such organization."));
    const inbound = parseInbound(form);
    if (!inbound.ok) return unreadable(c, inbound.reason);
    if (!(await deliver(c, orgId, inbound.value))) await keepUnmatched(c.env, orgId, inbound.value);
    c.header("content-type", TWIML_CONTENT_TYPE);
    return c.body(EMPTY_TWIML);
  });

const utf8 = new TextDecoder();

/** The form, if the carrier signed it; null and a log line if not. */
async function signedForm(c: EdgeContext): Promise<FormParams | null> {
  const { PUBLIC_ORIGIN, TWILIO_AUTH_TOKEN, TWILIO_AUTH_TOKEN_SECONDARY } = c.env;
  // Not `text()`, of which the runtime warns for this content type.
  const form = parseForm(utf8.decode(await c.req.arrayBuffer()));
  const url = signedUrl(PUBLIC_ORIGIN, c.req.url);
  const tokens = TWILIO_AUTH_TOKEN_SECONDARY ? [TWILIO_AUTH_TOKEN, TWILIO_AUTH_TOKEN_SECONDARY] : [TWILIO_AUTH_TOKEN];
  if (isSignedByCarrier(c.req.header("x-twilio-signature"), url, form, tokens)) return form;
  c.var.log.warn("webhook_signature_wrong", { url, signed: c.req.header("x-twilio-signature") !== undefined });
  return null;
}

/** A signed webhook of another kind: the address is set wrongly at the carrier, and delivering it again helps nobody. */
function unreadable(c: EdgeContext, reason: string): Response {
  c.var.log.error("webhook_unreadable", { reason });
  return refused(c, refuse("bad_request", `This is no webhook for this address: ${reason}.`));
}

/** True once the contact's queue has the text; false when no contact has this number. */
async function deliver(c: EdgeContext, orgId: string, inbound: Inbound): Promise<boolean> {
  const { from, messageSid: sid } = inbound;
  const route = await callObject(
    () => directoryFor(c.env, orgId, from),
    (directory) => directory.route({ orgId, from, sid }),
  );
  const contact = route && parseContactId(route.contactId);
  if (!contact) return false;
  const carrierAnswered = inbound.optOutType !== null || CARRIER_KEYWORDS.has(inbound.body.trim().toUpperCase());
  const key = queueKey(contact.campaignId, contact.queueNo);
  const text = { sid, n: contact.n, body: wordsOf(inbound), carrierAnswered };
  const received = await replies.add(c.executionCtx, key, text, (texts) =>
    callObject(
      () => queueAt(c.env, key),
      (queue) => queue.receiveAll({ texts }),
    ),
  );
  // Answered with 5xx, so that the carrier delivers it again.
  if (received === undefined || received === null) throw new Error("The contact's queue could not take the text.");
  return received;
}

/** A text from a number that nobody texted is kept; the directory looks for a STOP in it, which counts for later. */
async function keepUnmatched(env: Env, orgId: string, inbound: Inbound): Promise<void> {
  const { from, to, messageSid: sid } = inbound;
  const request = { orgId, sid, from, to, body: wordsOf(inbound) };
  await callObject(
    () => directoryFor(env, orgId, from),
    (directory) => directory.keepUnmatched(request),
  );
}

/** What the contact wrote, with the addresses of pictures, so that a text of pictures alone is not empty. */
function wordsOf({ body, media }: Inbound): string {
  return [body, ...media.map(({ url }) => url)].filter((line) => line !== "").join("\n");
}
