import { hc } from "hono/client";
import type { APP_PROTOCOL } from "../../domain/texter-app/texter.ts";
import type { AppRoutes } from "../../workers/app.ts";

/** Copied, because the contract's module brings its validator along; its type keeps the two equal. */
export const appProtocol: typeof APP_PROTOCOL = 1;

/**
 * The API by the routes' own types: `call(api.admin.people.$get())`. A path, a parameter or a field that the routes do not have
 * fails the type check. Ids that come from elsewhere go through `encodeURIComponent`: the client puts them in as they are.
 */
export const { api } = hc<AppRoutes>("/", {
  headers: { "x-whistlestop-app": String(appProtocol) },
  init: { credentials: "same-origin" },
});

/** What one campaign answers: `campaignApi.script.$get({ param: { campaignId } })`. */
export const campaignApi = api.admin.campaigns[":campaignId"];
