/**
 * The Worker's client for Postgres: Neon's HTTP protocol through drizzle. One query, or one non-interactive transaction
 * (`db.batch([...])`), per round trip; nothing is kept open between requests
 * (docs/platform.md#postgres-one-round-trip).
 */
import { neon, neonConfig } from "@neondatabase/serverless";
import type { NeonQueryFunction } from "@neondatabase/serverless";
import { drizzle } from "drizzle-orm/neon-http";
import type { NeonHttpDatabase } from "drizzle-orm/neon-http";
import * as assignment from "./schema/assignment.ts";
import * as authoredCopies from "./schema/authored-copies.ts";
import * as campaigns from "./schema/campaigns.ts";
import * as carrier from "./schema/carrier.ts";
import * as contacts from "./schema/contacts.ts";
import * as messages from "./schema/messages.ts";
import * as numbers from "./schema/numbers.ts";
import * as optOuts from "./schema/opt-outs.ts";
import * as organization from "./schema/organization.ts";
import * as people from "./schema/people.ts";
import * as phoneService from "./schema/phone-service.ts";
import * as record from "./schema/record.ts";
import * as scripts from "./schema/scripts.ts";
import * as sending from "./schema/sending.ts";
import { storable } from "./storable-json.ts";

const schema = {
  ...assignment,
  ...authoredCopies,
  ...campaigns,
  ...carrier,
  ...contacts,
  ...messages,
  ...numbers,
  ...optOuts,
  ...organization,
  ...people,
  ...phoneService,
  ...record,
  ...scripts,
  ...sending,
};

/** Drizzle's client; `$client` is the driver below it. */
export type Database = NeonHttpDatabase<typeof schema> & { $client: NeonQueryFunction<false, false> };

export type ConnectOptions = {
  /**
   * Address of another server that speaks Neon's `/sql` (`tools/local/postgres/neon-server.ts`; the Worker's `NEON_FETCH_ENDPOINT`).
   * Without it the address follows from the host in the database's URL, which then has to be Neon's.
   */
  fetchEndpoint?: string | undefined;
  /** Longest wait for one round trip, body included; 10 s unless set. */
  limitMs?: number;
  /** Instead of the global `fetch`; for a server in the same process. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
};

const DEFAULT_LIMIT_MS = 10_000;

/** What `connect` hands to `routedFetch` through the driver's `fetchOptions`, its only setting per client. */
type Route = { endpoint: string | undefined; limitMs: number; send: typeof fetch | undefined };

// The driver's endpoint setting is global for the isolate, and a signal in `fetchOptions` would start its time limit
// once for all queries. So both are set here, per query.
neonConfig.fetchFunction = (url: string, init: RequestInit & { route: Route }): Promise<Response> => {
  const { route, ...rest } = init;
  const send = route.send ?? fetch;
  // The driver's own JSON: query and parameters. A NUL in a typed name or search must not become a fault.
  if (typeof rest.body === "string") rest.body = storable(rest.body);
  return send(route.endpoint ?? url, { ...rest, signal: AbortSignal.timeout(route.limitMs) });
};

/**
 * A database client; cheap to make per request, and safe to keep.
 *
 * @param databaseUrl `postgresql://user:password@host/database`
 */
export function connect(databaseUrl: string, options: ConnectOptions = {}): Database {
  const route = {
    endpoint: options.fetchEndpoint,
    limitMs: options.limitMs ?? DEFAULT_LIMIT_MS,
    send: options.fetch,
  };
  const client = neon(databaseUrl, { fetchOptions: { route }, disableWarningInBrowsers: true });
  return drizzle(client, { schema });
}
