/** What Upstash's own client sees of the bridge is what it sees of Upstash: against a real server. */
import { Ratelimit } from "@upstash/ratelimit";
import { Redis } from "@upstash/redis";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { freePorts } from "../local/ports.ts";
import { startBridge } from "./bridge.ts";
import type { Bridge } from "./bridge.ts";
import { startRedisServer } from "./redis-server.ts";
import type { RedisServer } from "./redis-server.ts";

const TOKEN = "a-token-of-the-tests";

let redisPort: number;
let server: RedisServer;
let bridge: Bridge;
let redis: Redis;
beforeAll(async () => {
  const [port = 0, second = 0] = await freePorts(2);
  redisPort = second;
  server = await startRedisServer(redisPort);
  bridge = await startBridge({ port, redisPort, token: TOKEN });
  redis = clientOf(TOKEN);
  await vi.waitFor(() => redis.ping(), 10_000);
});
afterAll(async () => {
  await bridge.close();
  await server.kill();
});

function clientOf(token: string): Redis {
  return new Redis({ url: bridge.origin, token, retry: false, enableTelemetry: false });
}

test("single commands, with texts of any language and values that are none", async () => {
  expect(await redis.set("word", "Grüße 👋")).toBe("OK");
  expect(await redis.get("word")).toBe("Grüße 👋");
  expect(await redis.get("nothing")).toBeNull();
  expect(await redis.incrby("count", 5)).toBe(5);
  expect(await redis.set("once", "1", { nx: true, px: 60_000 })).toBe("OK");
  expect(await redis.set("once", "2", { nx: true })).toBeNull();
  expect(await redis.pttl("once")).toBeGreaterThan(50_000);
  expect(await redis.mget("word", "nothing", "once")).toEqual(["Grüße 👋", null, 1]);
  await redis.hset("hash", { a: "1", b: "zwei" });
  expect(await redis.hgetall("hash")).toEqual({ a: 1, b: "zwei" });
  expect(await redis.eval("return {ARGV[1], 7, redis.status_reply('OK')}", [], ["x"])).toEqual(["x", 7, "OK"]);
});

test("a pipeline goes on past an error, a transaction has nothing in between", async () => {
  const pipeline = redis.pipeline().set("text", "a").incr("text").get("text");
  const answers = await pipeline.exec({ keepErrors: true });
  expect(answers).toMatchObject([{ result: "OK" }, { error: expect.stringContaining("ERR") }, { result: "a" }]);
  const both = await Promise.all(
    Array.from({ length: 20 }, () => redis.multi().incr("shared").get("shared").exec<[number, number]>()),
  );
  expect(both.every(([counted, read]) => counted === read)).toBe(true);
  expect(both.map(([counted]) => counted).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
});

test("errors, an unknown command and a wrong token reach the caller", async () => {
  await redis.set("text", "a");
  await expect(redis.incr("text")).rejects.toThrow("not an integer");
  await expect(redis.exec(["NOSUCHCOMMAND"])).rejects.toThrow("unknown command");
  await expect(clientOf("wrong").get("text")).rejects.toThrow("WRONGPASS");
  const plain = await fetch(`${bridge.origin}/get/text`, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect([plain.status, await plain.json()]).toEqual([200, { result: "a" }]);
});

test("token buckets of Upstash's own limiter, whose scripts have a flag of their own", async () => {
  const limiter = new Ratelimit({
    redis,
    limiter: Ratelimit.tokenBucket(1, "60 s", 4),
    prefix: "limit",
    ephemeralCache: false,
    timeout: 0,
  });
  const answers = [];
  for (let i = 0; i < 6; i += 1) answers.push(await limiter.limit("k1"));
  expect(answers.map(({ success }) => success)).toEqual([true, true, true, true, false, false]);
  expect(answers.at(-1)?.reset).toBeGreaterThan(Date.now());
  expect((await limiter.limit("k2", { rate: 3 })).remaining).toBe(1);
});

test("a server that is away is told, and used again when it is back", async () => {
  await server.kill();
  await expect(redis.get("word")).rejects.toThrow("away");
  server = await startRedisServer(redisPort);
  await expect.poll(() => redis.set("word", "again").catch(() => null)).toBe("OK");
  expect(await redis.get("word")).toBe("again");
});
