import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { describe, expect, test } from "vitest";
import { isTimeZone } from "../texting-window.ts";
import { AREA_PLACES } from "./area-codes.ts";
import { STATES } from "./area-table.ts";
import { ZONE_CODES, zoneNames } from "./zone-codes.ts";
import { ANYWHERE, zonesOf } from "./zones.ts";

const zones = (place: { area?: string; zip?: string; state?: string }) =>
  zoneNames(zonesOf(`+1${place.area ?? "999"}2345678`, place.zip ?? "", place.state ?? "").zones);
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

  test.each([
    ["Phenix City", "36867"],
    ["Lanett", "36863"],
    ["Valley", "36854"],
    ["Smiths Station", "36877"],
  ])("count as both in %s, Alabama, which lives by Georgia's clock", (_, zip) => {
    expect(zones({ zip }).sort()).toEqual(["America/Chicago", "America/New_York"]);
  });

  test.each([
    ["Jackpot, Nevada", { zip: "89825" }, ["America/Denver", "America/Los_Angeles"]],
    ["Owyhee, Nevada", { zip: "89832" }, ["America/Denver", "America/Los_Angeles"]],
    ["Kenton, Oklahoma", { zip: "73946" }, ["America/Chicago", "America/Denver"]],
    ["Hyder, Alaska", { zip: "99923" }, ["America/Anchorage", "America/Vancouver"]],
    ["Metlakatla, Alaska", { zip: "99926" }, ["America/Anchorage", "America/Los_Angeles"]],
    ["Van Horn, Texas", { zip: "79855" }, ["America/Chicago", "America/Denver"]],
    ["Port St. Joe, Florida", { zip: "32456" }, ["America/Chicago", "America/New_York"]],
    ["Fort Pierre, South Dakota", { zip: "57532" }, ["America/Chicago", "America/Denver"]],
    ["Riggins, Idaho", { zip: "83549" }, ["America/Boise", "America/Los_Angeles"]],
    ["Alabama's eastern area code", { area: "334" }, ["America/Chicago", "America/New_York"]],
    ["Alabama", { state: "Alabama" }, ["America/Chicago", "America/New_York"]],
    ["Lloydminster, Saskatchewan", { zip: "S9V 1A1" }, ["America/Edmonton", "America/Regina"]],
    ["Creighton, Saskatchewan", { zip: "S0P 0A0" }, ["America/Regina", "America/Winnipeg"]],
    ["Blanc-Sablon, Québec", { zip: "G0G 1C0" }, ["America/Halifax", "America/Toronto"]],
    ["Listuguj, Québec", { zip: "G0C 2R0" }, ["America/Halifax", "America/Toronto"]],
    ["Dawson Creek, British Columbia", { zip: "V1G 1A1" }, ["America/Dawson_Creek", "America/Vancouver"]],
    ["the Kootenays", { zip: "V0B 1G0" }, ["America/Dawson_Creek", "America/Edmonton", "America/Vancouver"]],
    ["Atikokan, Ontario", { zip: "P0T 1C0" }, ["America/Toronto", "America/Winnipeg"]],
  ])("count as both where people live by the neighbours' clock: %s", (_, place, expected) => {
    expect(zones(place).sort()).toEqual(expected);
  });

  test("of a hamlet are not those of its state", () => {
    expect(zones({ state: "OK" })).toEqual(["America/Chicago"]);
    expect(zones({ area: "580" })).toEqual(["America/Chicago"]);
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

describe("where the zones are from", () => {
  const read = (area: string, zip: string, state: string) => {
    const { zones: row, source, note } = zonesOf(`+1${area}2345678`, zip, state);
    return [row, source, note];
  };

  test.each([
    ["the zip code", "617", "94110-1234", "TX", "la", "zip", null],
    ["the state", "617", "", "Calif.", "la", "state", null],
    ["the area code", "617", "", "", "ny", "area_code", null],
    ["nothing", "999", "", "", ANYWHERE, "unknown", null],
  ])("%s", (_, area, zip, state, row, source, note) => {
    expect(read(area, zip, state)).toEqual([row, source, note]);
  });

  test.each([
    ["a zip that cannot be read", "415", "9411O7", "", "la", "zip_unread"],
    ["a zip that cannot be read beside a state", "617", "9411O7", "California", "lany", "zip_unread"],
    ["a foreign code beside a state", "617", "SW1A 1AA", "CO", "dnny", "zip_unread"],
    ["military mail", "617", "09012", "AE", "ny", "zip_unplaced"],
    ["a state that cannot be read", "617", "", "Californa", "ny", "state_unread"],
    ["a military state", "617", "", "AP", "ny", "state_unplaced"],
    ["a place that cannot be read of an unknown area", "999", "?", "", ANYWHERE, "zip_unread"],
  ])(
    "%s is never silently replaced: the strictest of what is known counts, with a note",
    (_, area, zip, state, row, note) => {
      expect(read(area, zip, state)).toEqual([row, "unclear", note]);
    },
  );

  test("name the state whose law bounds the hours, by residence first", () => {
    expect(zonesOf("+12145550100", "", "").zones).toBe("chTX");
    expect(zonesOf("+12145550100", "94110", "").zones).toBe("la");
    expect(zonesOf("+14155550100", "75201", "").zones).toBe("chTX");
    expect(zonesOf("+14155550100", "79901", "").zones).toBe("dnTX");
    expect(zonesOf("+14155550100", "", "Tex.").zones).toBe("chdnTX");
    expect(zonesOf("+13055550100", "??", "Texas").zones).toBe("chdnnyTXFL");
    expect(zonesOf("+442071234567", "", "").zones).toBe(ANYWHERE);
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
