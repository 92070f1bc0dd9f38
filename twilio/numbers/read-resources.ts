/** Twilio's JSON of numbers, services and registrations, read into the port's shapes; null for what cannot be one. */
import type {
  MessagingService,
  NumberCapabilities,
  NumberKind,
  NumberPrices,
  OfferedNumber,
  OwnedNumber,
  ServiceNumber,
  ServiceRegistration,
} from "../../domain/numbers/number-carrier.ts";
import { isObject, stringOr } from "../carrier.ts";

type Json = Record<string, unknown>;

export function readOffered(json: Json): OfferedNumber | null {
  const number = json["phone_number"];
  if (typeof number !== "string") return null;
  return {
    number,
    locality: textOf(json["locality"]),
    region: textOf(json["region"]),
    capabilities: capabilitiesOf(json["capabilities"]),
  };
}

export function readOwned(json: Json): OwnedNumber | null {
  const { sid, phone_number: number } = json;
  if (typeof sid !== "string" || typeof number !== "string") return null;
  return {
    sid,
    number,
    name: stringOr(json["friendly_name"], ""),
    capabilities: capabilitiesOf(json["capabilities"]),
    inboundUrl: textOf(json["sms_url"]),
    fallbackUrl: textOf(json["sms_fallback_url"]),
    voiceUrl: textOf(json["voice_url"]),
    voiceFallbackUrl: textOf(json["voice_fallback_url"]),
    createdAtMs: timeOf(json["date_created"]),
  };
}

export function readService(json: Json): MessagingService | null {
  const { sid } = json;
  if (typeof sid !== "string") return null;
  return {
    sid,
    name: stringOr(json["friendly_name"], ""),
    inboundUrl: textOf(json["inbound_request_url"]),
    fallbackUrl: textOf(json["fallback_url"]),
    statusCallback: textOf(json["status_callback"]),
    createdAtMs: timeOf(json["date_created"]),
  };
}

export function readServiceNumber(json: Json): ServiceNumber | null {
  const { sid, phone_number: number } = json;
  return typeof sid === "string" && typeof number === "string" ? { sid, number } : null;
}

export function readRegistration(json: Json): ServiceRegistration {
  const limits = isObject(json["rate_limits"]) ? json["rate_limits"] : {};
  const att = isObject(limits["att"]) ? limits["att"] : {};
  const tMobile = isObject(limits["tmobile"]) ? limits["tmobile"] : {};
  const errors = Array.isArray(json["errors"]) ? json["errors"] : [];
  return {
    status: stringOr(json["campaign_status"], "UNKNOWN"),
    brandSid: textOf(json["brand_registration_sid"]),
    campaignSid: textOf(json["sid"]),
    useCase: textOf(json["us_app_to_person_usecase"]),
    attPerSecond: numberOf(att["mps"]),
    attClass: textOf(att["msg_class"]),
    tMobileTier: textOf(tMobile["brand_tier"]),
    errors: errors.flatMap((each) => (isObject(each) ? (textOf(each["description"]) ?? []) : [])),
  };
}

const KINDS: Readonly<Record<string, NumberKind>> = { local: "local", "toll free": "toll_free", mobile: "mobile" };

export function readPrices(json: Json): NumberPrices {
  const prices: NumberPrices = {
    currency: stringOr(json["price_unit"], "USD").toUpperCase(),
    perMonth: { local: null, toll_free: null, mobile: null },
  };
  for (const each of Array.isArray(json["phone_number_prices"]) ? json["phone_number_prices"] : []) {
    if (!isObject(each)) continue;
    const kind = KINDS[stringOr(each["number_type"], "")];
    if (kind) prices.perMonth[kind] = numberOf(each["current_price"]);
  }
  return prices;
}

/** The names differ by resource: `SMS` of numbers for sale, `sms` of the account's own. */
function capabilitiesOf(json: unknown): NumberCapabilities {
  const has = (...names: string[]): boolean => isObject(json) && names.some((name) => json[name] === true);
  return { sms: has("sms", "SMS"), mms: has("mms", "MMS"), voice: has("voice", "Voice") };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

function timeOf(value: unknown): number | null {
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}
