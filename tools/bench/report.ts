/** The run as people read it, and as programs do. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../local/bundle.ts";
import type { Machine, Versions } from "./machine.ts";
import type { LoadFigures } from "./measure.ts";
import { MEASURED_PARTS } from "./processes.ts";
import type { Results, MemoryFigures, Target } from "./results.ts";

/** `.bench/latest.json`. Keys only grow in number (docs/benchmarks.md). */
export type BenchFile = {
  schema: 1;
  /** ISO time. */
  at: string;
  machine: Machine;
  versions: Versions;
  setup: { campaigns: number; texters: number; contacts: number; seconds: number };
  /** Of the whole run, setup and drains included. */
  tookSeconds: number;
  results: Results;
  memoryMb: MemoryFigures;
  targets: Target[];
  /** Scenarios that were left out because the run would have taken too long. */
  skipped: string[];
};

const LATEST = join(projectRoot, ".bench/latest.json");

export function writeLatest(file: BenchFile): void {
  mkdirSync(join(projectRoot, ".bench"), { recursive: true });
  writeFileSync(LATEST, `${JSON.stringify(file, null, 2)}\n`);
}

/** One line of numbers for a measurement, with CPU by part. */
function lineOf(name: string, figures: Partial<LoadFigures> & Pick<LoadFigures, "perSecond" | "cpuMsPer">): string {
  const { perSecond, latencyMs, cpuMsPer, othersShare = 0 } = figures;
  const latency = latencyMs ? [latencyMs.p50, latencyMs.p95, latencyMs.p99].map((ms) => ms.toFixed(1)) : ["", "", ""];
  const cpu = [cpuMsPer.product, ...MEASURED_PARTS.map((part) => cpuMsPer[part])].map((ms) => ms.toFixed(2));
  const doubt = othersShare > 0.05 ? `  others used ${Math.round(othersShare * 100)} %` : "";
  const cells = [perSecond.toFixed(0), ...latency, ...cpu].map((cell) => cell.padStart(9));
  return `  ${name.padEnd(28)}${cells.join("")}${doubt}`;
}

export function headLine(): string {
  const heads = ["per s", "p50 ms", "p95 ms", "p99 ms", "CPU ms", ...MEASURED_PARTS].map((head) => head.padStart(9));
  return `  ${"".padEnd(28)}${heads.join("")}`;
}

export function reportLinesOf(results: Results): string[] {
  const lines: string[] = [];
  const add = (name: string, figures: Parameters<typeof lineOf>[1] | undefined) => {
    if (figures) lines.push(lineOf(name, figures));
  };
  add("lease, 100 x 300 contacts", results.lease);
  add("accept, 1 texter", results.accept1);
  add("accept, 20 texters", results.accept20);
  add("accept, 100 texters", results.accept100);
  add("accept, 100 by HTTP", results.accept100ByHttp);
  add("accept, 100, carrier held", results.acceptCarrierHeld);
  add("accept, 500/s offered", results.acceptOffered);
  add("carry, whole life of a text", results.carry);
  add("delivery reports", results.reports);
  const { drain } = results;
  add("drain", drain);
  if (drain) {
    lines.push(
      `  ${"  of 429s, all / settled".padEnd(28)}${`${(100 * drain.refusedShare).toFixed(2)} %`.padStart(9)}` +
        `${`${(100 * drain.refusedShareSettled).toFixed(2)} %`.padStart(9)}, pace used ${(100 * drain.paceUsedSettled).toFixed(0)} %`,
    );
  }
  add("inbound, 64 connections", results.inbound);
  add("inbound to own numbers", results.inboundOwn);
  const { replyToSocket: reply, open200: open } = results;
  add("reply to socket, 200/s", reply && { ...reply, latencyMs: reply.socketLatencyMs });
  const { replyWhileTexting: busy } = results;
  add("  while 500 texts/s go out", busy && { ...busy, latencyMs: busy.socketLatencyMs });
  add("find a number", results.find);
  add("reserve five numbers", results.reserve);
  add("assign a number", results.assign);
  add("send one", results.sendOne);
  add("send many, 100/s of 2", results.sendMany);
  add("open 200 contacts, alone", open?.alone);
  add("open 200 contacts, 20 at once", open?.saturated);
  add("open 200 contacts, 300 texts/s", open?.whileTexting);
  for (const each of results.importing?.series ?? []) {
    lines.push(
      `  ${`import ${each.contacts} contacts`.padEnd(28)}${String(each.rowsPerSecond).padStart(9)} rows/s in ${each.seconds} s, ` +
        `${each.microsecondsPerContact} us and ${each.storedBytesPerContact} B each (${each.fileBytesPerContact} B in the file), ${each.memoryGrewMb} MB more`,
    );
  }
  const { importing } = results;
  if (importing)
    lines.push(`  ${"start to first batch".padEnd(28)}${String(importing.startToFirstBatchMs).padStart(9)} ms`);
  const { loading, pulling } = results;
  add("20 texters, pausing", loading?.quiet);
  add("  while a list loads", loading?.whileLoading);
  if (pulling) {
    const { batchLatencyMs: one, latencyMs: all } = pulling;
    lines.push(
      `  ${"batches of 300, 10/s".padEnd(28)}${"".padStart(9)} p50 ${one.p50} ms, p95 ${one.p95} ms`,
      `  ${`${pulling.texters} texters at once`.padEnd(28)}${String(pulling.perSecond).padStart(9)} contacts/s, p95 ${all.p95} ms`,
    );
  }
  return lines;
}

/** What comes after the figures, which were printed as they came. */
export function printReport(file: BenchFile): void {
  const { machine, memoryMb, targets, versions } = file;
  console.log(`\n  ${"memory MB".padEnd(40)}${MEASURED_PARTS.map((part) => part.padStart(10)).join("")}`);
  for (const which of ["peak", "now"] as const) {
    const cells = MEASURED_PARTS.map((part) => String(memoryMb[part][which]).padStart(10));
    console.log(`  ${(which === "peak" ? "at its peak" : "at the end").padEnd(40)}${cells.join("")}`);
  }
  console.log("\n  wanted");
  for (const { name, wanted, value, met } of targets) {
    if (value === null) continue;
    console.log(`  ${met ? "ok  " : "MISS"}  ${name.padEnd(44)}${wanted.padStart(14)}${String(value).padStart(12)}`);
  }
  console.log(
    `\n  ${machine.cpu}, ${machine.cores} cores, ${machine.memoryMb} MB, load before ${machine.loadBefore.toFixed(1)}` +
      `\n  node ${versions.node}, miniflare ${versions.miniflare}, workerd ${versions.workerd}` +
      `\n  ${versions.database}` +
      `\n  commit ${versions.commit}, ${file.tookSeconds.toFixed(0)} s in all; figures in .bench/latest.json\n`,
  );
}
