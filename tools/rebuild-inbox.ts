/**
 * `npm run rebuild-inbox -- <email>`: drops a texter's desk, which is a copy, and reads it again from the queues that own
 * the conversations. Against a running installation, as one of its admins:
 *
 *     npm run rebuild-inbox -- tess@riverton.example [--origin http://localhost:8787] [--admin <email>] [--password <word>]
 *
 * Instead of the options: WHISTLESTOP_ORIGIN, WHISTLESTOP_ADMIN, WHISTLESTOP_PASSWORD. The defaults are the local demo's.
 */
import { parseArgs } from "node:util";
import type { Person } from "../domain/people/people.ts";
import { createApiClient, need } from "./demo/api-client.ts";
import { DEMO_ADMIN } from "./demo/people.ts";

const USAGE = "npm run rebuild-inbox -- <email> [--origin <url>] [--admin <email>] [--password <word>]";

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      origin: {
        type: "string",
        default: process.env["WHISTLESTOP_ORIGIN"] ?? `http://localhost:${process.env["PORT"] || 8787}`,
      },
      admin: { type: "string", default: process.env["WHISTLESTOP_ADMIN"] ?? DEMO_ADMIN.email },
      password: { type: "string", default: process.env["WHISTLESTOP_PASSWORD"] ?? DEMO_ADMIN.password },
    },
  });
  const email = positionals[0]?.trim().toLowerCase();
  if (email === undefined || positionals.length !== 1) {
    console.error(USAGE);
    return 2;
  }
  const api = createApiClient(values.origin.replace(/\/$/, ""));
  const credentials = { email: values.admin, password: values.password };
  need(`Signing in as ${values.admin}`, await api.post("/api/auth/sign-in", credentials));
  const { people } = need("Listing people", await api.get<{ ok: true; people: Person[] }>("/api/admin/people"));
  const person = people.find((each) => each.email === email);
  if (person === undefined) {
    console.error(`Nobody of the organization has the e-mail ${email}.`);
    return 1;
  }
  const rebuilt = need(
    `Rebuilding the inbox of ${email}`,
    await api.post<{ ok: true; campaigns: number; contacts: number }>(
      `/api/admin/people/${person.personId}/rebuild-inbox`,
      {},
    ),
  );
  console.log(`The inbox of ${email} was rebuilt: ${rebuilt.contacts} contacts of ${rebuilt.campaigns} campaigns.`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const unreachable = error instanceof TypeError && error.message === "fetch failed";
  console.error(unreachable ? "No installation answers there: start it with npm start." : String(error));
  process.exitCode = 1;
}
