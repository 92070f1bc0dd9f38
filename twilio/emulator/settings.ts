/** Settings of the carrier emulator: what they are, their defaults, and how a change is merged in and checked. */
import * as z from "zod";
import { HELP_WORDS, START_WORDS, STOP_WORDS, type OptOutKeywords } from "./webhooks/keywords.ts";

const sid = (prefix: string) => z.string().regex(new RegExp(`^${prefix}[0-9a-f]{32}$`), `${prefix} and 32 hex digits`);
const phone = z.string().regex(/^\+[1-9]\d{6,14}$/, "a phone number in E.164, e.g. +16175550101");
const url = z.url({ protocol: /^https?$/ });
/** From and to, in ms; each wait is drawn between them. */
const rangeMs = z.tuple([z.number().min(0), z.number().min(0)]);
/** What a webhook is tried again for, in the terms of connection overrides: no connection, no answer, 4xx, 5xx. */
const cause = z.enum(["ct", "rt", "4xx", "5xx"]);
const webhookPolicy = z.strictObject({
  /** Tries after the first, at the main and again at the fallback address; `#rc=` in an address wins. */
  retries: z.int().min(0).max(20),
  /** `#rp=` in an address wins. */
  causes: z.array(cause),
  /** Doubled with each try, up to 10 s. */
  retryDelayMs: z.number().min(0),
  /** For all tries at one address together. */
  timeoutMs: z.number().min(1),
});
/** The keywords of a service with Advanced Opt-Out, which its owner may change: one word each, in any case. */
const optOutKeywords: z.ZodType<OptOutKeywords> = z.strictObject({
  stop: z.array(z.string().min(1)).default([...STOP_WORDS]),
  start: z.array(z.string().min(1)).default([...START_WORDS]),
  help: z.array(z.string().min(1)).default([...HELP_WORDS]),
});

/** A registration of US local numbers for programs (A2P 10DLC), as the API tells it. */
const registration = z.strictObject({
  status: z.enum(["PENDING", "IN_PROGRESS", "VERIFIED", "FAILED", "SUSPENDED"]).default("VERIFIED"),
  usecase: z.string().default("POLITICAL"),
  /** Texts a second to AT&T's customers, and its class. */
  attPerSecond: z.number().min(0).default(75),
  attClass: z.string().default("F"),
  tMobileTier: z.string().default("TOP"),
  errors: z.array(z.string()).default([]),
});
const service = z.strictObject({
  sid: sid("MG"),
  numbers: z.array(phone),
  inboundUrl: url.nullable().default(null),
  fallbackUrl: url.nullable().default(null),
  /** Address for reports on texts that name none themselves. */
  statusCallback: url.nullable().default(null),
  /** Only then does an inbound text say which keyword it was (`OptOutType`). */
  advancedOptOut: optOutKeywords.nullable().default(null),
  registration: registration.nullable().default(null),
});
const senderNumber = z.strictObject({
  number: phone,
  inboundUrl: url.nullable().default(null),
  fallbackUrl: url.nullable().default(null),
  voiceUrl: url.nullable().default(null),
  voiceFallbackUrl: url.nullable().default(null),
});
const place = z.strictObject({
  city: z.string().default(""),
  state: z.string().default(""),
  zip: z.string().default(""),
  country: z.string().default("US"),
});
const account = z.strictObject({
  sid: sid("AC"),
  authToken: z.string().min(1),
  /** A login in addition to the token. */
  apiKeys: z.array(z.strictObject({ sid: sid("SK"), secret: z.string().min(1) })).default([]),
  /** An account that is not active is refused with 403 and sends nothing. */
  status: z.enum(["active", "suspended", "closed"]).default("active"),
  /** Signs this account's webhooks by HMAC-SHA256 instead of its token. */
  sharedKey: z
    .strictObject({ id: z.string().min(1), secret: z.string().min(1) })
    .nullable()
    .default(null),
  services: z.array(service).default([]),
  /** Numbers outside of services, and addresses of those in them. */
  numbers: z.array(senderNumber).default([]),
});

const settingsSchema = z.strictObject({
  accounts: z.array(account).min(1),
  /** push: webhooks go out over HTTP. pull: they wait for `GET /control/webhooks`. */
  mode: z.enum(["push", "pull"]),
  /** Signed origin → origin that is really called, for a Worker behind another port than its public address. */
  origins: z.record(z.string(), z.string()),
  /** The carrier answers STOP, START and HELP itself and blocks numbers that said STOP. */
  keywords: z.boolean(),
  /** Answer to a request; then from acceptance to queued, to sent, to the final status. Each is counted from the one before. */
  delays: z.strictObject({ answerMs: rangeMs, queuedMs: rangeMs, sentMs: rangeMs, deliveredMs: rangeMs }),
  /** Per account; more are answered with 429. 0: no limit. */
  maxMessagesPerSecond: z.number().min(0),
  /** Whether webhooks are form-encoded, or JSON whose hash is in the address. */
  webhookFormat: z.enum(["form", "json"]),
  /** Where numbers are; unknown parts are empty in webhooks. */
  places: z.record(phone, place),
  /** Share of final reports that carry no `RawDlrDoneDate`: not every network gives one. */
  withoutDoneDate: z.number().min(0).max(1),
  /** Status by which files of inbound texts are refused; 0: they are served. */
  mediaFailure: z.int().min(0).max(599),
  autoReplies: z.strictObject({
    /** Share of numbers that never reply, stable per number. 1: nobody replies. */
    dropRatio: z.number().min(0).max(1),
    replies: z.array(z.string().min(1)).min(1),
    delayMs: rangeMs,
  }),
  inbound: webhookPolicy,
  statusCallbacks: webhookPolicy,
  /** Event Streams: how long events of a sink wait for others, how many and how many bytes an array has, and whether it is shuffled. */
  events: z.strictObject({
    batchMs: z.number().min(0),
    mostPerBatch: z.int().min(1),
    mostBatchBytes: z.int().min(1),
    shuffle: z.boolean(),
    /** Doubled with each try, up to a minute. */
    retryDelayMs: z.number().min(0),
  }),
  /** Numbers for sale in each area code, and where it is another count. */
  stock: z.strictObject({ perAreaCode: z.int().min(0), of: z.record(z.string(), z.int().min(0)) }),
  /** The most numbers that a service takes. */
  mostNumbersPerService: z.int().min(1),
  /** US numbers that were given up, by day (YYYY-MM-DD). */
  deactivated: z.record(z.string(), z.array(phone)),
  /** Seed of every draw, so that runs repeat. */
  seed: z.int(),
});

export type EmulatorSettings = z.infer<typeof settingsSchema>;
export type Account = EmulatorSettings["accounts"][number];
export type Service = Account["services"][number];
export type RangeMs = readonly [number, number];
export type WebhookPolicy = EmulatorSettings["inbound"];
export type Place = z.infer<typeof place>;
export type Registration = z.infer<typeof registration>;

/** Account that the emulator has when none is set; local services and tests share it. */
export const DEMO_ACCOUNT = {
  sid: "AC00000000000000000000000000000001",
  authToken: "demo-auth-token-of-the-carrier-emulator",
  serviceSid: "MG00000000000000000000000000000001",
  numbers: Array.from({ length: 10 }, (_, i) => `+1617555010${i}`),
} as const;

export function defaultSettings(): EmulatorSettings {
  return settingsSchema.parse({
    accounts: [
      {
        sid: DEMO_ACCOUNT.sid,
        authToken: DEMO_ACCOUNT.authToken,
        services: [{ sid: DEMO_ACCOUNT.serviceSid, numbers: DEMO_ACCOUNT.numbers }],
      },
    ],
    mode: "push",
    origins: {},
    keywords: true,
    delays: { answerMs: [0, 0], queuedMs: [5, 30], sentMs: [50, 250], deliveredMs: [100, 900] },
    maxMessagesPerSecond: 0,
    webhookFormat: "form",
    places: {},
    withoutDoneDate: 0.1,
    mediaFailure: 0,
    autoReplies: {
      dropRatio: 1,
      replies: [
        "Yes, count me in!",
        "Who is this?",
        "Sure, what time does it start?",
        "No thanks",
        "Maybe, let me check my calendar",
        "I already voted early 🙂",
        "Can you tell me more?",
        "Yes",
        "Wrong number",
        "I'll be there with two friends",
        "Stop",
        "Not this week, sorry. Ask me again next time",
      ],
      delayMs: [1500, 8000],
    },
    // Twice within 15 s where no connection comes about; anything else fails at once (error pages 11200, 11205).
    inbound: { retries: 1, causes: ["ct"], retryDelayMs: 500, timeoutMs: 15_000 },
    statusCallbacks: { retries: 0, causes: ["ct"], retryDelayMs: 500, timeoutMs: 15_000 },
    events: { batchMs: 100, mostPerBatch: 1000, mostBatchBytes: 64_000, shuffle: false, retryDelayMs: 500 },
    stock: { perAreaCode: 1000, of: {} },
    mostNumbersPerService: 400,
    deactivated: {},
    seed: 1,
  });
}

export type SettingsResult = { ok: true; settings: EmulatorSettings } | { ok: false; reason: string };

/** Groups whose keys the caller names; they are replaced as a whole. */
const LISTS: ReadonlySet<string> = new Set(["origins", "places", "deactivated"]);

/** The settings with a change: groups are merged one level deep, lists and values replaced. */
export function changeSettings(present: EmulatorSettings, change: unknown): SettingsResult {
  if (!isGroup(change)) return { ok: false, reason: "settings are a JSON object" };
  const merged: Record<string, unknown> = { ...present };
  for (const [name, value] of Object.entries(change)) {
    const before = merged[name];
    merged[name] = isGroup(before) && isGroup(value) && !LISTS.has(name) ? { ...before, ...value } : value;
  }
  const parsed = settingsSchema.safeParse(merged);
  if (!parsed.success) return { ok: false, reason: z.prettifyError(parsed.error) };
  return { ok: true, settings: parsed.data };
}

/** A service as `PUT /control/services/:sid` takes it. */
export const serviceBody = service.omit({ sid: true });

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
