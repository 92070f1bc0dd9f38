/** A queue whose texts the simulated carrier takes. */
import type { Carrier, OfferedText } from "../../domain/sending/carrier.ts";
import type { GotText } from "../../domain/sending/override-phone.ts";
import { NO_SIMULATION } from "../../domain/sending/simulation.ts";
import type { SimulationSettings } from "../../domain/sending/simulation.ts";
import { accepted, ANA, queueWorld } from "./queue-world.ts";
import { carrierThat, linkTo } from "./sending-world.ts";
import { receive, reportLists } from "../campaign-queue/conversations/inbound.ts";
import { SimulatedCarrier } from "../campaign-queue/sending/simulation/simulated-carrier.ts";
import type { SimulationDeps } from "../campaign-queue/sending/simulation/simulated-carrier.ts";
import { SimulatedTexts } from "../campaign-queue/sending/simulation/simulated-texts.ts";
import { beginWave, settleWave } from "../campaign-queue/sending/waves.ts";

export const PHONE = "+16175550199";
export const OTHER_PHONE = "+16175550198";
export const YES = [{ column: null, pattern: "*", reply: "Yes, I will", afterSeconds: 30 }];

type AddressedWords = Pick<OfferedText, "to" | "body">;

export function simulated(
  settings: Partial<SimulationSettings>,
  { hasCarrier = true, ...deps }: Partial<SimulationDeps> & { hasCarrier?: boolean } = {},
) {
  const world = queueWorld({ contacts: 10 });
  world.lease(ANA, 10);
  const calls: AddressedWords[] = [];
  const lookedUp: AddressedWords[] = [];
  const phone = new Map<string, GotText>();
  const state = {
    settings: { ...NO_SIMULATION, ...settings },
    outcome: accepted,
    isPhoneAway: false,
    asked: 0,
    wakeMs: Infinity,
  };
  const behind = carrierThat(
    ({ to, body }) => {
      calls.push({ to, body });
      return state.outcome();
    },
    {
      find: async ({ to, body }) => {
        lookedUp.push({ to, body });
        return { kind: "absent" };
      },
    },
  );
  const texts = () =>
    new SimulatedTexts({
      store: world.store,
      receive: async (inbound) => {
        world.store.block((change) => receive(world.store, change, inbound));
        return { ok: true, repeated: false };
      },
      deliveryReports: async ({ reports }) =>
        world.store.block((change) => reportLists(world.store, change, [reports])[0] ?? []),
      phoneGot: async (got) => {
        if (state.isPhoneAway) throw new Error("the organization is away");
        for (const text of got) phone.set(text.id, text);
      },
      wakeAt: (atMs) => (state.wakeMs = Math.min(state.wakeMs, atMs)),
    });
  /** Made anew after a stop: memory is gone, rows are there. */
  const carrier = (more: Partial<SimulationDeps> = {}) =>
    new SimulatedCarrier({
      store: world.store,
      texts: texts(),
      behind: hasCarrier ? behind : null,
      share: behind.share,
      fixedTo: null,
      settings: async () => {
        state.asked += 1;
        return state.settings;
      },
      onFault: () => {},
      ...deps,
      ...more,
    });
  const simulation = carrier();
  return {
    world,
    simulation,
    behind,
    state,
    calls,
    lookedUp,
    phone,
    carrier,
    link: (by: Carrier = simulation) => linkTo(world, by),
    /** Carries what waits; without `settle` the server stops before it has written what the carrier said. */
    async wave(by: Carrier = simulation, { settle = true } = {}) {
      const link = linkTo(world, by);
      const wave = beginWave(world.store, 100);
      const carried = await Promise.all(
        wave.texts.map(async (text) => ({ message: text.message, outcome: await link.carry(text) })),
      );
      if (settle) settleWave(world.store, carried, by.lookUpAfterMs);
      return carried;
    },
    /** Time passes, and the alarm rings whenever it was set to. */
    async pass(ms: number) {
      const until = world.clock.now + ms;
      while (state.wakeMs <= until) {
        world.clock.now = Math.max(world.clock.now, state.wakeMs);
        state.wakeMs = Infinity;
        await texts().run();
      }
      world.clock.now = until;
    },
    inbound: (n: number) => world.store.thread(n).filter(({ direction }) => direction === "in"),
  };
}
