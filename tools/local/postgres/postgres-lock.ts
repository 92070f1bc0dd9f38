/** A lock file that a killed process leaves behind without harm. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";

export type Lock = { ok: true; release: () => void } | { ok: false; message: string };

/**
 * Takes the lock, also from a process that is gone.
 *
 * @param file contains the holder's process id and start time
 * @param what is named to people when the lock is held
 */
export function takeLock(file: string, what: string): Lock {
  const mine = JSON.stringify(identity(process.pid));
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      writeFileSync(file, mine, { flag: "wx" });
      return { ok: true, release: () => release(file, mine) };
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const holder = read(file);
    if (holder && lives(holder))
      return {
        ok: false,
        message: `Process ${holder.pid} is using ${what}: stop it first (Ctrl-C where it runs, or kill ${holder.pid}), or choose another folder with --folder.`,
      };
    rmSync(file, { force: true });
  }
  return { ok: false, message: `Several processes want ${what} at once: start only one.` };
}

/** Process id of who has the lock now; null when nobody that lives has it. */
export function lockHolder(file: string): number | null {
  const holder = read(file);
  return holder !== null && lives(holder) ? holder.pid : null;
}

function release(file: string, mine: string): void {
  if (readText(file) === mine) rmSync(file, { force: true });
}

type Identity = { pid: number; startedAt: string | null };

function identity(pid: number): Identity {
  return { pid, startedAt: startTime(pid) };
}

/** When a process started, in the kernel's ticks: tells a process from a later one with the same id. null where unknown. */
function startTime(pid: number): string | null {
  const stat = readText(`/proc/${pid}/stat`);
  // The second field is the name in parentheses, which may contain spaces; the start time is field 22.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

function lives(holder: Identity): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, as another user's.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return startTime(holder.pid) === holder.startedAt;
}

function read(file: string): Identity | null {
  try {
    const value: unknown = JSON.parse(readText(file) ?? "null");
    if (typeof value !== "object" || value === null || !("pid" in value) || typeof value.pid !== "number") return null;
    const startedAt = "startedAt" in value && typeof value.startedAt === "string" ? value.startedAt : null;
    return { pid: value.pid, startedAt };
  } catch {
    return null;
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
