/**
 * Contacts for trials and tests, any number of them and the same each time: numbers that nobody has (exchange 555,
 * taken only where a campaign allows test numbers), e-mails that lead nowhere, and a custom field.
 */
import { plainNanp } from "../domain/phone-numbers/phone-fast.ts";
import { AREA_PLACES } from "../domain/hours/zones/area-codes.ts";
import { ZONE_CODES } from "../domain/hours/zones/zone-codes.ts";

const FIRST_NAMES = ["Ana", "Ben", "Carla", "Dov", "Elif", "Femi", "Gina", "Hugo", "Ines", "Jonas", "Kim", "Lena"];
const LAST_NAMES = ["Abara", "Brandt", "Castillo", "Duarte", "Eriksen", "Fofana", "Gruber", "Haddad", "Ito", "Jensen"];
const PLACES = ["Lincoln School", "Riverton Library", "Town Hall", "Fire Station 4", "Grace Church", "Union Hall"];
/** Lines 0100 to 9999 of the exchange. */
const FIRST_LINE = 100;
const LINES = 9_900;
/** Zones of the fifty states, without their territories and Canada. */
const OF_STATES = /^(?:ny|in|ch|dn|bo|px|la|an|ad|hn)+$/;

const ZONE_ORDER = Object.keys(ZONE_CODES);

/** In service as far as libphonenumber knows; from east to west, so that the contacts of a small file share their hours. */
const AREA_CODES = [...AREA_PLACES]
  .filter(([code, { zones }]) => OF_STATES.test(zones) && plainNanp(`${code}5550100`)?.country === "US")
  .map(([code, { zones }]) => ({ code, order: [zones.length, ZONE_ORDER.indexOf(zones.slice(0, 2)), Number(code)] }))
  .sort((a, b) => a.order.map((each, index) => each - (b.order[index] ?? 0)).find((each) => each !== 0) ?? 0)
  .map(({ code }) => code);

export const MOST_CONTACTS = AREA_CODES.length * LINES;
export const HEADER = "first_name,last_name,cell,email,external_id,polling_place";

/** Line `index` of a file, from 0. Two seeds give other people, and the same numbers. */
export function contactLine(index: number, seed: number): string {
  const area = AREA_CODES[index % AREA_CODES.length] ?? "";
  const line = FIRST_LINE + Math.floor(index / AREA_CODES.length);
  const cell = `+1${area}555${String(line).padStart(4, "0")}`;
  const first = pick(FIRST_NAMES, index, seed, 1);
  const last = pick(LAST_NAMES, index, seed, 2);
  return `${first},${last},${cell},v${index}@blackhole.example,v${index},${pick(PLACES, index, seed, 3)}`;
}

/** A file in pieces of some thousand lines. @param first index of its first contact */
export function* contactFile(count: number, { seed = 1, first = 0 } = {}): Generator<string> {
  if (first + count > MOST_CONTACTS) throw new RangeError(`There are numbers for ${MOST_CONTACTS} contacts.`);
  let lines = [HEADER];
  for (let index = first; index < first + count; index += 1) {
    lines.push(contactLine(index, seed));
    if (lines.length < 5_000) continue;
    yield `${lines.join("\n")}\n`;
    lines = [];
  }
  if (lines.length > 0) yield `${lines.join("\n")}\n`;
}

function pick(list: readonly string[], index: number, seed: number, column: number): string {
  let hash = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(seed, 0x85ebca6b) ^ Math.imul(column, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return list[((hash ^ (hash >>> 13)) >>> 0) % list.length] ?? "";
}
