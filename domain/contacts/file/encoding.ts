import { decodeWestern, macEvidence } from "./western.ts";

/*
 * The encoding of an uploaded file: UTF-8, UTF-16 of either order, each with and without a byte order mark, Windows-1252 and
 * Mac Roman. Found by evidence; a person who sees wrong letters may choose another one.
 */

export const TEXT_ENCODINGS = ["utf-8", "windows-1252", "mac-roman", "utf-16le", "utf-16be"] as const;
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

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
  /** How much more the stretch looks like Mac Roman than like Windows-1252; absent in what older versions stored. */
  mac?: number;
}

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

export function doubtsOf(bytes: Uint8Array): Utf8Doubts {
  try {
    const text = strict.decode(bytes);
    // ASCII throughout is the common case, and needs no count.
    return { whole: text.length === bytes.length ? 0 : beyondAscii(text), damaged: 0, mac: 0 };
  } catch {
    // A file that was cut off ends like this; a Western one may, too, but then nothing in it is UTF-8.
    const between = bytes.subarray(0, wholeCharacters(bytes, "utf-8"));
    const others = between.length < bytes.length ? doubtsOf(between) : null;
    if (others && others.whole > 0 && others.damaged === 0) return others;
    const text = lenient.decode(bytes);
    const damaged = text.match(/\uFFFD/g)?.length ?? 0;
    return { whole: beyondAscii(text) - damaged, damaged, mac: macEvidence(bytes) };
  }
}

export function moreDoubts(one: Utf8Doubts, other: Utf8Doubts): Utf8Doubts {
  return {
    whole: one.whole + other.whole,
    damaged: one.damaged + other.damaged,
    mac: (one.mac ?? 0) + (other.mac ?? 0),
  };
}

function beyondAscii(text: string): number {
  return text.match(/[^\p{ASCII}]/gu)?.length ?? 0;
}

/** Mostly UTF-8 with some damage stays UTF-8: the rows with the damage are refused one by one. */
export function encodingByDoubts({ whole, damaged, mac = 0 }: Utf8Doubts): "utf-8" | "windows-1252" | "mac-roman" {
  if (damaged === 0 || whole > damaged) return "utf-8";
  return mac > 0 ? "mac-roman" : "windows-1252";
}

const decoders = {
  "utf-8": lenient,
  "utf-16le": new TextDecoder("utf-16le", { fatal: false, ignoreBOM: true }),
};

/** Length of the bytes without the beginning of a last character whose rest is not among them. */
export function wholeCharacters(bytes: Uint8Array, encoding: TextEncoding): number {
  const { length } = bytes;
  if (encoding === "utf-16le" || encoding === "utf-16be") {
    const even = length - (length % 2);
    const high = bytes[even - (encoding === "utf-16le" ? 1 : 2)] ?? 0;
    // The first half of a pair.
    return even >= 2 && high >= 0xd8 && high <= 0xdb ? even - 2 : even;
  }
  if (encoding !== "utf-8") return length;
  let start = length - 1;
  while (start > length - 4 && start >= 0 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  const lead = bytes[start] ?? 0;
  const needed = lead >= 0xf8 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
  return start >= 0 && start + needed > length ? start : length;
}

/** The text of whole characters; what is damaged becomes U+FFFD. */
export function decodeBytes(bytes: Uint8Array, encoding: TextEncoding): string {
  switch (encoding) {
    case "utf-8":
    case "utf-16le":
      return decoders[encoding].decode(bytes);
    case "utf-16be":
      return decoders["utf-16le"].decode(swapped(bytes));
    case "windows-1252":
    case "mac-roman":
      return decodeWestern(bytes, encoding);
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
