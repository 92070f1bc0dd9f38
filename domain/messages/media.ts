/**
 * Pictures and other files that come and go with texts (MMS): what is accepted, what is shown, and the names of stored
 * files. A file's type comes from its first bytes, never from the sender.
 */
import { isId, newToken } from "../ids.ts";

/** A file of a text, as its thread shows it. */
export type MediaNote = {
  /** As the sender claims until it is stored, then as the bytes say. */
  type: string;
  /**
   * `waiting` and `late` are still to be fetched from the carrier, `late` after a failure; `refused` and `lost` never will be.
   */
  state: "waiting" | "late" | "stored" | "refused" | "lost";
  /** Why it is late, refused or lost: a sentence. */
  problem?: string;
  /** Id of an organization's picture that went out with a text. */
  picture?: string;
};

/** Why a file was not fetched whose address is not the carrier's. */
export const ELSEWHERE = "Its address is not the carrier's, so it was not fetched";

/** Carriers let no more through; a larger file is not a picture from a phone. */
export const MOST_INBOUND_BYTES = 8 * 1024 * 1024;
export const MOST_PICTURE_BYTES = 5 * 1024 * 1024;

// What bytes are -------------------------------------------------------------------------------------------------------

type Magic = { type: string; at: number; bytes: readonly number[] };
const ascii = (word: string): number[] => Array.from(word, (letter) => letter.charCodeAt(0));
const MAGIC: readonly Magic[] = [
  { type: "image/jpeg", at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: "image/png", at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: "image/gif", at: 0, bytes: ascii("GIF8") },
  { type: "image/webp", at: 8, bytes: ascii("WEBP") },
  { type: "image/heic", at: 4, bytes: ascii("ftyphei") },
  { type: "image/heic", at: 4, bytes: ascii("ftypmif1") },
  { type: "video/3gpp", at: 4, bytes: ascii("ftyp3g") },
  { type: "video/mp4", at: 4, bytes: ascii("ftyp") },
  { type: "audio/amr", at: 0, bytes: ascii("#!AMR") },
  { type: "audio/mpeg", at: 0, bytes: ascii("ID3") },
  { type: "audio/ogg", at: 0, bytes: ascii("OggS") },
  { type: "application/pdf", at: 0, bytes: ascii("%PDF-") },
  { type: "text/vcard", at: 0, bytes: ascii("BEGIN:VCARD") },
];

/** A file's type by its first bytes; null for types that texts do not carry. */
export function typeOf(file: Uint8Array): string | null {
  const found = MAGIC.find(({ at, bytes }) => bytes.every((byte, i) => file[at + i] === byte));
  return found?.type ?? null;
}

/** Types that a browser only draws; everything else is offered as a download. */
const DRAWN: ReadonlySet<string> = new Set(["image/jpeg", "image/png", "image/gif", "image/webp"]);

export function isDrawn(type: string): boolean {
  return DRAWN.has(type);
}

const ENDINGS: Record<string, string> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/gif": "gif",
  "image/webp": "webp",
  "image/heic": "heic",
  "video/3gpp": "3gp",
  "video/mp4": "mp4",
  "audio/amr": "amr",
  "audio/mpeg": "mp3",
  "audio/ogg": "ogg",
  "application/pdf": "pdf",
  "text/vcard": "vcf",
};

export function endingOf(type: string): string {
  return ENDINGS[type] ?? "bin";
}

/** A kind of file as people call it. */
export function kindOf(type: string): "Picture" | "Video" | "Sound" | "Contact card" | "File" {
  if (type.startsWith("image/")) return "Picture";
  if (type.startsWith("video/")) return "Video";
  if (type.startsWith("audio/")) return "Sound";
  return /vcard/i.test(type) ? "Contact card" : "File";
}

// Where they are kept --------------------------------------------------------------------------------------------------

/** Key of an inbound file. Its organization comes first, so that a reader can only reach files of their own. */
export function inboundKey(orgId: string, contactId: string, messageId: string, index: number): string {
  return `in/${orgId}/${contactId}/${messageId}/${index}`;
}

/** Key of an organization's picture; null when the id is malformed. */
export function pictureKey(pictureId: string): string | null {
  const picture = parsePictureId(pictureId);
  return picture && `out/${picture.orgId}/${pictureId}`;
}

// Our own pictures -----------------------------------------------------------------------------------------------------

/** Phones of all carriers show these. */
const SENDABLE: ReadonlySet<string> = new Set(["image/jpeg", "image/png", "image/gif"]);
const PICTURE = /^(o[0-9a-hjkmnp-tv-z]{15})-[0-9a-hjkmnp-tv-z]{30}\.(jpg|png|gif)$/;
const TYPES: Record<string, string> = { jpg: "image/jpeg", png: "image/png", gif: "image/gif" };

/** Nobody can guess it, because the id alone gives access: the carrier fetches pictures without signing in. */
export function newPictureId(orgId: string, type: string): string {
  return `${orgId}-${newToken()}.${endingOf(type)}`;
}

export function parsePictureId(id: string): { orgId: string; type: string } | null {
  const [, orgId = "", ending = ""] = PICTURE.exec(id) ?? [];
  const type = TYPES[ending];
  return type !== undefined && isId(orgId, "o") ? { orgId, type } : null;
}

/** Path of a picture under the public origin, for carrier and screens. */
export function picturePath(pictureId: string): string {
  return `/api/pictures/${pictureId}`;
}

/** Whether a text can carry this file. */
export function checkPicture(file: Uint8Array): { ok: true; type: string } | { ok: false; message: string } {
  const type = typeOf(file);
  if (file.byteLength === 0) return { ok: false, message: "The file is empty." };
  if (type === null || !SENDABLE.has(type)) {
    const what = type === null ? "This is not a picture that phones show" : `This is a ${ENDINGS[type]} file`;
    return { ok: false, message: `${what}: save it as JPEG, PNG or GIF.` };
  }
  if (file.byteLength > MOST_PICTURE_BYTES) return { ok: false, message: tooLarge(file.byteLength) };
  return { ok: true, type };
}

/** @param bytes null when it was not read to the end */
export function tooLarge(bytes: number | null): string {
  const has = bytes === null ? "is too large" : `has ${(bytes / 1024 / 1024).toFixed(1)} MB`;
  return `This picture ${has}: a text carries at most 5 MB; make it smaller. 0.5 MB is enough for a phone.`;
}
