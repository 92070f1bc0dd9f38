import { expect, test } from "vitest";
import { previewUpload } from "../../domain/contact-upload.ts";
import { sampleOf } from "./upload-sample.ts";

test("the first rows become merge-field values under the names that texts use", () => {
  const csv = "first,phone,Ward\nAna,617 555 0123,7\nBo,617 555 0124,";
  const preview = previewUpload(new TextEncoder().encode(csv), { allowTestNumbers: true });
  expect(sampleOf(preview)).toEqual({
    fields: ["Ward"],
    contacts: [
      { firstName: "Ana", cell: "617 555 0123", Ward: "7" },
      { firstName: "Bo", cell: "617 555 0124", Ward: "" },
    ],
  });
});
