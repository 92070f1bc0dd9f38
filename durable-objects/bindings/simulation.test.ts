import { describe, expect, test } from "vitest";
import { fixedRecipient, isSimulation, simulationProblem } from "./simulation.ts";

const REAL = { CARRIER_API_BASE: "https://api.dublin.ie1.twilio.com", PUBLIC_ORIGIN: "https://text.example.org" };
const EMULATOR = { ...REAL, CARRIER_API_BASE: "http://127.0.0.1:9000" };
const PHONE = "+16175550199";

describe("an installation is a simulation", () => {
  test("only if it is configured, with any carrier", () => {
    expect([isSimulation({}), isSimulation({ SIMULATION: "" }), isSimulation({ SIMULATION: "off" })]).not.toContain(
      true,
    );
    expect(isSimulation({ SIMULATION: "on" })).toBe(true);
    expect(fixedRecipient({ SIMULATION: "off", SIMULATION_TO: PHONE })).toBeNull();
    expect(fixedRecipient({ SIMULATION: "on", SIMULATION_TO: PHONE })).toBe(PHONE);
  });

  test("at an emulator without more ado", () => {
    expect(simulationProblem({ ...EMULATOR, SIMULATION: "on" })).toBeNull();
    expect(simulationProblem(REAL)).toBeNull();
  });

  test("with the real carrier only with a phone for all texts and its own address as confirmation", () => {
    const on = { ...REAL, SIMULATION: "on" };
    expect(simulationProblem(on)).toContain("set SIMULATION_TO to your own number");
    const named = { ...on, SIMULATION_TO: PHONE };
    expect(simulationProblem(named)).toContain('SIMULATION_CONFIRMED = "https://text.example.org"');
    // Copied from another installation.
    expect(simulationProblem({ ...named, SIMULATION_CONFIRMED: "https://staging.example.org" })).toContain("is meant");
    expect(simulationProblem({ ...named, SIMULATION_CONFIRMED: REAL.PUBLIC_ORIGIN })).toBeNull();
  });

  test.each([
    ["neither", { ...EMULATOR, SIMULATION: "yes" }],
    ["not a phone number", { ...EMULATOR, SIMULATION: "on", SIMULATION_TO: "my phone" }],
    ["would go to the contacts themselves", { ...EMULATOR, SIMULATION_TO: PHONE }],
    ["would go to the contacts themselves", { ...REAL, SIMULATION: "off", SIMULATION_TO: PHONE }],
  ])("and never by half: %s", (words, env) => expect(simulationProblem(env)).toContain(words));
});
