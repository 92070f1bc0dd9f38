/**
 * Secrets that are stored are sealed: AES-GCM with a key that only the Worker has (a secret), bound to what they are about, so
 * that one cannot be moved to another place. While the key is changed the former one still opens; what it sealed is sealed anew.
 *
 * A sealed text is `v1.<key>.<nonce>.<cipher>`: the key's name (not secret), then base64url.
 */
const VERSION = "v1";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;

export type SealingKey = { name: string; key: CryptoKey };
export type SealingKeys = { present: SealingKey; former: SealingKey | null };

export type Opened =
  | { ok: true; text: string; /** Of the former key: to be sealed anew. */ isOld: boolean }
  /** `unknown_key`: neither key sealed it. `spoiled`: changed, or about something else. */
  | { ok: false; reason: "unknown_key" | "spoiled" };

/** @param secret 32 random bytes in base64 @returns null when it is none */
export async function sealingKey(secret: string): Promise<SealingKey | null> {
  const bytes = fromBase64(secret);
  if (bytes === null || bytes.length !== KEY_BYTES) return null;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const name = Array.from(digest.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { name, key: await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]) };
}

/** @param about what it belongs to; needed to open it */
export async function seal({ present }: SealingKeys, text: string, about: string): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const cipher = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce, additionalData: encode(about) },
    present.key,
    encode(text),
  );
  return [VERSION, present.name, toBase64(nonce), toBase64(new Uint8Array(cipher))].join(".");
}

export async function open(keys: SealingKeys, sealed: string, about: string): Promise<Opened> {
  const [version, name, nonce, cipher] = sealed.split(".");
  const key = [keys.present, keys.former].find((each) => each?.name === name);
  if (version !== VERSION || !key) return { ok: false, reason: "unknown_key" };
  const iv = fromBase64(nonce ?? "");
  const bytes = fromBase64(cipher ?? "");
  if (iv === null || bytes === null) return { ok: false, reason: "spoiled" };
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: encode(about) }, key.key, bytes);
    return { ok: true, text: new TextDecoder().decode(plain), isOld: key !== keys.present };
  } catch {
    return { ok: false, reason: "spoiled" };
  }
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text.trim().replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  } catch {
    return null;
  }
}
