/**
 * Redis over HTTP, when it is configured. The client is loaded with the first call: most installations have no Redis, and every
 * start of an isolate would pay for it.
 */
import type { Redis } from "@upstash/redis/cloudflare";
import type { Env } from "../../bindings/env.ts";
import type { CachePort } from "./cache-port.ts";

export type RedisSettings = Pick<Env, "UPSTASH_REDIS_REST_URL" | "UPSTASH_REDIS_REST_TOKEN">;

/** Longer than any healthy answer within a region; the inventory answers sooner than somebody notices. */
const READ_LIMIT_MS = 200;
const WRITE_LIMIT_MS = 500;

/** null: there is none. @param limitMs after which a call has failed */
export async function upstash(env: RedisSettings, limitMs: number): Promise<Redis | null> {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = env;
  if (!url || !token) return null;
  const { Redis: Client } = await import("@upstash/redis/cloudflare");
  return new Client({
    url,
    token,
    // What is slow or away is not asked again: others know the answer.
    retry: false,
    signal: () => AbortSignal.timeout(limitMs),
    automaticDeserialization: false,
    enableTelemetry: false,
  });
}

/** null: Redis is not configured. */
export function upstashCache(env: RedisSettings): CachePort | null {
  if (!env.UPSTASH_REDIS_REST_URL || !env.UPSTASH_REDIS_REST_TOKEN) return null;
  let reader: Promise<Redis | null> | null = null;
  let writer: Promise<Redis | null> | null = null;
  return {
    read: async (keys) => {
      const redis = await (reader ??= upstash(env, READ_LIMIT_MS));
      return redis ? redis.mget<(string | null)[]>(keys) : keys.map(() => null);
    },
    write: async (entries) => {
      const redis = await (writer ??= upstash(env, WRITE_LIMIT_MS));
      if (!redis) return;
      const pipeline = redis.pipeline();
      for (const { key, text, forMs } of entries) pipeline.set(key, text, { px: forMs });
      await pipeline.exec();
    },
  };
}
