/**
 * Child processes of the local installation. Each is the leader of its own process group, so that a Ctrl-C in the
 * terminal reaches only the orchestrator, and that ending the group ends whatever the child has started itself. The
 * channel to the parent tells a child when the parent is gone, also when it was killed.
 */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { endedBy } from "./faults.ts";

export type ChildOptions<Config> = {
  /** As people read it in messages. */
  name: string;
  /** A file of this folder that calls `serveAsChild`. */
  script: string;
  /** For Node's command line. */
  nodeFlags?: readonly string[];
  config: Config;
  /** Called with what the child is doing while it starts. */
  onStep?: (what: string) => void;
  /** Longest time that a start may go without a step and without any work; five minutes unless set. */
  quietLimitMs?: number;
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

/**
 * From child to parent while it starts: what it is doing, and how much CPU time it has used; at last that it is ready, or
 * one sentence why it cannot start.
 */
export type ChildMessage = { step: string } | { workedMs: number } | { ready: unknown } | { refused: string };

const STOP_LIMIT_MS = 10_000;
/** A slow machine makes a start long, not quiet: as long as something moves, nothing is given up. */
const QUIET_LIMIT_MS = 300_000;
/** Less than this is the clock of the messages themselves. */
const WORK_MS = 100;

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
      firstAnswer(child, options),
      gone.then((how): Answer => ({ refused: `The ${name} ended while starting (${endedBy(how)}).` })),
    ]);
    if ("refused" in message) {
      await kill();
      return { ok: false, message: message.refused };
    }
    void gone.then((how) => {
      if (!mine.ending) options.onDeath(`The ${name} ended unexpectedly (${endedBy(how)}).`);
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

type Answer = Extract<ChildMessage, { ready: unknown } | { refused: string }>;

/** The child's answer, however long it takes, unless the child is quiet for too long. */
function firstAnswer(
  child: ChildProcess,
  { name, onStep, quietLimitMs = QUIET_LIMIT_MS }: Pick<ChildOptions<unknown>, "name" | "onStep" | "quietLimitMs">,
): Promise<Answer> {
  return new Promise((resolve) => {
    let doing = "";
    let workedMs = 0;
    const giveUp = () => {
      const during = doing ? ` while it was ${doing}` : "";
      resolve({
        refused: `The ${name} has done nothing for ${Math.round(quietLimitMs / 1000)} seconds${during}, so the start was given up. Close other programs and start again.`,
      });
    };
    let limit = setTimeout(giveUp, quietLimitMs).unref();
    const moved = () => {
      clearTimeout(limit);
      limit = setTimeout(giveUp, quietLimitMs).unref();
    };
    const hear = (value: unknown) => {
      // `serveAsChild` sends nothing else.
      const message = value as ChildMessage;
      if ("step" in message) {
        doing = message.step;
        onStep?.(doing);
        moved();
      } else if ("workedMs" in message) {
        if (message.workedMs - workedMs < WORK_MS) return;
        workedMs = message.workedMs;
        moved();
      } else {
        clearTimeout(limit);
        child.off("message", hear);
        resolve(message);
      }
    };
    child.on("message", hear);
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
