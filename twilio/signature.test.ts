import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSignedByCarrier, parseForm, sign, signedUrl } from "./signature.ts";

// The example of Twilio's documentation ("Validating signatures from Twilio").
const TOKEN = "12345";
const URL_SIGNED = "https://mycompany.com/myapp.php?foo=1&bar=2";
const PARAMS = {
  CallSid: "CA1234567890ABCDE",
  Caller: "+14158675309",
  Digits: "1234",
  From: "+14158675309",
  To: "+18005551212",
};
const SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

describe("signing", () => {
  test("gives the signature of Twilio's documented example, in any order of the parameters", () => {
    expect(sign(TOKEN, URL_SIGNED, PARAMS)).toBe(SIGNATURE);
    expect(sign(TOKEN, URL_SIGNED, Object.fromEntries(Object.entries(PARAMS).toReversed()))).toBe(SIGNATURE);
  });

  test("agrees with the twilio package on any form", () => {
    const value = fc.oneof(fc.string({ unit: "grapheme" }), fc.array(fc.string(), { minLength: 2, maxLength: 3 }));
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), value), fc.string({ minLength: 1 }), (params, token) => {
        expect(sign(token, URL_SIGNED, params)).toBe(getExpectedTwilioSignature(token, URL_SIGNED, params));
      }),
    );
  });
});

describe("a webhook's signature", () => {
  test("is good for the exact address, form and token only", () => {
    expect(isSignedByCarrier(SIGNATURE, URL_SIGNED, PARAMS, [TOKEN])).toBe(true);
    expect(isSignedByCarrier(SIGNATURE, `${URL_SIGNED}3`, PARAMS, [TOKEN])).toBe(false);
    expect(isSignedByCarrier(SIGNATURE, URL_SIGNED, { ...PARAMS, Digits: "1235" }, [TOKEN])).toBe(false);
    expect(isSignedByCarrier(SIGNATURE, URL_SIGNED, PARAMS, ["12346"])).toBe(false);
    expect(isSignedByCarrier(`${SIGNATURE.slice(0, -2)}9=`, URL_SIGNED, PARAMS, [TOKEN])).toBe(false);
  });

  test("is not good if it is missing, empty or too short, nor with an empty token", () => {
    for (const signature of [null, undefined, "", "RSOY"]) {
      expect(isSignedByCarrier(signature, URL_SIGNED, PARAMS, [TOKEN])).toBe(false);
    }
    expect(isSignedByCarrier(sign("", URL_SIGNED, PARAMS), URL_SIGNED, PARAMS, [""])).toBe(false);
    expect(isSignedByCarrier(SIGNATURE, URL_SIGNED, PARAMS, [])).toBe(false);
  });

  test("may come from either of two tokens while they are rotated", () => {
    expect(isSignedByCarrier(SIGNATURE, URL_SIGNED, PARAMS, ["new-token", TOKEN])).toBe(true);
  });

  test("is good with and without the standard port in the address", () => {
    const withPort = URL_SIGNED.replace("mycompany.com", "mycompany.com:443");
    expect(isSignedByCarrier(SIGNATURE, withPort, PARAMS, [TOKEN])).toBe(true);
    expect(isSignedByCarrier(sign(TOKEN, withPort, PARAMS), URL_SIGNED, PARAMS, [TOKEN])).toBe(true);
  });
});

describe("the signed address", () => {
  test("is the configured origin with the request's path and query, not the host that it names", () => {
    const of = (url: string) => signedUrl("https://text.example.org", url);
    expect(of("http://127.0.0.1:8787/webhooks/status?m=a%20b")).toBe(
      "https://text.example.org/webhooks/status?m=a%20b",
    );
    expect(of("http://evil.example/x#rc=4")).toBe("https://text.example.org/x");
    expect(of("http://127.0.0.1:8787?m=1")).toBe("https://text.example.org?m=1");
    expect(of("http://127.0.0.1:8787")).toBe("https://text.example.org/");
  });
});

describe("a form", () => {
  test("is read as URLSearchParams reads it", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }))), (pairs) => {
        // `__proto__` cannot be a plain property; the carrier sends no such name.
        const form = new URLSearchParams(pairs.filter(([name]) => name !== "__proto__"));
        for (const [name, value] of Object.entries(parseForm(form.toString()))) {
          expect([value].flat()).toEqual(form.getAll(name));
        }
        expect(Object.keys(parseForm(form.toString())).sort()).toEqual([...new Set(form.keys())].sort());
      }),
    );
  });

  test("with a broken escape is read leniently instead of failing the webhook", () => {
    expect(parseForm("Body=100%&From=%2B1617")).toEqual({ Body: "100%", From: "+1617" });
  });
});
