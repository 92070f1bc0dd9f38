import { describe, expect, test } from "vitest";
import { decodeUpload, MAX_UPLOAD_BYTES } from "./decode.ts";
import { openTable } from "./table.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const bytes = (...values: number[]) => Uint8Array.from(values);
const latin = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const utf16 = (text: string, littleEndian: boolean) => {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), littleEndian);
  return new Uint8Array(view.buffer);
};
const codeOf = (file: Uint8Array) => {
  const decoded = decodeUpload(file);
  return decoded.ok ? "read" : decoded.problem.code;
};
const textOf = (file: Uint8Array) => {
  const decoded = decodeUpload(file);
  return decoded.ok ? decoded.text : decoded.problem;
};

test("UTF-8 is read with and without a byte order mark", () => {
  expect(textOf(utf8("cell,José"))).toBe("cell,José");
  expect(textOf(utf8("\uFEFFcell,José"))).toBe("cell,José");
});

test("line ends of every system become one", () => {
  expect(textOf(utf8("a\r\nb\rc\nd\r\n"))).toBe("a\nb\nc\nd\n");
});

test.each([true, false])("UTF-16 is read, little endian: %s, with and without a mark", (littleEndian) => {
  const text = "firstName,lastName,cell\nJosé,Łee,6172345678\n";
  expect(textOf(utf16(`\uFEFF${text}`, littleEndian))).toBe(text);
  expect(textOf(utf16(text, littleEndian))).toBe(text);
});

describe("refused with a sentence that tells how to mend it", () => {
  test("an empty file", () => {
    expect(codeOf(bytes())).toBe("empty");
    expect(codeOf(utf8(" \r\n\t\n"))).toBe("empty");
    expect(codeOf(utf8("\uFEFF"))).toBe("empty");
  });

  test("a file over 10 MB, not one of 10 MB", () => {
    expect(codeOf(new Uint8Array(MAX_UPLOAD_BYTES + 1).fill(65))).toBe("too_large");
    expect(codeOf(new Uint8Array(MAX_UPLOAD_BYTES).fill(65))).toBe("read");
  });

  test("a workbook and other files that are not text", () => {
    expect(codeOf(bytes(0x50, 0x4b, 3, 4, 20, 0, 6, 0))).toBe("not_csv");
    expect(codeOf(bytes(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13, 1, 2, 3, 4))).toBe("not_csv");
  });
});

test("a Windows-1252 file is read and noted", () => {
  const decoded = decodeUpload(latin("firstName\nJos\xe9\nD\x92Angelo\n\x80\n"));
  expect(decoded).toMatchObject({ ok: true, text: "firstName\nJosé\nD’Angelo\n€\n", notes: [{ code: "latin1" }] });
});

test("one damaged character in a UTF-8 file does not spoil the names that are right", () => {
  const file = Uint8Array.from([...utf8("José\nÉlodie\nRen"), 0xe9, ...utf8("\n")]);
  expect(textOf(file)).toBe("José\nÉlodie\nRen\uFFFD\n");
});

test.each([true, false])(
  "a file that ends in the middle of a character says so, UTF-16 little endian: %s",
  (littleEndian) => {
    const file = utf16("\uFEFFphone\n2125550101\n2125550102", littleEndian);
    expect(decodeUpload(file)).toMatchObject({ ok: true, notes: [] });
    expect(decodeUpload(file.subarray(0, -1))).toMatchObject({
      ok: true,
      text: "phone\n2125550101\n212555010",
      notes: [{ code: "cut_file", line: 3 }],
    });
  },
);

test("bytes that are missing at the end of the beginning of a large file say nothing about its encoding", () => {
  const beginning = utf8("cell,name\n6172345678,José").subarray(0, -1);
  const opened = openTable(beginning, { isWhole: false, isHeader: () => true });
  expect(opened).toMatchObject({ ok: true, table: { encoding: "utf-8", notes: [] } });
});
