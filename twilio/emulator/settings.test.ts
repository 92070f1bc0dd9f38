import { describe, expect, test } from "vitest";
import { createEmulator } from "./emulator.ts";
import { changeSettings, defaultSettings } from "./settings.ts";
import { ORIGIN, testCarrier } from "./test-carrier.ts";

describe("settings", () => {
  test("are changed one by one: what is not named stays", () => {
    const changed = changeSettings(defaultSettings(), { autoReplies: { dropRatio: 0.6 }, keywords: false });
    const before = defaultSettings();
    expect(changed).toEqual({
      ok: true,
      settings: { ...before, keywords: false, autoReplies: { ...before.autoReplies, dropRatio: 0.6 } },
    });
  });

  test.each([
    ["an unknown name", { speed: 1 }, "speed"],
    ["a drop ratio over 1", { autoReplies: { dropRatio: 60 } }, "dropRatio"],
    [
      "a number that is none",
      { accounts: [{ sid: `AC${"0".repeat(32)}`, authToken: "t", numbers: [{ number: "617" }] }] },
      "E.164",
    ],
    ["no object", [], "JSON object"],
  ])("with %s are refused and named", (_, change, word) => {
    expect(changeSettings(defaultSettings(), change)).toEqual({ ok: false, reason: expect.stringContaining(word) });
  });

  test("that are wrong do not start an emulator, and do not change a running one", async () => {
    expect(() => createEmulator({ settings: { mode: "carrier pigeon" } })).toThrow("mode");
    const carrier = testCarrier();
    expect(await carrier.control("/settings", { mode: "carrier pigeon" }, "PUT")).toMatchObject({
      error: expect.stringContaining("mode"),
    });
    expect(await carrier.control("/settings")).toMatchObject({ mode: "pull" });
  });
});

test("the emulator lists what it offers, says that it is well, and names what it does not know", async () => {
  const carrier = testCarrier();
  const read = async (path: string) => (await carrier.emulator.fetch(new Request(ORIGIN + path))).json();
  expect(await read("/")).toMatchObject({ control: expect.arrayContaining(["GET /control/ledger/summary"]) });
  expect(await carrier.control("/health")).toMatchObject({ ok: true, pid: process.pid });
  expect(await read("/control/nothing")).toEqual({ error: "nothing at /control/nothing; GET / lists what there is" });
  expect(await read("/nothing")).toMatchObject({
    code: 20404,
    status: 404,
    message: expect.stringContaining("/nothing"),
  });
  const broken = await carrier.emulator.fetch(new Request(`${ORIGIN}/control/faults`, { method: "POST", body: "{" }));
  expect([broken.status, await broken.json()]).toEqual([400, { error: expect.stringContaining("not JSON") }]);
});
