/** Delivery reports of texts of the phone service: they name the line and its message. */
import { isClientId, isId } from "../../domain/ids.ts";
import { refuse } from "../../domain/outcome.ts";
import { nanpNumber } from "../../domain/phone-service/sms-request.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { lineAt } from "../../durable-objects/rpc/stubs.ts";
import type { LineReport } from "../../durable-objects/rpc/phone-service/sms-line.ts";
import { parseStatusCallback } from "../../twilio/statuses.ts";
import type { EdgeContext } from "../http/context.ts";
import { refused } from "../http/refused.ts";
import { isOrganization } from "../known-ids/known-ids.ts";
import { Gather } from "./gather.ts";
import { signedForm, unreadable } from "./signed-form.ts";

const NO_SUCH_TEXT = refuse("not_found", "There is no such text.");

/** Nobody waits for a report. */
const reports = new Gather<LineReport, boolean>(30);

export async function answerLineReport(c: EdgeContext): Promise<Response> {
  const signed = await signedForm(c);
  // Only inbound texts are held; the carrier's list still has what is not taken now.
  if (!signed.ok) return signed.reason === "held" ? c.body(null, 204) : refused(c, signed);
  const parsed = parseStatusCallback(signed.form);
  if (!parsed.ok) return unreadable(c, parsed.reason);
  const { orgId = "", number: written = "", messageId = "" } = c.req.param();
  const number = nanpNumber(written);
  const isThere = number !== null && isClientId(messageId) && isId(orgId, "o") && (await isOrganization(c.env, orgId));
  if (!isThere) return refused(c, NO_SUCH_TEXT);
  const { messageSid: sid, status, errorCode } = parsed.value;
  const report = { messageId, sid, status, errorCode };
  const isKnown = await reports.add(c.executionCtx, `${orgId} ${number}`, report, (batch) =>
    callObject(
      () => lineAt(c.env, orgId, number),
      (line) => line.deliveryReports({ reports: batch }),
    ),
  );
  if (isKnown) return c.body(null, 204);
  c.var.log.info("report_of_unknown_text", { orgId, messageId });
  return refused(c, NO_SUCH_TEXT);
}
