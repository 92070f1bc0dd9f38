/** `GET /ws/texter`: the app's socket. It goes to the texter's inbox, which checks the session itself. */
import { Hono } from "hono";
import { inboxKey } from "../../domain/ids.ts";
import { sessionOfPage } from "../auth/session-cookie.ts";
import type { Edge } from "../http/context.ts";
import { closedSocket, isSocketRequest, socketExpected, trustedUpgrade } from "../http/socket.ts";

export const texterSocket = new Hono<Edge>().get("/", async (c) => {
  if (!isSocketRequest(c)) return socketExpected(c);
  const session = await sessionOfPage(c);
  if (!session) return closedSocket(4401);
  const inbox = c.env.TEXTER_INBOX.getByName(inboxKey(session.orgId, session.personId));
  const answer = await inbox.fetch(trustedUpgrade(c.req.raw, { "x-session-id": session.sessionId }));
  if (answer.status === 401) return closedSocket(4401);
  return answer.status === 403 ? closedSocket(4403) : answer;
});
