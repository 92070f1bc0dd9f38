/** One file for each oddity of docs/rules.md#contacts-files: handled, or named by line. */
import { describe, expect, test } from "vitest";
import { previewUpload } from "../upload-preview.ts";

type Named = [line: number | null, code: string];

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const wide = (text: string, littleEndian: boolean) => {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), littleEndian);
  return new Uint8Array(view.buffer);
};

const PLAIN = "first,cell,city\nAna,6172345678,Lynn\nZoë,6172345679,Salem\n";
const plainBut = (change: (text: string) => string) => utf8(change(PLAIN));

/** What both contacts of the plain file come to, whatever their file looks like. */
function read(file: Uint8Array) {
  const preview = previewUpload(file);
  const named = preview.problems.map(({ line, code }): Named => [line, code]);
  return { accepted: preview.acceptedCount, rows: preview.sampleRows, named };
}

describe("handled", () => {
  test.each<[string, Uint8Array]>([
    ["nothing odd", utf8(PLAIN)],
    ["a byte order mark", utf8(`\uFEFF${PLAIN}`)],
    ["Windows line ends", plainBut((text) => text.replaceAll("\n", "\r\n"))],
    ["old Mac line ends", plainBut((text) => text.replaceAll("\n", "\r"))],
    ["line ends of all systems", plainBut((text) => text.replace("\n", "\r\n").replace(/\n$/, "\r"))],
    ["no line end behind the last row", plainBut((text) => text.trimEnd())],
    ["semicolons", plainBut((text) => text.replaceAll(",", ";"))],
    ["tabs", plainBut((text) => text.replaceAll(",", "\t"))],
    ["a line that states the separator", plainBut((text) => `sep=;\r\n${text.replaceAll(",", ";")}`)],
    ["UTF-16, little endian, with a mark", wide(`\uFEFF${PLAIN}`, true)],
    ["UTF-16, big endian, with a mark", wide(`\uFEFF${PLAIN}`, false)],
    ["UTF-16, little endian, without a mark", wide(PLAIN, true)],
    ["UTF-16, big endian, without a mark", wide(PLAIN, false)],
    ["quotes around everything", plainBut((text) => text.replaceAll(/[^,\n]+/g, '"$&"'))],
    ["blank lines everywhere", plainBut((text) => `\n \n${text.replaceAll("\n", "\n\n,,\n")}\n`)],
    ["empty columns at the end", plainBut((text) => text.replaceAll("\n", ",,\n"))],
    ["a header in other words", plainBut((text) => text.replace("first,cell", "Given Name,Mobile Phone Number"))],
  ])("%s", (_, file) => {
    expect(read(file)).toEqual({
      accepted: 2,
      rows: expect.arrayContaining([expect.arrayContaining(["Zoë", "6172345679", "Salem"])]),
      named: [],
    });
  });

  test("newlines, separators and quotes within quotes", () => {
    const file = utf8('first,cell,note\n"Ana\r\nMaria",6172345678,"says ""hi"", twice"\nBen,6172345679,x\n');
    expect(read(file)).toEqual({
      accepted: 2,
      rows: [
        ["Ana Maria", "6172345678", 'says "hi", twice'],
        ["Ben", "6172345679", "x"],
      ],
      named: [],
    });
  });

  test("Windows-1252, and it is said", () => {
    expect(read(latin(PLAIN))).toMatchObject({ accepted: 2, named: [[null, "latin1"]] });
  });
});

describe("named by line", () => {
  test.each<[string, string, number, Named[]]>([
    ["a row that is too long", "first,cell\nAna,6172345678\nBen,6172345679,x\n", 1, [[3, "ragged_row"]]],
    ["a row that ends before its cell", "first,cell\nAna,6172345678\nBen\n", 1, [[3, "ragged_row"]]],
    ["a row that ends early", "cell,city\n6172345678\n6172345679,Lynn\n", 2, [[2, "short_row"]]],
    ["a column that comes twice", "cell,city,city\n6172345678,Lynn,Salem\n", 1, [[1, "duplicate_header"]]],
    ["a column without a name", "cell,,city\n6172345678,x,Lynn\n", 1, [[1, "blank_header"]]],
    ["a quote that is never closed", 'cell,city\n6172345678,"Lynn\n6172345679,Salem\n', 1, [[2, "broken_quotes"]]],
    ["text behind a quote", 'cell,city\n6172345678,"Lynn" MA\n6172345679,Salem\n', 1, [[2, "broken_quotes"]]],
    ["a damaged character", "cell,city\n6172345678,Ly\uFFFDn\n6172345679,Züri\n", 1, [[2, "bad_character"]]],
    ["a cell that came before", "cell,city\n6172345678,A\n(617) 234-5678,B\n", 1, [[3, "duplicate"]]],
    ["a toll-free number", "cell,city\n8002345678,A\n6172345678,B\n", 1, [[2, "toll_free"]]],
    ["a premium number", "cell,city\n9002345678,A\n6172345678,B\n", 1, [[2, "premium"]]],
    ["an extension", "cell,city\n6172345678 x12,A\n6172345679,B\n", 1, [[2, "extension"]]],
    ["a short number", "cell,city\n911,A\n6172345679,B\n", 1, [[2, "short_number"]]],
    ["a word", "cell,city\n617-FLOWERS,A\n6172345679,B\n", 1, [[2, "words"]]],
    ["a number of another country", "cell,city\n+442071838750,A\n6172345679,B\n", 1, [[2, "landline"]]],
    [
      "a number that a spreadsheet shortened",
      "cell,city\n6.17235E+09,A\n6172345679,B\n",
      1,
      [[2, "cut_by_spreadsheet"]],
    ],
  ])("%s", (_, text, accepted, named) => {
    const found = read(utf8(text));
    // The files without names have a warning about it, which is correct.
    const odd = found.named.filter(([, code]) => code !== "no_first_name_column");
    expect([found.accepted, odd]).toEqual([accepted, named]);
  });

  test("a missing column, with the columns that were found", () => {
    const preview = previewUpload(utf8("\nname,e-mail\nAna,a@b.org\n"));
    expect(preview).toMatchObject({ ok: false, problems: [{ code: "no_cell_column", line: 2 }] });
    expect(preview.problems[0]?.message).toContain("“name”, “e-mail”");
  });
});

describe("a file that ends in the middle of a character", () => {
  const cut = (file: Uint8Array, bytes: number) => file.subarray(0, file.length - bytes);
  const whole = PLAIN.replace("Salem\n", "Salem 🌲");

  test.each<[string, Uint8Array]>([
    ["UTF-16, little endian, an odd byte", cut(wide(`\uFEFF${PLAIN.trimEnd()}`, true), 1)],
    ["UTF-16, big endian, an odd byte", cut(wide(PLAIN.trimEnd(), false), 1)],
    ["UTF-16, half of a pair", cut(wide(`\uFEFF${whole}`, true), 2)],
    ["UTF-16, a pair and an odd byte", cut(wide(whole, false), 1)],
    ["UTF-8, three of four bytes", cut(utf8(whole), 1)],
    ["UTF-8, one of four bytes", cut(utf8(whole), 3)],
  ])("%s: its last row alone is left out, and why is said", (_, file) => {
    expect(read(file)).toMatchObject({ accepted: 1, named: [[3, "cut_file"]] });
    const [problem] = previewUpload(file).problems;
    expect(problem?.message).toMatch(/^The file ends in the middle of a character/);
  });

  test("after its last row has a row more, which is left out", () => {
    const file = Uint8Array.from([...wide(`\uFEFF${PLAIN}`, true), 0x41]);
    expect(read(file)).toMatchObject({ accepted: 2, named: [[4, "cut_file"]] });
  });

  test("in its header cannot be opened", () => {
    const file = Uint8Array.from([...wide("\uFEFFfirst,cell", true), 0x41]);
    expect(previewUpload(file)).toMatchObject({ ok: false, problems: [{ line: 1, code: "cut_header" }] });
  });
});
