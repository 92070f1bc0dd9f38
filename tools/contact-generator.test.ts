import { expect, test } from "vitest";
import { previewUpload } from "../domain/contacts/upload-preview.ts";
import { contactFile, contactLine, MOST_CONTACTS } from "./contact-generator.ts";

const bytesOf = (pieces: Iterable<string>) => new TextEncoder().encode([...pieces].join(""));

test("every generated contact is accepted as a test number, and none otherwise", () => {
  const file = bytesOf(contactFile(12_000));
  expect(previewUpload(file, { allowTestNumbers: true })).toMatchObject({
    acceptedCount: 12_000,
    refusedCount: 0,
    customColumns: ["email", "polling_place"],
  });
  expect(previewUpload(file).acceptedCount).toBe(0);
});

test("numbers reach beyond a million, each once", () => {
  const last = contactLine(MOST_CONTACTS - 1, 1).split(",")[2];
  expect(MOST_CONTACTS).toBeGreaterThan(2_000_000);
  expect(previewUpload(bytesOf(["cell\n", `${last}\n`]), { allowTestNumbers: true }).acceptedCount).toBe(1);
  const cells = new Set(Array.from({ length: 50_000 }, (_, index) => contactLine(index, 1).split(",")[2]));
  expect(cells.size).toBe(50_000);
  expect(() => [...contactFile(1, { first: MOST_CONTACTS })]).toThrow("numbers for");
});

test("the same seed gives the same file, another one other people", () => {
  const [one, again, other] = [1, 1, 2].map((seed) => [...contactFile(100, { seed })].join(""));
  expect(one).toBe(again);
  expect(one).not.toBe(other);
});
