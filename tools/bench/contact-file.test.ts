import { expect, test } from "vitest";
import { previewUpload } from "../../domain/contacts/upload-preview.ts";
import { benchCell, benchContactFile, MOST_BENCH_CONTACTS } from "./contact-file.ts";

test("every row of a bench file can be texted", () => {
  const preview = previewUpload(new TextEncoder().encode(benchContactFile(7_000, 2_000)), { allowTestNumbers: true });
  expect(preview).toMatchObject({ ok: true, acceptedCount: 2_000, refusedCount: 0 });
});

test("no number is in two campaigns", () => {
  const cells = new Set(Array.from({ length: 100_000 }, (_, index) => benchCell(index)));
  expect(cells.size).toBe(100_000);
  expect(benchCell(MOST_BENCH_CONTACTS - 1)).toMatch(/^\+1\d{3}5559999$/);
});

test("more contacts than there are numbers are refused", () => {
  expect(() => benchContactFile(MOST_BENCH_CONTACTS - 1, 2)).toThrow(/numbers for/);
});
