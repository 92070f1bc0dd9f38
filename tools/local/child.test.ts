import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CarrierConfig, CarrierInfo } from "./carrier-child.ts";
import { createChild } from "./child.ts";
import type { Child } from "./child.ts";
import { freePorts, isPortFree } from "./ports.ts";

// The carrier emulator represents all children because it is the smallest.
let folder = "";
let port = 0;
let deaths: string[] = [];
let carrier: Child<CarrierInfo>;

function carrierOn(chosen: number): Child<CarrierInfo> {
  const config: CarrierConfig = {
    port: chosen,
    ledgerFile: join(folder, "carrier.jsonl"),
    settingsFile: join(folder, "carrier.json"),
    settings: {},
  };
  const onDeath = (sentence: string) => deaths.push(sentence);
  return createChild<CarrierConfig, CarrierInfo>({ name: "carrier", script: "carrier-child.ts", config, onDeath });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "whistlestop-child-"));
  [port = 0] = await freePorts(1);
  deaths = [];
  carrier = carrierOn(port);
});
afterEach(async () => {
  await carrier.kill();
  rmSync(folder, { recursive: true });
});

const isThere = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A death is noticed, not measured. */
async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !condition(); tries++) await sleep(25);
  expect(condition()).toBe(true);
}

test("a child that is ready serves, and stops without being counted as dead", async () => {
  const started = await carrier.start();
  expect(started).toEqual({ ok: true, info: { origin: `http://127.0.0.1:${port}` } });
  expect((await fetch(`http://127.0.0.1:${port}/control/health`)).status).toBe(200);
  await carrier.stop();
  expect(await isPortFree(port)).toBe(true);
  expect(carrier.pid()).toBeNull();
  expect(deaths).toEqual([]);
});

test("a killed child starts again on the same port and folder, with the settings that it was given meanwhile", async () => {
  await carrier.start();
  const settings = JSON.stringify({ autoReplies: { dropRatio: 0.25 } });
  await fetch(`http://127.0.0.1:${port}/control/settings`, { method: "PUT", body: settings });
  await carrier.kill();
  expect((await carrier.start()).ok).toBe(true);
  const kept = await (await fetch(`http://127.0.0.1:${port}/control/settings`)).json();
  expect(kept).toMatchObject({ autoReplies: { dropRatio: 0.25 } });
  expect(deaths).toEqual([]);
});

test("a child that cannot start says why in one sentence, and leaves no process", async () => {
  await carrier.start();
  const second = carrierOn(port);
  const refused = await second.start();
  expect(refused).toMatchObject({ ok: false, message: expect.stringContaining(`port ${port}`) });
  expect(second.pid()).toBeNull();
});

test("a child that dies by itself is reported", async () => {
  await carrier.start();
  process.kill(carrier.pid()!, "SIGKILL");
  await until(() => deaths.length > 0);
  expect(deaths).toEqual([expect.stringMatching(/^The carrier ended unexpectedly \(SIGKILL; .*start again\)\.$/)]);
});

test("children end when their parent is killed", async () => {
  const config = { port, ledgerFile: join(folder, "l"), settingsFile: join(folder, "s"), settings: {} };
  const parentSource = `
    import { createChild } from ${JSON.stringify(new URL("child.ts", import.meta.url).href)};
    const options = { name: "carrier", script: "carrier-child.ts", config: ${JSON.stringify(config)}, onDeath() {} };
    const child = createChild(options);
    const started = await child.start();
    console.log(started.ok ? child.pid() : started.message);
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ["--input-type=module-typescript", "-e", parentSource], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let pid = 0;
  try {
    pid = Number(String((await once(parent.stdout, "data"))[0]));
    expect(isThere(pid)).toBe(true);
  } finally {
    parent.kill("SIGKILL");
  }
  await until(() => !isThere(pid));
});
