/** The command line of the crash test. */
import { parseArgs } from "node:util";

/** `call`: of calls for numbers and services. */
export type PlannedFault = { kind: string; probability: number; delayMs?: number; code?: number; call?: string };

export type Options = {
  /** Random choices repeat with the seed; the machine's timing does not. */
  seed: number;
  texters: number;
  contacts: number;
  /** How long texters text; null: until the contacts are used up. */
  seconds: number | null;
  /** Seconds that the database is away in one piece, beside its kills. */
  outage: number;
  /** Most kills; they come every few seconds while texters text. */
  kills: number;
  faults: PlannedFault[];
};

const USAGE = `npm run crash -- [--seconds 60] [--contacts 1200] [--texters 6] [--seed 1] [--kills 999] [--outage 8]
             [--texts N]  N texts as fast as they go, instead of some seconds of texting
             [--faults accept-then-time-out=0.05,500=0.05]  instead of the usual mixture; "none" for none`;

/** Each of them small, so that a text seldom meets two. `delayMs` in milliseconds. */
const MIXTURE: PlannedFault[] = [
  { kind: "accept-then-time-out", probability: 0.03 },
  { kind: "accept-then-500", probability: 0.02 },
  { kind: "500", probability: 0.03 },
  { kind: "429", probability: 0.01, delayMs: 500 },
  { kind: "error-code", probability: 0.01, code: 30_003 },
  { kind: "duplicate-callbacks", probability: 0.3, delayMs: 200 },
  { kind: "out-of-order-callbacks", probability: 0.3 },
  { kind: "late-callbacks", probability: 0.1, delayMs: 3_000 },
  { kind: "drop-callbacks", probability: 0.05 },
];

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: "string" },
      texts: { type: "string" },
      contacts: { type: "string" },
      texters: { type: "string" },
      seed: { type: "string", default: "1" },
      kills: { type: "string", default: "999" },
      outage: { type: "string" },
      faults: { type: "string" },
    },
  });
  const number = (name: keyof typeof values, otherwise: number): number => {
    const value = Number(values[name] ?? otherwise);
    if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} ${values[name]} is not a number.\n${USAGE}`);
    return value;
  };
  const texts = values.texts === undefined ? null : number("texts", 0);
  if (texts !== null && values.seconds !== undefined) throw new Error(`Either --seconds or --texts.\n${USAGE}`);
  const kills = number("kills", 999);
  return {
    seed: number("seed", 1),
    texters: number("texters", texts === null ? 6 : 20),
    contacts: texts ?? number("contacts", 1_200),
    seconds: texts === null ? number("seconds", 60) : null,
    outage: number("outage", kills === 0 ? 0 : 8),
    kills,
    faults: values.faults === undefined ? MIXTURE : readFaults(values.faults),
  };
}

function readFaults(list: string): PlannedFault[] {
  if (list === "none" || list === "") return [];
  return list.split(",").map((each) => {
    const [kind = "", share = ""] = each.split("=");
    const probability = Number(share);
    if (kind === "" || !(probability > 0 && probability <= 1)) {
      throw new Error(`--faults has "${each}": write a kind and its share, like 500=0.05.\n${USAGE}`);
    }
    return { kind, probability };
  });
}
