/**
 * Calls per second of an API token (docs/phone-service.md#limits): counted by `@upstash/ratelimit` where Redis is configured, else
 * by the organization's object. An isolate takes shares of a twentieth of a second, so that most calls ask nobody. When neither
 * answers, calls go on: a limit protects from programs that run wild, and is no reason to stop others.
 */
import type { Ratelimit } from "@upstash/ratelimit";
import { burstOf, shareOf } from "../../domain/phone-service/call-limits.ts";
import type { CallShare } from "../../domain/phone-service/call-limits.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { Breaker } from "../../durable-objects/kit/calls/breaker.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { createLogger } from "../../durable-objects/kit/log/log.ts";
import { upstash } from "../../durable-objects/kit/redis/upstash.ts";
import { organizationAt } from "../../durable-objects/rpc/stubs.ts";

export type CallsOf = { orgId: string; tokenId: string; callsPerSecond: number };

type Share = { calls: number; untilMs: number; refusedUntilMs: number };

const KEPT_MS = 1_000;
const MOST_KEPT = 1_000;
const REDIS_LIMIT_MS = 300;
/** Redis refills in steps. */
const STEP_MS = 100;

const shares = new Map<string, Share>();
const breaker = new Breaker(() => Date.now());
const limiters = new Map<number, Promise<Ratelimit | null>>();

/** @returns when the next call may come, epoch ms; null: this one may. */
export async function mayCallAtMs(env: Env, calls: CallsOf): Promise<number | null> {
  const share = shareKept(calls.tokenId);
  const now = Date.now();
  if (now < share.refusedUntilMs) return share.refusedUntilMs;
  if (share.calls > 0 && now < share.untilMs) {
    share.calls -= 1;
    return null;
  }
  let given: CallShare;
  try {
    given = (await shareByRedis(env, calls)) ?? (await shareByObject(env, calls));
  } catch (fault) {
    createLogger().fault("calls_not_counted", fault);
    return null;
  }
  if (!given.ok) {
    // Calls that came at the same moment asked, too, and each was given a whole share.
    if (share.calls > 0 && Date.now() < share.untilMs) {
      share.calls -= 1;
      return null;
    }
    return (share.refusedUntilMs = Date.now() + Math.max(1, given.retryAfterMs));
  }
  // Of what others of this isolate were given meanwhile nothing is lost.
  const left = Date.now() < share.untilMs ? share.calls : 0;
  share.calls = left + given.calls - 1;
  share.untilMs = Date.now() + KEPT_MS;
  return null;
}

function shareKept(tokenId: string): Share {
  let share = shares.get(tokenId);
  if (!share) {
    if (shares.size >= MOST_KEPT) shares.clear();
    share = { calls: 0, untilMs: 0, refusedUntilMs: 0 };
    shares.set(tokenId, share);
  }
  return share;
}

function shareByObject(env: Env, { orgId, ...calls }: CallsOf): Promise<CallShare> {
  return callObject(
    () => organizationAt(env, orgId),
    (organization) => organization.takeCalls(calls),
  );
}

/** null: Redis is not configured, or not to be had. */
async function shareByRedis(env: Env, { tokenId, callsPerSecond }: CallsOf): Promise<CallShare | null> {
  if (!env.UPSTASH_REDIS_REST_URL) return null;
  try {
    return await breaker.run(async () => {
      const limiter = await limiterOf(env, callsPerSecond);
      if (!limiter) return null;
      const share = shareOf(callsPerSecond);
      for (const rate of new Set([share, 1])) {
        const { success, reset } = await limiter.limit(tokenId, { rate });
        if (success) return { ok: true as const, calls: rate };
        if (rate === 1) return { ok: false as const, retryAfterMs: Math.max(1, reset - Date.now()) };
      }
      return null;
    });
  } catch (fault) {
    createLogger().fault("calls_not_counted_in_redis", fault);
    return null;
  }
}

/** One per limit; loaded when it is needed first. */
function limiterOf(env: Env, callsPerSecond: number): Promise<Ratelimit | null> {
  let limiter = limiters.get(callsPerSecond);
  if (!limiter) {
    if (limiters.size >= MOST_KEPT) limiters.clear();
    limiter = makeLimiter(env, callsPerSecond);
    limiters.set(callsPerSecond, limiter);
  }
  return limiter;
}

async function makeLimiter(env: Env, callsPerSecond: number): Promise<Ratelimit | null> {
  const redis = await upstash(env, REDIS_LIMIT_MS);
  if (!redis) return null;
  const { Ratelimit: Limiter } = await import("@upstash/ratelimit");
  // Whole calls per step.
  const stepMs = Math.max(STEP_MS, Math.ceil(1000 / callsPerSecond));
  const perStep = Math.max(1, Math.round((callsPerSecond * stepMs) / 1000));
  return new Limiter({
    redis,
    limiter: Limiter.tokenBucket(perStep, `${stepMs} ms`, burstOf(callsPerSecond)),
    prefix: `whistlestop:${env.PUBLIC_ORIGIN}:calls:${callsPerSecond}`,
    ephemeralCache: false,
    analytics: false,
    // The client's own limit ends a call.
    timeout: 0,
  });
}
