import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { endedBy, inPlainWords, spaceProblem } from "./faults.ts";

it("says what to do about a path that a file is in the way of", () => {
  const folder = mkdtempSync(join(tmpdir(), "whistlestop-faults-"));
  try {
    writeFileSync(join(folder, "file"), "");
    let fault: unknown = null;
    try {
      mkdirSync(join(folder, "file", "data"), { recursive: true });
    } catch (error) {
      fault = error;
    }
    expect(inPlainWords(fault)).toMatch(/choose another folder with --folder\.$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("knows a full disk from another program's words", () => {
  const words = inPlainWords(new Error("The Worker does not build:\nwrite failed: ENOSPC: no space left on device"));
  expect(words).toContain("free some space, then start again");
});

it("leaves an unknown fault as it is", () => {
  expect(inPlainWords(new Error("The moon is full."))).toBe("The moon is full.");
});

it("a full disk is noticed before anything is written there", () => {
  expect(spaceProblem("/not/there/yet", () => 1024 ** 3)).toBeNull();
  expect(spaceProblem("/not/there/yet", () => 30 * 1024 ** 2)).toMatch(/^Only 30 MB .* free some space, or choose/);
});

it("a process that was killed is explained", () => {
  expect(endedBy("SIGKILL")).toContain("memory");
  expect(endedBy("exit code 3")).toBe("exit code 3");
});
