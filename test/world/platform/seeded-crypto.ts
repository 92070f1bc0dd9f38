/**
 * `crypto` of an isolate: ids and tokens by the seed, and `subtle` on Node's synchronous functions. Workers answer these
 * operations without leaving their thread, so that nothing comes in between
 * (github.com/cloudflare/workerd, src/workerd/api/crypto, read November 2026).
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, timingSafeEqual } from "node:crypto";

type Algorithm =
  | string
  | { name: string; hash?: string | { name: string }; iv?: Uint8Array; additionalData?: Uint8Array };
type Bytes = ArrayBuffer | Uint8Array;

/** jose recognizes a key by this tag. */
class SeededKey {
  readonly type = "secret";
  readonly extractable: boolean;
  readonly algorithm: { name: string; hash?: { name: string }; length: number };
  readonly usages: string[];
  readonly bytes: Buffer;

  constructor(bytes: Buffer, algorithm: Algorithm, extractable: boolean, usages: string[]) {
    this.bytes = bytes;
    this.extractable = extractable;
    this.usages = usages;
    const name = nameOf(algorithm);
    const hash = typeof algorithm === "object" ? algorithm.hash : undefined;
    this.algorithm = { name, length: bytes.length * 8, ...(hash ? { hash: { name: nameOf(hash) } } : {}) };
  }

  get [Symbol.toStringTag](): string {
    return "CryptoKey";
  }
}

const nameOf = (algorithm: Algorithm) => (typeof algorithm === "string" ? algorithm : algorithm.name);
const bytesOf = (data: Bytes) =>
  data instanceof ArrayBuffer ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
const toBuffer = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer;
const digestName = (name: string) => name.toLowerCase().replace("-", "");
const TAG_BYTES = 16;

export function seededCrypto(random: () => number) {
  function getRandomValues<T extends Uint8Array>(array: T): T {
    for (let i = 0; i < array.length; i += 1) array[i] = Math.floor(random() * 256);
    return array;
  }
  const mac = (key: SeededKey, data: Bytes) =>
    createHmac(digestName(key.algorithm.hash?.name ?? "SHA-256"), key.bytes)
      .update(bytesOf(data))
      .digest();
  return {
    getRandomValues,
    randomUUID: (): string => {
      const bytes = getRandomValues(new Uint8Array(16));
      bytes[6] = ((bytes[6] ?? 0) & 15) | 64;
      bytes[8] = ((bytes[8] ?? 0) & 63) | 128;
      const hex = Buffer.from(bytes).toString("hex");
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
    },
    subtle: {
      digest: async (algorithm: Algorithm, data: Bytes) =>
        toBuffer(
          createHash(digestName(nameOf(algorithm)))
            .update(bytesOf(data))
            .digest(),
        ),
      importKey: async (_format: string, data: Bytes, algorithm: Algorithm, extractable: boolean, usages: string[]) =>
        new SeededKey(bytesOf(data), algorithm, extractable, usages),
      sign: async (_algorithm: Algorithm, key: SeededKey, data: Bytes) => toBuffer(mac(key, data)),
      verify: async (_algorithm: Algorithm, key: SeededKey, signature: Bytes, data: Bytes) => {
        const expected = mac(key, data);
        const given = bytesOf(signature);
        return expected.length === given.length && timingSafeEqual(expected, given);
      },
      encrypt: async (algorithm: Algorithm, key: SeededKey, data: Bytes) => {
        const { iv = new Uint8Array(), additionalData } = algorithm as Exclude<Algorithm, string>;
        const cipher = createCipheriv("aes-256-gcm", key.bytes, iv);
        if (additionalData) cipher.setAAD(additionalData);
        return toBuffer(Buffer.concat([cipher.update(bytesOf(data)), cipher.final(), cipher.getAuthTag()]));
      },
      decrypt: async (algorithm: Algorithm, key: SeededKey, data: Bytes) => {
        const { iv = new Uint8Array(), additionalData } = algorithm as Exclude<Algorithm, string>;
        const sealed = bytesOf(data);
        const cipher = createDecipheriv("aes-256-gcm", key.bytes, iv);
        if (additionalData) cipher.setAAD(additionalData);
        cipher.setAuthTag(sealed.subarray(-TAG_BYTES));
        return toBuffer(Buffer.concat([cipher.update(sealed.subarray(0, -TAG_BYTES)), cipher.final()]));
      },
    },
  };
}
