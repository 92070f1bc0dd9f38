/**
 * An R2 bucket. Cloudflare, "Workers API reference" and "Multipart upload" of R2 (developers.cloudflare.com/r2/api/workers, read
 * November 2026): strongly consistent; ranges; parts of at least 5 MiB, all of the same size but the last; an upload that was
 * completed or aborted is gone (10024).
 */
import { createHash } from "node:crypto";
import { Life } from "../scheduler/scheduler.ts";
import type { Gate } from "./places.ts";
import type { WorldCore } from "./world-core.ts";

export type BucketFile = { bytes: Uint8Array; httpMetadata: object; etag: string };
type Part = { partNumber: number; etag: string };
type Body = string | ArrayBuffer | ArrayBufferView | ReadableStream | null;

const NETWORK = new Life("r2");

export class WorldBucket {
  readonly #core: WorldCore;
  readonly #objects = new Map<string, BucketFile>();
  readonly #uploads = new Map<string, Map<number, Uint8Array>>();
  #ids = 0;

  constructor(core: WorldCore) {
    this.#core = core;
  }

  /** All that is stored; uploads that were not completed are not. */
  contents(): ReadonlyMap<string, BucketFile> {
    return new Map(this.#objects);
  }

  become(contents: ReadonlyMap<string, BucketFile>): void {
    for (const [key, stored] of contents) this.#objects.set(key, stored);
  }

  keys(): string[] {
    return [...this.#objects.keys()];
  }

  async put(key: string, body: Body, options: { httpMetadata?: object; onlyIf?: { etagDoesNotMatch?: string } } = {}) {
    const bytes = await bytesIn(body);
    return this.#ask(`put ${key}`, () => {
      if (options.onlyIf?.etagDoesNotMatch === "*" && this.#objects.has(key)) return null;
      return this.#store(key, bytes, options.httpMetadata ?? {});
    });
  }

  head(key: string) {
    return this.#ask(`head ${key}`, () => {
      const stored = this.#objects.get(key);
      return stored ? described(key, stored) : null;
    });
  }

  get(key: string, { range }: { range?: { offset: number; length?: number } } = {}) {
    return this.#ask(`get ${key}`, () => {
      const stored = this.#objects.get(key);
      if (!stored) return null;
      const { offset = 0, length = stored.bytes.length } = range ?? {};
      const bytes = stored.bytes.slice(offset, offset + length);
      const response = () => new Response(bytes);
      return {
        ...described(key, stored),
        get body() {
          return response().body;
        },
        arrayBuffer: () => response().arrayBuffer(),
        text: () => response().text(),
      };
    });
  }

  delete(keys: string | string[]) {
    return this.#ask(`delete ${String(keys)}`, () => {
      for (const key of Array.isArray(keys) ? keys : [keys]) this.#objects.delete(key);
    });
  }

  async createMultipartUpload(key: string) {
    const uploadId = await this.#ask(`upload ${key}`, () => {
      this.#ids += 1;
      this.#uploads.set(`u${this.#ids}`, new Map());
      return `u${this.#ids}`;
    });
    return this.resumeMultipartUpload(key, uploadId);
  }

  resumeMultipartUpload(key: string, uploadId: string) {
    const parts = () => {
      const there = this.#uploads.get(uploadId);
      if (!there) throw new Error("uploadPart: The specified multipart upload does not exist. (10024)");
      return there;
    };
    return {
      key,
      uploadId,
      uploadPart: async (partNumber: number, body: Body): Promise<Part> => {
        const bytes = await bytesIn(body);
        return this.#ask(`part ${partNumber} of ${key}`, () => {
          parts().set(partNumber, bytes);
          return { partNumber, etag: etagOf(bytes) };
        });
      },
      complete: (wanted: Part[]) =>
        this.#ask(`complete ${key}`, () => {
          const there = parts();
          const chunks = wanted.map(({ partNumber, etag }) => {
            const bytes = there.get(partNumber);
            if (!bytes || etagOf(bytes) !== etag)
              throw new Error(
                "completeMultipartUpload: One or more of the specified parts could not be found. (10025)",
              );
            return bytes;
          });
          this.#uploads.delete(uploadId);
          return this.#store(key, new Uint8Array(Buffer.concat(chunks)), {});
        }),
      abort: () =>
        this.#ask(`abort ${key}`, () => {
          parts();
          this.#uploads.delete(uploadId);
        }),
    };
  }

  #store(key: string, bytes: Uint8Array, httpMetadata: object) {
    const stored = { bytes, httpMetadata, etag: etagOf(bytes) };
    this.#objects.set(key, stored);
    return described(key, stored);
  }

  #ask<T>(label: string, effect: () => T): Promise<T> {
    const { scheduler, chance } = this.#core;
    const where = scheduler.where<Gate>();
    return new Promise<T>((resolve, reject) => {
      const leave = () =>
        scheduler.after(chance.latency(), `r2 ${label}`, NETWORK, () => {
          let end: () => void;
          try {
            const value = effect();
            end = () => resolve(value);
          } catch (error) {
            end = () => reject(error as Error);
          }
          scheduler.after(chance.latency(), `r2 answer ${label}`, where.life, end);
        });
      if (where.object) where.object.whenDurable(leave);
      else leave();
    });
  }
}

const etagOf = (bytes: Uint8Array) => createHash("md5").update(bytes).digest("hex");
const described = (key: string, { bytes, httpMetadata, etag }: BucketFile) => ({
  key,
  size: bytes.length,
  etag,
  httpEtag: `"${etag}"`,
  httpMetadata,
});

async function bytesIn(body: Body): Promise<Uint8Array> {
  return new Uint8Array(await new Response(body as BodyInit | null).arrayBuffer());
}
