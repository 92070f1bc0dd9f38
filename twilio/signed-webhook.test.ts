import { validateRequestWithBody } from "twilio/lib/webhooks/webhooks.js";
import { describe, expect, test } from "vitest";
import { bodyHash, parseForm, sign, SIGNATURE_SETTINGS } from "./signature.ts";
import { fieldsOf, openWebhook } from "./signed-webhook.ts";
import type { SigningSecrets } from "./signed-webhook.ts";

const ADDRESS = "https://text.example.org/webhooks/twilio/o1/inbound";
const TOKEN = "token";
const KEY = "secret-of-the-shared-key";
const SECRETS: SigningSecrets = { authTokens: [TOKEN], sharedKeys: [KEY] };
const SETTINGS = "key=webhooks_key_1,algorithm=HMAC_SHA256";
const FORM = "From=%2B16174440001&Body=S%C3%AD";
const JSON_BODY = JSON.stringify({ From: "+16174440001", Body: "Sí", NumMedia: 0, Extra: { deep: true } });

type Came = { url?: string; body?: string; secrets?: SigningSecrets; headers: Record<string, string> };
function open({ url = ADDRESS, body = FORM, secrets = SECRETS, headers }: Came) {
  return openWebhook({ url, body: new TextEncoder().encode(body), header: (name) => headers[name] }, secrets);
}

const fields = parseForm(FORM);
const jsonUrl = (body = JSON_BODY) => `${ADDRESS}?bodySHA256=${bodyHash(body)}`;
const json = (url: string, signature = sign(TOKEN, url, {})) => ({
  "content-type": "application/json",
  "x-twilio-signature": signature,
});

describe("a form", () => {
  test("is opened by the account's token, and by nothing else", () => {
    const signed = { "x-twilio-signature": sign(TOKEN, ADDRESS, fields) };
    expect(open({ headers: signed })).toEqual({ ok: true, fields, body: { raw: FORM, isJson: false } });
    expect(open({ headers: signed, body: `${FORM}!` }).ok).toBe(false);
    expect(open({ headers: signed, url: `${ADDRESS}2` }).ok).toBe(false);
    expect(open({ headers: {} }).ok).toBe(false);
    expect(open({ headers: { "x-twilio-signature": sign(KEY, ADDRESS, fields) } }).ok).toBe(false);
  });

  test("that a shared key signed names it in a header; then the key alone counts", () => {
    const signature = sign(KEY, ADDRESS, fields, "sha256");
    const headers = { "x-twilio-signature": signature, [SIGNATURE_SETTINGS]: SETTINGS };
    expect(open({ headers })).toMatchObject({ ok: true });
    expect(open({ headers: { "x-twilio-signature": signature } }).ok).toBe(false);
    for (const forged of [
      sign(TOKEN, ADDRESS, fields),
      sign(TOKEN, ADDRESS, fields, "sha256"),
      sign(KEY, ADDRESS, fields),
    ]) {
      expect(open({ headers: { ...headers, "x-twilio-signature": forged } }).ok).toBe(false);
    }
    const sha1 = {
      "x-twilio-signature": sign(KEY, ADDRESS, fields),
      [SIGNATURE_SETTINGS]: "key=k,algorithm=HMAC_SHA1",
    };
    expect(open({ headers: sha1 })).toMatchObject({ ok: true });
  });

  test("that a shared key signed is refused with the name of the secret that is missing", () => {
    const headers = { "x-twilio-signature": "x", [SIGNATURE_SETTINGS]: SETTINGS };
    expect(open({ headers, secrets: { ...SECRETS, sharedKeys: [] } })).toEqual({
      ok: false,
      why: "a shared key signed it: set TWILIO_WEBHOOK_KEY_SECRET",
    });
    expect(open({ headers: { ...headers, [SIGNATURE_SETTINGS]: "key=k,algorithm=NONE" } })).toMatchObject({
      ok: false,
    });
    expect(open({ headers: { ...headers, [SIGNATURE_SETTINGS]: "" } })).toMatchObject({ ok: false });
  });

  test("may be signed by either of two shared keys, with and without the standard port", () => {
    const secrets = { authTokens: [], sharedKeys: ["new", KEY] };
    for (const url of [ADDRESS, ADDRESS.replace(".org", ".org:443")]) {
      const headers = { "x-twilio-signature": sign(KEY, url, fields, "sha256"), [SIGNATURE_SETTINGS]: SETTINGS };
      expect(open({ headers, secrets })).toMatchObject({ ok: true });
    }
  });
});

describe("JSON", () => {
  test("is opened when the address is signed and carries the hash of the body", () => {
    const url = jsonUrl();
    expect(open({ url, body: JSON_BODY, headers: json(url) })).toMatchObject({
      ok: true,
      fields: { From: "+16174440001", Body: "Sí", NumMedia: "0" },
    });
    expect(fieldsOf({ raw: JSON_BODY, isJson: true })).toMatchObject({ Body: "Sí" });
    // The carrier's own library agrees.
    expect(validateRequestWithBody(TOKEN, sign(TOKEN, url, {}), url, JSON_BODY)).toBe(true);
  });

  test("with another body under a signed address is refused", () => {
    const url = jsonUrl();
    const body = JSON_BODY.replace("Sí", "STOP");
    expect(open({ url, body, headers: json(url) })).toEqual({ ok: false, why: "bodySHA256 is of another body" });
    expect(open({ url: `${url}0`, body: JSON_BODY, headers: json(`${url}0`) }).ok).toBe(false);
  });

  test("without the hash in its address is refused, also when the address is signed", () => {
    expect(open({ url: ADDRESS, body: JSON_BODY, headers: json(ADDRESS) }).ok).toBe(false);
    const form = { ...json(ADDRESS), "content-type": "application/x-www-form-urlencoded" };
    expect(open({ url: ADDRESS, body: JSON_BODY, headers: form }).ok).toBe(false);
  });

  test("is hashed as it came, byte for byte", () => {
    const spaced = JSON.stringify(JSON.parse(JSON_BODY), null, 2);
    const url = jsonUrl();
    expect(open({ url, body: spaced, headers: json(url) }).ok).toBe(false);
    expect(open({ url: jsonUrl(spaced), body: spaced, headers: json(jsonUrl(spaced)) }).ok).toBe(true);
  });

  test("may be signed by a shared key", () => {
    const url = jsonUrl();
    const headers = { ...json(url, sign(KEY, url, {}, "sha256")), [SIGNATURE_SETTINGS]: SETTINGS };
    expect(open({ url, body: JSON_BODY, headers })).toMatchObject({ ok: true });
  });

  test.each(["[1]", "null", '"text"', "{", ""])("that is no object has no fields: %s", (body) => {
    const url = jsonUrl(body);
    expect(open({ url, body, headers: json(url) })).toEqual({
      ok: true,
      fields: {},
      body: { raw: body, isJson: true },
    });
  });
});
