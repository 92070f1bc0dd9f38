import { describe, expect, test } from "vitest";
import { missingBinding } from "./check-bindings.ts";

const COMPLETE = {
  CAMPAIGN: {},
  CAMPAIGN_QUEUE: {},
  TEXTER_INBOX: {},
  CONTACT_DIRECTORY: {},
  ORGANIZATION: {},
  CARRIER_ACCOUNT: {},
  ID_REGISTRY: {},
  NUMBER_INVENTORY: {},
  NUMBER_POOL: {},
  SMS_LINE: {},
  SMS_BATCH: {},
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

  const NO_ACCOUNT = { ...COMPLETE, TWILIO_ACCOUNT_SID: undefined, TWILIO_AUTH_TOKEN: "" };

  test("that says what to set where there is neither a carrier nor a simulation", () => {
    const sentence = missingBinding(NO_ACCOUNT);
    expect(sentence).toContain("the secrets TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN (npx wrangler secret put");
    expect(sentence).toContain('SIMULATION = "on" under [vars] of wrangler.toml');
    expect(sentence?.match(/\./g)).toHaveLength(2);
    expect(missingBinding({ ...NO_ACCOUNT, SIMULATION: "off" })).toBe(sentence);
    expect(missingBinding({ ...NO_ACCOUNT, SIMULATION: "yes" })).toContain('neither "on" nor "off"');
  });

  test("that is null for a simulation without a carrier, which needs no confirmation", () => {
    expect(missingBinding({ ...NO_ACCOUNT, SIMULATION: "on" })).toBeNull();
    expect(missingBinding({ ...NO_ACCOUNT, SIMULATION: "on", SIMULATION_TO: "+16175550199" })).toBeNull();
    expect(missingBinding({ ...NO_ACCOUNT, SIMULATION: "on", SIMULATION_TO: "me" })).toContain("SIMULATION_TO");
  });

  test.each([
    ["TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID"],
    ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"],
  ] as const)("that refuses half an account in a simulation: %s is missing", (missing, set) => {
    const sentence = missingBinding({ ...COMPLETE, SIMULATION: "on", [missing]: undefined });
    expect(sentence).toContain(`${missing} is missing`);
    expect(sentence).toContain(`remove ${set} to simulate without a carrier`);
  });

  test("that refuses a simulation at the real carrier which nobody has confirmed", () => {
    expect(missingBinding({ ...COMPLETE, SIMULATION: "on" })).toContain("SIMULATION");
  });

  test("that refuses a short session secret", () => {
    expect(missingBinding({ ...COMPLETE, SESSION_SECRET: "short" })).toContain("SESSION_SECRET is too short");
  });
});
