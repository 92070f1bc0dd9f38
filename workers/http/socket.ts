import { refuse } from "../../domain/outcome.ts";
import { CLOSE_REASONS } from "../../domain/texter-app/close-reasons.ts";
import type { CloseCode } from "../../domain/texter-app/close-reasons.ts";
import type { EdgeContext } from "./context.ts";
import { refused } from "./refused.ts";

export function isSocketRequest(c: EdgeContext): boolean {
  return c.req.header("upgrade")?.toLowerCase() === "websocket";
}

export function socketExpected(c: EdgeContext): Response {
  return refused(c, refuse("bad_request", "This address takes WebSockets only; send the header upgrade: websocket."));
}

/**
 * Accepts a socket and closes it with a typed reason. Browsers hide the HTTP status of a refused upgrade from the page,
 * which then could not tell "sign in again" from a bad network and would reconnect for ever.
 */
export function closedSocket(code: CloseCode): Response {
  const [client, server] = Object.values(new WebSocketPair());
  if (!client || !server) throw new Error("WebSocketPair made no pair");
  server.accept();
  server.close(code, CLOSE_REASONS[code]);
  return new Response(null, { status: 101, webSocket: client });
}

/** The same upgrade for an object, with a header that only the edge sets. A client's own value never comes through. */
export function trustedUpgrade(request: Request, trusted: Record<string, string>): Request {
  const headers = new Headers(request.headers);
  for (const name of ["x-session-id", "x-org-id", "x-person-id", "cookie"]) headers.delete(name);
  for (const [name, value] of Object.entries(trusted)) headers.set(name, value);
  return new Request(request, { headers });
}
