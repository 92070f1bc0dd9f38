/** A webhook as it came: whether the carrier signed it, and its fields, from a form or from JSON. */
import { bodyHash, equalInConstantTime, isSignedWith, parseForm, SIGNATURE_SETTINGS } from "./signature.ts";
import type { FormParams, SigningHash } from "./signature.ts";

export type SigningSecrets = {
  /** Two are valid while an account's token is rotated. */
  authTokens: readonly string[];
  /** Secrets of shared keys, for accounts that sign with one. */
  sharedKeys: readonly string[];
};

export type RawWebhook = {
  /** From `signedUrl`. */
  url: string;
  body: Uint8Array;
  header: (name: string) => string | undefined;
};

/** A body as it came, which can be kept and read again. */
export type SignedBody = { raw: string; isJson: boolean };

export type OpenedWebhook =
  | { ok: true; fields: FormParams; body: SignedBody }
  /** `why`: for whoever looks for the mistake; it goes into the log, not into the answer. */
  | { ok: false; why: string };

const utf8 = new TextDecoder();
const ALGORITHMS: Record<string, SigningHash> = { HMAC_SHA1: "sha1", HMAC_SHA256: "sha256" };

/**
 * Opens a webhook that the carrier signed. A form's fields are signed with the address. JSON is signed by the address alone,
 * which carries the hash of the body as `bodySHA256`: without that, anybody who saw one webhook could post another body.
 */
export function openWebhook(webhook: RawWebhook, secrets: SigningSecrets): OpenedWebhook {
  return openRead(webhook, readUnproven(webhook), secrets);
}

/** What a webhook says before anybody has proven it: only to find out which account's secrets would. */
export type Unproven = { fields: FormParams; body: SignedBody };

export function readUnproven({ body, header }: Pick<RawWebhook, "body" | "header">): Unproven {
  const isJson = /^application\/(?:[\w.-]+\+)?json\b/i.test(header("content-type") ?? "");
  const came = { raw: utf8.decode(body), isJson };
  return { fields: fieldsOf(came), body: came };
}

/** The account that a webhook names; null: none. */
export function namedAccount({ fields }: Unproven): string | null {
  const named = fields["AccountSid"];
  return typeof named === "string" && named !== "" ? named : null;
}

/** @param read the same webhook, from `readUnproven` */
export function openRead({ url, body, header }: RawWebhook, read: Unproven, secrets: SigningSecrets): OpenedWebhook {
  const signature = header("x-twilio-signature");
  if (!signature) return { ok: false, why: "it has no X-Twilio-Signature" };
  const key = chooseKey(header(SIGNATURE_SETTINGS), secrets);
  if (!key.ok) return key;
  const { isJson } = read.body;
  const hash = bodyHashIn(url);
  if (hash === null && !isJson) {
    if (!isSignedWith(signature, url, read.fields, key)) return { ok: false, why: WRONG };
    return { ok: true, ...read };
  }
  if (hash === null) return { ok: false, why: "it is JSON, and its address has no bodySHA256" };
  if (!isSignedWith(signature, url, {}, key)) return { ok: false, why: WRONG };
  if (!equalInConstantTime(hash.toLowerCase(), bodyHash(body)))
    return { ok: false, why: "bodySHA256 is of another body" };
  return { ok: true, ...read };
}

/** The fields of a body, from a form or from JSON. */
export function fieldsOf({ raw, isJson }: SignedBody): FormParams {
  return isJson ? parseJson(raw) : parseForm(raw);
}

const WRONG = "the signature does not fit this address, its fields and the secret";

type Key = { ok: true; secrets: readonly string[]; hash: SigningHash } | { ok: false; why: string };

/** The header says that a shared key signed; it is not signed itself, so it opens nothing but the way to that key. */
function chooseKey(settings: string | undefined, { authTokens, sharedKeys }: SigningSecrets): Key {
  if (settings === undefined) return { ok: true, secrets: authTokens, hash: "sha1" };
  if (sharedKeys.length === 0) {
    return { ok: false, why: "a shared key signed it: set TWILIO_WEBHOOK_KEY_SECRET" };
  }
  const algorithm = /(?:^|,)\s*algorithm=([\w-]+)/i.exec(settings)?.[1] ?? "";
  const hash = ALGORITHMS[algorithm.toUpperCase()];
  if (hash === undefined)
    return { ok: false, why: `it is signed by ${algorithm || "no algorithm"}, which is not known here` };
  return { ok: true, secrets: sharedKeys, hash };
}

function bodyHashIn(url: string): string | null {
  if (!url.includes("bodySHA256=")) return null;
  return new URLSearchParams(url.slice(url.indexOf("?") + 1)).get("bodySHA256");
}

/** Fields of a flat object, as a form would have them; none if it is something else. */
function parseJson(raw: string): FormParams {
  const fields: Record<string, string> = {};
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
    for (const [name, field] of Object.entries(value)) {
      if (typeof field === "string") fields[name] = field;
      else if (typeof field === "number" || typeof field === "boolean") fields[name] = String(field);
    }
  } catch {
    return {};
  }
  return fields;
}
