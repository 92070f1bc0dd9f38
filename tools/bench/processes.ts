/**
 * CPU and memory of the bench's processes, read from /proc (Linux). A part is a process with all its descendants, so that
 * the backends of a Postgres server count as the database.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** The parts that use CPU. The product is workerd, the Node process that hosts it, and the database. */
export const MEASURED_PARTS = ["workerd", "host", "database", "emulator", "driver"] as const;
export type Part = (typeof MEASURED_PARTS)[number];
export const PRODUCT: readonly Part[] = ["workerd", "host", "database"];

export type Snapshot = {
  /** CPU milliseconds since each part began. */
  cpuMs: Record<Part, number>;
  /** CPU milliseconds of the whole machine: spent, and spent or idle. */
  machineBusyMs: number;
  machineTotalMs: number;
};

/** Megabytes; `peak` is the highest that the kernel has seen. */
export type Memory = { now: number; peak: number };

export type Processes = {
  snapshot: () => Snapshot;
  memory: () => Record<Part, Memory>;
};

/** One sentence for people where the bench cannot measure. */
export function missingProc(): string | null {
  return existsSync("/proc/self/stat") ? null : "The bench reads CPU time from /proc, so it runs on Linux only.";
}

/**
 * @param roots process ids of each part's leaders; `host` is the parent of workerd, which is found below it
 */
export function watchProcesses(roots: {
  host: () => number;
  database: () => number[];
  emulator: () => number;
}): Processes {
  const tickMs = 1000 / Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

  function pidsOf(): Record<Part, number[]> {
    const host = treeOf(roots.host());
    const workerd = host.filter((pid) => isWorkerd(pid));
    return {
      workerd,
      host: host.filter((pid) => !workerd.includes(pid)),
      database: roots.database().flatMap(treeOf),
      emulator: treeOf(roots.emulator()),
      driver: [process.pid],
    };
  }

  return {
    snapshot() {
      const pids = pidsOf();
      const databaseRoots = new Set(roots.database());
      const cpuOf = (part: Part) =>
        pids[part].reduce((sum, pid) => {
          const stat = readStat(pid);
          if (stat === null) return sum;
          // A backend that has ended is in its server's account of children.
          return sum + (stat.own + (databaseRoots.has(pid) ? stat.children : 0)) * tickMs;
        }, 0);
      const { busy, total } = machineTicks(readFileSync("/proc/stat", "utf8"));
      return {
        cpuMs: byPart(cpuOf),
        machineBusyMs: busy * tickMs,
        machineTotalMs: total * tickMs,
      };
    },
    memory() {
      const pids = pidsOf();
      return byPart((part) => {
        const sizes = pids[part].map(memoryOf);
        const sum = (pick: (size: Memory) => number) => Math.round(sizes.reduce((all, size) => all + pick(size), 0));
        return { now: sum((size) => size.now), peak: sum((size) => size.peak) };
      });
    },
  };
}

export function byPart<Value>(of: (part: Part) => Value): Record<Part, Value> {
  return {
    workerd: of("workerd"),
    host: of("host"),
    database: of("database"),
    emulator: of("emulator"),
    driver: of("driver"),
  };
}

/** Ticks that a process has used, and that its children had used when they ended. */
export function parseStat(stat: string): { own: number; children: number } {
  // The second field is the name in parentheses, which may contain spaces; utime is field 14.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [own = 0, system = 0, children = 0, childrenSystem = 0] = fields.slice(11, 15).map(Number);
  return { own: own + system, children: children + childrenSystem };
}

/** The first line of /proc/stat: user nice system idle iowait irq softirq steal (guest is part of user). */
export function machineTicks(stat: string): { busy: number; total: number } {
  const ticks = (stat.split("\n")[0] ?? "").trim().split(/\s+/).slice(1, 9).map(Number);
  const total = ticks.reduce((sum, each) => sum + each, 0);
  return { busy: total - (ticks[3] ?? 0) - (ticks[4] ?? 0), total };
}

function readStat(pid: number): { own: number; children: number } | null {
  const stat = readText(`/proc/${pid}/stat`);
  return stat === null ? null : parseStat(stat);
}

function memoryOf(pid: number): Memory {
  const status = readText(`/proc/${pid}/status`) ?? "";
  const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? 0) / 1024;
  return { now: megabytes("VmRSS"), peak: megabytes("VmHWM") };
}

function treeOf(pid: number): number[] {
  const pids = [pid];
  for (const each of pids) pids.push(...childrenOf(each));
  return pids;
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      (readText(`/proc/${pid}/task/${task}/children`) ?? "").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    // It has ended.
    return [];
  }
}

function isWorkerd(pid: number): boolean {
  const [program = ""] = (readText(`/proc/${pid}/cmdline`) ?? "").split("\0");
  return program.endsWith("workerd");
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
