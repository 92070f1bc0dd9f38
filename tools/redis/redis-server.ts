/** A Redis server of this machine (`redis-server`), as a cache: it keeps nothing over its end. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export type RedisServer = {
  pid: number;
  /** As a machine that stops answering while its connections stay open; `resume` goes on. */
  pause: () => void;
  resume: () => void;
  /** At once, without a word. */
  kill: () => Promise<void>;
};

export const REDIS_MISSING =
  "redis-server is not installed here. Install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis) or leave --redis out.";

const START_LIMIT_MS = 10_000;

/** null: it is not installed. */
export function redisServerPath(): string | null {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];
  return folders.map((folder) => join(folder, "redis-server")).find((file) => existsSync(file)) ?? null;
}

/** @throws when it is not installed or does not start */
export async function startRedisServer(port: number): Promise<RedisServer> {
  const file = redisServerPath();
  if (file === null) throw new Error(REDIS_MISSING);
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const cache = ["--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru", "--loglevel", "warning"];
  const server = spawn(file, [...settings, ...cache], { stdio: "ignore", cwd: "/" });
  const gone = new Promise<void>((resolve) => {
    server.once("exit", () => resolve());
    server.once("error", () => resolve());
  });
  const until = Date.now() + START_LIMIT_MS;
  while (!(await answers(port))) {
    if (server.exitCode !== null || server.pid === undefined || Date.now() > until) {
      server.kill("SIGKILL");
      throw new Error(`redis-server did not start on port ${port}.`);
    }
    await sleep(20);
  }
  return {
    pid: pidOf(server),
    pause: () => void server.kill("SIGSTOP"),
    resume: () => void server.kill("SIGCONT"),
    kill: async () => {
      server.kill("SIGKILL");
      await gone;
    },
  };
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error("redis-server is not running.");
  return pid;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port }, () => socket.write("PING\r\n"));
    socket.once("data", () => {
      resolve(true);
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
  });
}
