/** All routes of the edge. Files under `dist/app` are served before the Worker is called (wrangler.toml, [assets]). */
import { Hono } from "hono";
import { refuse } from "../domain/outcome.ts";
import { campaignArchives } from "./admin/campaigns/archives.ts";
import { campaignAssignments } from "./admin/assignment/assignments.ts";
import { campaignDrafts } from "./admin/campaigns/campaigns.ts";
import { campaignCopies } from "./admin/campaigns/copies.ts";
import { contactUploads } from "./admin/contacts/contacts.ts";
import { deadLetters } from "./admin/settings/dead-letters.ts";
import { campaignLife } from "./admin/campaigns/lifecycle.ts";
import { campaignMessages } from "./admin/messages/messages.ts";
import { optOutReviews } from "./admin/opt-outs/opt-out-reviews.ts";
import { optOutRoutes } from "./admin/opt-outs/opt-outs.ts";
import { conversationLabels, organizationLabels } from "./admin/scripts/labels.ts";
import { people } from "./admin/people/people.ts";
import { pictureUploads } from "./admin/scripts/pictures.ts";
import { campaignPolicy } from "./admin/assignment/policy.ts";
import { campaignScripts } from "./admin/scripts/scripts.ts";
import { textRequestRoutes } from "./admin/assignment/requests.ts";
import { settings } from "./admin/settings/settings.ts";
import { simulationSettings } from "./admin/settings/simulation.ts";
import { campaignSocket } from "./admin/campaigns/socket.ts";
import { teams } from "./admin/people/teams.ts";
import { campaignUndecided, organizationUndecided } from "./admin/messages/undecided.ts";
import { unmatchedRoutes } from "./admin/messages/unmatched.ts";
import { joinLinks } from "./auth/join-links.ts";
import { requireAdmin } from "./auth/require-session.ts";
import { requireSameOrigin } from "./auth/same-origin.ts";
import { setup } from "./auth/setup.ts";
import { signIn } from "./auth/sign-in.ts";
import { signUp } from "./auth/sign-up.ts";
import type { Env } from "../durable-objects/bindings/env.ts";
import type { Edge, EdgeContext } from "./http/context.ts";
import { answerFault } from "./http/fault.ts";
import { refused } from "./http/refused.ts";
import { apiHeaders, requestContext } from "./http/request-context.ts";
import { inboundFiles } from "./media/inbound-files.ts";
import { publicPictures } from "./media/pictures.ts";
import { texterLabels } from "./texter/labels.ts";
import { texterOperations } from "./texter/operations.ts";
import { texterSocket } from "./texter/socket.ts";
import { twilioWebhooks } from "./webhooks/twilio.ts";

const api = new Hono<Edge>()
  .use(apiHeaders)
  // Before the check of origins, because a browser never adds a bearer token by itself.
  .route("/setup", setup)
  .use(requireSameOrigin)
  .route("/texter", texterOperations)
  .route("/labels", texterLabels)
  .route("/media", inboundFiles)
  .route("/pictures", publicPictures)
  .route("/auth", signIn)
  .route("/auth", signUp)
  .route("/join", joinLinks)
  // Before the rest of the administration, because supervolunteers decide on requests, too.
  .route("/admin/requests", textRequestRoutes)
  .use("/admin/*", requireAdmin)
  .route("/admin/campaigns", campaignDrafts)
  .route("/admin/campaigns/:campaignId/contacts", contactUploads)
  .route("/admin/campaigns/:campaignId", campaignLife)
  .route("/admin/campaigns/:campaignId", campaignCopies)
  .route("/admin/campaigns/:campaignId/archive", campaignArchives)
  .route("/admin/campaigns/:campaignId", campaignPolicy)
  .route("/admin/campaigns/:campaignId/assignments", campaignAssignments)
  .route("/admin/campaigns/:campaignId", campaignMessages)
  .route("/admin/campaigns/:campaignId/undecided", campaignUndecided)
  .route("/admin/undecided", organizationUndecided)
  .route("/admin/campaigns/:campaignId/script", campaignScripts)
  .route("/admin/campaigns/:campaignId/labels", conversationLabels)
  .route("/admin/labels", organizationLabels)
  .route("/admin/pictures", pictureUploads)
  .route("/admin/people", people)
  .route("/admin/teams", teams)
  .route("/admin/opt-outs/reviews", optOutReviews)
  .route("/admin/opt-outs", optOutRoutes)
  .route("/admin/unmatched", unmatchedRoutes)
  .route("/admin/settings", settings)
  .route("/admin/simulation", simulationSettings)
  .route("/admin/dead-letters", deadLetters);

const sockets = new Hono<Edge>()
  .use(requireSameOrigin)
  .route("/texter", texterSocket)
  .route("/admin/campaigns", campaignSocket);

const nothingThere = (c: EdgeContext) =>
  refused(c, refuse("not_found", `There is nothing at ${c.req.method} ${c.req.path}.`));

/**
 * A router of their own: webhooks are the largest inbound load, and Hono's fast router cannot take all other routes.
 */
const webhooks = new Hono<Edge>()
  .use(requestContext)
  .route("/webhooks/twilio", twilioWebhooks)
  .notFound(nothingThere)
  .onError(answerFault);

const pages = new Hono<Edge>()
  .use(requestContext)
  .route("/api", api)
  .route("/ws", sockets)
  .notFound(nothingThere)
  .onError(answerFault);

export const app = {
  fetch(request: Request, env: Env, context: ExecutionContext): Response | Promise<Response> {
    const { url } = request;
    const pathStart = url.indexOf("/", url.indexOf("://") + 3);
    return (url.startsWith("/webhooks/", pathStart) ? webhooks : pages).fetch(request, env, context);
  },
};
