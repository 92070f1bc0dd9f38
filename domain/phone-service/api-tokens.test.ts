import { expect, test } from "vitest";
import { newId, newToken } from "../ids.ts";
import { readBearer, tokenText } from "./api-tokens.ts";
import { newTokenSchema, phoneServiceSettingsSchema } from "./token-schema.ts";

const parts = { orgId: newId("o"), tokenId: newId("k"), secret: newToken() };
const token = tokenText(parts);

test("a token is read from the header as it was given out", () => {
  expect(readBearer(`Bearer ${token}`)).toEqual(parts);
  expect(readBearer(`  bearer   ${token} `)).toEqual(parts);
});

test.each([
  undefined,
  "",
  "Bearer",
  token,
  `Basic ${token}`,
  `Bearer ${token}_more`,
  `Bearer ${token.slice(0, -1)}`,
  `Bearer ${token.replace("whistlestop", "whistle")}`,
  `Bearer ${token.toUpperCase()}`,
  `Bearer ${tokenText({ ...parts, orgId: newId("p") })}`,
  `Bearer ${tokenText({ ...parts, tokenId: newId("t") })}`,
  `Bearer ${token}${"x".repeat(300)}`,
])("%s is no token", (header) => {
  expect(readBearer(header)).toBeNull();
});

test("scopes are kept once each and in one order; a token without any is refused", () => {
  const named = (scopes: unknown) => newTokenSchema.safeParse({ name: " Billing ", scopes });
  expect(named(["sms:send", "phonebook:read", "sms:send"]).data).toEqual({
    name: "Billing",
    scopes: ["phonebook:read", "sms:send"],
    callsPerSecond: 1_000,
  });
  expect(named([]).success).toBe(false);
  expect(named(["sms:read"]).success).toBe(false);
});

test("inbound texts are delivered by https only", () => {
  const to = (inboundUrl: string | null) =>
    phoneServiceSettingsSchema.safeParse({ keepsHours: true, inboundUrl }).success;
  expect(to("https://example.org/texts")).toBe(true);
  expect(to(null)).toBe(true);
  expect(to("http://example.org/texts")).toBe(false);
  expect(to("javascript:alert(1)")).toBe(false);
});
