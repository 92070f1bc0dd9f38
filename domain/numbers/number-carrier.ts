/**
 * The carrier port for numbers and Messaging Services: search, buy, give back, and move numbers between services. Twilio is
 * one implementation (twilio/numbers/), the simulated carrier another (durable-objects/carrier-account/numbers/simulated-numbers.ts).
 *
 * Buying has no idempotency key and no reservation at the carrier (docs/platform.md#carrier-numbers). So every outcome of
 * a call that changes something tells apart whether the carrier can have done it, and after an unclear one the caller asks
 * (`owned({ number })`, `services({ name })`, `numbersOf`) before it tries again.
 */

/** Why a call has no result. Phone numbers are E.164, times epoch ms. */
export type NumberCarrierFailure =
  /** 429: was never processed; may go again after the wait. */
  | { ok: false; reason: "throttled"; retryAfterMs: number; message: string }
  /** Something is wrong with the whole account: every call would be refused like this one. */
  | { ok: false; reason: "waits"; code: number; retryAfterMs: number; message: string }
  /** Never done, and the same call would be refused again. `code` is the carrier's, or the HTTP status. */
  | { ok: false; reason: "refused"; code: number; message: string }
  /** There is no such number or service at the carrier. */
  | { ok: false; reason: "unknown"; code: number; message: string }
  /** A read: nothing is known. A call that changes something: it may or may not have been done. */
  | { ok: false; reason: "unclear"; message: string };

export type NumberCapabilities = { sms: boolean; mms: boolean; voice: boolean };
export type NumberKind = "local" | "toll_free" | "mobile";

export type NumberSearch = {
  /** ISO code of a country; US unless given. */
  country?: "US" | "CA";
  kind?: NumberKind;
  areaCode?: string;
  /** 2 to 16 digits or `*` that the number contains. */
  contains?: string;
  /** State or province by its two letters. */
  region?: string;
  locality?: string;
  /** Only numbers that can do this; texts unless given. */
  needs?: Partial<NumberCapabilities>;
  /** At most 1,000; fewer may come. */
  limit: number;
};

/** A number that could be bought at the moment of the search. */
export type OfferedNumber = {
  number: string;
  /** Place as the carrier names it; null: not known. */
  locality: string | null;
  region: string | null;
  capabilities: NumberCapabilities;
};

/** What one number costs a month, by kind, in the currency's unit; null: the carrier does not say. */
export type NumberPrices = { currency: string; perMonth: Record<NumberKind, number | null> };

/** Where the carrier sends what happens to a number or service; null: nowhere. */
export type VoiceAddresses = { voiceUrl: string | null; voiceFallbackUrl: string | null };
export type TextAddresses = { inboundUrl: string | null; fallbackUrl: string | null };

export type OwnedNumber = VoiceAddresses &
  TextAddresses & {
    /** `PN…` */
    sid: string;
    number: string;
    name: string;
    capabilities: NumberCapabilities;
    createdAtMs: number | null;
  };

export type NumberPurchase = Partial<VoiceAddresses & TextAddresses> & {
  number: string;
  /** At most 64 characters: by it the number is found in the carrier's console. */
  name: string;
};

export type Purchase =
  | { ok: true; number: OwnedNumber }
  /** Somebody else has it, or the carrier does not sell it any more: take another one. */
  | { ok: false; reason: "not_to_be_had"; code: number; message: string }
  | NumberCarrierFailure;

export type ServiceAddresses = TextAddresses & { statusCallback: string | null };
export type MessagingService = ServiceAddresses & {
  /** `MG…` */
  sid: string;
  name: string;
  createdAtMs: number | null;
};
/** A number as a service has it. */
export type ServiceNumber = { sid: string; number: string };

export type AddToService =
  /** `already`: it was in this service before the call. */
  | { ok: true; already: boolean }
  /** It is in another service and has to leave that one first. */
  | { ok: false; reason: "in_another_service"; message: string }
  /** The service has as many numbers as it can have. */
  | { ok: false; reason: "service_full"; message: string }
  /** The number cannot text. */
  | { ok: false; reason: "cannot_text"; message: string }
  | NumberCarrierFailure;

/** The registration of US local numbers for programs (A2P 10DLC) that a service has; null fields are not told. */
export type ServiceRegistration = {
  /** The carrier's word, e.g. `VERIFIED`, `IN_PROGRESS`, `FAILED`. */
  status: string;
  brandSid: string | null;
  campaignSid: string | null;
  useCase: string | null;
  /** Texts a second to AT&T's customers, and the class that says so. */
  attPerSecond: number | null;
  attClass: string | null;
  /** T-Mobile's tier of the brand, which bounds its texts of a day. */
  tMobileTier: string | null;
  errors: string[];
};

type Done = { ok: true } | NumberCarrierFailure;

export interface NumberCarrier {
  /** What it buys is not real: nothing costs anything. */
  readonly simulated: boolean;
  search(query: NumberSearch): Promise<{ ok: true; numbers: OfferedNumber[] } | NumberCarrierFailure>;
  prices(country: "US" | "CA"): Promise<{ ok: true; prices: NumberPrices } | NumberCarrierFailure>;
  /** Buys one number, once. After `unclear`, ask `owned({ number })` before anything else. */
  buy(purchase: NumberPurchase): Promise<Purchase>;
  /** The account's numbers, all pages of them, or those with this number or name. */
  owned(query?: {
    number?: string;
    name?: string;
  }): Promise<{ ok: true; numbers: OwnedNumber[] } | NumberCarrierFailure>;
  changeNumber(
    sid: string,
    change: Partial<VoiceAddresses & TextAddresses & { name: string }>,
  ): Promise<{ ok: true; number: OwnedNumber } | NumberCarrierFailure>;
  /** Gives the number back. `unknown`: it was gone already. */
  releaseNumber(sid: string): Promise<Done>;

  /** After `unclear`, look for it by `services({ name })`: the carrier takes the same name twice. */
  createService(
    service: ServiceAddresses & { name: string },
  ): Promise<{ ok: true; service: MessagingService } | NumberCarrierFailure>;
  service(sid: string): Promise<{ ok: true; service: MessagingService } | NumberCarrierFailure>;
  /** All services of the account, or those with this name. */
  services(query?: { name?: string }): Promise<{ ok: true; services: MessagingService[] } | NumberCarrierFailure>;
  changeService(
    sid: string,
    change: Partial<ServiceAddresses & { name: string }>,
  ): Promise<{ ok: true; service: MessagingService } | NumberCarrierFailure>;
  /** Its numbers stay the account's. `unknown`: it was gone already. */
  deleteService(sid: string): Promise<Done>;
  numbersOf(serviceSid: string): Promise<{ ok: true; numbers: ServiceNumber[] } | NumberCarrierFailure>;
  /** @param numberSid `PN…` */
  addToService(serviceSid: string, numberSid: string): Promise<AddToService>;
  /** `unknown`: it was not in the service. */
  removeFromService(serviceSid: string, numberSid: string): Promise<Done>;

  /** null: the service has no registration. */
  registration(
    serviceSid: string,
  ): Promise<{ ok: true; registration: ServiceRegistration | null } | NumberCarrierFailure>;
  /**
   * US numbers that their holders gave up on a day (`YYYY-MM-DD`): nobody may text them on the old consent. They may be hundreds
   * of thousands, so they come by parts, always in the same order. What `take` throws is thrown.
   */
  deactivated(
    date: string,
    take: (numbers: readonly string[]) => Promise<void>,
  ): Promise<{ ok: true; count: number } | NumberCarrierFailure>;
}

/** The most numbers one Messaging Service takes. */
export const MOST_NUMBERS_PER_SERVICE = 400;
