import { describe, expect, test } from "vitest";
import { newId } from "../ids.ts";
import {
  checkPicture,
  isDrawn,
  MOST_PICTURE_BYTES,
  newPictureId,
  parsePictureId,
  pictureKey,
  typeOf,
} from "./media.ts";

const bytes = (words: string, length = 0) => {
  const file = new Uint8Array(Math.max(length, words.length));
  file.set(Array.from(words, (letter) => letter.charCodeAt(0)));
  return file;
};
const PNG = bytes("\u0089PNG\r\n\u001a\n");

describe("what a file is", () => {
  test.each([
    ["image/png", PNG],
    ["image/jpeg", bytes("\u00ff\u00d8\u00ff\u00e0")],
    ["image/gif", bytes("GIF89a")],
    ["image/webp", bytes("RIFF0000WEBPVP8 ")],
    ["image/heic", bytes("0000ftypheic")],
    ["video/3gpp", bytes("0000ftyp3gp4")],
    ["video/mp4", bytes("0000ftypisom")],
    ["audio/amr", bytes("#!AMR\n")],
    ["text/vcard", bytes("BEGIN:VCARD")],
  ])("its first bytes say: %s", (type, file) => expect(typeOf(file)).toBe(type));

  test.each(["<html><script>alert(1)</script>", '<svg xmlns="http://www.w3.org/2000/svg"/>', "", "GIF"])(
    "%s is nothing that texts carry",
    (words) => expect(typeOf(bytes(words))).toBeNull(),
  );

  test("only pictures are drawn by a browser", () => {
    expect(["image/png", "image/webp"].every(isDrawn)).toBe(true);
    expect(["image/svg+xml", "text/html", "video/mp4", "application/pdf", "image/heic"].some(isDrawn)).toBe(false);
  });
});

describe("a picture to be sent", () => {
  test("is a JPEG, PNG or GIF of at most 5 MB", () => {
    expect(checkPicture(PNG)).toEqual({ ok: true, type: "image/png" });
    const largest = bytes("GIF89a", MOST_PICTURE_BYTES);
    expect(checkPicture(largest)).toEqual({ ok: true, type: "image/gif" });
  });

  test.each([
    ["The file is empty", bytes("")],
    ["This is a webp file: save it as JPEG", bytes("RIFF0000WEBP")],
    ["not a picture that phones show", bytes("<svg/>")],
    ["has 5.1 MB: a text carries at most 5 MB", bytes("GIF89a", MOST_PICTURE_BYTES + 100_000)],
  ])("that %s is refused with how to mend it", (words, file) => {
    const checked = checkPicture(file);
    expect(checked).toMatchObject({ ok: false, message: expect.stringContaining(words) });
  });

  test("has an id that names organization and type, and no other id does", () => {
    const orgId = newId("o");
    const id = newPictureId(orgId, "image/png");
    expect(parsePictureId(id)).toEqual({ orgId, type: "image/png" });
    expect(pictureKey(id)).toBe(`out/${orgId}/${id}`);
    for (const other of [`${id}/..`, id.replace(".png", ".svg"), `../${id}`, orgId]) {
      expect(parsePictureId(other)).toBeNull();
    }
  });
});
