/**
 * A line's carrier: by the account that its number is of; in a simulation one that texts nobody for real (docs/simulation.md).
 */
import type { Carrier, LookUp, OfferedText, TextIds, TextWords } from "../../domain/sending/carrier.ts";
import { tagged } from "../../domain/sending/override-phone.ts";
import type { GotText } from "../../domain/sending/override-phone.ts";
import { changesNothing, divertedTo } from "../../domain/sending/simulation.ts";
import type { SimulationSettings } from "../../domain/sending/simulation.ts";
import type { OwnAccounts } from "../../domain/sending/own-account.ts";
import { twilioCarrier } from "../../twilio/twilio-carrier.ts";
import { carrierProblem } from "../bindings/carrier-account.ts";
import { twilioSettings } from "../bindings/carrier.ts";
import type { Env } from "../bindings/env.ts";
import { fixedRecipient, isSimulation } from "../bindings/simulation.ts";
import { holdingCarrier, loadAccount } from "../kit/carrier/load-account.ts";
import { withOwnAccounts } from "../kit/carrier/own-carrier.ts";
import { carrierAccountAt } from "../rpc/stubs.ts";

const KEPT_MS = 5_000;
const AGAIN_MS = 10_000;
/** Its own look-ups are answered at once. */
const OWN_LOOK_UP_MS = 1_000;

export type LineCarrierDeps = {
  orgId: string;
  now: () => number;
  /** Of the organization's object. */
  ownAccounts: () => Promise<OwnAccounts>;
  simulation: () => Promise<SimulationSettings>;
  phoneGot: (texts: GotText[]) => Promise<void>;
};

/** @returns the carrier by an own account of the organization; null: the installation's */
export function lineCarriers(env: Env, deps: LineCarrierDeps): (accountSid: string | null) => Carrier {
  const made = new Map<string | null, Carrier>();
  return (accountSid) => {
    let carrier = made.get(accountSid);
    if (!carrier) made.set(accountSid, (carrier = carrierOf(env, deps, accountSid)));
    return carrier;
  };
}

function carrierOf(env: Env, deps: LineCarrierDeps, accountSid: string | null): Carrier {
  const problem = carrierProblem(env);
  if (problem !== null) return holdingCarrier(problem);
  const share: Carrier["share"] = (request) => carrierAccountAt(env, accountSid).share(request);
  const settings = twilioSettings(env);
  const twilio =
    settings &&
    withOwnAccounts(twilioCarrier(settings, share), {
      installationSid: settings.account.accountSid,
      sidOf: () => accountSid,
      load: (sid) => loadAccount(env, deps.orgId, sid, deps.ownAccounts),
      carrierOf: (account) => twilioCarrier({ ...settings, account }, share),
      share,
      now: deps.now,
    });
  return twilio && !isSimulation(env) ? twilio : simulatedLine(twilio, share, fixedRecipient(env), deps);
}

/** @param behind takes what is texted; null: nothing leaves the installation */
export function simulatedLine(
  behind: Carrier | null,
  share: Carrier["share"],
  fixedTo: string | null,
  { orgId, now, simulation, phoneGot }: Pick<LineCarrierDeps, "orgId" | "now" | "simulation" | "phoneGot">,
): Carrier {
  let known: { settings: SimulationSettings; untilMs: number } | null = null;

  async function read(): Promise<SimulationSettings> {
    if (known && known.untilMs > now()) return known.settings;
    const found = await simulation();
    const settings = { ...found, to: fixedTo ?? found.to };
    known = { settings, untilMs: now() + KEPT_MS };
    return settings;
  }
  /** null: to the recipient themselves; "": nowhere. */
  const placeOf = (settings: SimulationSettings, cell: string) => divertedTo(settings, { orgId, cell, fields: {} });
  const listedAs = (settings: SimulationSettings, { to, body }: Pick<TextWords, "to" | "body">) => {
    const phone = placeOf(settings, to);
    return phone ? { to: phone, body: tagged(to, body) } : { to, body };
  };

  return {
    /** As long as it is not known where texts may go, none goes. */
    ready: async () => {
      try {
        await read();
        return null;
      } catch {
        return { kind: "throttled", retryAfterMs: AGAIN_MS };
      }
    },
    carry: async (text: OfferedText) => {
      const settings = await read();
      if (behind && changesNothing(settings)) return behind.carry(text);
      const phone = placeOf(settings, text.to);
      if (phone) {
        const got = {
          id: text.messageId,
          phone,
          contactId: "",
          cell: text.to,
          name: "",
          body: tagged(text.to, text.body),
        };
        await phoneGot([got]);
      }
      if (behind && phone !== "") return behind.carry({ ...text, ...listedAs(settings, text) });
      const status = phone === "" ? "sent" : "delivered";
      return { kind: "accepted", sid: `simulated-${text.messageId}`, status, from: text.from, segments: 1 };
    },
    find: async (wanted: LookUp & TextIds) => {
      if (!behind) return { kind: "absent" };
      try {
        const settings = await read();
        const isDropped = placeOf(settings, wanted.to) === "";
        return isDropped ? { kind: "absent" } : await behind.find({ ...wanted, ...listedAs(settings, wanted) });
      } catch (error) {
        return { kind: "unreachable", detail: String(error) };
      }
    },
    list: (query) => behind?.list(query) ?? Promise.resolve({ ok: true, texts: [] }),
    fetchMedia: (path) =>
      behind?.fetchMedia(path) ?? Promise.resolve({ kind: "refused", problem: "This simulation has no carrier" }),
    share,
    lookUpAfterMs: behind?.lookUpAfterMs ?? OWN_LOOK_UP_MS,
    absenceIsProofAfterMs: behind ? behind.absenceIsProofAfterMs : 0,
  };
}
