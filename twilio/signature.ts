/**
 * Webhook signatures (docs/platform.md#carrier-signature): an HMAC over the public address and the sorted form
 * parameters. By default it is HMAC-SHA1 with the account's auth token. An account may have its webhooks signed by a
 * shared key instead, which a header then names. JSON has no parameters: only the address is signed, and it carries the
 * hash of the body (`bodySHA256`), which is compared as well.
 *
 * The rules are those of the `twilio` package's webhook module, the only part of that package the Worker may import.
 * Status callbacks are the largest inbound load, so the address exactly as configured is checked here first, with one
 * HMAC; the package looks at the variants (with and without port, re-encoded query) only if that does not match.
 */
import { createHash, createHmac } from "node:crypto";
import { validateRequest } from "twilio/lib/webhooks/webhooks.js";

/** A webhook's form. A name that came several times has a list. */
export type FormParams = Readonly<Record<string, string | readonly string[]>>;

/** Reads an `application/x-www-form-urlencoded` body. Never throws; what cannot be decoded is taken as URLSearchParams does. */
export function parseForm(body: string): FormParams {
  const params: Record<string, string | string[]> = {};
  try {
    for (const pair of body.split("&")) {
      if (pair === "") continue;
      const equals = pair.indexOf("=");
      if (equals === -1) addParam(params, decodePart(pair), "");
      else addParam(params, decodePart(pair.slice(0, equals)), decodePart(pair.slice(equals + 1)));
    }
    return params;
  } catch {
    const lenient: Record<string, string | string[]> = {};
    for (const [name, value] of new URLSearchParams(body)) addParam(lenient, name, value);
    return lenient;
  }
}

function decodePart(part: string): string {
  const spaced = part.includes("+") ? part.replaceAll("+", " ") : part;
  return spaced.includes("%") ? decodeURIComponent(spaced) : spaced;
}

function addParam(params: Record<string, string | string[]>, name: string, value: string): void {
  const present = Object.hasOwn(params, name) ? params[name] : undefined;
  if (present === undefined) params[name] = value;
  else if (typeof present === "string") params[name] = [present, value];
  else present.push(value);
}

/**
 * The address the carrier signed: the configured public origin with the request's own path and query. Never the Host
 * header, which the caller can choose.
 * @param publicOrigin without a trailing slash, e.g. `https://text.example.org`
 */
export function signedUrl(publicOrigin: string, requestUrl: string): string {
  const afterScheme = requestUrl.indexOf("://") + 3;
  const pathStart = requestUrl.slice(afterScheme).search(/[/?#]/);
  if (pathStart === -1) return `${publicOrigin}/`;
  const rest = requestUrl.slice(afterScheme + pathStart);
  const fragment = rest.indexOf("#");
  return publicOrigin + (fragment === -1 ? rest : rest.slice(0, fragment));
}

/**
 * The header that names the shared key and the algorithm: `key=…,algorithm=HMAC_SHA256`. Absent: signed by the auth
 * token.
 */
export const SIGNATURE_SETTINGS = "x-twilio-webhooks-signature-settings";

export type SigningHash = "sha1" | "sha256";

/**
 * `X-Twilio-Signature` of a webhook. `url` carries no fragment (connection overrides are not signed).
 * @param secret the account's auth token, or a shared key's secret
 */
export function sign(secret: string, url: string, params: FormParams, hash: SigningHash = "sha1"): string {
  let data = url;
  for (const name of Object.keys(params).sort()) {
    const value = params[name];
    if (typeof value === "string") data += name + value;
    else if (value) for (const one of [...new Set(value)].sort()) data += name + one;
  }
  return createHmac(hash, secret).update(Buffer.from(data)).digest("base64");
}

/** What the address of a JSON webhook carries as `bodySHA256`: 64 hex digits. */
export function bodyHash(body: string | Uint8Array): string {
  return createHash("sha256").update(body).digest("hex");
}

/**
 * True if the carrier signed this webhook with one of the account's tokens.
 * @param url from `signedUrl`
 * @param signature the `X-Twilio-Signature` header
 */
export function isSignedByCarrier(
  signature: string | null | undefined,
  url: string,
  params: FormParams,
  authTokens: readonly string[],
): boolean {
  return isSignedWith(signature, url, params, { secrets: authTokens, hash: "sha1" });
}

/** The same for any secrets and hash. Several are valid while one is rotated. */
export function isSignedWith(
  signature: string | null | undefined,
  url: string,
  params: FormParams,
  { secrets, hash }: { secrets: readonly string[]; hash: SigningHash },
): boolean {
  if (!signature) return false;
  const set = secrets.filter((secret) => secret !== "");
  const fits = (secret: string, address: string): boolean =>
    equalInConstantTime(signature, sign(secret, address, params, hash));
  if (set.some((secret) => fits(secret, url))) return true;
  if (hash === "sha1") return set.some((secret) => validateRequest(secret, signature, url, params));
  return set.some((secret) => otherSpellings(url).some((address) => fits(secret, address)));
}

/** With and without the standard port, as it came and as a URL parser writes it. The package tries these for SHA-1 alone. */
function otherSpellings(url: string): string[] {
  const written = [url, new URL(url).toString()];
  return written.flatMap((each) => {
    const [, origin = "", port, rest = ""] = /^([a-z]+:\/\/[^/?#:]+)(:\d+)?(.*)$/is.exec(each) ?? [];
    const standard = origin.toLowerCase().startsWith("https:") ? ":443" : ":80";
    return port === undefined ? [each, origin + standard + rest] : [each, origin + rest];
  });
}

/** Looks at every character, wherever they differ; a third of the cost of two Buffers and `timingSafeEqual`. */
export function equalInConstantTime(given: string, expected: string): boolean {
  if (given.length !== expected.length) return false;
  let difference = 0;
  for (let i = 0; i < expected.length; i += 1) difference |= given.charCodeAt(i) ^ expected.charCodeAt(i);
  return difference === 0;
}
