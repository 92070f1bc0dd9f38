/** Twilio as the carrier of numbers and Messaging Services (domain/numbers/number-carrier.ts). */
import type {
  MessagingService,
  NumberCarrier,
  NumberCarrierFailure,
  NumberKind,
  NumberSearch,
  OwnedNumber,
  ServiceAddresses,
  TextAddresses,
  VoiceAddresses,
} from "../../domain/numbers/number-carrier.ts";
import { isObject } from "../carrier.ts";
import type { CarrierDeps, TwilioAccount } from "../carrier.ts";
import { givenUpNumbers } from "./given-up-numbers.ts";
import { callNumbers, listAll } from "./number-call.ts";
import type { NumberCall } from "./number-call.ts";
import {
  readOffered,
  readOwned,
  readPrices,
  readRegistration,
  readService,
  readServiceNumber,
} from "./read-resources.ts";

const NUMBERS = "/2010-04-01/Accounts/{account}/IncomingPhoneNumbers";
const SERVICES = "/v1/Services";
const KINDS: Record<NumberKind, string> = { local: "Local", toll_free: "TollFree", mobile: "Mobile" };
/** Not for sale, or not any more. */
const NOT_TO_BE_HAD: ReadonlySet<number> = new Set([21422, 21452]);

export function twilioNumbers(account: TwilioAccount, deps: CarrierDeps): NumberCarrier {
  const call = (request: NumberCall) => callNumbers(account, request, deps);
  const post = (api: NumberCall["api"], path: string, form: NumberCall["form"] = {}) =>
    call({ method: "POST", api, path, form });
  const remove = async (api: NumberCall["api"], path: string) => {
    const answer = await call({ method: "DELETE", api, path });
    return answer.ok ? ({ ok: true } as const) : answer;
  };

  return {
    simulated: false,
    async search(query) {
      const path = `/2010-04-01/Accounts/{account}/AvailablePhoneNumbers/${query.country ?? "US"}/${KINDS[query.kind ?? "local"]}.json`;
      const answer = await call({ method: "GET", api: "api", path, query: searchParameters(query) });
      if (!answer.ok) return answer;
      const list = answer.body["available_phone_numbers"];
      if (!Array.isArray(list)) return unreadable("list of numbers for sale");
      return { ok: true, numbers: list.flatMap((each) => (isObject(each) ? (readOffered(each) ?? []) : [])) };
    },
    async prices(country) {
      const answer = await call({ method: "GET", api: "pricing", path: `/v1/PhoneNumbers/Countries/${country}` });
      return answer.ok ? { ok: true, prices: readPrices(answer.body) } : answer;
    },
    async buy({ number, name, ...addresses }) {
      const form = { PhoneNumber: number, FriendlyName: name, ...numberForm(addresses) };
      const answer = await post("api", `${NUMBERS}.json`, form);
      if (answer.ok) return ownedFrom(answer.body);
      if (answer.reason === "refused" && NOT_TO_BE_HAD.has(answer.code)) return { ...answer, reason: "not_to_be_had" };
      return answer;
    },
    async owned({ number, name } = {}) {
      const query = { PhoneNumber: number, FriendlyName: name };
      const source = { api: "api", path: `${NUMBERS}.json`, query } as const;
      const list = await listAll(account, source, { key: "incoming_phone_numbers", read: readOwned }, deps);
      if (!list.ok) return list;
      // The filter of the carrier takes parts of numbers.
      return { ok: true, numbers: list.items.filter((each) => number === undefined || each.number === number) };
    },
    async changeNumber(sid, { name, ...addresses }) {
      const answer = await post("api", `${NUMBERS}/${sid}.json`, { FriendlyName: name, ...numberForm(addresses) });
      return answer.ok ? ownedFrom(answer.body) : answer;
    },
    releaseNumber: (sid) => remove("api", `${NUMBERS}/${sid}.json`),

    async createService({ name, ...addresses }) {
      const answer = await post("messaging", SERVICES, { FriendlyName: name, ...serviceForm(addresses) });
      return answer.ok ? serviceFrom(answer.body) : answer;
    },
    async service(sid) {
      const answer = await call({ method: "GET", api: "messaging", path: `${SERVICES}/${sid}` });
      return answer.ok ? serviceFrom(answer.body) : answer;
    },
    async services({ name } = {}) {
      const source = { api: "messaging", path: SERVICES } as const;
      const list = await listAll(account, source, { key: "services", read: readService }, deps);
      if (!list.ok) return list;
      return { ok: true, services: list.items.filter((each) => name === undefined || each.name === name) };
    },
    async changeService(sid, { name, ...addresses }) {
      const answer = await post("messaging", `${SERVICES}/${sid}`, { FriendlyName: name, ...serviceForm(addresses) });
      return answer.ok ? serviceFrom(answer.body) : answer;
    },
    deleteService: (sid) => remove("messaging", `${SERVICES}/${sid}`),
    async numbersOf(serviceSid) {
      const source = { api: "messaging", path: `${SERVICES}/${serviceSid}/PhoneNumbers` } as const;
      const list = await listAll(account, source, { key: "phone_numbers", read: readServiceNumber }, deps);
      return list.ok ? { ok: true, numbers: list.items } : list;
    },
    async addToService(serviceSid, numberSid) {
      const answer = await post("messaging", `${SERVICES}/${serviceSid}/PhoneNumbers`, { PhoneNumberSid: numberSid });
      if (answer.ok) return { ok: true, already: false };
      if (answer.reason !== "refused") return answer;
      const { code, message } = answer;
      if (code === 21710) return { ok: true, already: true };
      if (code === 21712) return { ok: false, reason: "in_another_service", message };
      if (code === 21714) return { ok: false, reason: "service_full", message };
      return code === 21715 ? { ok: false, reason: "cannot_text", message } : answer;
    },
    removeFromService: (serviceSid, numberSid) =>
      remove("messaging", `${SERVICES}/${serviceSid}/PhoneNumbers/${numberSid}`),

    async registration(serviceSid) {
      const source = { api: "messaging", path: `${SERVICES}/${serviceSid}/Compliance/Usa2p` } as const;
      const list = await listAll(account, source, { key: "compliance", read: readRegistration }, deps);
      return list.ok ? { ok: true, registration: list.items[0] ?? null } : list;
    },
    deactivated: (date, take) => givenUpNumbers(account, date, take, deps),
  };
}

function searchParameters({ areaCode, contains, region, locality, needs, limit }: NumberSearch) {
  const { sms = true, mms, voice } = needs ?? {};
  const flag = (value: boolean | undefined) => (value === undefined ? undefined : String(value));
  return {
    AreaCode: areaCode,
    Contains: contains,
    InRegion: region,
    InLocality: locality,
    SmsEnabled: flag(sms),
    MmsEnabled: flag(mms),
    VoiceEnabled: flag(voice),
    PageSize: String(limit),
  };
}

/** An address that is emptied is an empty string for the carrier. */
function address(value: string | null | undefined): string | undefined {
  return value === null ? "" : value;
}

function numberForm(change: Partial<VoiceAddresses & TextAddresses>) {
  return {
    SmsUrl: address(change.inboundUrl),
    SmsFallbackUrl: address(change.fallbackUrl),
    VoiceUrl: address(change.voiceUrl),
    VoiceFallbackUrl: address(change.voiceFallbackUrl),
  };
}

function serviceForm(change: Partial<ServiceAddresses>) {
  return {
    InboundRequestUrl: address(change.inboundUrl),
    FallbackUrl: address(change.fallbackUrl),
    StatusCallback: address(change.statusCallback),
  };
}

function ownedFrom(body: Record<string, unknown>): { ok: true; number: OwnedNumber } | NumberCarrierFailure {
  const number = readOwned(body);
  return number ? { ok: true, number } : unreadable("number");
}

function serviceFrom(body: Record<string, unknown>): { ok: true; service: MessagingService } | NumberCarrierFailure {
  const service = readService(body);
  return service ? { ok: true, service } : unreadable("Messaging Service");
}

function unreadable(what: string): NumberCarrierFailure {
  return { ok: false, reason: "unclear", message: `The carrier's answer has no ${what}.` };
}
