import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TextEncoding } from "./encoding.ts";
import { readWindow } from "./window.ts";
import type { RowStart } from "./window.ts";

/** Text as bytes; a sign beyond Latin-1 has no place in Windows-1252. */
function encode(text: string, encoding: TextEncoding): Uint8Array {
  if (encoding === "utf-8") return new TextEncoder().encode(text);
  if (encoding === "windows-1252" || encoding === "mac-roman")
    return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), encoding === "utf-16le");
  return new Uint8Array(view.buffer);
}

/** Reads a file by stretches of some bytes, each time from the saved place alone. */
function readInSteps(file: Uint8Array, encoding: TextEncoding, size: number) {
  const records = [];
  const places: RowStart[] = [];
  let at: RowStart = { offset: 0, line: 1 };
  for (let length = size; at.offset < file.length;) {
    const isLast = at.offset + length >= file.length;
    const bytes = file.slice(at.offset, at.offset + length);
    const read = readWindow(bytes, at, { encoding, delimiter: ",", isLast });
    records.push(...read.records);
    places.push(read.next);
    length = read.next.offset === at.offset ? length * 2 : size;
    at = read.next;
    if (isLast) break;
  }
  return { records, places };
}

describe("a file read by stretches", () => {
  const encodings: TextEncoding[] = ["utf-8", "utf-16le", "utf-16be", "windows-1252", "mac-roman"];
  const sign = fc.constantFrom("a", "b", "é", '"', '"', ",", "\n", "\r\n", "\r");
  const wide = fc.constantFrom("a", "é", "😀", "Ł", '"', ",", "\n", "\r\n");

  test.each(encodings)("gives the rows of the whole, and ends each time behind one, in %s", (encoding) => {
    const text = fc.string({
      unit: encoding === "windows-1252" || encoding === "mac-roman" ? sign : fc.oneof(sign, wide),
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 24 }), (content, size) => {
        const file = encode(content, encoding);
        const whole = readWindow(file, { offset: 0, line: 1 }, { encoding, delimiter: ",", isLast: true });
        const { records, places } = readInSteps(file, encoding, size);
        expect(records).toEqual(whole.records);
        expect(places.at(-1)?.offset ?? 0).toBe(file.length);
        // Where one life stopped the next begins: with the rest of the rows.
        for (const place of places) {
          const rest = readWindow(file.slice(place.offset), place, { encoding, delimiter: ",", isLast: true });
          expect(rest.records).toEqual(whole.records.filter(({ line }) => line >= place.line));
        }
      }),
      { seed: 21, numRuns: 1000 },
    );
  });

  test("finds its place also behind damaged characters", () => {
    const file = Uint8Array.from([...encode("a,b\n1,", "utf-8"), 0xff, 0xc3, 10, ...encode("2,x\n3,é", "utf-8")]);
    const read = readWindow(file, { offset: 0, line: 1 }, { encoding: "utf-8", delimiter: ",", isLast: false });
    expect(read.records.at(-1)).toEqual({ line: 3, fields: ["2", "x"] });
    expect(new TextDecoder().decode(file.slice(read.next.offset))).toBe("3,é");
  });
});

describe("a file that ends in the middle of a character", () => {
  const UNICODE: TextEncoding[] = ["utf-8", "utf-16le", "utf-16be"];
  const start = { offset: 0, line: 1 };

  test.each(UNICODE)(
    "in %s has its last row marked, and every other row as it is, by whichever stretches",
    (encoding) => {
      const sign = fc.constantFrom("a", "é", "Ł", "😀", '"', ",", "\n", "\r\n");
      const cut = fc.constantFrom("é", "€", "😀").filter((last) => encoding === "utf-8" || last === "😀");
      fc.assert(
        fc.property(
          fc.string({ unit: sign, maxLength: 40 }),
          cut,
          fc.nat(),
          fc.integer({ min: 1, max: 16 }),
          (text, last, at, size) => {
            const whole = encode(text, encoding);
            const character = encode(last, encoding);
            const file = Uint8Array.from([...whole, ...character.slice(0, 1 + (at % (character.length - 1)))]);
            const read = readWindow(file, start, { encoding, delimiter: ",", isLast: true });
            expect(read.next.offset).toBe(file.length);
            expect(read.records.filter(({ isCut }) => isCut)).toHaveLength(1);
            expect(read.records.at(-1)?.isCut).toBe(true);
            // As if a character that belongs to no row were there.
            const rows = readWindow(encode(`${text}x`, encoding), start, {
              encoding,
              delimiter: ",",
              isLast: true,
            }).records;
            expect(read.records.slice(0, -1)).toEqual(rows.slice(0, -1));
            expect(read.records.at(-1)?.line).toBe(rows.at(-1)?.line);
            const { records, places } = readInSteps(file, encoding, size);
            expect(records).toEqual(read.records);
            expect(places.at(-1)?.offset).toBe(file.length);
          },
        ),
        { seed: 22, numRuns: 500 },
      );
    },
  );

  test.each(UNICODE.slice(1))("an odd byte in %s is no row of its own above", (encoding) => {
    const file = Uint8Array.from([...encode("cell,name\n2125550101,Ana\n2125550102,Be", encoding), 0x6e]);
    expect(readWindow(file, start, { encoding, delimiter: ",", isLast: true }).records).toEqual([
      { line: 1, fields: ["cell", "name"] },
      { line: 2, fields: ["2125550101", "Ana"] },
      { line: 3, fields: ["2125550102", "Be"], isCut: true },
    ]);
  });
});
