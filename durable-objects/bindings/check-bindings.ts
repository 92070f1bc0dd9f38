/** Says what of the Worker's bindings and variables is missing or unusable, once per isolate. */
import type { Env } from "./env.ts";
import { carrierProblem } from "./carrier-account.ts";

const NEEDED: Record<string, string> = {
  CAMPAIGN: 'the [[durable_objects.bindings]] "CAMPAIGN" of wrangler.toml',
  CAMPAIGN_QUEUE: 'the [[durable_objects.bindings]] "CAMPAIGN_QUEUE" of wrangler.toml',
  TEXTER_INBOX: 'the [[durable_objects.bindings]] "TEXTER_INBOX" of wrangler.toml',
  CONTACT_DIRECTORY: 'the [[durable_objects.bindings]] "CONTACT_DIRECTORY" of wrangler.toml',
  ORGANIZATION: 'the [[durable_objects.bindings]] "ORGANIZATION" of wrangler.toml',
  CARRIER_ACCOUNT: 'the [[durable_objects.bindings]] "CARRIER_ACCOUNT" of wrangler.toml',
  ID_REGISTRY: 'the [[durable_objects.bindings]] "ID_REGISTRY" of wrangler.toml',
  NUMBER_INVENTORY: 'the [[durable_objects.bindings]] "NUMBER_INVENTORY" of wrangler.toml',
  NUMBER_POOL: 'the [[durable_objects.bindings]] "NUMBER_POOL" of wrangler.toml',
  SMS_LINE: 'the [[durable_objects.bindings]] "SMS_LINE" of wrangler.toml',
  SMS_BATCH: 'the [[durable_objects.bindings]] "SMS_BATCH" of wrangler.toml',
  UPLOADS: 'the [[r2_buckets]] "UPLOADS" of wrangler.toml',
  MEDIA: 'the [[r2_buckets]] "MEDIA" of wrangler.toml',
  POSTGRES_EVENTS: 'the [[queues.producers]] "POSTGRES_EVENTS" of wrangler.toml',
  WEBHOOKS: 'the [[queues.producers]] "WEBHOOKS" of wrangler.toml',
  PUBLIC_ORIGIN: "PUBLIC_ORIGIN under [vars] of wrangler.toml",
  CARRIER_API_BASE: "CARRIER_API_BASE under [vars] of wrangler.toml",
  DATABASE_URL: "the secret DATABASE_URL (npx wrangler secret put DATABASE_URL)",
  SESSION_SECRET: "the secret SESSION_SECRET (npx wrangler secret put SESSION_SECRET)",
};

/** 32 bytes in base64. */
const KEY = /^[A-Za-z0-9+/_-]{43}=?$/;
/** Shorter ones could be guessed from a single cookie. */
const SESSION_SECRET_CHARS = 32;

/** One sentence that names what is missing or unusable and where to set it; null if everything is in order. */
export function missingBinding(env: Partial<Record<keyof Env, unknown>>): string | null {
  for (const [name, where] of Object.entries(NEEDED)) {
    // Keys of NEEDED are names of Env by construction.
    const value = env[name as keyof Env];
    if (value === undefined || value === "") return `${name} is missing: set ${where}.`;
  }
  const { PUBLIC_ORIGIN, SESSION_SECRET } = env;
  if (!isOrigin(String(PUBLIC_ORIGIN))) {
    return "PUBLIC_ORIGIN is not an origin: write it like https://text.example.org, without a path or a slash at the end.";
  }
  if (new URL(String(PUBLIC_ORIGIN)).hostname.includes("_")) {
    return "PUBLIC_ORIGIN has an underscore in its host name, which the carrier does not accept: use another host name.";
  }
  const { UPSTASH_REDIS_REST_URL: redisUrl, UPSTASH_REDIS_REST_TOKEN: redisToken } = env;
  if (!redisUrl !== !redisToken) {
    return "Of UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN only one is set: set both, or neither.";
  }
  if (redisUrl && !/^https?:\/\//.test(String(redisUrl))) {
    return "UPSTASH_REDIS_REST_URL is no address: write it as Upstash shows it, like https://example.upstash.io.";
  }
  const apiKey = apiKeyProblem(env);
  if (apiKey !== null) return apiKey;
  for (const name of ["CARRIER_ACCOUNTS_KEY", "CARRIER_ACCOUNTS_KEY_FORMER"] as const) {
    const value = env[name];
    if (value && !KEY.test(String(value)))
      return `${name} is no key: set 32 random bytes in base64 (openssl rand -base64 32).`;
  }
  if (String(SESSION_SECRET).length < SESSION_SECRET_CHARS) {
    return `SESSION_SECRET is too short: set at least ${SESSION_SECRET_CHARS} random characters.`;
  }
  return carrierProblem(env);
}

function apiKeyProblem({
  TWILIO_API_KEY_SID: sid,
  TWILIO_API_KEY_SECRET: secret,
}: Partial<Record<keyof Env, unknown>>): string | null {
  if (!sid && !secret) return null;
  if (!sid || !secret) {
    return "Of TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET only one is set: set both, or neither.";
  }
  return /^SK[0-9a-fA-F]{32}$/.test(String(sid))
    ? null
    : "TWILIO_API_KEY_SID is no API key: it is SK and 32 letters and digits.";
}

function isOrigin(value: string): boolean {
  return /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value;
}
