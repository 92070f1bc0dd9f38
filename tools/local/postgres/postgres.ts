/** A throw-away real PostgreSQL, for tests and the bench. */
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";

export type ThrowAwayPostgres = {
  /** `postgresql://…` of an empty database; its superuser needs no password, on loopback only. */
  url: string;
  /** The server process. */
  pid: number;
  /** Ends the server and removes its files. */
  stop(): Promise<void>;
};

const START_LIMIT_MS = 30_000;

/**
 * Starts a cluster of its own in a temporary folder on a free port; 2 to 6 s.
 *
 * @returns null when PostgreSQL is not installed here, or cannot run (root without a `postgres` user)
 */
export async function startPostgres(): Promise<ThrowAwayPostgres | null> {
  const bin = binFolder();
  const user = serverUser();
  if (bin === null || user === null) return null;
  const folder = mkdtempSync(join(tmpdir(), "whistlestop-postgres-"));
  chmodSync(folder, 0o755);
  const data = join(folder, "data");
  try {
    if (user.change) execFileSync("install", ["-d", "-o", String(user.uid), "-g", String(user.gid), data]);
    const as = user.change ? { uid: user.uid, gid: user.gid } : {};
    // Away from a working directory that the other user may not enter.
    const options = { ...as, cwd: "/" };
    execFileSync(
      join(bin, "initdb"),
      ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
      { ...options, stdio: "pipe" },
    );
    const port = await freePort();
    const settings = {
      port: String(port),
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      fsync: "off",
      timezone: "UTC",
    };
    const server = spawn(
      join(bin, "postgres"),
      ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
      { ...options, stdio: "ignore" },
    );
    const exited = new Promise<void>((resolve) => {
      server.once("exit", () => resolve());
      server.once("error", () => resolve());
    });
    const stop = async () => {
      // Immediate: the data is thrown away.
      server.kill("SIGQUIT");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    };
    const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
    if (server.pid === undefined || !(await answers(url, () => server.exitCode === null))) {
      await stop();
      throw new Error(`PostgreSQL of ${bin} did not start on port ${port}.`);
    }
    return { url, pid: server.pid, stop };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Where `initdb` and `postgres` are: on the PATH, or where Debian keeps them (newest first). */
function binFolder(): string | null {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const folders = [
    ...(process.env["PATH"] ?? "").split(delimiter),
    ...versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(debian, version, "bin")),
  ];
  return folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres"))) ?? null;
}

/** PostgreSQL refuses to run as root: then it runs as the user `postgres`. */
function serverUser(): { change: boolean; uid: number; gid: number } | null {
  const uid = process.getuid?.() ?? -1;
  if (uid !== 0) return { change: false, uid, gid: -1 };
  try {
    const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8", stdio: "pipe" }));
    return { change: true, uid: id("-u"), gid: id("-g") };
  } catch {
    return null;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no free port");
  return address.port;
}

async function answers(url: string, runs: () => boolean): Promise<boolean> {
  for (const until = Date.now() + START_LIMIT_MS; Date.now() < until && runs(); await sleep(50)) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
    // A server that is still starting breaks the connection; that is what we wait for.
    client.on("error", () => {});
    try {
      await client.connect();
      return true;
    } catch {
      // Not yet.
    } finally {
      await client.end().catch(() => {});
    }
  }
  return false;
}
