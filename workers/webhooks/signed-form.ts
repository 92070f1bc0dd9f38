/** A webhook's form, read once its signature is proven; and what is answered to one that is not what its address is for. */
import { refuse } from "../../domain/protocol/outcome.ts";
import { isSignedByCarrier, parseForm, signedUrl } from "../../twilio/signature.ts";
import type { FormParams } from "../../twilio/signature.ts";
import type { EdgeContext } from "../http/context.ts";
import { refused } from "../http/refused.ts";

export const WRONG_SIGNATURE = refuse(
  "forbidden",
  "The X-Twilio-Signature does not fit this address, form and auth token.",
);

/** `raw`: the form as it came, which can be read again later. */
export type SignedForm = { form: FormParams; raw: string };

const utf8 = new TextDecoder();

/** The form, if the carrier signed it with one of the account's tokens; null and a log line if not. */
export async function signedForm(c: EdgeContext): Promise<SignedForm | null> {
  const { PUBLIC_ORIGIN, TWILIO_AUTH_TOKEN, TWILIO_AUTH_TOKEN_SECONDARY } = c.env;
  // Not `text()`, of which the runtime warns for this content type.
  const raw = utf8.decode(await c.req.arrayBuffer());
  const form = parseForm(raw);
  const url = signedUrl(PUBLIC_ORIGIN, c.req.url);
  const tokens = TWILIO_AUTH_TOKEN_SECONDARY ? [TWILIO_AUTH_TOKEN, TWILIO_AUTH_TOKEN_SECONDARY] : [TWILIO_AUTH_TOKEN];
  if (isSignedByCarrier(c.req.header("x-twilio-signature"), url, form, tokens)) return { form, raw };
  c.var.log.warn("webhook_signature_wrong", { url, signed: c.req.header("x-twilio-signature") !== undefined });
  return null;
}

/** A signed webhook of another kind: the address is set wrongly at the carrier, and delivering it again helps nobody. */
export function unreadable(c: EdgeContext, reason: string): Response {
  c.var.log.error("webhook_unreadable", { reason });
  return refused(c, refuse("bad_request", `This is no webhook for this address: ${reason}.`));
}
