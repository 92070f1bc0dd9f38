import { describe, expect, test } from "vitest";
import { ownAccountSchema, secretsAfter } from "./own-account.ts";
import type { AccountSecrets } from "./own-account.ts";

const accountSid = `AC${"a".repeat(32)}`;
const KEY = { sid: `SK${"b".repeat(32)}`, secret: "secret of the key" };
const STORED: AccountSecrets = {
  authToken: "the first token",
  formerAuthToken: null,
  apiKey: null,
  webhookKey: null,
};

describe("an account that is entered", () => {
  test.each([
    ["a token", { authToken: "the first token" }, STORED],
    ["a token and a key", { authToken: "the first token", apiKey: KEY }, { ...STORED, apiKey: KEY }],
    [
      "a key, where a shared key signs the webhooks",
      { apiKey: KEY, webhookKey: "shared key" },
      { authToken: null, formerAuthToken: null, apiKey: KEY, webhookKey: "shared key" },
    ],
  ])("with %s is complete", (_, entry, secrets) => {
    expect(secretsAfter(null, { accountSid, ...entry })).toEqual({ ok: true, secrets });
  });

  test.each([
    ["nothing", {}, "auth token, or an API key"],
    ["a key alone, because nothing proves its webhooks", { apiKey: KEY }, "the auth token as well"],
    ["a webhook key alone", { webhookKey: "shared key" }, "auth token, or an API key"],
  ])("with %s is not", (_, entry, words) => {
    expect(secretsAfter(null, { accountSid, ...entry })).toMatchObject({
      ok: false,
      message: expect.stringContaining(words),
    });
  });
});

describe("an account that is changed", () => {
  test("keeps what is not entered again", () => {
    expect(secretsAfter(STORED, { accountSid, apiKey: KEY })).toEqual({
      ok: true,
      secrets: { ...STORED, apiKey: KEY },
    });
    expect(secretsAfter({ ...STORED, apiKey: KEY }, { accountSid, apiKey: null })).toEqual({
      ok: true,
      secrets: STORED,
    });
  });

  test("remembers the token before: the carrier signs with either for a while", () => {
    const changed = secretsAfter(STORED, { accountSid, authToken: "the second token" });
    expect(changed).toMatchObject({
      secrets: { authToken: "the second token", formerAuthToken: "the first token" },
    });
    const again = secretsAfter({ ...STORED, formerAuthToken: "older" }, { accountSid, authToken: "the first token" });
    expect(again).toMatchObject({ secrets: { authToken: "the first token", formerAuthToken: "older" } });
  });
});

test.each([
  [{ accountSid: "AC1" }, "an account SID is AC followed by 32 letters and digits"],
  [{ accountSid, apiKey: { sid: `AC${"b".repeat(32)}`, secret: "long enough" } }, "an API key's SID is SK"],
  [{ accountSid, authToken: "short" }, "is too short"],
  [{ accountSid, authtoken: "the first token" }, "authtoken"],
])("%j is refused", (entry, words) => {
  const parsed = ownAccountSchema.safeParse(entry);
  expect(parsed.success).toBe(false);
  expect(parsed.error?.message).toContain(words);
});
