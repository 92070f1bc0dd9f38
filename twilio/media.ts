/**
 * Files of inbound texts, fetched from the carrier. A webhook names their addresses, and fetching an attacker's address
 * would expose the network and the credentials. So only the account's own media are fetched, and only the carrier gets
 * the credentials; redirects to its stores are followed without them.
 */
import { readBytes } from "../domain/contacts/file/read-bytes.ts";
import type { WithBody } from "../domain/contacts/file/read-bytes.ts";
import type { MediaFetch } from "../domain/sending/carrier.ts";
import { authorizationOf } from "./carrier.ts";
import type { TwilioAccount, CarrierDeps } from "./carrier.ts";

const PATH = /^\/2010-04-01\/Accounts\/(AC[0-9a-f]{32})\/Messages\/(?:MM|SM)[0-9a-f]{32}\/Media\/ME[0-9a-f]{32}$/;
const MOST_REDIRECTS = 3;

/**
 * The path of a file of this account at the carrier; null for any other address. Stored instead of the address, so that
 * a later fetch cannot go anywhere else.
 */
export function mediaPath({ accountSid, apiBase }: Pick<TwilioAccount, "accountSid" | "apiBase">, url: string) {
  if (!URL.canParse(url)) return null;
  const { origin, pathname, search, username, password } = new URL(url);
  if (origin !== new URL(apiBase).origin || search !== "" || username !== "" || password !== "") return null;
  return PATH.exec(pathname)?.[1] === accountSid ? pathname : null;
}

/** Where the carrier keeps what it sends us on to. */
function isCarrierStore({ protocol, hostname, port, pathname }: URL): boolean {
  if (protocol !== "https:" || port !== "") return false;
  return (
    hostname.endsWith(".twiliocdn.com") ||
    (hostname === "s3-external-1.amazonaws.com" && pathname.startsWith("/media.twiliocdn.com/"))
  );
}

export type MediaAnswer = WithBody & { status: number };
export type MediaCallDeps = Pick<CarrierDeps, "timeoutMs"> & {
  fetch: (
    url: string,
    init: { method: string; headers: Record<string, string>; redirect: "manual"; signal: AbortSignal },
  ) => Promise<MediaAnswer>;
};

/** @param path what `mediaPath` answered with */
export async function fetchMedia(
  account: TwilioAccount,
  path: string,
  { mostBytes, ...deps }: MediaCallDeps & { mostBytes: number },
): Promise<MediaFetch> {
  const carrier = new URL(account.apiBase).origin;
  // Only paths of this form are fetched, even if a table contains something else.
  if (mediaPath(account, carrier + path) === null) {
    return { kind: "refused", problem: "It is not a file of this account" };
  }
  const signal = AbortSignal.timeout(deps.timeoutMs);
  let url = new URL(carrier + path);
  try {
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      const headers: Record<string, string> = url.origin === carrier ? { authorization: authorizationOf(account) } : {};
      const answer = await deps.fetch(url.href, { method: "GET", headers, redirect: "manual", signal });
      const { status } = answer;
      if (status === 200) return await read(answer, mostBytes);
      await answer.body?.cancel();
      const location = status >= 300 && status < 400 ? answer.headers.get("location") : null;
      if (location === null) return { kind: "failed", problem: `the carrier answered ${status}` };
      if (!URL.canParse(location, url.href)) return { kind: "failed", problem: "the carrier sent us on to no address" };
      url = new URL(location, url.href);
      if (url.origin !== carrier && !isCarrierStore(url)) {
        return { kind: "refused", problem: `The carrier sent us on to ${url.hostname}, which is none of its stores` };
      }
    }
    return { kind: "failed", problem: "the carrier sent us on too often" };
  } catch (error) {
    if (signal.aborted) return { kind: "failed", problem: `the carrier did not send it within ${deps.timeoutMs} ms` };
    return { kind: "failed", problem: `the connection was lost: ${error instanceof Error ? error.message : error}` };
  }
}

async function read(answer: MediaAnswer, mostBytes: number): Promise<MediaFetch> {
  const bytes = await readBytes(answer, mostBytes);
  if (bytes !== null) return { kind: "fetched", bytes };
  return { kind: "refused", problem: `It is larger than ${Math.floor(mostBytes / 1024 / 1024)} MB` };
}
