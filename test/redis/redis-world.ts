/** The whole product with Redis, and a program that calls its phone service. Only tests import it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApiClient, need } from "../../tools/demo/api-client.ts";
import { startInstallation } from "../../tools/local/installation.ts";
import { freePorts } from "../../tools/local/ports.ts";

export type RedisWorld = Awaited<ReturnType<typeof startRedisWorld>>;
type Answer = { status: number; retryAfter: string | null; body: Record<string, unknown> };

/** @param numbers of the installation's pool @param callsPerSecond of the program's token */
export async function startRedisWorld(numbers: readonly string[], callsPerSecond = 100_000) {
  const folder = mkdtempSync(join(tmpdir(), "whistlestop-redis-"));
  const [port = 0] = await freePorts(1);
  const started = await startInstallation({ folder, port, app: false, redis: true, logLevel: "none" });
  if (!started.ok) throw new Error(started.message);
  const { installation } = started;
  const { origin, carrierOrigin, secrets, redis } = installation;
  if (!redis) throw new Error("It was started without Redis.");
  // Anew, so that its process is known.
  await redis.kill();
  let server = await startRedis();

  async function startRedis(): Promise<{ origin: string; serverPid: number }> {
    const again = await redis?.start();
    if (!again?.ok) throw new Error(again?.message ?? "There is no Redis.");
    return again.info;
  }

  const operator = { authorization: `Bearer ${secrets.SETUP_TOKEN}` };
  const api = createApiClient(origin);
  const admin = { email: "ada@redis.example", password: "only-for-this-test", firstName: "Ada", lastName: "Lindqvist" };
  need("Setting up", await api.post("/api/setup", { organization: "Redis", admin }, operator));
  need("Signing in", await api.post("/api/auth/sign-in", { email: admin.email, password: admin.password }));
  if (numbers.length > 0) {
    const service = { method: "PUT", body: JSON.stringify({ numbers }) };
    await fetch(`${carrierOrigin}/control/services/MG${"7".repeat(32)}`, service);
    need("Taking over", await api.post("/api/setup/numbers/shared/take-over", { numbers }, operator));
  }
  const made = await api.post<{ ok: true; token: string }>("/api/admin/phone-service/tokens", {
    name: "Redis",
    scopes: ["phonebook:read", "phonebook:write"],
    callsPerSecond,
  });
  const { token } = need("Making a token", made);

  return {
    async call(path: string, json?: unknown): Promise<Answer> {
      const response = await fetch(origin + path, {
        method: json === undefined ? "GET" : "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
      // The phone service answers with objects only.
      const body = (await response.json()) as Record<string, unknown>;
      return { status: response.status, retryAfter: response.headers.get("retry-after"), body };
    },
    async redisSays(command: string[]): Promise<unknown> {
      const response = await fetch(server.origin, {
        method: "POST",
        headers: operator,
        body: JSON.stringify(command),
      });
      return ((await response.json()) as { result?: unknown }).result;
    },
    freeze: () => process.kill(server.serverPid, "SIGSTOP"),
    thaw: () => process.kill(server.serverPid, "SIGCONT"),
    stopRedis: () => redis.kill(),
    startRedis: async () => {
      server = await startRedis();
    },
    stop: async () => {
      await installation.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
