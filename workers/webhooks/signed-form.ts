/** A webhook's fields, read once its signature is proven, and the answer to a webhook of the wrong kind. */
import { refuse } from "../../domain/outcome.ts";
import { signedUrl } from "../../twilio/signature.ts";
import type { FormParams } from "../../twilio/signature.ts";
import { namedAccount, openRead, readUnproven } from "../../twilio/signed-webhook.ts";
import type { OpenedWebhook, RawWebhook, SignedBody } from "../../twilio/signed-webhook.ts";
import { bodyWithin } from "../http/body.ts";
import type { EdgeContext } from "../http/context.ts";
import { refused } from "../http/refused.ts";
import { isInstallations, secretsFor } from "./signing-accounts.ts";

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
  const opened = await openByAccount(c, { url, body: bytes, header: (name) => c.req.header(name) });
  if (opened.ok) return { ok: true, form: opened.fields, body: opened.body };
  c.var.log.warn("webhook_signature_wrong", { url, why: opened.why });
  return WRONG_SIGNATURE;
}

/** With the secrets of the account that it names. */
async function openByAccount(c: EdgeContext, webhook: RawWebhook): Promise<OpenedWebhook> {
  const read = readUnproven(webhook);
  const account = namedAccount(read);
  const orgId = c.req.param("orgId") ?? "";
  const secrets = await secretsFor(c.env, orgId, account);
  const opened = secrets && openRead(webhook, read, secrets);
  if (opened && (opened.ok || isInstallations(c.env, account))) return opened;
  // Its secrets may have been changed a moment ago.
  const newer = await secretsFor(c.env, orgId, account, { again: true });
  if (newer === null)
    return { ok: false, why: `the account ${account} is neither the installation's nor the organization's` };
  return opened && newer === secrets ? opened : openRead(webhook, read, newer);
}

/** A signed webhook of another kind: the address is set wrongly at the carrier, and delivering it again helps nobody. */
export function unreadable(c: EdgeContext, reason: string): Response {
  c.var.log.error("webhook_unreadable", { reason });
  return refused(c, refuse("bad_request", `This is not a webhook for this address: ${reason}.`));
}
