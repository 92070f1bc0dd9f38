import { describe, expect, test } from "vitest";
import { ERROR_TABLE } from "./error-table.ts";
import { carrierError, isCounted } from "./errors.ts";

const effectOf = (code: number) => carrierError(code).effect;

test("21610 is an opt-out, and no other code is", () => {
  expect(ERROR_TABLE.filter(([code]) => effectOf(code) === "opt_out").map(([code]) => code)).toEqual([21610]);
});

describe("what a code does", () => {
  test.each([
    ["bad_number", [30005, 30006, 21211, 21614, 21265, 21635]],
    ["unreachable", [30003]],
    ["no_mms", [30011]],
    ["sender_gone", [21212, 21601, 21606, 21659, 21660, 21661, 21711]],
    ["stop_number", [30032, 30034]],
    ["account_waits", [20003, 20403, 20005, 10001, 90010, 21730, 30454, 63038, 21609, 30002]],
    ["service_waits", [20404, 21701, 21703, 21705, 21709, 21729]],
    ["throttled", [20429, 21611, 30001, 30017, 30022]],
    ["day_used_up", [30023, 30027]],
    ["day_nearly_used_up", [30026]],
    ["bad_picture", [30019, 11751, 12300]],
    ["admin_must_act", [30033, 30037, 30040, 30450, 30453, 30485]],
    ["carrier_hours", [30610, 30047]],
    ["filtered", [30007]],
    ["bad_text", [21617, 21619]],
    ["failed", [30008, 30004]],
  ] as const)("%s", (effect, codes) => {
    for (const code of codes) expect([code, effectOf(code)]).toEqual([code, effect]);
  });
});

test("the table names each code once, and says what everything means that somebody has to mend", () => {
  expect(new Set(ERROR_TABLE.map(([code]) => code)).size).toBe(ERROR_TABLE.length);
  const mended = ERROR_TABLE.filter(([, effect]) =>
    ["account_waits", "service_waits", "stop_number", "admin_must_act", "carrier_hours", "bad_picture"].includes(
      effect,
    ),
  );
  for (const [code, , , , remedy] of mended) expect([code, remedy?.length]).toEqual([code, expect.any(Number)]);
});

test("a code that nobody knows is counted, and names itself", () => {
  expect(carrierError(39999)).toMatchObject({
    effect: "unknown",
    meaning: "The carrier reported error 39999",
    source: null,
  });
  expect([39999, 30007, 30034, 30610, 30033, 12300, 30022].filter((code) => !isCounted(code))).toEqual([]);
  expect([21610, 30005, 30003, 30011, 30008].filter(isCounted)).toEqual([]);
});

test("the carrier's own hours are shown with the way to switch them off", () => {
  for (const code of [30610, 30047]) expect(carrierError(code).remedy).toContain("Turn the Compliance Toolkit off");
});
