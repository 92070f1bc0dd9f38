import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkRows, openUpload } from "../../domain/contact-upload.ts";
import { draftSchema } from "../../domain/protocol/campaign.ts";
import { unknownFields } from "../../domain/script.ts";
import { demoDraft } from "./campaign.ts";

const csv = readFileSync(new URL("contacts.csv", import.meta.url).pathname);

function rows(allowTestNumbers: boolean) {
  const opened = openUpload(new Uint8Array(csv), {});
  if (!opened.ok) throw new Error(opened.problem.message);
  const chunks = [...checkRows(opened.upload, { allowTestNumbers, chunkRows: 1000 })];
  return {
    accepted: chunks.flatMap((chunk) => chunk.accepted),
    refused: chunks.flatMap((chunk) => chunk.refused),
    custom: opened.upload.custom.map(({ name }) => name),
  };
}

test("every demo contact can be imported, and none into a real campaign", () => {
  expect(rows(true).refused).toEqual([]);
  expect(rows(true).accepted).toHaveLength(200);
  expect(rows(false).accepted).toEqual([]);
});

test("the demo campaign can be started: its draft is complete and its script uses fields of the contacts only", () => {
  const draft = draftSchema.parse(demoDraft(Date.now()));
  const texts = draft.script?.steps.flatMap((step) => step.texts) ?? [];
  expect(texts.flatMap((text) => unknownFields(text, rows(true).custom))).toEqual([]);
  expect(draft.title && draft.description && draft.dueDate).toBeTruthy();
});
