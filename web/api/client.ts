import { hc } from "hono/client";
import type { APP_PROTOCOL } from "../../domain/texter-app/texter.ts";
import type { AppRoutes } from "../../workers/app.ts";

/** Copied, because importing it would bring its module's validator into the app; the type keeps the two equal. */
export const appProtocol: typeof APP_PROTOCOL = 1;

/**
 * The API by the routes' own types: `call(api.admin.people.$get())`. A path, a parameter or a field that the routes do
 * not have fails the type check. The client puts ids in as they are, so ids from elsewhere need `encodeURIComponent`.
 */
export const { api } = hc<AppRoutes>("/", {
  headers: { "x-whistlestop-app": String(appProtocol) },
  init: { credentials: "same-origin" },
});

/** What one campaign answers: `campaignApi.script.$get({ param: { campaignId } })`. */
export const campaignApi = api.admin.campaigns[":campaignId"];
