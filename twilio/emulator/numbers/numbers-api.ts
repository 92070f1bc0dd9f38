/** Numbers at the API of 2010: those for sale, and the account's own. */
import { Hono, type Context } from "hono";
import { isTollFree, stockCountry } from "../../../domain/numbers/simulated-stock.ts";
import { parseForm, type FormParams } from "../../signature.ts";
import { answerError, type ApiEnv } from "../api/login.ts";
import { API_VERSION } from "../api/message-resource.ts";
import type { Faults } from "../faults.ts";
import type { EmulatorSettings } from "../settings.ts";
import { newNumber, type AccountNumbers, type AccountNumber } from "./account-numbers.ts";
import { underFaults } from "./call-faults.ts";
import { pageOf, uriFields } from "./pages.ts";
import { given, readFields } from "./read-form.ts";
import { numberResource, numbersPath, offeredResource } from "./resources.ts";
import { isStocked, offeredNumbers, type StockKind, type StockQuery } from "./stock.ts";

const OWN = "/Accounts/:account/IncomingPhoneNumbers.json";
const ONE = "/Accounts/:account/IncomingPhoneNumbers/:file{PN[0-9a-f]{32}\\.json}";
const FOR_SALE =
  "/Accounts/:account/AvailablePhoneNumbers/:country{US|CA}/:kind{Local\\.json|TollFree\\.json|Mobile\\.json}";
const DEFAULT_OFFER = 50;
const MAX_OFFER = 1000;
const FIELDS = {
  FriendlyName: "name",
  SmsUrl: "inboundUrl",
  SmsFallbackUrl: "fallbackUrl",
  VoiceUrl: "voiceUrl",
  VoiceFallbackUrl: "voiceFallbackUrl",
  StatusCallback: "statusCallback",
} as const;

export function numbersApi(deps: {
  settings: () => EmulatorSettings;
  numbers: AccountNumbers;
  faults: Faults;
  now: () => number;
}) {
  const { numbers, faults } = deps;
  const app = new Hono<ApiEnv>();
  const isSold = (number: string): boolean => numbers.number(number) !== null;

  app.get(FOR_SALE, (c) => {
    const query = stockQuery(c.req.param("country"), c.req.param("kind"), new URL(c.req.url).searchParams);
    if (!query.ok) return answerError(c, 20001, query.detail);
    return underFaults(c, faults, { call: "search", about: query.query.areaCode ?? "" }, () =>
      c.json({
        available_phone_numbers: offeredNumbers(deps.settings(), query.query, isSold).map(offeredResource),
        uri: c.req.path,
      }),
    );
  });

  app.post(OWN, async (c) => {
    const form = parseForm(await c.req.text());
    const wanted = wantedNumber(form);
    return underFaults(c, faults, { call: "buy", about: typeof wanted === "string" ? wanted : "" }, () => {
      if (typeof wanted !== "string") return answerError(c, wanted.code, wanted.detail);
      if (!isStocked(deps.settings(), wanted) || isSold(wanted)) return answerError(c, 21422, wanted);
      const read = readFields(form, FIELDS);
      if (!read.ok) return answerError(c, read.code, read.detail);
      const record = newNumber(c.get("account").sid, wanted, deps.now());
      return c.json(numberResource(saved(record, read.change)), 201);
    });
  });

  /** The number that is to be bought; a code if there is none. */
  function wantedNumber(form: FormParams): string | { code: number; detail: string } {
    const number = given(form, "PhoneNumber");
    if (number) return /^\+[1-9]\d{6,14}$/.test(number) ? number : { code: 21421, detail: number };
    const areaCode = given(form, "AreaCode");
    if (!areaCode) return { code: 21421, detail: "PhoneNumber" };
    if (stockCountry(areaCode) === null && !isTollFree(areaCode)) return { code: 21451, detail: areaCode };
    const query: StockQuery = { country: stockCountry(areaCode) ?? "US", kind: "Local", ...ANY, areaCode, limit: 1 };
    const [first] = offeredNumbers(deps.settings(), query, isSold);
    return first ?? { code: 21452, detail: areaCode };
  }

  app.get(OWN, (c) => {
    const query = new URL(c.req.url).searchParams;
    const number = query.get("PhoneNumber");
    const name = query.get("FriendlyName");
    const all = numbers
      .numbersOf(c.get("account").sid)
      .filter((each) => (number === null || fits(number, each.number)) && (name === null || each.name === name));
    const page = pageOf(all, query);
    if (!page) return answerError(c, 20001, "PageSize, Page and PageToken");
    return underFaults(c, faults, { call: "numbers", about: number ?? "" }, () =>
      c.json({
        incoming_phone_numbers: page.shown.map(numberResource),
        ...uriFields(`${numbersPath(c.get("account").sid)}.json`, query, page),
      }),
    );
  });

  const named = (c: Context<ApiEnv>): AccountNumber | null =>
    numbers.numberBySid(c.get("account").sid, (c.req.param("file") ?? "").slice(0, -5));
  app.get(ONE, (c) => {
    const number = named(c);
    return number ? c.json(numberResource(number)) : answerError(c, 20404, c.req.path);
  });
  app.post(ONE, async (c) => {
    const form = parseForm(await c.req.text());
    const number = named(c);
    if (!number) return answerError(c, 20404, c.req.path);
    return underFaults(c, faults, { call: "numbers", about: number.number }, () => {
      const read = readFields(form, FIELDS);
      return read.ok ? c.json(numberResource(saved(number, read.change))) : answerError(c, read.code, read.detail);
    });
  });
  app.delete(ONE, (c) => {
    const number = named(c);
    if (!number) return answerError(c, 20404, c.req.path);
    return underFaults(c, faults, { call: "numbers", about: number.number }, () => {
      numbers.removeNumber(number.number);
      return c.body(null, 204);
    });
  });

  function saved(number: AccountNumber, change: NumberChange): AccountNumber {
    const next = { ...number, ...change, name: change.name ?? number.name };
    numbers.saveNumber(next);
    return numbers.number(next.number) ?? next;
  }

  return app;
}

type NumberChange = Partial<Record<(typeof FIELDS)[keyof typeof FIELDS], string | null>>;

const ANY = { contains: null, region: null, locality: null };

function stockQuery(
  country: string,
  file: string,
  query: URLSearchParams,
): { ok: true; query: StockQuery } | { ok: false; detail: string } {
  const areaCode = query.get("AreaCode");
  const contains = query.get("Contains");
  const size = Number(query.get("PageSize") ?? DEFAULT_OFFER);
  if (areaCode !== null && !/^\d{3}$/.test(areaCode)) return { ok: false, detail: "AreaCode" };
  if (contains !== null && (contains.length < 2 || contains.length > 16)) return { ok: false, detail: "Contains" };
  if (!Number.isInteger(size) || size < 1) return { ok: false, detail: "PageSize" };
  return {
    ok: true,
    query: {
      // Both of the route's pattern.
      country: country as "US" | "CA",
      kind: file.slice(0, -5) as StockKind,
      areaCode,
      contains,
      region: query.get("InRegion"),
      locality: query.get("InLocality"),
      limit: Math.min(size, MAX_OFFER),
    },
  };
}

/** `PhoneNumber=` takes parts of numbers, with `*` for any digit. */
function fits(wanted: string, number: string): boolean {
  const digits = wanted.replaceAll(/[^\d*]/g, "");
  return digits !== "" && new RegExp(digits.replaceAll("*", "\\d")).test(number);
}

/** What the account's numbers are at, for the index of the emulator. */
export const NUMBER_ROUTES = [
  `GET /${API_VERSION}/Accounts/:sid/AvailablePhoneNumbers/{US|CA}/{Local|TollFree|Mobile}.json`,
  `GET, POST /${API_VERSION}/Accounts/:sid/IncomingPhoneNumbers.json`,
  `GET, POST, DELETE /${API_VERSION}/Accounts/:sid/IncomingPhoneNumbers/:sid.json`,
];
