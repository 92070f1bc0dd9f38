import { expect, test } from "vitest";
import { machineTicks, parseStat } from "./processes.ts";

test("a process's ticks are read under any name", () => {
  const stat = "4711 (a b) c) S 1 4711 4711 0 -1 4194560 9 0 0 0 120 30 7 3 20 0 8 0 5000 1 2";
  expect(parseStat(stat)).toEqual({ own: 150, children: 10 });
});

test("waiting for a disk is not work of the machine", () => {
  expect(machineTicks("cpu  100 1 50 800 40 2 3 4 99 0\ncpu0 1 1 1 1")).toEqual({ busy: 160, total: 1000 });
});
