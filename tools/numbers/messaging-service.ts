/**
 * `npm run messaging-service -- …`: Messaging Services at the carrier (docs/operate.md#numbers), with the login of
 * TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.
 */
import { parseArgs } from "node:util";
import { carrierClient } from "./carrier-client.ts";
import { createService, listServices, moveAddresses } from "./service-commands.ts";

const USAGE = `npm run messaging-service -- create --org <organization's id> --origin https://… [--name "Our texts"]
npm run messaging-service -- list
npm run messaging-service -- update --origin https://…   (every address of services and numbers moves there)`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { org: { type: "string" }, origin: { type: "string" }, name: { type: "string", default: "Whistlestop" } },
  });
  const say = (line: string): void => console.log(line);
  switch (positionals[0]) {
    case "create": {
      const orgId = values.org ?? "";
      if (!/^o[0-9a-z]{15}$/.test(orgId))
        throw new Error("--org is the organization's id: Installation → Organizations.");
      const request = { name: values.name, origin: originOf(values.origin), orgId };
      say(await createService(carrierClient(process.env), request));
      return 0;
    }
    case "list":
      await listServices(carrierClient(process.env), say);
      return 0;
    case "update": {
      const changed = await moveAddresses(carrierClient(process.env), originOf(values.origin), say);
      say(changed === 0 ? "Every address is there already." : `${changed} changed.`);
      return 0;
    }
    default:
      console.error(USAGE);
      return 2;
  }
}

/** Without a trailing slash. The carrier takes no host with an underscore. */
function originOf(given: string | undefined): string {
  if (given === undefined || !URL.canParse(given))
    throw new Error("--origin is an address like https://text.example.org.");
  const { origin, hostname } = new URL(given);
  if (hostname.includes("_")) throw new Error(`The carrier takes no host name with an underscore: ${hostname}.`);
  return origin;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
