/**
 * Child processes of the local installation. Each is the leader of its own process group, so that a Ctrl-C in the
 * terminal reaches only the orchestrator, and that ending the group ends whatever the child has started itself. The
 * channel to the parent tells a child when the parent is gone, also when it was killed.
 */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

export type ChildOptions<Config> = {
  /** As people read it in messages. */
  name: string;
  /** A file of this folder that calls `serveAsChild`. */
  script: string;
  /** For Node's command line. */
  nodeFlags?: readonly string[];
  config: Config;
  /** Called when the child ends and neither `stop` nor `kill` was the reason. */
  onDeath: (sentence: string) => void;
};

export type Child<Info> = {
  /** Starts it, or starts it again after `stop` or `kill`. A refusal is one sentence for people. */
  start: () => Promise<{ ok: true; info: Info } | { ok: false; message: string }>;
  /** Asks it to end; after ten seconds the whole group is killed. Resolves when nothing of it runs. */
  stop: () => Promise<void>;
  /** SIGKILL for the whole group, at once. */
  kill: () => Promise<void>;
  /** Leader of the process group; null while nothing runs. */
  pid: () => number | null;
};

/** From child to parent: ready with its info, or one sentence why it cannot start. */
export type ChildMessage = { ready: unknown } | { refused: string };

const STOP_LIMIT_MS = 10_000;
const START_LIMIT_MS = 60_000;

export function createChild<Config, Info>(options: ChildOptions<Config>): Child<Info> {
  const { name } = options;
  let running: { process: ChildProcess; gone: Promise<string>; ending: boolean } | null = null;

  async function start(): ReturnType<Child<Info>["start"]> {
    const child = fork(fileURLToPath(new URL(`./${options.script}`, import.meta.url).href), [], {
      execArgv: [...(options.nodeFlags ?? [])],
      detached: true,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const gone = new Promise<string>((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
      // A child that was killed leaves what it had started behind.
    }).finally(() => killGroup(child));
    const mine = { process: child, gone, ending: false };
    running = mine;
    void gone.then(() => {
      if (running === mine) running = null;
    });
    child.send({ config: options.config });
    const message = await Promise.race([
      new Promise<ChildMessage>((resolve) => {
        // `serveAsChild` sends nothing else.
        child.once("message", (value) => resolve(value as ChildMessage));
      }),
      gone.then((how): ChildMessage => ({ refused: `The ${name} ended while starting (${how}).` })),
      refusedAfter(START_LIMIT_MS, `The ${name} was not ready within ${START_LIMIT_MS / 1000} seconds.`),
    ]);
    if ("refused" in message) {
      await kill();
      return { ok: false, message: message.refused };
    }
    void gone.then((how) => {
      if (!mine.ending) options.onDeath(`The ${name} ended unexpectedly (${how}).`);
    });
    // `Info` is what the script of this child passes to `serveAsChild`.
    return { ok: true, info: message.ready as Info };
  }

  async function stop(): Promise<void> {
    if (running === null) return;
    running.ending = true;
    const { process: child, gone } = running;
    child.kill("SIGTERM");
    const limit = setTimeout(() => killGroup(child), STOP_LIMIT_MS);
    await gone;
    clearTimeout(limit);
  }

  async function kill(): Promise<void> {
    if (running === null) return;
    running.ending = true;
    const { process: child, gone } = running;
    killGroup(child);
    await gone;
  }

  return { start, stop, kill, pid: () => running?.process.pid ?? null };
}

function refusedAfter(ms: number, refused: string): Promise<ChildMessage> {
  return new Promise((resolve) => {
    setTimeout(() => resolve({ refused }), ms).unref();
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nobody of the group is left.
  }
}
