import { expect, test } from "vitest";
import { isSimulation } from "./simulation.ts";

test("only an emulator is a simulation, not the carrier in any of its regions", () => {
  const of = (CARRIER_API_BASE: string) => isSimulation({ CARRIER_API_BASE });
  expect([of("http://127.0.0.1:9000"), of("http://emulator"), of("https://twilio.com.example")]).toEqual([
    true,
    true,
    true,
  ]);
  expect([of("https://api.twilio.com"), of("https://api.dublin.ie1.twilio.com")]).toEqual([false, false]);
});
