/** The cache of look-ups, where Redis is configured. */
import type { Env } from "../bindings/env.ts";
import type { CachePort } from "../kit/redis/cache-port.ts";
import { upstashCache } from "../kit/redis/upstash.ts";
import type { RedisSettings } from "../kit/redis/upstash.ts";

export type CacheSettings = RedisSettings & Pick<Env, "PUBLIC_ORIGIN">;

export type LookUpCache = { port: CachePort; space: string };

export function lookUpCache(env: CacheSettings): LookUpCache | null {
  const port = upstashCache(env);
  return port && { port, space: `whistlestop:${env.PUBLIC_ORIGIN}` };
}
