/** All routes of the edge. Files under `dist/app` are served before the Worker is called (wrangler.toml, [assets]). */
import { Hono } from "hono";
import { adminRoutes } from "./admin/admin-routes.ts";
import { campaignSocket } from "./admin/campaigns/socket.ts";
import { phonebook } from "./api/phonebook.ts";
import { sms } from "./api/sms.ts";
import { joinLinks } from "./auth/join-links.ts";
import { changePassword } from "./auth/passwords/change-password.ts";
import { newPassword } from "./auth/passwords/new-password.ts";
import { requireSameOrigin } from "./auth/same-origin.ts";
import { setup } from "./auth/setup.ts";
import { signIn } from "./auth/sign-in.ts";
import { signUp } from "./auth/sign-up.ts";
import type { Env } from "../durable-objects/bindings/env.ts";
import type { Edge } from "./http/context.ts";
import { appPage } from "./http/app-page.ts";
import { drainUnread } from "./http/body.ts";
import { refuse } from "../domain/outcome.ts";
import { answerFault } from "./http/fault.ts";
import { refused } from "./http/refused.ts";
import { apiHeaders, requestContext, requestIds, safeHeaders } from "./http/request-context.ts";
import { inboundFiles } from "./media/inbound-files.ts";
import { publicPictures } from "./media/pictures.ts";
import { operatorRoutes } from "./operator/operator-routes.ts";
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
  .route("/auth", newPassword)
  .route("/auth", changePassword)
  .route("/join", joinLinks)
  .route("/admin", adminRoutes)
  .route("/operator", operatorRoutes);

const sockets = new Hono<Edge>()
  .use(requireSameOrigin)
  .route("/texter", texterSocket)
  .route("/admin/campaigns", campaignSocket);

/**
 * A router of their own: webhooks are the largest inbound load, and Hono's fast router cannot take all other routes.
 */
const webhooks = new Hono<Edge>()
  .use(requestIds, requestContext, safeHeaders, drainUnread)
  .route("/webhooks/twilio", twilioWebhooks)
  .notFound(appPage)
  .onError(answerFault);

const NO_SUCH_CALL = refuse("not_found", "There is no such call of the phone service: docs/phone-service.md has them.");

/** For other programs, which call by API tokens and never from a page. */
const programs = new Hono<Edge>()
  .use(requestIds, requestContext, safeHeaders, drainUnread, apiHeaders)
  .route("/phonebook", phonebook)
  .route("/sms", sms)
  .notFound((c) => refused(c, NO_SUCH_CALL))
  .onError(answerFault);

const pages = new Hono<Edge>()
  .use(requestIds, requestContext, safeHeaders, drainUnread)
  .route("/api", api)
  .route("/ws", sockets)
  .notFound(appPage)
  .onError(answerFault);

/** The type of the app's client (web/api): paths, what each takes, and what it answers. */
export type AppRoutes = typeof pages;

export const app = {
  /** For the test that tries every one of them with invented ids. */
  routes: [...pages.routes, ...webhooks.routes, ...programs.routes],
  fetch(request: Request, env: Env, context: ExecutionContext): Response | Promise<Response> {
    const { url } = request;
    const pathStart = url.indexOf("/", url.indexOf("://") + 3);
    const begins = (path: string) => url.startsWith(path, pathStart);
    const router = begins("/webhooks/") ? webhooks : begins("/sms/") || begins("/phonebook/") ? programs : pages;
    return router.fetch(request, env, context);
  },
};
