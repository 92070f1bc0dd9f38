import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { previewUpload } from "../../domain/contacts/upload-preview.ts";
import { draftSchema } from "../../domain/campaigns/campaign.ts";
import { unknownFields } from "../../domain/scripts/script.ts";
import { demoDraft } from "./campaign.ts";

const csv = readFileSync(new URL("contacts.csv", import.meta.url).pathname);

const preview = (allowTestNumbers: boolean) => previewUpload(new Uint8Array(csv), { allowTestNumbers });

test("every demo contact can be imported, and none into a real campaign", () => {
  expect(preview(true)).toMatchObject({ ok: true, acceptedCount: 200, refusedCount: 0 });
  expect(preview(false).acceptedCount).toBe(0);
});

test("the demo campaign can be started: its draft is complete and its script uses fields of the contacts only", () => {
  const draft = draftSchema.parse(demoDraft(Date.now()));
  const texts = draft.script?.steps.flatMap((step) => step.texts) ?? [];
  expect(texts.flatMap((text) => unknownFields(text, preview(true).customColumns))).toEqual([]);
  expect(draft.title && draft.description && draft.dueDate).toBeTruthy();
});
