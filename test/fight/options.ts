/** The command line of the fight for numbers. */
import { parseArgs } from "node:util";

const USAGE = "npm run test:fight -- [--seconds 300] [--seed 1] [--kills 999]";

export type FightOptions = { seconds: number; seed: number; kills: number };

export function readFightOptions(args: readonly string[]): FightOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: "string", default: "300" },
      /** Random choices repeat with the seed; the machine's timing does not. */
      seed: { type: "string", default: "1" },
      kills: { type: "string", default: "999" },
    },
  });
  const number = (name: keyof typeof values): number => {
    const value = Number(values[name]);
    if (Number.isSafeInteger(value) && value >= 0) return value;
    console.error(`--${name} ${values[name]} is not a whole number.\n${USAGE}`);
    return process.exit(2);
  };
  return { seconds: number("seconds"), seed: number("seed"), kills: number("kills") };
}
