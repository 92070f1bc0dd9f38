import { beforeEach, expect, test } from "vitest";
import { migrate } from "../../kit/storage/migrations.ts";
import { nodeSql } from "../../testing/node-sql.ts";
import { SIMULATED_NUMBERS_MIGRATION, SimulatedNumbers } from "./simulated-numbers.ts";

let carrier: SimulatedNumbers;
beforeEach(() => {
  const sql = nodeSql();
  migrate(sql, [SIMULATED_NUMBERS_MIGRATION]);
  let made = 0;
  const newSid = (prefix: string) => `${prefix}${String((made += 1)).padStart(32, "0")}`;
  carrier = new SimulatedNumbers({ sql, now: () => 1, newSid });
});

const offered = async (areaCode: string, limit = 1) =>
  (await carrier.search({ areaCode, limit })).numbers.map(({ number }) => number);
const addresses = { inboundUrl: null, fallbackUrl: null, statusCallback: null };

test("numbers are sold once, the same ones are offered again, and there are always more", async () => {
  const first = await offered("617", 300);
  expect(new Set(first).size).toBe(300);
  expect(await offered("617", 300)).toEqual(first);
  const [number = ""] = first;
  const bought = await carrier.buy({ number, name: "n" });
  expect(bought).toMatchObject({ ok: true, number: { number, capabilities: { sms: true } } });
  expect(await carrier.buy({ number, name: "n" })).toMatchObject({ ok: false, reason: "not_to_be_had" });
  expect(await offered("617")).toEqual([first[1]]);
  expect(await carrier.owned({ number })).toMatchObject({ numbers: [{ number }] });
  expect(await offered("222")).toEqual([]);
  if (bought.ok) await carrier.releaseNumber(bought.number.sid);
  expect(await offered("617")).toEqual([number]);
});

test("a number is in one service at most", async () => {
  const [number = ""] = await offered("508");
  const bought = await carrier.buy({ number, name: "n" });
  const sid = bought.ok ? bought.number.sid : "";
  const [a, b] = [
    (await carrier.createService({ name: "A", ...addresses })).service.sid,
    (await carrier.createService({ name: "B", ...addresses })).service.sid,
  ];
  expect(await carrier.addToService(a, sid)).toEqual({ ok: true, already: false });
  expect(await carrier.addToService(a, sid)).toEqual({ ok: true, already: true });
  expect(await carrier.addToService(b, sid)).toMatchObject({ reason: "in_another_service" });
  expect(await carrier.numbersOf(a)).toEqual({ ok: true, numbers: [{ sid, number }] });
  expect(await carrier.deleteService(a)).toEqual({ ok: true });
  expect(await carrier.addToService(b, sid)).toEqual({ ok: true, already: false });
  expect(await carrier.services({ name: "B" })).toMatchObject({ services: [{ sid: b }] });
  expect(await carrier.removeFromService(b, sid)).toEqual({ ok: true });
  expect(await carrier.removeFromService(b, sid)).toMatchObject({ ok: false, reason: "unknown" });
});
