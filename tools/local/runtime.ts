/**
 * The Workers runtime as `npm start`, the bench, the crash test and the browser test use it: Miniflare with a direct
 * socket, so that no proxy is between a request and the Worker. Objects, alarms and R2 persist in `persistFolder`;
 * local queues forget their messages when the runtime stops (docs/platform.md#queues-local).
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { QUIET } from "./bundle.ts";
import type { WorkerBundle } from "./bundle.ts";

export type RuntimeOptions = {
  /** Port of the direct socket on 127.0.0.1; it has to be free. */
  port: number;
  /** Absolute folder of all state; made when missing. One runtime per folder. */
  persistFolder: string;
  /** Variables and secrets, over those of wrangler.toml. */
  vars: Record<string, string>;
  bundle: WorkerBundle;
  /** `error` hides what the Worker logs below an error; `none` hides all. */
  logLevel?: "none" | "error" | "log";
  /** Gets everything that the Worker logs, at every level; emptied at each start. */
  logFile?: string;
  /** Serves `dist/app` beside the Worker (default); a load test without the app saves the router's step per request. */
  assets?: boolean;
  /** How often the Worker's cron runs; a minute, as wrangler.toml has it. */
  cronEveryMs?: number;
};

const CRON_EVERY_MS = 60_000;

export type Runtime = {
  /** Without a trailing slash. */
  origin: string;
  /** Process id of workerd now; it changes when a crashed workerd is started again. */
  workerdPid: () => number;
  /** Ends workerd; what was answered is on disk. */
  dispose: () => Promise<void>;
};

export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  Object.assign(process.env, QUIET);
  mkdirSync(options.persistFolder, { recursive: true });
  const { bindings, assets, ...worker } = options.bundle.options;
  if (options.logFile !== undefined) writeFileSync(options.logFile, "");
  const before = new Set(childrenOfThisProcess());
  const logLevel = options.logLevel ?? "error";
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      log: new Log(logLevel === "none" ? LogLevel.NONE : LogLevel.ERROR),
      handleStructuredLogs: ({ timestamp, level, message }) => {
        if (options.logFile !== undefined)
          appendFileSync(options.logFile, `${new Date(timestamp).toISOString()} ${level} ${message}\n`);
        printLog(logLevel, level, message);
      },
      cf: false,
      logRequests: false,
      unsafeObservability: false,
      unsafeLocalExplorer: false,
      telemetry: { enabled: false },
      host: "127.0.0.1",
      resourcePersistencePath: options.persistFolder,
      workers: [
        {
          ...worker,
          ...(options.assets === false || assets === undefined ? {} : { assets }),
          name: "whistlestop",
          bindings: { ...bindings, ...options.vars },
          // Miniflare puts an interceptor into every `fetch`; calls to the carrier bypass it, because production has
          // none.
          serviceBindings: { CARRIER: { network: { allow: ["public", "private"] } } },
          modules: options.bundle.modules,
          modulesRoot: dirname(options.bundle.modules[0]?.path ?? ""),
          unsafeRegisterWorker: false,
          unsafeDirectSockets: [{ host: "127.0.0.1", port: options.port }],
        },
      ],
    }),
  );
  try {
    await miniflare.ready;
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
  // Cloudflare's clock does it in production.
  const cron = setInterval(() => void runCron(miniflare, logLevel), options.cronEveryMs ?? CRON_EVERY_MS);
  cron.unref();
  return {
    origin: `http://127.0.0.1:${options.port}`,
    workerdPid: () => {
      const pid = childrenOfThisProcess().find((each) => !before.has(each) && isWorkerd(each));
      if (pid === undefined) throw new Error("workerd is not running");
      return pid;
    },
    dispose: () => {
      clearInterval(cron);
      return miniflare.dispose();
    },
  };
}

async function runCron(miniflare: Miniflare, logLevel: "none" | "error" | "log"): Promise<void> {
  try {
    const worker = await miniflare.getWorker("whistlestop");
    await worker.scheduled({ cron: "* * * * *" });
  } catch (error) {
    // It comes again; the Worker may be stopping just now.
    if (logLevel !== "none") console.error(`The cron did not run: ${error instanceof Error ? error.message : error}`);
  }
}

function printLog(wanted: "none" | "error" | "log", level: string, message: string): void {
  if (wanted === "none") return;
  if (level === "error") console.error(message);
  else if (wanted === "log") console.log(message);
}

/** Miniflare does not tell the id of the process that it starts. */
function childrenOfThisProcess(): number[] {
  const tasks = "/proc/self/task";
  if (existsSync(tasks)) {
    const lists = readdirSync(tasks).map((task) => {
      try {
        return readFileSync(`${tasks}/${task}/children`, "utf8");
      } catch {
        return "";
      }
    });
    return lists.join(" ").split(/\s+/).filter(Boolean).map(Number);
  }
  return execFileSync("ps", ["-axo", "pid=,ppid="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, parent]) => (pid !== undefined && parent === process.pid ? [pid] : []));
}

function isWorkerd(pid: number): boolean {
  try {
    if (existsSync("/proc/self/cmdline")) return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("workerd");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).includes("workerd");
  } catch {
    return false;
  }
}
