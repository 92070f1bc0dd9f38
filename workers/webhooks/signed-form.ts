/** A webhook's form, read once its signature is proven, and the answer to a webhook of the wrong kind. */
import { refuse } from "../../domain/outcome.ts";
import { isSignedByCarrier, parseForm, signedUrl } from "../../twilio/signature.ts";
import type { FormParams } from "../../twilio/signature.ts";
import { readBytes } from "../../domain/contacts/file/read-bytes.ts";
import type { EdgeContext } from "../http/context.ts";
import { refused } from "../http/refused.ts";

const WRONG_SIGNATURE = refuse("forbidden", "The X-Twilio-Signature does not fit this address, form and auth token.");

/**
 * Ten times a text of 1,600 characters with ten files, and small enough for the queue of requests put aside (128 KB).
 * Anybody may post here, so no more than this is read before the signature is proven.
 */
const MOST_BYTES = 100_000;
const TOO_LARGE = refuse("too_large", `A webhook of the carrier's has at most ${MOST_BYTES} bytes.`);

/** `raw`: the form as it came, which can be read again later. */
export type SignedForm = { ok: true; form: FormParams; raw: string } | (typeof WRONG_SIGNATURE | typeof TOO_LARGE);

const utf8 = new TextDecoder();

/** The form, if the carrier signed it with one of the account's tokens; a refusal and a log line if not. */
export async function signedForm(c: EdgeContext): Promise<SignedForm> {
  const { PUBLIC_ORIGIN, TWILIO_AUTH_TOKEN, TWILIO_AUTH_TOKEN_SECONDARY } = c.env;
  const length = c.req.header("content-length");
  // Not `text()`, of which the runtime warns for this content type.
  const body =
    length !== undefined && Number(length) <= MOST_BYTES
      ? await c.req.arrayBuffer()
      : await readBytes(c.req.raw, MOST_BYTES);
  if (!body) {
    c.var.log.warn("webhook_too_large", { length });
    return TOO_LARGE;
  }
  const raw = utf8.decode(body);
  const form = parseForm(raw);
  const url = signedUrl(PUBLIC_ORIGIN, c.req.url);
  const tokens = TWILIO_AUTH_TOKEN_SECONDARY ? [TWILIO_AUTH_TOKEN, TWILIO_AUTH_TOKEN_SECONDARY] : [TWILIO_AUTH_TOKEN];
  if (isSignedByCarrier(c.req.header("x-twilio-signature"), url, form, tokens)) {
    return { ok: true, form, raw };
  }
  c.var.log.warn("webhook_signature_wrong", { url, signed: c.req.header("x-twilio-signature") !== undefined });
  return WRONG_SIGNATURE;
}

/** A signed webhook of another kind: the address is set wrongly at the carrier, and delivering it again helps nobody. */
export function unreadable(c: EdgeContext, reason: string): Response {
  c.var.log.error("webhook_unreadable", { reason });
  return refused(c, refuse("bad_request", `This is no webhook for this address: ${reason}.`));
}
