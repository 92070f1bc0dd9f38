import { describe, expect, test } from "vitest";
import { decodeUpload } from "./decode.ts";
import { decodeBytes } from "./encoding.ts";
import { decodeWestern } from "./western.ts";
import type { Western } from "./western.ts";

/** Text as bytes of an encoding, by its own table read backwards. */
function encode(text: string, encoding: Western): Uint8Array {
  const all = decodeWestern(
    Uint8Array.from({ length: 256 }, (_, index) => index),
    encoding,
  );
  return Uint8Array.from(text, (sign) => {
    const at = all.indexOf(sign);
    if (at === -1) throw new Error(`${sign} is not in ${encoding}`);
    return at;
  });
}

const read = (text: string, encoding: Western) => {
  const decoded = decodeUpload(encode(text, encoding));
  return decoded.ok ? [decoded.encoding, decoded.text] : decoded.problem.code;
};

test("the tables are those of the Unicode consortium, at their corners", () => {
  expect(decodeBytes(Uint8Array.of(0x80, 0x92, 0xe9, 0xff), "windows-1252")).toBe("€’éÿ");
  expect(decodeBytes(Uint8Array.of(0x80, 0x8e, 0xca, 0xd5, 0xf0, 0xff), "mac-roman")).toBe("Äé\u00A0’\uF8FFˇ");
});

describe("one byte per character: which encoding, by the words that come out", () => {
  const NAMES = [
    "José",
    "Peña",
    "García",
    "Núñez",
    "MUÑOZ",
    "GARCÍA",
    "JOSÉ ÁNGEL",
    "Zoë",
    "François",
    "Renée",
    "Jürgen Größe",
    "Ana’s",
    "we don’t",
    "D’Angelo",
    "O’Neil",
    "“Bobby” Peña",
    "2010–2012",
    "Ana — José",
    "Élodie",
  ];
  test.each(NAMES)("%s from Windows", (name) => {
    expect(read(`first,cell\n${name},6172345678\n`, "windows-1252")).toEqual([
      "windows-1252",
      `first,cell\n${name},6172345678\n`,
    ]);
  });

  // Of a single name in capitals the two may be equally likely; Windows is, then.
  test.each(NAMES.filter((name) => !["2010–2012", "Ana’s", "“Bobby” Peña"].includes(name)))(
    "%s from an old Mac",
    (name) => {
      expect(read(`first,cell\n${name},6172345678\n`, "mac-roman")).toEqual([
        "mac-roman",
        `first,cell\n${name},6172345678\n`,
      ]);
    },
  );

  test("one odd row does not decide for all", () => {
    const file = ["first,cell", "García,1", "don’t text,2", "María,3", "Ana’s,4", "Zoë,5", "Núñez,6"].join("\n");
    for (const encoding of ["windows-1252", "mac-roman"] as const) {
      expect(read(file, encoding)).toEqual([encoding, file]);
    }
  });

  test("what a person chose is used, whatever the bytes look like, and needs no note", () => {
    const bytes = encode("first\nJosé\n", "mac-roman");
    expect(decodeUpload(bytes, "windows-1252")).toMatchObject({ ok: true, text: "first\nJosŽ\n", notes: [] });
    expect(decodeUpload(bytes)).toMatchObject({ ok: true, text: "first\nJosé\n", notes: [{ code: "mac_roman" }] });
  });
});
