/** Which carrier an installation's configuration means, seen by what it does with a text. */
import { NO_OWN_ACCOUNTS } from "../../../domain/sending/own-account.ts";
import { describe, expect, test, vi } from "vitest";
import type { OfferedText } from "../../../domain/sending/carrier.ts";
import { NO_SIMULATION } from "../../../domain/sending/simulation.ts";
import { ANA, cellOf, ORG_ID, queueWorld } from "../../testing/queue-world.ts";
import type { Env } from "../../bindings/env.ts";
import { chooseCarrier } from "./choose-carrier.ts";
import { beginWave } from "./waves.ts";

const PHONE = "+16175550199";

function chosen(vars: Partial<Env>) {
  const world = queueWorld({ contacts: 1 });
  world.lease(ANA, 1);
  world.send(1);
  const [text] = beginWave(world.store, 1).texts;
  if (!text) throw new Error("nothing to carry");
  const fetch = vi.fn<Fetcher["fetch"]>(async () =>
    Response.json({ sid: "SM1", status: "queued", from: null, num_segments: "1" }, { status: 201 }),
  );
  const settings = vi.fn<() => Promise<typeof NO_SIMULATION>>(async () => NO_SIMULATION);
  // Only what a carrier reads of it.
  const env = {
    PUBLIC_ORIGIN: "https://text.example.org",
    CARRIER_API_BASE: "https://api.twilio.com",
    CARRIER: { fetch },
    ...vars,
  } as unknown as Env;
  const { carrier, ...rest } = chooseCarrier(env, {
    store: world.store,
    settings,
    receive: async () => ({ ok: true, repeated: false }),
    deliveryReports: async () => [],
    phoneGot: async () => {},
    wakeAt: () => {},
    ownAccounts: () => Promise.resolve(NO_OWN_ACCOUNTS),
    onFault: () => {},
  });
  const offered: OfferedText = {
    orgId: ORG_ID,
    contactId: world.id(1),
    messageId: text.message.id,
    to: cellOf(1),
    body: text.message.body,
    messagingServiceSid: null,
    from: "+16175550100",
    validityPeriodSeconds: 600,
    picture: null,
  };
  const carry = async () => (await carrier.ready?.()) ?? (await carrier.carry(offered));
  const sentTo = () => fetch.mock.calls.map(([, init]) => new URLSearchParams(String(init?.body)).get("To"));
  return { world, carrier, ...rest, carry, fetch, settings, sentTo };
}

const ACCOUNT = { TWILIO_ACCOUNT_SID: "AC1", TWILIO_AUTH_TOKEN: "t" };
const EMULATOR = { ...ACCOUNT, CARRIER_API_BASE: "http://127.0.0.1:9000" };

describe("an installation that texts people", () => {
  test("hands a text to Twilio, and nothing of a simulation is asked or written", async () => {
    const { world, carry, sentTo, settings, readReports, simulate, recover } = chosen(ACCOUNT);
    recover?.();
    expect(await carry()).toMatchObject({ kind: "accepted", sid: "SM1" });
    expect(sentTo()).toEqual([cellOf(1)]);
    expect([readReports, simulate]).toEqual([undefined, undefined]);
    expect(settings).not.toHaveBeenCalled();
    for (const table of ["simulated", "simulated_texts", "simulated_replies"]) {
      expect(world.sql.scalar(`SELECT count(*) FROM ${table}`)).toBe(0);
    }
  });
});

describe("a simulation", () => {
  test("with a carrier hands the text to it, with the tag when there is an override phone", async () => {
    expect((await chosen({ ...EMULATOR, SIMULATION: "on" }).carry()).kind).toBe("accepted");
    const { carry, fetch, sentTo } = chosen({ ...EMULATOR, SIMULATION: "on", SIMULATION_TO: PHONE });
    await carry();
    expect(sentTo()).toEqual([PHONE]);
    expect(String(fetch.mock.calls[0]?.[1]?.body)).toContain(encodeURIComponent(`[${cellOf(1)}]`));
  });

  test("without a carrier calls nobody", async () => {
    const { carry, fetch } = chosen({ SIMULATION: "on" });
    expect(await carry()).toMatchObject({ kind: "accepted" });
    expect(fetch).not.toHaveBeenCalled();
  });
});

describe("a configuration that is wrong", () => {
  test.each([
    ["TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN", {}],
    ["TWILIO_AUTH_TOKEN is missing", { TWILIO_ACCOUNT_SID: "AC1" }],
    ["SIMULATION_CONFIRMED", { ...ACCOUNT, SIMULATION: "on", SIMULATION_TO: PHONE }],
    ["neither", { ...ACCOUNT, SIMULATION: "yes" }],
  ])("holds texts and says %s", async (words, vars) => {
    const { carrier, carry, fetch } = chosen(vars);
    expect(await carry()).toMatchObject({ kind: "throttled", why: expect.stringContaining(words) });
    expect(await carrier.list({ to: PHONE, sinceMs: 0 })).toMatchObject({ ok: false });
    expect(fetch).not.toHaveBeenCalled();
  });
});
