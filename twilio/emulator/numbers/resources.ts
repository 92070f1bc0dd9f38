/** JSON of numbers and services as the carrier's API shows them. */
import { stockState } from "../../../domain/numbers/simulated-stock.ts";
import { API_VERSION, rfc2822 } from "../api/message-resource.ts";
import type { Registration } from "../settings.ts";
import type { AccountNumber, ServiceRecord } from "./account-numbers.ts";
import { countryOf, localityOf } from "./stock.ts";

/** Every number of this carrier can do everything. */
const CAPABILITIES = { voice: true, SMS: true, MMS: true };

export function numbersPath(accountSid: string): string {
  return `/${API_VERSION}/Accounts/${accountSid}/IncomingPhoneNumbers`;
}

export function offeredResource(number: string) {
  const areaCode = number.slice(2, 5);
  const locality = localityOf(areaCode);
  return {
    friendly_name: `(${areaCode}) ${number.slice(5, 8)}-${number.slice(8)}`,
    phone_number: number,
    lata: null,
    locality,
    rate_center: locality?.toUpperCase() ?? null,
    latitude: null,
    longitude: null,
    region: stockState(areaCode),
    postal_code: null,
    iso_country: countryOf(areaCode),
    address_requirements: "none",
    beta: false,
    capabilities: CAPABILITIES,
  };
}

export function numberResource(number: AccountNumber) {
  const { sid, accountSid } = number;
  return {
    account_sid: accountSid,
    address_requirements: "none",
    address_sid: null,
    api_version: API_VERSION,
    beta: false,
    bundle_sid: null,
    capabilities: { voice: true, sms: true, mms: true, fax: false },
    date_created: rfc2822(number.createdAt),
    date_updated: rfc2822(number.updatedAt),
    emergency_address_sid: null,
    emergency_address_status: "unregistered",
    emergency_status: "Inactive",
    friendly_name: number.name,
    identity_sid: null,
    origin: "twilio",
    phone_number: number.number,
    sid,
    sms_application_sid: "",
    sms_fallback_method: "POST",
    sms_fallback_url: number.fallbackUrl ?? "",
    sms_method: "POST",
    sms_url: number.inboundUrl ?? "",
    status: "in-use",
    status_callback: number.statusCallback ?? "",
    status_callback_method: "POST",
    subresource_uris: { assigned_add_ons: `${numbersPath(accountSid)}/${sid}/AssignedAddOns.json` },
    trunk_sid: null,
    type: "local",
    uri: `${numbersPath(accountSid)}/${sid}.json`,
    voice_application_sid: "",
    voice_caller_id_lookup: false,
    voice_fallback_method: "POST",
    voice_fallback_url: number.voiceFallbackUrl ?? "",
    voice_method: "POST",
    voice_receive_mode: "voice",
    voice_url: number.voiceUrl ?? "",
  };
}

export function serviceResource(service: ServiceRecord, origin: string) {
  const url = `${origin}/v1/Services/${service.sid}`;
  return {
    account_sid: service.accountSid,
    area_code_geomatch: service.areaCodeGeomatch,
    date_created: new Date(service.createdAt).toISOString(),
    date_updated: new Date(service.updatedAt).toISOString(),
    fallback_method: "POST",
    fallback_to_long_code: true,
    fallback_url: service.fallbackUrl,
    friendly_name: service.name,
    inbound_method: "POST",
    inbound_request_url: service.inboundUrl,
    links: { phone_numbers: `${url}/PhoneNumbers`, us_app_to_person: `${url}/Compliance/Usa2p` },
    mms_converter: service.mmsConverter,
    scan_message_content: "inherit",
    sid: service.sid,
    smart_encoding: service.smartEncoding,
    status_callback: service.statusCallback,
    sticky_sender: service.stickySender,
    synchronous_validation: false,
    url,
    us_app_to_person_registered: service.registration?.status === "VERIFIED",
    use_inbound_webhook_on_number: service.byNumber,
    usecase: service.usecase,
    validity_period: service.validityPeriod,
  };
}

export function serviceNumberResource(number: AccountNumber, serviceSid: string, origin: string) {
  return {
    account_sid: number.accountSid,
    capabilities: ["Voice", "SMS", "MMS"],
    country_code: countryOf(number.number.slice(2, 5)),
    date_created: new Date(number.createdAt).toISOString(),
    date_updated: new Date(number.updatedAt).toISOString(),
    phone_number: number.number,
    service_sid: serviceSid,
    sid: number.sid,
    url: `${origin}/v1/Services/${serviceSid}/PhoneNumbers/${number.sid}`,
  };
}

/** A registration of a service; its ids follow from the service's. */
export function registrationResource(service: ServiceRecord, registration: Registration, origin: string) {
  const rest = service.sid.slice(2);
  return {
    account_sid: service.accountSid,
    age_gated: false,
    brand_registration_sid: `BN${rest}`,
    campaign_id: registration.status === "VERIFIED" ? `C${rest.slice(0, 6).toUpperCase()}` : null,
    campaign_status: registration.status,
    date_created: new Date(service.createdAt).toISOString(),
    date_updated: new Date(service.updatedAt).toISOString(),
    description: "Texts to voters",
    direct_lending: false,
    errors: registration.errors.map((description) => ({ error_code: 30_897, description, fields: [], url: null })),
    has_embedded_links: true,
    has_embedded_phone: false,
    help_keywords: ["HELP"],
    help_message: "",
    is_externally_registered: false,
    message_flow: "",
    message_samples: [],
    messaging_service_sid: service.sid,
    mock: false,
    opt_in_keywords: [],
    opt_in_message: "",
    opt_out_keywords: ["STOP"],
    opt_out_message: "",
    privacy_policy_url: null,
    rate_limits:
      registration.status === "VERIFIED"
        ? {
            att: { mps: registration.attPerSecond, msg_class: registration.attClass },
            tmobile: { brand_tier: registration.tMobileTier },
          }
        : null,
    sid: `QE${rest}`,
    subscriber_opt_in: true,
    terms_and_conditions_url: null,
    url: `${origin}/v1/Services/${service.sid}/Compliance/Usa2p/QE${rest}`,
    us_app_to_person_usecase: registration.usecase,
  };
}
