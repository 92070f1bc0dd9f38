/** Child: a Redis server and Upstash's REST interface in front of it. */
import { serveAsChild } from "../local/serve-as-child.ts";
import { startBridge } from "./bridge.ts";
import { REDIS_MISSING, redisServerPath, startRedisServer } from "./redis-server.ts";

export type RedisConfig = { port: number; serverPort: number; token: string };
/** For `UPSTASH_REDIS_REST_URL`. */
export type RedisInfo = { origin: string; serverPid: number };

serveAsChild<RedisConfig>(async ({ port, serverPort, token }) => {
  if (redisServerPath() === null) return { ok: false, message: REDIS_MISSING };
  const server = await startRedisServer(serverPort);
  const bridge = await startBridge({ port, redisPort: serverPort, token });
  const info: RedisInfo = { origin: bridge.origin, serverPid: server.pid };
  return {
    ok: true,
    info,
    stop: async () => {
      await bridge.close();
      await server.kill();
    },
  };
});
