/** Contacts of the bench: a CSV per campaign, the same at every run. Nobody has these numbers (exchange 555). */

/** Names, places and texts are ASCII, so that a request's length in bytes is its length in characters. */
const FIRST_NAMES = ["Ana", "Ben", "Carla", "Dov", "Elif", "Femi", "Gina", "Hugo", "Ines", "Jonas", "Kim", "Lena"];
const LAST_NAMES = ["Abara", "Brandt", "Castillo", "Duarte", "Eriksen", "Fofana", "Gruber", "Haddad", "Ito", "Jensen"];
const PLACES = ["Lincoln School", "Riverton Library", "Town Hall", "Fire Station 4", "Grace Church", "Union Hall"];
const AREA_CODES = [
  201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228, 229, 231, 234,
  239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 276, 281, 301, 302, 303, 304, 305, 307, 308, 309,
  310, 312,
];
const FIRST_LINE = 100;
const MOST_LINES = 9_900;

/** How many contacts all campaigns together can have. */
export const MOST_BENCH_CONTACTS = AREA_CODES.length * MOST_LINES;

/** The cell of contact `index`, counted over all campaigns: +1 (area) 555-0100 and so on. */
export function benchCell(index: number): string {
  const area = AREA_CODES[index % AREA_CODES.length] ?? 201;
  const line = FIRST_LINE + Math.floor(index / AREA_CODES.length);
  return `+1${area}555${String(line).padStart(4, "0")}`;
}

/** @param first index of the campaign's first contact: no number is in two campaigns, so that a reply has one owner */
export function benchContactFile(first: number, count: number): string {
  if (first + count > MOST_BENCH_CONTACTS)
    throw new RangeError(`The bench has numbers for ${MOST_BENCH_CONTACTS} contacts.`);
  const lines = ["first_name,last_name,cell,external_id,polling_place"];
  for (let index = first; index < first + count; index += 1) {
    const name = `${pick(FIRST_NAMES, index)},${pick(LAST_NAMES, index)}`;
    lines.push(`${name},${benchCell(index)},v${index},${pick(PLACES, index)}`);
  }
  return `${lines.join("\n")}\n`;
}

function pick(list: readonly string[], index: number): string {
  return list[index % list.length] ?? "";
}
