/*
 * The encoding of an uploaded file: UTF-8, UTF-16 of either order, each with and without a byte order mark, and
 * Windows-1252 (what older spreadsheets call "CSV").
 */

export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

export interface EncodingFound {
  encoding: TextEncoding;
  /** Length of the byte order mark: the text begins behind it. */
  markBytes: number;
}

/** How many bytes of a file's beginning are read. */
const SAMPLE_BYTES = 4096;

/** null for a file that is not text: it has zero bytes, but not where UTF-16 has them. */
export function findEncoding(beginning: Uint8Array): EncodingFound | null {
  const [first, second, third] = beginning;
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: "utf-8", markBytes: 3 };
  if (first === 0xff && second === 0xfe) return { encoding: "utf-16le", markBytes: 2 };
  if (first === 0xfe && second === 0xff) return { encoding: "utf-16be", markBytes: 2 };
  const sample = beginning.subarray(0, SAMPLE_BYTES);
  if (!sample.includes(0)) return { encoding: "utf-8", markBytes: 0 };
  // Without a mark: every other byte of Latin text in UTF-16 is zero.
  const zeros = [0, 0];
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) <= sample.length / 5 || Math.min(even, odd) >= sample.length / 20) return null;
  return { encoding: odd > even ? "utf-16le" : "utf-16be", markBytes: 0 };
}

/**
 * What speaks against UTF-8 in a stretch of bytes that begins and ends between two characters. Counts of several
 * stretches add up.
 */
export interface Utf8Doubts {
  /** Characters beyond ASCII that are whole. */
  whole: number;
  /** Places that are not UTF-8. */
  damaged: number;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

export function doubtsOf(bytes: Uint8Array): Utf8Doubts {
  try {
    const text = strict.decode(bytes);
    // ASCII throughout is the common case, and needs no count.
    return { whole: text.length === bytes.length ? 0 : beyondAscii(text), damaged: 0 };
  } catch {
    const text = lenient.decode(bytes);
    const damaged = text.match(/\uFFFD/g)?.length ?? 0;
    return { whole: beyondAscii(text) - damaged, damaged };
  }
}

function beyondAscii(text: string): number {
  return text.match(/[^\p{ASCII}]/gu)?.length ?? 0;
}

/** Mostly UTF-8 with some damage stays UTF-8: the rows with the damage are refused one by one. */
export function isWindows1252({ whole, damaged }: Utf8Doubts): boolean {
  return damaged > 0 && whole <= damaged;
}

const decoders = {
  "utf-8": lenient,
  "utf-16le": new TextDecoder("utf-16le", { fatal: false, ignoreBOM: true }),
};

/** The text of whole characters; what is damaged becomes U+FFFD. */
export function decodeBytes(bytes: Uint8Array, encoding: TextEncoding): string {
  switch (encoding) {
    case "utf-8":
    case "utf-16le":
      return decoders[encoding].decode(bytes);
    case "utf-16be":
      return decoders["utf-16le"].decode(swapped(bytes));
    case "windows-1252":
      return decodeWindows1252(bytes);
  }
}

/** Not every runtime has a decoder for big endian. */
function swapped(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length - (bytes.length % 2));
  for (let i = 0; i < result.length; i += 2) {
    result[i] = bytes[i + 1] ?? 0;
    result[i + 1] = bytes[i] ?? 0;
  }
  return result;
}

/** Windows-1252's characters for 0x80 to 0x9F. Runtimes disagree on these when asked for "latin1", so the table is here. */
const C1 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

function decodeWindows1252(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length; from += 8192) {
    pieces.push(String.fromCharCode(...bytes.subarray(from, from + 8192)));
  }
  return pieces.join("").replace(/[\u0080-\u009F]/g, (sign) => C1.charAt(sign.charCodeAt(0) - 0x80));
}
