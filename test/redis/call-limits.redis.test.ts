/** Calls per second of a token, counted by `@upstash/ratelimit` in real Redis, and by the organization's object while Redis is away. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { burstOf } from "../../domain/phone-service/call-limits.ts";
import { startRedisWorld } from "./redis-world.ts";
import type { RedisWorld } from "./redis-world.ts";

const PER_SECOND = 2;
const FIND = "/phonebook/find/+16132345678";

let world: RedisWorld;
beforeAll(async () => {
  world = await startRedisWorld([], PER_SECOND);
});
afterAll(() => world.stop());

const calls = (count: number) => Promise.all(Array.from({ length: count }, () => world.call(FIND)));

test("calls beyond the limit are refused with when to come again, in Redis and without", async () => {
  const many = await calls(20);
  const refused = many.filter(({ status }) => status === 429);
  const taken = many.filter(({ status }) => status === 200).length;
  expect(taken + refused.length).toBe(20);
  expect(taken).toBeGreaterThanOrEqual(burstOf(PER_SECOND));
  expect(refused.length).toBeGreaterThan(0);
  for (const { retryAfter, body } of refused) {
    expect(Number(retryAfter)).toBeGreaterThanOrEqual(1);
    expect(body).toMatchObject({
      ok: false,
      reason: "throttled",
      message: expect.stringContaining("2 calls per second"),
    });
  }
  expect(await world.redisSays(["KEYS", "*:calls:*"])).toHaveLength(1);
  await expect.poll(async () => (await world.call(FIND)).status, { interval: 400 }).toBe(200);
  await world.stopRedis();
  const away = await calls(30);
  expect(away.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
  expect(away.every(({ status }) => status === 200 || status === 429)).toBe(true);
  expect(away.some(({ status }) => status === 429)).toBe(true);
  await world.startRedis();
  await expect.poll(async () => (await world.call(FIND)).status, { interval: 400 }).toBe(200);
});
