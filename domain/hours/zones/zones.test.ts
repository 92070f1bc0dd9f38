import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { describe, expect, test } from "vitest";
import { isTimeZone } from "../texting-window.ts";
import { AREA_PLACES } from "./area-codes.ts";
import { STATES } from "./area-table.ts";
import { ZONE_CODES, zoneNames } from "./zone-codes.ts";
import { ANYWHERE, zonesOf } from "./zones.ts";

const zones = (place: { area?: string; zip?: string; state?: string }) =>
  zoneNames(zonesOf(`+1${place.area ?? "999"}2345678`, place.zip ?? "", place.state ?? ""));
const summerOffset = (zone: string) => offset(zone, "2026-07-01T12:00:00Z");
const winterOffset = (zone: string) => offset(zone, "2026-01-01T12:00:00Z");

function offset(zone: string, iso: string): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(
    new Date(iso),
  );
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}

describe("a contact's zones", () => {
  test("come from the zip code, else from the state, else from the area code", () => {
    expect(zones({ area: "617", zip: "90210", state: "TX" })).toEqual(["America/Los_Angeles"]);
    expect(zones({ area: "617", zip: "SW1A 1AA", state: "CO" })).toEqual(["America/Denver"]);
    expect(zones({ area: "617", zip: "K1A 0B1", state: "CO" })).toEqual(["America/Toronto"]);
    expect(zones({ area: "617", state: "Massachusetts" })).toEqual(["America/New_York"]);
    expect(zones({ area: "617" })).toEqual(["America/New_York"]);
  });

  test("are several where the place does not decide", () => {
    expect(zones({ area: "850" })).toEqual(["America/New_York", "America/Chicago"]);
    expect(zones({ state: "TN" })).toEqual(["America/New_York", "America/Chicago"]);
    expect(zones({ area: "999", zip: "09012" })).toEqual(zoneNames(ANYWHERE));
  });

  test.each([
    ["Arizona has no daylight saving time", { zip: "85004" }, ["America/Phoenix"]],
    ["the Navajo Nation has", { zip: "86515" }, ["America/Denver"]],
    ["Arizona alone leaves both open", { state: "AZ" }, ["America/Phoenix", "America/Denver"]],
    ["and so does its northern area code", { area: "928" }, ["America/Phoenix", "America/Denver"]],
    ["Phoenix by area code", { area: "602" }, ["America/Phoenix"]],
    ["Indianapolis", { zip: "46204" }, ["America/Indiana/Indianapolis"]],
    ["Evansville", { zip: "47708" }, ["America/Chicago"]],
    ["Hawaii", { area: "808" }, ["Pacific/Honolulu"]],
    ["Hawaii by zip", { zip: "96813" }, ["Pacific/Honolulu"]],
    ["Puerto Rico", { area: "787" }, ["America/Puerto_Rico"]],
    ["Puerto Rico by zip", { zip: "00901" }, ["America/Puerto_Rico"]],
    ["the Virgin Islands", { area: "340" }, ["America/St_Thomas"]],
    ["the Virgin Islands by zip", { zip: "00802" }, ["America/St_Thomas"]],
    ["Guam", { area: "671" }, ["Pacific/Guam"]],
    ["Guam by zip", { zip: "96910" }, ["Pacific/Guam"]],
    ["American Samoa", { area: "684" }, ["Pacific/Pago_Pago"]],
    ["American Samoa by zip", { zip: "96799" }, ["Pacific/Pago_Pago"]],
    ["Saipan", { zip: "96950" }, ["Pacific/Saipan"]],
    ["El Paso", { zip: "79901" }, ["America/Denver"]],
    ["El Paso by area code", { area: "915" }, ["America/Denver"]],
    ["Hudspeth County", { zip: "79851" }, ["America/Denver"]],
    ["Midland, Texas", { zip: "79701" }, ["America/Chicago"]],
    ["Tuba City, between the Navajo and the Hopi", { zip: "86045" }, ["America/Phoenix", "America/Denver"]],
    ["Kayenta", { zip: "86033" }, ["America/Denver"]],
    ["Cherry County, Nebraska, by area code", { area: "402" }, ["America/Chicago", "America/Denver"]],
    ["Ontario, Oregon, in Malheur County", { zip: "97914" }, ["America/Boise"]],
    ["Portland", { zip: "97201" }, ["America/Los_Angeles"]],
    ["Idaho's panhandle", { zip: "83814" }, ["America/Los_Angeles"]],
    ["Lewiston, Idaho", { zip: "83501" }, ["America/Los_Angeles"]],
    ["Dickinson, North Dakota", { zip: "58601" }, ["America/Denver"]],
    ["Fargo", { zip: "58102" }, ["America/Chicago"]],
    ["Rapid City", { zip: "57701" }, ["America/Denver"]],
    ["Goodland, Kansas", { zip: "67735" }, ["America/Chicago", "America/Denver"]],
    ["Scottsbluff, Nebraska", { zip: "69361" }, ["America/Denver"]],
    ["Ironwood on Michigan's Upper Peninsula", { zip: "49938" }, ["America/Chicago"]],
    ["Detroit", { zip: "48226" }, ["America/New_York"]],
    ["Gary", { zip: "46402" }, ["America/Chicago"]],
    ["Chattanooga by area code", { area: "423" }, ["America/New_York", "America/Chicago"]],
    ["Bowling Green", { zip: "42101" }, ["America/Chicago"]],
    ["West Wendover", { zip: "89883" }, ["America/Denver"]],
    ["St. John's", { zip: "A1C 5M2" }, ["America/St_Johns"]],
    ["Newfoundland and Labrador", { area: "709" }, ["America/St_Johns", "America/Halifax"]],
    ["Labrador City", { zip: "A2V 1K1" }, ["America/St_Johns", "America/Halifax"]],
    ["Saskatchewan", { area: "306" }, ["America/Regina", "America/Edmonton"]],
    ["Yukon", { state: "YT" }, ["America/Whitehorse"]],
    ["Vancouver, by either zone data", { area: "604" }, ["America/Vancouver", "America/Dawson_Creek"]],
    ["Calgary, by either zone data", { zip: "t2p1j9" }, ["America/Edmonton", "America/Regina"]],
    ["Pensacola", { zip: "32501" }, ["America/Chicago"]],
    ["Nashville", { zip: "37201" }, ["America/Chicago"]],
    ["Knoxville", { zip: "37902" }, ["America/New_York"]],
    ["Louisville", { zip: "40202" }, ["America/New_York"]],
    ["Boise", { zip: "83702" }, ["America/Boise"]],
    ["Juneau", { zip: "99801" }, ["America/Anchorage"]],
    ["Adak", { zip: "99546" }, ["America/Adak"]],
  ])("%s", (_, place, expected) => {
    expect(zones(place).sort()).toEqual(expected.sort());
  });

  test("follow the clocks of the place through the year", () => {
    const [phoenix, navajo, indiana, guam] = [
      { zip: "85004" },
      { zip: "86515" },
      { zip: "46204" },
      { area: "671" },
    ].map((place) => zones(place)[0]!);
    expect([winterOffset(phoenix!), summerOffset(phoenix!)]).toEqual(["GMT-07:00", "GMT-07:00"]);
    expect([winterOffset(navajo!), summerOffset(navajo!)]).toEqual(["GMT-07:00", "GMT-06:00"]);
    expect([winterOffset(indiana!), summerOffset(indiana!)]).toEqual(["GMT-05:00", "GMT-04:00"]);
    expect([winterOffset(guam!), summerOffset(guam!)]).toEqual(["GMT+10:00", "GMT+10:00"]);
  });
});

describe("the tables", () => {
  test("name zones that the runtime knows, by codes of two letters", () => {
    for (const [code, zone] of Object.entries(ZONE_CODES)) expect([code.length, isTimeZone(zone)]).toEqual([2, true]);
    for (const codes of [...[...AREA_PLACES.values()].map((place) => place.zones), ...Object.values(STATES)]) {
      expect(zoneNames(codes)).toHaveLength(codes.length / 2);
    }
  });

  test("have every area code whose numbers can be texted", () => {
    const missing: string[] = [];
    for (let area = 200; area < 1000; area += 1) {
      const textable = [2, 3, 4, 5, 6, 7, 8, 9].some((digit) => {
        const parsed = parsePhoneNumberFromString(`+1${area}${digit}345678`);
        const country = parsed?.country ?? "";
        return parsed?.getType() === "FIXED_LINE_OR_MOBILE" && "US CA PR VI GU AS MP".split(" ").includes(country);
      });
      if (textable && !AREA_PLACES.has(String(area))) missing.push(String(area));
    }
    expect(missing).toEqual([]);
  });

  test("have the states, the territories and the provinces", () => {
    expect(Object.keys(STATES)).toHaveLength(51 + 5 + 13);
  });
});
