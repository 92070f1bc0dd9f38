import { describe, expect, test } from "vitest";
import { missingBinding } from "./check-bindings.ts";

const COMPLETE = {
  CAMPAIGN: {},
  CAMPAIGN_QUEUE: {},
  TEXTER_INBOX: {},
  CONTACT_DIRECTORY: {},
  ORGANIZATION: {},
  CARRIER_ACCOUNT: {},
  UPLOADS: {},
  MEDIA: {},
  POSTGRES_EVENTS: {},
  WEBHOOKS: {},
  PUBLIC_ORIGIN: "https://text.example.org",
  CARRIER_API_BASE: "https://api.twilio.com",
  DATABASE_URL: "postgresql://u:p@h/d",
  SESSION_SECRET: "0123456789abcdef0123456789abcdef",
  TWILIO_ACCOUNT_SID: "AC1",
  TWILIO_AUTH_TOKEN: "t",
};

describe("the environment is checked in one sentence", () => {
  test("that is null when all is there", () => {
    expect(missingBinding(COMPLETE)).toBeNull();
    expect(missingBinding({ ...COMPLETE, PUBLIC_ORIGIN: "http://localhost:8787" })).toBeNull();
  });

  test.each(Object.keys(COMPLETE))("that names %s when it is missing, and where to set it", (name) => {
    const sentence = missingBinding({ ...COMPLETE, [name]: undefined });
    expect(sentence).toMatch(
      new RegExp(`^${name} is missing: set .*(wrangler\\.toml|wrangler secret put ${name}\\))\\.$`),
    );
  });

  test("that takes an empty secret for a missing one", () => {
    expect(missingBinding({ ...COMPLETE, TWILIO_AUTH_TOKEN: "" })).toContain("TWILIO_AUTH_TOKEN is missing");
  });

  test.each([
    "https://text.example.org/",
    "text.example.org",
    "https://text.example.org/app",
    "ftp://x",
    "HTTPS://X.org",
  ])("that refuses %s as the public origin", (origin) => {
    expect(missingBinding({ ...COMPLETE, PUBLIC_ORIGIN: origin })).toContain("PUBLIC_ORIGIN is not an origin");
  });

  test("that refuses an underscore in the host name, with which the carrier takes no text", () => {
    const sentence = missingBinding({ ...COMPLETE, PUBLIC_ORIGIN: "https://my_texts.example.org" });
    expect(sentence).toContain("PUBLIC_ORIGIN has an underscore");
  });

  test("that wants an API key whole or not at all", () => {
    const key = { TWILIO_API_KEY_SID: `SK${"0".repeat(32)}`, TWILIO_API_KEY_SECRET: "secret" };
    expect(missingBinding({ ...COMPLETE, ...key })).toBeNull();
    expect(missingBinding({ ...COMPLETE, TWILIO_API_KEY_SID: key.TWILIO_API_KEY_SID })).toContain("only one is set");
    expect(missingBinding({ ...COMPLETE, TWILIO_API_KEY_SECRET: "secret" })).toContain("only one is set");
    expect(missingBinding({ ...COMPLETE, ...key, TWILIO_API_KEY_SID: "AC1" })).toContain("TWILIO_API_KEY_SID");
  });

  test("that refuses a simulation at the real carrier which nobody has confirmed", () => {
    expect(missingBinding({ ...COMPLETE, SIMULATION: "on" })).toContain("SIMULATION");
  });

  test("that refuses a short session secret", () => {
    expect(missingBinding({ ...COMPLETE, SESSION_SECRET: "short" })).toContain("SESSION_SECRET is too short");
  });
});
