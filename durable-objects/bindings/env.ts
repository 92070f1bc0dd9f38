/**
 * Bindings and variables of the Worker; `check-bindings.ts` checks them. Objects are reached
 * through `durable-objects/rpc/stubs.ts`, which types them by their RPC interface.
 */
import type { EventPacket } from "../../domain/record/events.ts";

export type Env = {
  CAMPAIGN: DurableObjectNamespace;
  CAMPAIGN_QUEUE: DurableObjectNamespace;
  TEXTER_INBOX: DurableObjectNamespace;
  CONTACT_DIRECTORY: DurableObjectNamespace;
  ORGANIZATION: DurableObjectNamespace;
  CARRIER_ACCOUNT: DurableObjectNamespace;
  ID_REGISTRY: DurableObjectNamespace;
  NUMBER_INVENTORY: DurableObjectNamespace;
  NUMBER_POOL: DurableObjectNamespace;
  SMS_LINE: DurableObjectNamespace;
  SMS_BATCH: DurableObjectNamespace;
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
  /** The carrier account; both are absent in a simulation without a carrier. */
  TWILIO_ACCOUNT_SID?: string;
  TWILIO_AUTH_TOKEN?: string;
  /** Second token during a rotation. */
  TWILIO_AUTH_TOKEN_SECONDARY?: string;
  /** A login of its own for calls, `SK…` and its secret, instead of the account's token. */
  TWILIO_API_KEY_SID?: string;
  TWILIO_API_KEY_SECRET?: string;
  /** Secret of the shared key that signs webhooks, where the account has one; and the second one during a rotation. */
  TWILIO_WEBHOOK_KEY_SECRET?: string;
  TWILIO_WEBHOOK_KEY_SECRET_SECONDARY?: string;
  /** Seals the carrier accounts of organizations: 32 random bytes in base64; without it they have none of their own. */
  CARRIER_ACCOUNTS_KEY?: string;
  /** The key before, while it is changed. */
  CARRIER_ACCOUNTS_KEY_FORMER?: string;
  /** Redis over HTTP: a cache of look-ups, and token limits. Without them objects do both. */
  UPSTASH_REDIS_REST_URL?: string;
  UPSTASH_REDIS_REST_TOKEN?: string;
  /** Milliseconds after which an unanswered carrier call counts as unknown; 10 s unless set. */
  CARRIER_TIMEOUT_MS?: string;
  /** Milliseconds after a carrier call before an absence there proves that the text never was; 60 s unless set. */
  ABSENCE_IS_PROOF_AFTER_MS?: string;
  /** Milliseconds before a text of unknown outcome is looked up at the carrier; 20 s unless set. */
  UNKNOWN_LOOK_UP_AFTER_MS?: string;
};
