/** Buying numbers for a pool (docs/rules.md#numbers-buying): what is asked for, what a job tells, and what a check against the carrier found. */
import * as z from "zod";
import { isClientId } from "../ids.ts";

/** Most numbers of one job: a typo must not cost thousands. */
export const MOST_BOUGHT = 1000;

const areaCode = z.string().regex(/^[2-9]\d\d$/, "an area code has three digits");
const e164 = z.string().regex(/^\+1[2-9]\d{9}$/, "a number of the United States or Canada, e.g. +16175550101");

/** What the carrier is searched for. */
export const searchSchema = z.strictObject({
  country: z.enum(["US", "CA"]).default("US"),
  kind: z.enum(["local", "toll_free"]).default("local"),
  areaCode: areaCode.optional(),
  /** State or province by its two letters. */
  region: z
    .string()
    .regex(/^[A-Z]{2}$/, "a state by its two letters, e.g. MA")
    .optional(),
  /** Digits that the number has in a row. */
  contains: z
    .string()
    .regex(/^\d{2,10}$/, "2 to 10 digits")
    .optional(),
});
export type PoolSearch = z.infer<typeof searchSchema>;

export const buySchema = z.strictObject({
  /** Made by the client: the same again is the same job. */
  jobId: z.string().refine(isClientId, "16 to 40 letters, digits, - and _"),
  search: searchSchema,
  count: z.int().min(1).max(MOST_BOUGHT),
});

/** Numbers by which something is done; a larger list comes in parts. */
export const numbersSchema = z.strictObject({ numbers: z.array(e164).min(1).max(500) });

export type BuyingState =
  | "running"
  /** The carrier takes no purchases at the moment; it is tried again. */
  | "waiting"
  /** Somebody has stopped it: what is under way is settled, and nothing new is bought. */
  | "stopping"
  | "done"
  | "stopped";

export type BuyingJob = {
  jobId: string;
  search: PoolSearch;
  wanted: number;
  /** Bought and in the inventory. */
  bought: number;
  /** Numbers of purchases that are not settled. */
  underWay: number;
  state: BuyingState;
  /** Why it waits or ended with fewer than wanted; null: it did not. */
  why: string | null;
  /** What one number costs a month in the currency's unit; null: not known. */
  monthlyCost: string | null;
  by: string;
  startedAt: number;
  endedAt: number | null;
};

export type StartBuying =
  | { ok: true; repeated: boolean; job: BuyingJob }
  /** The id was used for another search or count. */
  | { ok: false; reason: "other_request" };

/** A number of the carrier's account that the inventory does not have. */
export type UnknownNumber = {
  number: string;
  sid: string;
  /** As the account names it. */
  name: string;
  /** The Messaging Service that it is in: somebody may text by it without the inventory. */
  serviceSid: string | null;
};
/** A number of the inventory that the carrier's account does not have any more. */
export type MissingNumber = { number: string; state: string };

/** What a check of the inventory against the carrier's list found. */
export type Reconciliation = {
  at: number;
  /** Numbers of the account, and of the inventory. */
  atCarrier: number;
  inInventory: number;
  /** Counts of all; the lists have at most `MOST_LISTED`. */
  unknownCount: number;
  missingCount: number;
  unknown: UnknownNumber[];
  missing: MissingNumber[];
  /** Numbers that left the inventory by it, or rest because somebody has them. */
  mended: number;
};
export const MOST_LISTED = 500;

export type ReconcileOutcome =
  | { ok: true; result: Reconciliation }
  /** The carrier's list could not be read to its end, so nothing was changed. */
  | { ok: false; reason: "carrier"; message: string };

/** Giving numbers back to the carrier. */
export type ReleaseOutcome = {
  ok: true;
  /** On their way: they have left the inventory. */
  leaving: number;
  /** Somebody has them: they stay. */
  held: string[];
  /** Not in this pool. */
  unknown: string[];
};

export type TakeOverOutcome =
  | { ok: true; added: number; /** Not numbers of the account. */ unknown: string[] }
  | { ok: false; reason: "carrier"; message: string };
