/**
 * `npm run numbers -- …`: phone numbers at the carrier, and the installation's inventory (docs/operate.md#numbers).
 *
 * The carrier's login comes from TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, the installation from WHISTLESTOP_ORIGIN and
 * SETUP_TOKEN.
 */
import { parseArgs } from "node:util";
import { carrierClient } from "./carrier-client.ts";
import { installationOf } from "./installation-numbers.ts";
import type { InstallationNumbers } from "./installation-numbers.ts";
import { buyNumbers, listNumbers, reconcileNumbers, releaseAtCarrier } from "./number-commands.ts";

const USAGE = `npm run numbers -- buy --area-code 617 --count 10 [--state MA] [--contains 555] [--toll-free] [--name Whistlestop]
npm run numbers -- list
npm run numbers -- take-over +1… +1…
npm run numbers -- reconcile
npm run numbers -- release +1… +1…
Options: --pool <organization's id> (default: the shared pool), --carrier-only (no installation)`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      "area-code": { type: "string" },
      state: { type: "string" },
      contains: { type: "string" },
      "toll-free": { type: "boolean", default: false },
      count: { type: "string", default: "1" },
      name: { type: "string", default: "Whistlestop" },
      pool: { type: "string", default: "shared" },
      "carrier-only": { type: "boolean", default: false },
    },
  });
  const [command, ...numbers] = positionals;
  const say = (line: string): void => console.log(line);
  const installation = values["carrier-only"] ? null : installationOf(process.env, values.pool);
  const needed = (): InstallationNumbers => {
    if (installation) return installation;
    throw new Error("The installation is missing: set WHISTLESTOP_ORIGIN and SETUP_TOKEN, or add --carrier-only.");
  };
  const areaCode = values["area-code"];
  const count = Number(values.count);

  switch (command) {
    case "buy": {
      if (!Number.isInteger(count) || count < 1 || count > 1000)
        throw new Error("--count is a number from 1 to 1,000.");
      if (areaCode !== undefined && !/^[2-9]\d\d$/.test(areaCode)) throw new Error("--area-code has three digits.");
      if (!values["carrier-only"]) needed();
      const search = {
        ...(areaCode === undefined ? {} : { areaCode: Number(areaCode) }),
        ...(values.state === undefined ? {} : { inRegion: values.state }),
        ...(values.contains === undefined ? {} : { contains: values.contains }),
      };
      const purchase = { search, tollFree: values["toll-free"], count, name: values.name };
      const bought = await buyNumbers(carrierClient(process.env), purchase, say);
      if (installation && bought.length > 0) say(`${await installation.takeOver(bought)} are in the inventory.`);
      return bought.length === count ? 0 : 1;
    }
    case "list":
      await listNumbers(carrierClient(process.env), say);
      return 0;
    case "take-over": {
      const wanted = e164(numbers);
      const added = await needed().takeOver(wanted);
      say(`${added} of ${numbers.length} are in the inventory.`);
      return added === numbers.length ? 0 : 1;
    }
    case "reconcile":
      return (await reconcileNumbers(needed(), say)) ? 0 : 1;
    case "release": {
      if (values["carrier-only"]) {
        const released = await releaseAtCarrier(carrierClient(process.env), e164(numbers), say);
        return released === numbers.length ? 0 : 1;
      }
      const wanted = e164(numbers);
      const { leaving, held, unknown } = await needed().release(wanted);
      say(`${leaving} go back to the carrier.`);
      for (const number of held) say(`${number} is in use and stays.`);
      for (const number of unknown) say(`${number} is not in the inventory.`);
      return held.length + unknown.length === 0 ? 0 : 1;
    }
    default:
      console.error(USAGE);
      return 2;
  }
}

function e164(numbers: readonly string[]): readonly string[] {
  const wrong = numbers.find((number) => !/^\+1[2-9]\d{9}$/.test(number));
  if (wrong !== undefined || numbers.length === 0) {
    throw new Error(`${wrong ?? "Nothing"} is not a number: write numbers like +16175550101.`);
  }
  return numbers;
}

try {
  process.exitCode = await main();
} catch (error) {
  const unreachable = error instanceof TypeError && error.message === "fetch failed";
  console.error(
    unreachable
      ? "No installation answers at WHISTLESTOP_ORIGIN."
      : error instanceof Error
        ? error.message
        : String(error),
  );
  process.exitCode = 1;
}
