/**
 * Messaging Services, their numbers and registrations, numbers that were given up, and prices: the carrier has them at hosts
 * of their own (messaging., pricing.), which are all this one here.
 */
import { Hono, type Context } from "hono";
import { parseForm, type FormParams } from "../../signature.ts";
import { answerError, requireLogin, type ApiEnv } from "../api/login.ts";
import type { Senders } from "../api/senders.ts";
import type { Faults } from "../faults.ts";
import type { EmulatorSettings } from "../settings.ts";
import { newService, type AccountNumbers, type ServiceRecord } from "./account-numbers.ts";
import { underFaults } from "./call-faults.ts";
import { metaFields, pageOf } from "./pages.ts";
import { given, readFields, type ReadForm } from "./read-form.ts";
import { registrationResource, serviceNumberResource, serviceResource } from "./resources.ts";

export const GIVEN_UP_PATH = "/given-up-numbers";
const SERVICE = "/Services/:sid{MG[0-9a-f]{32}}";
const PRICES = { local: "1.15", "toll free": "2.15" };
const FIELDS = {
  FriendlyName: "name",
  InboundRequestUrl: "inboundUrl",
  FallbackUrl: "fallbackUrl",
  StatusCallback: "statusCallback",
  Usecase: "usecase",
} as const;
const SWITCHES = {
  UseInboundWebhookOnNumber: "byNumber",
  StickySender: "stickySender",
  MmsConverter: "mmsConverter",
  SmartEncoding: "smartEncoding",
  AreaCodeGeomatch: "areaCodeGeomatch",
} as const;

export function servicesApi(deps: {
  settings: () => EmulatorSettings;
  senders: () => Senders;
  numbers: AccountNumbers;
  faults: Faults;
  now: () => number;
}) {
  const { numbers, faults } = deps;
  const app = new Hono<ApiEnv>();
  app.use(requireLogin(deps.senders, () => {}));

  app.post("/Services", async (c) => {
    const form = parseForm(await c.req.text());
    const name = given(form, "FriendlyName");
    return underFaults(c, faults, { call: "services", about: name ?? "" }, () => {
      if (!name) return answerError(c, 20001, "FriendlyName");
      const read = readService(form);
      if (!read.ok) return answerError(c, read.code, read.detail);
      return c.json(shown(c, saved({ ...newService(c.get("account").sid, name, deps.now()), ...read.change })), 201);
    });
  });
  app.get("/Services", (c) => {
    const query = new URL(c.req.url).searchParams;
    const page = pageOf(numbers.servicesOf(c.get("account").sid), query);
    if (!page) return answerError(c, 20001, "PageSize, Page and PageToken");
    return underFaults(c, faults, { call: "services", about: "" }, () =>
      c.json({
        services: page.shown.map((each) => shown(c, each)),
        meta: metaFields("services", baseOf(c), query, page),
      }),
    );
  });

  const named = (c: Context<ApiEnv>): ServiceRecord | null =>
    numbers.service(c.get("account").sid, c.req.param("sid") ?? "");
  app.get(SERVICE, (c) => {
    const service = named(c);
    return service ? c.json(shown(c, service)) : answerError(c, 20404, c.req.path);
  });
  app.post(SERVICE, async (c) => {
    const form = parseForm(await c.req.text());
    const service = named(c);
    if (!service) return answerError(c, 20404, c.req.path);
    return underFaults(c, faults, { call: "services", about: service.sid }, () => {
      const read = readService(form);
      return read.ok ? c.json(shown(c, saved({ ...service, ...read.change }))) : answerError(c, read.code, read.detail);
    });
  });
  app.delete(SERVICE, (c) => {
    const service = named(c);
    if (!service) return answerError(c, 20404, c.req.path);
    return underFaults(c, faults, { call: "services", about: service.sid }, () => {
      numbers.removeService(service.sid);
      return c.body(null, 204);
    });
  });

  app.get(`${SERVICE}/PhoneNumbers`, (c) => {
    const service = named(c);
    if (!service) return answerError(c, 20404, c.req.path);
    const query = new URL(c.req.url).searchParams;
    const page = pageOf(numbers.pool(service.sid), query);
    if (!page) return answerError(c, 20001, "PageSize, Page and PageToken");
    return underFaults(c, faults, { call: "pool", about: service.sid }, () =>
      c.json({
        phone_numbers: page.shown.map((each) => serviceNumberResource(each, service.sid, originOf(c))),
        meta: metaFields("phone_numbers", baseOf(c), query, page),
      }),
    );
  });
  app.post(`${SERVICE}/PhoneNumbers`, async (c) => {
    const sid = given(parseForm(await c.req.text()), "PhoneNumberSid") ?? "";
    const service = named(c);
    if (!service) return answerError(c, 20404, c.req.path);
    const number = numbers.numberBySid(c.get("account").sid, sid);
    return underFaults(c, faults, { call: "pool", about: number?.number ?? sid }, () => {
      if (!number) return answerError(c, 21421, sid);
      if (number.serviceSid === service.sid) return answerError(c, 21710, number.number);
      if (number.serviceSid !== null) return answerError(c, 21712, number.number);
      if (service.numbers.length >= deps.settings().mostNumbersPerService) return answerError(c, 21714);
      const joined = { ...number, serviceSid: service.sid };
      numbers.saveNumber(joined);
      return c.json(serviceNumberResource(joined, service.sid, originOf(c)), 201);
    });
  });
  app.on(["GET", "DELETE"], `${SERVICE}/PhoneNumbers/:number{PN[0-9a-f]{32}}`, (c) => {
    const service = named(c);
    const number = numbers.numberBySid(c.get("account").sid, c.req.param("number"));
    if (!service || number?.serviceSid !== service.sid) return answerError(c, 20404, c.req.path);
    if (c.req.method === "GET") return c.json(serviceNumberResource(number, service.sid, originOf(c)));
    return underFaults(c, faults, { call: "pool", about: number.number }, () => {
      numbers.saveNumber({ ...number, serviceSid: null });
      return c.body(null, 204);
    });
  });

  app.get(`${SERVICE}/Compliance/Usa2p`, (c) => {
    const service = named(c);
    if (!service) return answerError(c, 20404, c.req.path);
    const query = new URL(c.req.url).searchParams;
    const all = service.registration ? [registrationResource(service, service.registration, originOf(c))] : [];
    const page = pageOf(all, query);
    if (!page) return answerError(c, 20001, "PageSize, Page and PageToken");
    return c.json({ compliance: page.shown, meta: metaFields("compliance", baseOf(c), query, page) });
  });

  /** Sends on to a file elsewhere that needs no login. */
  app.get("/Deactivations", (c) => {
    const date = c.req.query("Date") ?? "";
    if (!/^\d{4}-\d\d-\d\d$/.test(date)) return answerError(c, 20001, "Date");
    const address = `${originOf(c)}${GIVEN_UP_PATH}/${date}.txt`;
    c.header("location", address);
    return c.json({ redirect_to: address }, 307);
  });

  app.get("/PhoneNumbers/Countries/:country{US|CA}", (c) => {
    const country = c.req.param("country");
    return c.json({
      country: country === "US" ? "United States" : "Canada",
      iso_country: country,
      phone_number_prices: Object.entries(PRICES).map(([type, price]) => ({
        number_type: type,
        base_price: price,
        current_price: price,
      })),
      price_unit: "USD",
      url: `${originOf(c)}${c.req.path}`,
    });
  });

  function saved(service: ServiceRecord): ServiceRecord {
    numbers.saveService(service);
    return numbers.service(service.accountSid, service.sid) ?? service;
  }
  return app;
}

/** The files that `Deactivations` sends on to: a number a line, without its plus. */
export function givenUpFiles(settings: () => EmulatorSettings) {
  return new Hono().get("/:file{\\d{4}-\\d\\d-\\d\\d\\.txt}", (c) => {
    const numbers = settings().deactivated[c.req.param("file").slice(0, 10)] ?? [];
    return c.text(numbers.map((number) => `${number.slice(1)}\n`).join(""));
  });
}

function readService(form: FormParams): ReadForm<Partial<ServiceRecord>> {
  const { Usecase: usecase, ...others } = FIELDS;
  const read = readFields(form, others);
  if (!read.ok) return read;
  const { name, ...addresses } = read.change;
  const change: Partial<ServiceRecord> = { ...addresses, ...(name ? { name } : {}) };
  const use = given(form, "Usecase");
  if (use) change[usecase] = use;
  for (const [parameter, field] of Object.entries(SWITCHES)) {
    const value = given(form, parameter);
    if (!value) continue;
    if (value !== "true" && value !== "false") return { ok: false, code: 20001, detail: parameter };
    change[field] = value === "true";
  }
  const validity = given(form, "ValidityPeriod");
  if (validity) {
    if (!/^\d{1,5}$/.test(validity) || Number(validity) < 1 || Number(validity) > 36_000)
      return { ok: false, code: 20001, detail: "ValidityPeriod" };
    change.validityPeriod = Number(validity);
  }
  return { ok: true, change };
}

const shown = (c: Context<ApiEnv>, service: ServiceRecord) => serviceResource(service, originOf(c));
const originOf = (c: Context<ApiEnv>): string => new URL(c.req.url).origin;
/** The address of a list without its query. */
const baseOf = (c: Context<ApiEnv>): string => `${originOf(c)}${c.req.path}`;

export const SERVICE_ROUTES = [
  "GET, POST /v1/Services; GET, POST, DELETE /v1/Services/:sid",
  "GET, POST /v1/Services/:sid/PhoneNumbers; GET, DELETE /v1/Services/:sid/PhoneNumbers/:sid",
  "GET /v1/Services/:sid/Compliance/Usa2p",
  "GET /v1/Deactivations?Date=",
  "GET /v1/PhoneNumbers/Countries/{US|CA} (prices)",
];
