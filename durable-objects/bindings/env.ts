/**
 * Bindings and variables of the Worker, checked once per isolate. Objects are reached through
 * `durable-objects/rpc/stubs.ts`, which types them by their RPC interface.
 */
import type { EventPacket } from "../../domain/record/events.ts";
import { simulationProblem } from "./simulation.ts";

export type Env = {
  CAMPAIGN: DurableObjectNamespace;
  CAMPAIGN_QUEUE: DurableObjectNamespace;
  TEXTER_INBOX: DurableObjectNamespace;
  CONTACT_DIRECTORY: DurableObjectNamespace;
  ORGANIZATION: DurableObjectNamespace;
  CARRIER_ACCOUNT: DurableObjectNamespace;
  UPLOADS: R2Bucket;
  /** Pictures and other files of texts. */
  MEDIA: R2Bucket;
  POSTGRES_EVENTS: Queue<EventPacket>;
  /** Inbound texts that wait to be replayed (workers/webhooks/put-aside.ts). */
  WEBHOOKS: Queue;
  ASSETS: Fetcher;
  VERSION?: WorkerVersionMetadata;
  /** Without a trailing slash. */
  PUBLIC_ORIGIN: string;
  CARRIER_API_BASE: string;
  /** Local runs: a way to the carrier that skips Miniflare's interceptor of `fetch`; absent in production. */
  CARRIER?: Fetcher;
  TEXTER_SENDS_PER_SECOND: string;
  /** "on": nobody is texted for real (durable-objects/bindings/simulation.ts). */
  SIMULATION?: string;
  /** E.164: gets every text of a simulation. */
  SIMULATION_TO?: string;
  /** This installation's PUBLIC_ORIGIN, when a simulation at the real carrier is meant. */
  SIMULATION_CONFIRMED?: string;
  /** "true": an opt-out from one organization of this installation counts for all of them. */
  SHARED_OPT_OUTS?: string;
  DATABASE_URL: string;
  /** Where Neon's HTTP protocol is served instead of Neon itself (local runs); absent in production. */
  NEON_FETCH_ENDPOINT?: string;
  SESSION_SECRET: string;
  /** Opens `POST /api/setup`; without it new organizations cannot be made over HTTP. */
  SETUP_TOKEN?: string;
  TWILIO_ACCOUNT_SID: string;
  TWILIO_AUTH_TOKEN: string;
  /** Second token during a rotation. */
  TWILIO_AUTH_TOKEN_SECONDARY?: string;
  /** Milliseconds after which an unanswered carrier call counts as unknown; 10 s unless set. */
  CARRIER_TIMEOUT_MS?: string;
  /** Milliseconds after a carrier call before an absence there proves that the text never was; 60 s unless set. */
  ABSENCE_IS_PROOF_AFTER_MS?: string;
  /** Milliseconds before a text of unknown outcome is looked up at the carrier; 20 s unless set. */
  UNKNOWN_LOOK_UP_AFTER_MS?: string;
};

const NEEDED: Record<string, string> = {
  CAMPAIGN: 'the [[durable_objects.bindings]] "CAMPAIGN" of wrangler.toml',
  CAMPAIGN_QUEUE: 'the [[durable_objects.bindings]] "CAMPAIGN_QUEUE" of wrangler.toml',
  TEXTER_INBOX: 'the [[durable_objects.bindings]] "TEXTER_INBOX" of wrangler.toml',
  CONTACT_DIRECTORY: 'the [[durable_objects.bindings]] "CONTACT_DIRECTORY" of wrangler.toml',
  ORGANIZATION: 'the [[durable_objects.bindings]] "ORGANIZATION" of wrangler.toml',
  CARRIER_ACCOUNT: 'the [[durable_objects.bindings]] "CARRIER_ACCOUNT" of wrangler.toml',
  UPLOADS: 'the [[r2_buckets]] "UPLOADS" of wrangler.toml',
  MEDIA: 'the [[r2_buckets]] "MEDIA" of wrangler.toml',
  POSTGRES_EVENTS: 'the [[queues.producers]] "POSTGRES_EVENTS" of wrangler.toml',
  WEBHOOKS: 'the [[queues.producers]] "WEBHOOKS" of wrangler.toml',
  PUBLIC_ORIGIN: "PUBLIC_ORIGIN under [vars] of wrangler.toml",
  CARRIER_API_BASE: "CARRIER_API_BASE under [vars] of wrangler.toml",
  DATABASE_URL: "the secret DATABASE_URL (npx wrangler secret put DATABASE_URL)",
  SESSION_SECRET: "the secret SESSION_SECRET (npx wrangler secret put SESSION_SECRET)",
  TWILIO_ACCOUNT_SID: "the secret TWILIO_ACCOUNT_SID (npx wrangler secret put TWILIO_ACCOUNT_SID)",
  TWILIO_AUTH_TOKEN: "the secret TWILIO_AUTH_TOKEN (npx wrangler secret put TWILIO_AUTH_TOKEN)",
};

/** Shorter ones could be guessed from a single cookie. */
const SESSION_SECRET_CHARS = 32;

/** One sentence that names what is missing or unusable and where it is set; null when all is there. */
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
  if (String(SESSION_SECRET).length < SESSION_SECRET_CHARS) {
    return `SESSION_SECRET is too short: set at least ${SESSION_SECRET_CHARS} random characters.`;
  }
  return simulationProblem(env);
}

function isOrigin(value: string): boolean {
  return /^https?:/.test(value) && URL.canParse(value) && new URL(value).origin === value;
}
