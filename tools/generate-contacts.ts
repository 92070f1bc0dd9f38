/** `npm run generate-contacts -- 1000000 > contacts.csv`: a contact file of any size on standard output. */
import { once } from "node:events";
import { parseArgs } from "node:util";
import { contactFile, MOST_CONTACTS } from "./contact-generator.ts";

const USAGE = `npm run --silent generate-contacts -- <number of contacts> [--seed 1] > contacts.csv

Numbers are fictional (exchange 555): they can be imported where a campaign allows test numbers, which only an
installation with a simulated carrier does. At most ${MOST_CONTACTS} contacts.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: "string", default: "1" }, help: { type: "boolean", default: false } },
  });
  const count = Number(positionals[0]);
  const seed = Number(values.seed);
  if (values.help || !Number.isInteger(count) || count < 1 || count > MOST_CONTACTS || !Number.isInteger(seed)) {
    console.error(USAGE);
    return 2;
  }
  for (const piece of contactFile(count, { seed })) {
    if (!process.stdout.write(piece)) await once(process.stdout, "drain");
  }
  return 0;
}

// A reader that has enough (head) closes the pipe.
process.stdout.on("error", () => process.exit(0));
process.exitCode = await main();
