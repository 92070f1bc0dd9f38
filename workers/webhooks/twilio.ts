/**
 * The carrier's webhooks: inbound texts and delivery reports. The signature comes first, over the public address and
 * the form. 200 means that the owner has committed; a failure is answered with 5xx, so that the carrier delivers it
 * again.
 *
 * Reports are the largest inbound load (three per text), so each costs one parse of the form and a share of one call to
 * the queue that the address names.
 */
import { Hono } from "hono";
import { contactId as contactIdOf, isClientId, isId } from "../../domain/ids.ts";
import { refuse } from "../../domain/outcome.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { queueAt } from "../../durable-objects/rpc/stubs.ts";
import { parseInbound, parseStatusCallback } from "../../twilio/statuses.ts";
import { EMPTY_TWIML, TWIML_CONTENT_TYPE } from "../../twilio/twiml.ts";
import type { Edge, EdgeContext } from "../http/context.ts";
import { refused } from "../http/refused.ts";
import { isOrganization, queueOfContact } from "../known-ids/known-ids.ts";
import { Gather } from "./gather.ts";
import type { HandOver, HandOverFrom } from "./inbound.ts";
import { answerLineInbound } from "./line-inbound.ts";
import { answerLineReport } from "./line-status.ts";
import { putAside } from "./put-aside.ts";
import { SeenTokens } from "./seen-tokens.ts";
import { answerCall, answerCallAnyway } from "./voice.ts";
import { wayIn } from "./way-in.ts";
import { signedForm, unreadable } from "./signed-form.ts";
import type { DeliveryReport, InboundText, InboundTextFrom } from "../../durable-objects/rpc/campaign-queue.ts";

const NO_SUCH_ORGANIZATION = refuse("not_found", "There is no such organization.");
const NO_SUCH_MESSAGE = refuse("not_found", "There is no such message.");

/** Nobody waits for a report; a texter waits for a reply. */
const reports = new Gather<DeliveryReport, boolean>(30);
const replies = new Gather<InboundText, boolean | null>(5);
const repliesToQueue = new Gather<InboundTextFrom, boolean | null>(5);
const seen = new SeenTokens(2_000);

export const twilioWebhooks = new Hono<Edge>()
  .post("/:orgId/status/:contactId/:messageId", async (c) => {
    const signed = await signedForm(c);
    // Only inbound texts are held.
    if (!signed.ok) return signed.reason === "held" ? emptyAnswer(c) : refused(c, signed);
    const parsed = parseStatusCallback(signed.form);
    if (!parsed.ok) return unreadable(c, parsed.reason);
    const { orgId, contactId, messageId } = c.req.param();
    const contact = isClientId(messageId) ? await queueOfContact(c.env, orgId, contactId) : null;
    if (!contact) return refused(c, NO_SUCH_MESSAGE);
    const { messageSid: sid, status, errorCode, from } = parsed.value;
    const { key } = contact;
    const report = { n: contact.n, messageId, sid, status, errorCode, from };
    const noted = await reports.add(c.executionCtx, `${orgId} ${key}`, report, (batch) =>
      callObject(
        () => queueAt(c.env, key),
        (queue) => queue.deliveryReports({ orgId, reports: batch }),
      ),
    );
    if (noted) return c.body(null, 204);
    c.var.log.info("report_of_unknown_text", { orgId, key, messageId });
    return refused(c, NO_SUCH_MESSAGE);
  })
  .post("/:orgId/voice", answerCall)
  .post("/:orgId/voice/fallback", answerCallAnyway)
  // Of a campaign's own Messaging Service: each text carries an address of its own, so nothing is expected here.
  .post("/:orgId/status/:queueKey", async (c) => {
    const signed = await signedForm(c);
    if (!signed.ok) return signed.reason === "held" ? emptyAnswer(c) : refused(c, signed);
    c.var.log.info("report_of_unknown_text", { orgId: c.req.param("orgId"), key: c.req.param("queueKey") });
    return c.body(null, 204);
  })
  .post("/:orgId/line-inbound/:number", (c) => answerLineInbound(c))
  // Of texts of the phone service: the number's line has them.
  .post("/:orgId/line-status/:number/:messageId", (c) => answerLineReport(c))
  .post("/:orgId/inbound", (c) => answerInbound(c, "main"))
  .post("/:orgId/inbound/:queueKey", (c) => answerInbound(c, "main"))
  // The carrier uses these addresses when one above has failed.
  .post("/:orgId/fallback", (c) => answerInbound(c, "fallback"))
  .post("/:orgId/fallback/:queueKey", (c) => answerInbound(c, "fallback"));

/**
 * At the main address a text is answered once its owner has it; a failure is put aside and answered with 5xx. At the
 * fallback address it is only put aside, which needs none of the parts that may have failed.
 */
async function answerInbound(c: EdgeContext, address: "main" | "fallback"): Promise<Response> {
  const signed = await signedForm(c, { holds: true });
  if (!signed.ok) return signed.reason === "held" ? emptyAnswer(c) : refused(c, signed);
  const orgId = c.req.param("orgId") ?? "";
  if (!isId(orgId, "o")) return refused(c, NO_SUCH_ORGANIZATION);
  const inbound = parseInbound(signed.form);
  const { raw: form, isJson } = signed.body;
  const raw = { kind: "inbound" as const, orgId, form, ...(isJson ? { isJson } : {}), at: Date.now() };
  if (!inbound.ok) {
    // The carrier signed it, so somebody may have written: it is kept for a person, and delivering it again helps nobody.
    c.var.log.error("webhook_unreadable", { reason: inbound.reason });
    await putAside(c.env, { ...raw, by: "unreadable" });
    return emptyAnswer(c);
  }
  const { messageSid: sid } = inbound.value;
  const token = c.req.header("i-twilio-idempotency-token");
  if (!seen.has(token, sid)) {
    if (address === "fallback") {
      const { ErrorCode, ErrorUrl } = signed.form;
      c.var.log.warn("webhook_at_fallback", { sid, errorCode: String(ErrorCode), errorUrl: String(ErrorUrl) });
      await putAside(c.env, { ...raw, by: "fallback" });
    } else {
      try {
        if (!(await isOrganization(c.env, orgId))) return refused(c, NO_SUCH_ORGANIZATION);
        const handOverFrom = await handOverToNamed(c, orgId);
        await wayIn(c.env)(c.env, orgId, inbound.value, { handOver: handOverTogether(c), ...handOverFrom });
      } catch (fault) {
        await putAside(c.env, { ...raw, by: "failure" }).catch((error: unknown) => {
          c.var.log.fault("webhook_not_put_aside", error, { sid });
        });
        throw fault;
      }
    }
    seen.add(token, sid);
  }
  return emptyAnswer(c);
}

function emptyAnswer(c: EdgeContext): Response {
  c.header("content-type", TWIML_CONTENT_TYPE);
  return c.body(EMPTY_TWIML);
}

/** The queue that the address names, when there is such a queue; a text to any other address is routed by the directory. */
async function handOverToNamed(c: EdgeContext, orgId: string): Promise<{ handOverFrom?: HandOverFrom }> {
  const named = c.req.param("queueKey");
  const queue = named === undefined ? null : await queueOfContact(c.env, orgId, contactIdOf(named, 1));
  if (!queue) return {};
  const { key } = queue;
  const handOverFrom: HandOverFrom = (text) =>
    repliesToQueue.add(c.executionCtx, key, text, (texts) =>
      callObject(
        () => queueAt(c.env, key),
        (stub) => stub.receiveFrom({ texts }),
      ),
    );
  return { handOverFrom };
}

/** Texts that come at the same moment for one queue share a call. */
function handOverTogether(c: EdgeContext): HandOver {
  return (key, text) =>
    replies.add(c.executionCtx, key, text, (texts) =>
      callObject(
        () => queueAt(c.env, key),
        (queue) => queue.receiveAll({ texts }),
      ),
    );
}
