/** Texts to a number of a user of the phone service: they belong to its line, and an opt-out in them counts everywhere. */
import { isCarrierMessage, isId } from "../../domain/ids.ts";
import { intentOf } from "../../domain/opt-outs/carrier-verdict.ts";
import { refuse } from "../../domain/outcome.ts";
import { nanpNumber } from "../../domain/phone-service/sms-request.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { directoryFor, lineAt } from "../../durable-objects/rpc/stubs.ts";
import { parseInbound } from "../../twilio/statuses.ts";
import type { InboundWebhook } from "../../twilio/statuses.ts";
import { EMPTY_TWIML, TWIML_CONTENT_TYPE } from "../../twilio/twiml.ts";
import type { EdgeContext } from "../http/context.ts";
import { refused } from "../http/refused.ts";
import { isOrganization } from "../known-ids/known-ids.ts";
import { signedForm, unreadable } from "./signed-form.ts";

const NO_SUCH_NUMBER = refuse("not_found", "There is no such number.");

/** 200 once the line has the text and the directory its opt-out; a failure is answered with 5xx, and the carrier repeats it. */
export async function answerLineInbound(c: EdgeContext): Promise<Response> {
  const signed = await signedForm(c);
  if (!signed.ok) return signed.reason === "held" ? c.body(null, 503) : refused(c, signed);
  const { orgId = "", number: written = "" } = c.req.param();
  const number = nanpNumber(written);
  if (number === null || !isId(orgId, "o") || !(await isOrganization(c.env, orgId))) return refused(c, NO_SUCH_NUMBER);
  const parsed = parseInbound(signed.form);
  if (!parsed.ok) return unreadable(c, parsed.reason);
  if (!isCarrierMessage(parsed.value.messageSid)) return unreadable(c, "the MessageSid is not one of the carrier");
  await takeForLine(c.env, orgId, number, parsed.value);
  c.header("content-type", TWIML_CONTENT_TYPE);
  return c.body(EMPTY_TWIML);
}

async function takeForLine(env: Env, orgId: string, number: string, inbound: InboundWebhook): Promise<void> {
  const { messageSid: sid, from, body, media, optOutType } = inbound;
  const words = [body, ...media.map(({ url }) => url)].filter((each) => each !== "").join("\n");
  const { at: saidAt } = await callObject(
    () => lineAt(env, orgId, number),
    (line) => line.receive({ sid, from, body: words }),
  );
  const directory = <T>(call: (stub: ReturnType<typeof directoryFor>) => Promise<T>) =>
    callObject(() => directoryFor(env, orgId, from), call);
  const now = await directory((stub) => stub.numberNow({ orgId, cell: from }));
  if (now.badNumber !== null)
    await directory((stub) => stub.reportBadNumber({ orgId, cell: from, code: null, at: saidAt }));
  const intent = intentOf(body, { optedOut: now.optedOut }, optOutType ?? undefined);
  if (intent.kind === "opt_out" || intent.kind === "opt_in") {
    const optedOut = intent.kind === "opt_out";
    const entry = { cell: from, optedOut, reason: optedOut ? "stop_word" : "start_word" };
    await directory((stub) =>
      stub.optOut({ orgId, ...entry, contactId: null, messageId: sid, personId: null, saidAt }),
    );
    // A person who has the conversation open sees at once what is possible now.
    await callObject(
      () => lineAt(env, orgId, number),
      (line) => line.peerChanged({ peer: from }),
    );
  } else if (intent.kind === "review") {
    const { reason, phrase } = intent;
    const text = { orgId, sid, cell: from, contactId: "", body, reason, phrase, at: saidAt };
    await directory((stub) => stub.askReview(text));
  }
}
