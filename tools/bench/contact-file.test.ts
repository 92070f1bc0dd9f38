import { expect, test } from "vitest";
import { checkRows, openUpload } from "../../domain/contact-upload.ts";
import { benchCell, contactFile, MOST_CONTACTS } from "./contact-file.ts";

test("every row of a bench file can be texted", () => {
  const opened = openUpload(new TextEncoder().encode(contactFile(7_000, 2_000)), {});
  if (!opened.ok) throw new Error(opened.problem.message);
  const chunks = [...checkRows(opened.upload, { allowTestNumbers: true, chunkRows: 5_000 })];
  expect(chunks.flatMap((chunk) => chunk.refused)).toEqual([]);
  expect(chunks.flatMap((chunk) => chunk.accepted)).toHaveLength(2_000);
});

test("no number is in two campaigns", () => {
  const cells = new Set(Array.from({ length: 100_000 }, (_, index) => benchCell(index)));
  expect(cells.size).toBe(100_000);
  expect(benchCell(MOST_CONTACTS - 1)).toMatch(/^\+1\d{3}5559999$/);
});

test("more contacts than there are numbers are refused", () => {
  expect(() => contactFile(MOST_CONTACTS - 1, 2)).toThrow(/numbers for/);
});
