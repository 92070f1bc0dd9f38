import { describe, expect, test } from "vitest";
import { uploadButton } from "./upload-button.ts";
import type { UploadFacts } from "./upload-button.ts";

const facts = (changes: Partial<UploadFacts> = {}): UploadFacts => ({
  preview: { ok: true, isWhole: true, acceptedCount: 1_204 },
  contactCount: 0,
  isReplacing: false,
  isRunning: false,
  size: "12 MB",
  begun: null,
  ...changes,
});

describe("the button that uploads a file", () => {
  test.each([
    [{}, "Upload 1,204 contacts"],
    [{ contactCount: 9 }, "Upload up to 1,204 contacts"],
    [{ contactCount: 9, isReplacing: true }, "Replace 9 contacts with 1,204"],
    [{ preview: { ok: true, isWhole: false, acceptedCount: 0 } }, "Upload the file (12 MB)"],
    [{ begun: { done: 2, all: 5 } }, "Continue uploading (2 of 5 parts done)"],
  ])("for %o says “%s”", (changes, label) => {
    expect(uploadButton(facts(changes))).toEqual({ label, why: null });
  });

  test.each([
    [{ preview: { ok: false, isWhole: true, acceptedCount: 0 } }, /^Mend the file/],
    [{ preview: { ok: false, isWhole: false, acceptedCount: 7 }, begun: { done: 2, all: 5 } }, /^Mend the file/],
    [{ preview: { ok: true, isWhole: true, acceptedCount: 0 } }, /^No row of this file can be texted/],
    [{ isRunning: true }, /^Another file is being imported/],
  ])("for %o cannot be pressed, and says why instead of a number", (changes, why) => {
    expect(uploadButton(facts(changes))).toEqual({ label: "Upload", why: expect.stringMatching(why) });
  });
});
