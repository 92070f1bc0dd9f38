/** A webhook's fields, read once its signature is proven, and the answer to a webhook of the wrong kind. */
import { refuse } from "../../domain/outcome.ts";
import { signingSecrets } from "../../durable-objects/bindings/carrier.ts";
import { signedUrl } from "../../twilio/signature.ts";
import type { FormParams } from "../../twilio/signature.ts";
import { openWebhook } from "../../twilio/signed-webhook.ts";
import type { SignedBody } from "../../twilio/signed-webhook.ts";
import { bodyWithin } from "../http/body.ts";
import type { EdgeContext } from "../http/context.ts";
import { refused } from "../http/refused.ts";

const WRONG_SIGNATURE = refuse(
  "forbidden",
  "The X-Twilio-Signature does not fit this address, its fields and our secrets.",
);

/**
 * Ten times a text of 1,600 characters with ten files, and small enough for the queue of requests put aside (128 KB).
 * Anybody may post here, so no more than this is read before the signature is proven.
 */
const MOST_BYTES = 100_000;
const TOO_LARGE = refuse("too_large", `A webhook from the carrier has at most ${MOST_BYTES} bytes.`);

export type SignedForm = { ok: true; form: FormParams; body: SignedBody } | (typeof WRONG_SIGNATURE | typeof TOO_LARGE);

/** The fields, if the carrier signed them with one of the account's secrets; a refusal and a log line if not. */
export async function signedForm(c: EdgeContext): Promise<SignedForm> {
  const bytes = await bodyWithin(c.req.raw, MOST_BYTES);
  if (!bytes) {
    c.var.log.warn("webhook_too_large", { length: c.req.header("content-length") });
    return TOO_LARGE;
  }
  const url = signedUrl(c.env.PUBLIC_ORIGIN, c.req.url);
  const opened = openWebhook({ url, body: bytes, header: (name) => c.req.header(name) }, signingSecrets(c.env));
  if (opened.ok) return { ok: true, form: opened.fields, body: opened.body };
  c.var.log.warn("webhook_signature_wrong", { url, why: opened.why });
  return WRONG_SIGNATURE;
}

/** A signed webhook of another kind: the address is set wrongly at the carrier, and delivering it again helps nobody. */
export function unreadable(c: EdgeContext, reason: string): Response {
  c.var.log.error("webhook_unreadable", { reason });
  return refused(c, refuse("bad_request", `This is not a webhook for this address: ${reason}.`));
}
