import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { previewUpload } from "../../domain/contacts/upload-preview.ts";
import { draftSchema } from "../../domain/campaigns/campaign.ts";
import { checkScript } from "../../domain/scripts/script-check.ts";
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

test("the demo's answers do something besides: a label, an opt-out, a wrong number", () => {
  const { script } = draftSchema.parse(demoDraft(Date.now(), "l000000000000001"));
  const kinds = script?.steps.flatMap(({ answers }) => answers.flatMap(({ action }) => action?.kind ?? []));
  expect(kinds).toEqual(["label", "wrong_number", "opt_out"]);
  expect(script && checkScript(script, preview(true).customColumns)).toEqual([]);
});
