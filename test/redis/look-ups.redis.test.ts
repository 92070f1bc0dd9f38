/**
 * Redis stopped, frozen and started while programs look numbers up and take them: every answer is compared with what is so.
 * The whole product runs: Worker, objects, Postgres, `redis-server` behind Upstash's REST interface.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApiClient, need } from "../../tools/demo/api-client.ts";
import { startInstallation } from "../../tools/local/installation.ts";
import type { Installation } from "../../tools/local/installation.ts";
import { freePorts } from "../../tools/local/ports.ts";

const AREA_CODES = ["613", "617"];
const NUMBERS_EACH = 150;
const FINDERS = 12;
const ASSIGNERS = 3;
/** Answers that a lease holds back (domain/numbers/look-ups.ts), and room. */
const LONGEST_ASSIGN_MS = 20_000;

let folder: string;
let installation: Installation;
let token: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "whistlestop-redis-"));
  const [port = 0] = await freePorts(1);
  const started = await startInstallation({ folder, port, app: false, redis: true, logLevel: "none" });
  if (!started.ok) throw new Error(started.message);
  ({ installation } = started);
  token = await makeProgram();
});
afterAll(async () => {
  await installation?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function makeProgram(): Promise<string> {
  const { origin, carrierOrigin, secrets } = installation;
  const operator = { authorization: `Bearer ${secrets.SETUP_TOKEN}` };
  const api = createApiClient(origin);
  const admin = { email: "ada@redis.example", password: "only-for-this-test", firstName: "Ada", lastName: "Lindqvist" };
  need("Setting up", await api.post("/api/setup", { organization: "Redis", admin }, operator));
  need("Signing in", await api.post("/api/auth/sign-in", { email: admin.email, password: admin.password }));
  const numbers = AREA_CODES.flatMap((areaCode) =>
    Array.from({ length: NUMBERS_EACH }, (_, n) => `+1${areaCode}234${String(5_000 + n)}`),
  );
  const service = { method: "PUT", body: JSON.stringify({ numbers }) };
  await fetch(`${carrierOrigin}/control/services/MG${"7".repeat(32)}`, service);
  const taken = await api.post("/api/setup/numbers/shared/take-over", { numbers }, operator);
  need("Taking numbers over", taken);
  const made = await api.post<{ ok: true; token: string }>("/api/admin/phone-service/tokens", {
    name: "Redis",
    scopes: ["phonebook:read", "phonebook:write"],
  });
  return need("Making a token", made).token;
}

async function call(path: string, json?: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(installation.origin + path, {
    method: json === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

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

/** Each with what it changes and how it ends. */
function faults() {
  const redis = installation.redis;
  if (!redis) throw new Error("There is no Redis.");
  return {
    stop: () => redis.kill(),
    start: async () => {
      const started = await redis.start();
      if (!started.ok) throw new Error(started.message);
      return started.info.serverPid;
    },
  };
}

async function redisSays(command: string[]): Promise<unknown> {
  const origin = await restOrigin();
  const response = await fetch(origin, {
    method: "POST",
    headers: { authorization: `Bearer ${installation.secrets.SETUP_TOKEN}` },
    body: JSON.stringify(command),
  });
  return ((await response.json()) as { result?: unknown }).result;
}

let known: { origin: string; pid: number } | null = null;
async function restOrigin(): Promise<string> {
  known ??= await restarted();
  return known.origin;
}
async function restarted(): Promise<{ origin: string; pid: number }> {
  await installation.redis?.kill();
  const started = await installation.redis?.start();
  if (!started?.ok) throw new Error("Redis did not start.");
  return { origin: started.info.origin, pid: started.info.serverPid };
}

test("a number that was looked up is in Redis, and an assignment is seen by the next question", async () => {
  await restOrigin();
  const { refId, phoneNumbers } = await reserve("613");
  const [number = ""] = phoneNumbers;
  expect(await exists(number)).toBe(false);
  await expect.poll(() => redisSays(["KEYS", "*number:shared*"])).toEqual([expect.stringContaining(number)]);
  expect(await exists(number)).toBe(false);
  await assign(refId, number);
  expect(await exists(number)).toBe(true);
});

test("Redis is frozen during an assignment and comes back with all that it knew: the assignment is seen", async () => {
  await restOrigin();
  const { refId, phoneNumbers } = await reserve("617");
  const [number = ""] = phoneNumbers;
  expect(await exists(number)).toBe(false);
  await expect.poll(() => redisSays(["KEYS", `*${number}`])).toHaveLength(1);
  const pid = known?.pid ?? 0;
  process.kill(pid, "SIGSTOP");
  const beganMs = Date.now();
  try {
    await assign(refId, number);
  } finally {
    process.kill(pid, "SIGCONT");
  }
  expect(Date.now() - beganMs).toBeLessThan(LONGEST_ASSIGN_MS);
  for (let i = 0; i < 20; i += 1) expect(await exists(number)).toBe(true);
});

test("Redis is stopped, frozen and started under load: every answer is right", async () => {
  await restOrigin();
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
  const { stop, start } = faults();
  let pid = known?.pid ?? 0;
  for (let round = 0; round < 3; round += 1) {
    await sleep(1_500);
    process.kill(pid, "SIGSTOP");
    await sleep(1_500);
    process.kill(pid, "SIGCONT");
    await sleep(1_500);
    await stop();
    await sleep(1_500);
    pid = await start();
  }
  await sleep(1_000);
  // Answers from Redis are among those that were compared.
  const hits = async () => Number(/keyspace_hits:(\d+)/.exec(String(await redisSays(["INFO", "stats"])))?.[1]);
  await expect.poll(hits).toBeGreaterThan(0);
  state.isOver = true;
  await Promise.all([...finders, ...assigners]);
  expect(wrong).toEqual([]);
  expect(found).toBeGreaterThan(300);
  expect(assigned).toBeGreaterThan(5);
  for (const number of users) expect(await exists(number)).toBe(true);
});
