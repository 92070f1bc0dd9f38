/** A webhook's fields, read once its signature is proven, and the answer to a webhook of the wrong kind. */
import { refuse } from "../../domain/outcome.ts";
import { isCarrierMessage } from "../../domain/ids.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { organizationAt } from "../../durable-objects/rpc/stubs.ts";
import { signedUrl, SIGNATURE_SETTINGS } from "../../twilio/signature.ts";
import type { FormParams } from "../../twilio/signature.ts";
import { namedAccount, openRead, readUnproven } from "../../twilio/signed-webhook.ts";
import type { OpenedWebhook, RawWebhook, SignedBody, Unproven } from "../../twilio/signed-webhook.ts";
import { parseInbound } from "../../twilio/statuses.ts";
import { bodyWithin } from "../http/body.ts";
import { clientAddressOf } from "../http/client-address.ts";
import type { EdgeContext } from "../http/context.ts";
import { refused } from "../http/refused.ts";
import { isInstallations, secretsFor, whyLost } from "./signing-accounts.ts";

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

/** The account's secrets cannot be opened, so it may be genuine. */
const NOT_PROVABLE = refuse("unavailable", "The signature cannot be checked just now; deliver it again later.");

export type SignedForm =
  | { ok: true; form: FormParams; body: SignedBody }
  /** Nobody can tell now whether the carrier signed it; it is kept until somebody can. */
  | { ok: false; reason: "held" }
  | typeof WRONG_SIGNATURE
  | typeof TOO_LARGE
  | typeof NOT_PROVABLE;

/**
 * The fields, if the carrier signed them with one of the account's secrets; a refusal and a log line if not.
 * @param holds whether to keep what cannot be checked now (docs/decisions/0031)
 */
export async function signedForm(c: EdgeContext, { holds = false } = {}): Promise<SignedForm> {
  const bytes = await bodyWithin(c.req.raw, MOST_BYTES);
  if (!bytes) {
    c.var.log.warn("webhook_too_large", { length: c.req.header("content-length") });
    return TOO_LARGE;
  }
  const url = signedUrl(c.env.PUBLIC_ORIGIN, c.req.url);
  const webhook: RawWebhook = { url, body: bytes, header: (name) => c.req.header(name) };
  const read = readUnproven(webhook);
  let opened = await openByAccount(c, webhook, read);
  if (!opened.ok && opened.lost !== null && holds) {
    const held = await hold(c, webhook, read, opened.lost);
    if (held === "held") return { ok: false, reason: "held" };
    // The organization's object has an account that opens: what is known here is older.
    if (held === "not_needed") opened = await openByAccount(c, webhook, read, { again: true });
  }
  if (opened.ok) return { ok: true, form: opened.fields, body: opened.body };
  if (opened.lost !== null) {
    c.var.log.error("webhook_not_provable", { account: opened.lost, why: opened.why });
    return NOT_PROVABLE;
  }
  c.var.log.warn("webhook_signature_wrong", { url, why: opened.why });
  return WRONG_SIGNATURE;
}

/** `lost`: the account whose secrets cannot be opened; null: the signature is wrong. */
type OpenedOrLost = Extract<OpenedWebhook, { ok: true }> | { ok: false; why: string; lost: string | null };

/** With the secrets of the account that it names. */
async function openByAccount(
  c: EdgeContext,
  webhook: RawWebhook,
  read: Unproven,
  { again = false } = {},
): Promise<OpenedOrLost> {
  const account = namedAccount(read);
  const orgId = c.req.param("orgId") ?? "";
  const secrets = await secretsFor(c.env, orgId, account, { again });
  const opened = secrets && openRead(webhook, read, secrets);
  if (opened?.ok) return opened;
  if (opened && isInstallations(c.env, account)) return { ...opened, lost: null };
  const lost = opened ? null : whyLost(orgId, account);
  if (lost !== null) return { ok: false, why: lost, lost: account };
  // Its secrets may have been changed a moment ago.
  if (!again) return openByAccount(c, webhook, read, { again: true });
  const unknown = `the account ${account} is neither the installation's nor the organization's`;
  return { ok: false, why: opened?.why ?? unknown, lost: null };
}

const MOST_URL_CHARS = 2_000;
const MOST_SIGNATURE_CHARS = 100;

/** Gives it to the organization's object as it came. What is not even shaped like the carrier's webhook is not kept. */
async function hold(
  c: EdgeContext,
  { url, header }: RawWebhook,
  { fields, body }: Unproven,
  accountSid: string,
): Promise<"held" | "not_needed" | "not_held"> {
  const inbound = parseInbound(fields);
  const signature = header("x-twilio-signature") ?? "";
  const hasShape = inbound.ok && isCarrierMessage(inbound.value.messageSid);
  const fits = signature !== "" && signature.length <= MOST_SIGNATURE_CHARS && url.length <= MOST_URL_CHARS;
  if (!hasShape || !fits) return "not_held";
  const orgId = c.req.param("orgId") ?? "";
  const request = {
    orgId,
    accountSid,
    url,
    body: body.raw,
    contentType: (header("content-type") ?? "").slice(0, MOST_SIGNATURE_CHARS),
    signature,
    signatureSettings: header(SIGNATURE_SETTINGS)?.slice(0, MOST_SIGNATURE_CHARS) ?? null,
    client: clientAddressOf(c.req.raw.headers),
  };
  const kept = await callObject(
    () => organizationAt(c.env, orgId),
    (organization) => organization.holdWebhook(request),
  );
  c.var.log.error("webhook_held", { account: accountSid, outcome: kept.ok ? "held" : kept.message });
  if (kept.ok) return "held";
  return kept.reason === "not_needed" ? "not_needed" : "not_held";
}

/** A signed webhook of another kind: the address is set wrongly at the carrier, and delivering it again helps nobody. */
export function unreadable(c: EdgeContext, reason: string): Response {
  c.var.log.error("webhook_unreadable", { reason });
  return refused(c, refuse("bad_request", `This is not a webhook for this address: ${reason}.`));
}
