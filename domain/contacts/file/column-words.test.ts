import { expect, test } from "vitest";
import { previewUpload } from "../upload-preview.ts";
import { findColumns } from "./columns.ts";
import { COLUMN_WORDS } from "./header-words.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const messagesOf = (file: string) => previewUpload(utf8(file)).problems.map(({ message }) => message);

test("errors in rows name the file's own header", () => {
  expect(messagesOf("First,Mobile Phone,town\nAda,,Hadley\nBen\n")).toEqual([
    "The column “Mobile Phone” is empty in this row.",
    "This row has 1 value, but the first line names 3 columns: it ends before the column “Mobile Phone”.",
  ]);
});

test("errors about columns say the screen's words", () => {
  const headers = ["Ada", "town"];
  const messages = [
    findColumns(headers, 1),
    findColumns(headers, 1, { cell: 0, zip: 0 }),
    findColumns(headers, 1, { external_id: 7 }),
  ].map((found) => (found.ok ? "" : found.problem.message));
  expect(messages[0]).toContain(`under “${COLUMN_WORDS.cell}”`);
  expect(messages[1]).toBe("The column “Ada” is chosen twice; “Zip code” needs a column of its own.");
  expect(messages[2]).toBe("“Your own ID” is set to column 8, but the file has only 2 columns.");
});

test("no error shows a name that only programs have", () => {
  const files = [
    "a,b\n1,2\n",
    "First,Cell\nAda,617\nBen,617-234-5678 x12\n",
    "Cell,Cell\n1,2\n",
    "Cell,zip,zip_code\n6172345678,x,y\n",
  ];
  for (const message of files.flatMap(messagesOf)) {
    expect(message).not.toMatch(/“?(?:cell|firstName|state_code|external_id)”|\bcell\b(?! phone)/);
  }
});
