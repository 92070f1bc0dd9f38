/**
 * Redis stopped, frozen and started while programs look numbers up and take them: every answer is compared with what is so.
 * The whole product runs: Worker, objects, Postgres, `redis-server` behind Upstash's REST interface.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRedisWorld } from "./redis-world.ts";
import type { RedisWorld } from "./redis-world.ts";

const AREA_CODES = ["613", "617"];
const NUMBERS_EACH = 150;
const FINDERS = 12;
const ASSIGNERS = 3;
/** Answers that a lease holds back (domain/numbers/look-ups.ts), and room. */
const LONGEST_ASSIGN_MS = 20_000;

let world: RedisWorld;
beforeAll(async () => {
  world = await startRedisWorld(numbers());
});
afterAll(() => world.stop());

function numbers(): string[] {
  return AREA_CODES.flatMap((areaCode) =>
    Array.from({ length: NUMBERS_EACH }, (_, n) => `+1${areaCode}234${String(5_000 + n)}`),
  );
}

const call: RedisWorld["call"] = (path, json) => world.call(path, json);

const exists = async (number: string) => {
  const { status, body } = await call(`/phonebook/find/${number}`);
  expect(status).toBe(200);
  return body["exists"];
};

async function reserve(areaCode: string): Promise<{ refId: string; phoneNumbers: string[] }> {
  const { status, body } = await call("/phonebook/reserve", { areaCode });
  if (status !== 200) throw new Error(`reserve: ${status} ${JSON.stringify(body)}`);
  return body as { refId: string; phoneNumbers: string[] };
}

async function assign(refId: string, phoneNumber: string): Promise<void> {
  const { status, body } = await call("/phonebook/assign", { userId: "ada", refId, phoneNumber });
  if (status !== 200) throw new Error(`assign: ${status} ${JSON.stringify(body)}`);
}

test("a number that was looked up is in Redis, and an assignment is seen by the next question", async () => {
  const { refId, phoneNumbers } = await reserve("613");
  const [number = ""] = phoneNumbers;
  expect(await exists(number)).toBe(false);
  await expect.poll(() => world.redisSays(["KEYS", "*number:shared*"])).toEqual([expect.stringContaining(number)]);
  expect(await exists(number)).toBe(false);
  await assign(refId, number);
  expect(await exists(number)).toBe(true);
});

test("Redis is frozen during an assignment and comes back with all that it knew: the assignment is seen", async () => {
  const { refId, phoneNumbers } = await reserve("617");
  const [number = ""] = phoneNumbers;
  expect(await exists(number)).toBe(false);
  await expect.poll(() => world.redisSays(["KEYS", `*${number}`])).toHaveLength(1);
  world.freeze();
  const beganMs = Date.now();
  try {
    await assign(refId, number);
  } finally {
    world.thaw();
  }
  expect(Date.now() - beganMs).toBeLessThan(LONGEST_ASSIGN_MS);
  for (let i = 0; i < 20; i += 1) expect(await exists(number)).toBe(true);
});

test("Redis is stopped, frozen and started under load: every answer is right", async () => {
  const users = new Set<string>();
  const underWay = new Set<string>();
  const all = new Set<string>();
  const wrong: string[] = [];
  let found = 0;
  let assigned = 0;
  const state = { isOver: false };
  const finders = Array.from({ length: FINDERS }, async () => {
    while (!state.isOver) {
      const number = [...all][Math.floor(Math.random() * all.size)];
      if (number === undefined) {
        await sleep(20);
        continue;
      }
      const before = { isUsers: users.has(number), isOpen: underWay.has(number) };
      const said = await exists(number);
      const isOpen = before.isOpen || underWay.has(number) || users.has(number) !== before.isUsers;
      if (!isOpen && said !== before.isUsers) wrong.push(`${number}: ${said} instead of ${before.isUsers}`);
      found += 1;
    }
  });
  const assigners = Array.from({ length: ASSIGNERS }, async (_, index) => {
    while (!state.isOver) {
      const { refId, phoneNumbers } = await reserve(AREA_CODES[index % AREA_CODES.length] ?? "613");
      for (const number of phoneNumbers) all.add(number);
      // So that it is known as nobody's number, in Redis, too.
      await sleep(150);
      const number = phoneNumbers.find((each) => !users.has(each)) ?? "";
      underWay.add(number);
      await assign(refId, number);
      users.add(number);
      underWay.delete(number);
      assigned += 1;
      await sleep(150);
    }
  });
  for (let round = 0; round < 3; round += 1) {
    await sleep(1_500);
    world.freeze();
    await sleep(1_500);
    world.thaw();
    await sleep(1_500);
    await world.stopRedis();
    await sleep(1_500);
    await world.startRedis();
  }
  await sleep(1_000);
  // Answers from Redis are among those that were compared.
  const hits = async () => Number(/keyspace_hits:(\d+)/.exec(String(await world.redisSays(["INFO", "stats"])))?.[1]);
  await expect.poll(hits).toBeGreaterThan(0);
  state.isOver = true;
  await Promise.all([...finders, ...assigners]);
  expect(wrong).toEqual([]);
  expect(found).toBeGreaterThan(300);
  expect(assigned).toBeGreaterThan(5);
  for (const number of users) expect(await exists(number)).toBe(true);
});
