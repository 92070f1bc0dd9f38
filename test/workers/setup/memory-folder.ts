/**
 * A folder for temporary files in memory, where the machine has that: the objects of the tests commit thousands of times,
 * and on a disk each commit waits for it.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";

const MEMORY = "/dev/shm";
const PREFIX = "whistlestop-tests-";
/** A run needs a tenth of it; in a container the whole is often 64 MB. */
const NEEDED_BYTES = 2 * 1024 ** 3;

/** Makes it the folder for temporary files of this process and its children, until this one ends. */
export function useMemoryFolder(): void {
  if (!existsSync(MEMORY)) return;
  const { bavail, bsize } = statfsSync(MEMORY);
  if (bavail * bsize < NEEDED_BYTES) return;
  for (const name of readdirSync(MEMORY)) {
    // Of a run that was killed.
    if (name.startsWith(PREFIX) && !isAlive(Number(name.slice(PREFIX.length)))) remove(join(MEMORY, name));
  }
  const folder = join(MEMORY, `${PREFIX}${process.pid}`);
  mkdirSync(folder, { recursive: true });
  process.env["TMPDIR"] = folder;
  process.once("exit", () => remove(folder));
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
