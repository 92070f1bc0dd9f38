import { hc } from "hono/client";
import type { APP_PROTOCOL } from "../../domain/texter-app/texter.ts";
import type { AppRoutes } from "../../workers/app.ts";

/** Copied, because importing it would bring its module's validator into the app; the type keeps the two equal. */
export const appProtocol: typeof APP_PROTOCOL = 1;

let askingPersonId: string | null = null;

/**
 * From now on the page asks as this person. Where another account has signed in in this browser since, the server refuses
 * instead of doing for that account what was meant for this one.
 */
export function askAs(personId: string | null): void {
  askingPersonId = personId;
}

/** A socket's address, for the person as whom the page asks. */
export function socketPath(path: string): string {
  return askingPersonId === null ? path : `${path}?as=${askingPersonId}`;
}

/**
 * The API by the routes' own types: `call(api.admin.people.$get())`. A path, a parameter or a field that the routes do
 * not have fails the type check. The client puts ids in as they are, so ids from elsewhere need `encodeURIComponent`.
 */
export const { api } = hc<AppRoutes>("/", {
  headers: () => ({
    "x-whistlestop-app": String(appProtocol),
    ...(askingPersonId === null ? {} : { "x-whistlestop-person": askingPersonId }),
  }),
  init: { credentials: "same-origin" },
});

/** What one campaign answers: `campaignApi.script.$get({ param: { campaignId } })`. */
export const campaignApi = api.admin.campaigns[":campaignId"];
