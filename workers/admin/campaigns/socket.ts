/** `GET /ws/admin/campaigns/:campaignId`: live numbers of a campaign; the socket goes to its object. */
import { Hono } from "hono";
import { refuse } from "../../../domain/outcome.ts";
import { roleAtLeast } from "../../../domain/statuses.ts";
import { checkSession } from "../../auth/require-session.ts";
import { sessionOfPage } from "../../auth/session-cookie.ts";
import type { Edge } from "../../http/context.ts";
import { refused } from "../../http/refused.ts";
import { closedSocket, isSocketRequest, socketExpected, trustedUpgrade } from "../../http/socket.ts";
import { campaignOverview } from "./campaign-of-org.ts";

export const campaignSocket = new Hono<Edge>().get("/:campaignId", async (c) => {
  if (!isSocketRequest(c)) return socketExpected(c);
  const session = await sessionOfPage(c);
  if (!session) return closedSocket(4401);
  const checked = await checkSession(c.env, session);
  if (!checked.ok) return closedSocket(checked.reason === "suspended" ? 4403 : 4401);
  const { membership } = checked;
  if (!roleAtLeast(membership.role, "ADMIN")) {
    return refused(c, refuse("forbidden", "Only admins can watch campaigns."));
  }
  const campaignId = c.req.param("campaignId");
  const overview = await campaignOverview(c.env, membership.orgId, campaignId);
  if (!overview.ok) return refused(c, overview);
  // Noted before it opens: the inbox then has the campaign check the socket when the role changes.
  const again = await checkSession(c.env, session, { watches: campaignId });
  if (!again.ok) return closedSocket(again.reason === "suspended" ? 4403 : 4401);
  const { orgId, personId } = membership;
  // Headers are ASCII.
  const name = encodeURIComponent(`${membership.firstName} ${membership.lastName}`.trim());
  const trusted = {
    "x-org-id": orgId,
    "x-person-id": personId,
    "x-session-id": session.sessionId,
    "x-person-name": name,
  };
  return c.env.CAMPAIGN.getByName(campaignId).fetch(trustedUpgrade(c.req.raw, trusted));
});
