/** The numbers that a campaign texts from: the organization's setting, and shapes of `/api/admin/campaigns/:id/phone-numbers`. */
import * as z from "zod";
import { SHARED_POOL } from "../ids.ts";
import { isAreaCode } from "./area-codes.ts";
import { MOST_RESERVED } from "./inventory.ts";
import type { NumberCounts } from "./inventory.ts";
import { NUMBER_RULES } from "./needed.ts";
import type { NumberRules } from "./needed.ts";
import type { CodeWish } from "./suggest-codes.ts";

/** `PUT /api/admin/settings/numbers`: for campaigns that start from now on. */
export const numberSettingsSchema = z.object({
  /** `service`: the organization's own Messaging Service. `numbers`: numbers of the installation's inventory. */
  textsFrom: z.enum(["service", "numbers"]),
  /** The pool that all organizations share, or one that the organization has to itself. */
  pool: z.enum(["shared", "own"]),
  contactsPerNumber: z
    .number("enter how many contacts a number texts")
    .int("enter a whole number")
    .min(1, "a number texts at least 1 contact")
    .max(10_000, "a number texts at most 10,000 contacts"),
  numbersPerService: z
    .number("enter how many numbers a Messaging Service has")
    .int("enter a whole number")
    .min(1, "a Messaging Service has at least 1 number")
    .max(400, "the carrier allows 400 numbers in a Messaging Service"),
});
export type NumberSettings = z.infer<typeof numberSettingsSchema>;

export const DEFAULT_NUMBER_SETTINGS: NumberSettings = { textsFrom: "service", pool: "shared", ...NUMBER_RULES };

/** Key of the pool that the organization's campaigns take numbers from. */
export function poolOf({ pool }: Pick<NumberSettings, "pool">, orgId: string): string {
  return pool === "own" ? orgId : SHARED_POOL;
}

/** How long a draft's reservation lasts; an edit of the draft renews it. */
export const DRAFT_RESERVATION_MS = 24 * 3_600_000;

const MOST_CODES = 400;

/** `POST /api/admin/campaigns/:id/phone-numbers`: all of them or none, beside what the draft has already. */
export const reserveNumbersSchema = z.object({
  /** Made by the client: the same again is the same reservation. */
  requestId: z.string().regex(/^[0-9A-Za-z_-]{16,40}$/, "an id of 16 to 40 letters, digits, - and _"),
  codes: z
    .array(
      z.object({
        areaCode: z
          .string()
          .regex(/^[2-9]\d\d$/, "an area code has three digits and does not begin with 0 or 1")
          .refine((code) => isAreaCode(code), "there is no such area code in the United States or Canada"),
        count: z
          .number("enter how many numbers")
          .int("enter a whole number")
          .min(1, "reserve at least 1 number")
          .max(MOST_RESERVED, "at most 10,000 numbers of an area code at once"),
      }),
    )
    .min(1, "choose an area code")
    .max(MOST_CODES)
    .refine((codes) => new Set(codes.map(({ areaCode }) => areaCode)).size === codes.length, {
      message: "name each area code once",
    }),
});

/** `DELETE /api/admin/campaigns/:id/phone-numbers?areaCode=`: absent, all of them. */
export const releaseNumbersSchema = z.object({ areaCode: z.string().optional() });

export type ReservedCode = { areaCode: string; count: number; untilMs: number };

/** What a draft has reserved. */
export type ReservedNumbers = {
  codes: ReservedCode[];
  count: number;
  /** The first end of them; null: nothing is reserved. */
  untilMs: number | null;
  /** A reservation that is under way. */
  underWay: CodeWish[];
  /** Why the last one was refused; null: it was not. */
  refusal: string | null;
};

export const NOTHING_RESERVED: ReservedNumbers = { codes: [], count: 0, untilMs: null, underWay: [], refusal: null };

/** The draft's section (`GET /api/admin/campaigns/:id/phone-numbers`). */
export type DraftNumbers = {
  settings: NumberSettings;
  contacts: number;
  needed: number;
  reserved: ReservedNumbers;
  /** What the pool has, by area code; `states` for people. */
  available: (NumberCounts & { areaCode: string; states: string })[];
  /** What of it is suggested for the numbers that are missing. */
  suggestion: CodeWish[];
};

/** Why a campaign may not start yet; null: it has enough. */
export function missingNumbers(needed: number, reserved: number): string | null {
  const missing = needed - reserved;
  if (missing <= 0) return null;
  const have = reserved === 0 ? "none is" : `${count(reserved)} ${reserved === 1 ? "is" : "are"}`;
  return `The campaign needs ${count(needed)} ${needed === 1 ? "number" : "numbers"} and ${have} reserved: reserve ${count(missing)} more.`;
}

/** What is worth a second look before the start; null: nothing. */
export function unpooledWarning(services: readonly number[], allowed: number): string | null {
  const most = Math.max(0, ...services);
  if (most <= allowed) return null;
  return `A Messaging Service of this campaign gets ${count(most)} numbers. A US registration without a number pool allows ${allowed}: check with the carrier that yours has one.`;
}

export const rulesOf = ({ contactsPerNumber, numbersPerService }: NumberSettings): NumberRules => ({
  contactsPerNumber,
  numbersPerService,
});

const count = (value: number) => value.toLocaleString("en-US");

/** How far the numbers of a started campaign are. Until they are `ready`, nothing is sent. */
export type NumberSetup = {
  state: "running" | "ready" | "failed" | "returning" | "returned";
  numbers: number;
  /** In their Messaging Services. */
  moved: number;
  /** That the carrier did not let into a service; they rest in the inventory. */
  leftOut: number;
  services: number;
  servicesReady: number;
  /** What it waits for, or why it stopped, in a sentence; null while nothing is wrong. */
  message: string | null;
};

/** How long a number rests after its campaign was archived: late replies are not taken for another campaign's. */
export const QUARANTINE_MS = 30 * 24 * 3_600_000;

/** By it the service is found at the carrier: it names campaign and queue. */
export function serviceName(queueKey: string, part: number): string {
  return `Whistlestop ${queueKey}${part === 0 ? "" : `-${part + 1}`}`;
}

/** Where the carrier sends what happens to a service of a campaign: each address names campaign and queue. */
export function serviceAddresses(publicOrigin: string, orgId: string, queueKey: string) {
  const at = (what: string) => `${publicOrigin}/webhooks/twilio/${orgId}/${what}/${queueKey}`;
  return { inboundUrl: at("inbound"), fallbackUrl: at("fallback"), statusCallback: at("status") };
}
