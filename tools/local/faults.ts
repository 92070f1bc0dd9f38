/** What a person can do about a fault of the machine, in one sentence each. */
import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";

const ADVICE: Record<string, string> = {
  ENOSPC: "The disk is full: free some space, then start again.",
  EDQUOT: "Your share of the disk is full: delete something, then start again.",
  EROFS: "The disk cannot be written to: choose a folder on another one with --folder.",
  EACCES: "This user may not write there: change the folder's owner, or choose another folder with --folder.",
  EPERM: "This user may not do that: change the folder's owner, or choose another folder with --folder.",
  ENOTDIR: "A file is in the way: choose another folder with --folder.",
  EEXIST: "A file is in the way: choose another folder with --folder.",
  EMFILE: "Too many files are open: close other programs, or raise the limit (ulimit -n 4096), then start again.",
  ENFILE: "Too many files are open on this machine: close other programs, then start again.",
  ENOMEM: "There is not enough memory: close other programs, then start again.",
  EAGAIN: "The machine gives out no more processes: close other programs, then start again.",
};

/** A fault's own message, and what to do about it as far as that is known. */
export function inPlainWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = codeOf(error);
  return code === null ? error.message : `${error.message.trim()}\n${ADVICE[code]}`;
}

/** Also from the output of a program that reported the fault in its own words. */
function codeOf(error: Error): string | null {
  if ("code" in error && typeof error.code === "string" && error.code in ADVICE) return error.code;
  return /\b(ENOSPC|EDQUOT|EROFS|EMFILE|ENFILE|ENOMEM)\b/.exec(error.message)?.[1] ?? null;
}

/** How a process ended, and what that usually means. @param how `exit code 1` or a signal's name */
export function endedBy(how: string): string {
  if (how === "SIGKILL")
    return `${how}; when a machine runs out of memory, it ends programs like this: close others, then start again`;
  if (how === "SIGILL" || how === "SIGSEGV" || how === "SIGBUS") return `${how}; start again, this may pass`;
  return how;
}

/** A new database, the objects' files and the two builds take less. */
const NEEDED_BYTES = 200 * 1024 * 1024;

/**
 * null when there is enough space for a start.
 *
 * @param freeBytes of the disk that contains this path; for tests
 */
export function spaceProblem(folder: string, freeBytes: (path: string) => number = freeBytesAt): string | null {
  let there = folder;
  while (!existsSync(there) && dirname(there) !== there) there = dirname(there);
  const free = freeBytes(there);
  if (free >= NEEDED_BYTES) return null;
  return `Only ${Math.floor(free / 1024 / 1024)} MB are free on the disk of ${folder}, and a start needs ${
    NEEDED_BYTES / 1024 / 1024
  } MB: free some space, or choose a folder on another disk with --folder.`;
}

function freeBytesAt(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}
