import { expect, test } from "vitest";
import { cpuBetween } from "./measure.ts";
import type { Snapshot } from "./processes.ts";

const at = (cpu: number, machineBusyMs: number, machineTotalMs: number): Snapshot => ({
  cpuMs: { workerd: cpu, host: cpu, database: cpu, emulator: cpu, driver: cpu },
  machineBusyMs,
  machineTotalMs,
});

test("the product's CPU is that of workerd, its host and the database; what nobody of the bench used is the others'", () => {
  const cpu = cpuBetween(at(0, 0, 0), at(100, 600, 1000), 200);
  expect(cpu.cpuMsPer).toEqual({
    workerd: 0.5,
    host: 0.5,
    database: 0.5,
    emulator: 0.5,
    driver: 0.5,
    product: 1.5,
  });
  expect(cpu.othersShare).toBe(0.1);
});
