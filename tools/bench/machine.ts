/** What a figure depends on beside the product: machine, versions, commit. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../local/bundle.ts";

export type Machine = {
  cpu: string;
  cores: number;
  memoryMb: number;
  kernel: string;
  /** Processes that wanted to run in the minute before: above 0 others used the machine. */
  loadBefore: number;
};

export type Versions = {
  node: string;
  miniflare: string;
  workerd: string;
  /** Software and version of the database behind Neon's protocol. */
  database: string;
  /** Short commit; `+` when the checkout has changes beside it. */
  commit: string;
};

export function machineNow(): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? "unknown",
    cores: all.length,
    memoryMb: Math.round(totalmem() / 2 ** 20),
    kernel: release(),
    loadBefore: loadavg()[0] ?? 0,
  };
}

/** @param database as it names itself (`select version()`) */
export function versionsNow(database: string): Versions {
  return {
    node: process.version.slice(1),
    miniflare: versionOf("miniflare"),
    workerd: versionOf("workerd"),
    database,
    commit: commitNow(),
  };
}

function versionOf(name: string): string {
  // Every package.json of npm has a version.
  const { version } = JSON.parse(readFileSync(join(projectRoot, "node_modules", name, "package.json"), "utf8")) as {
    version: string;
  };
  return version;
}

function commitNow(): string {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: projectRoot, encoding: "utf8", stdio: "pipe" });
  try {
    const changes = git("status", "--porcelain", "--untracked-files=no").trim();
    return git("rev-parse", "--short", "HEAD").trim() + (changes === "" ? "" : "+");
  } catch {
    // A copy without a repository.
    return "unknown";
  }
}
