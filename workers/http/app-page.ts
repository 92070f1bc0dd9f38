import { refuse } from "../../domain/outcome.ts";
import type { EdgeContext } from "./context.ts";
import { refused } from "./refused.ts";

/** Files of the build, whose names change with their content; and what else a page or a robot looks for as a file. */
const FILE = /^\/assets\/|\.(?:css|html?|ico|jpe?g|js|json|map|mjs|png|svg|txt|webmanifest|webp|woff2?|xml)$/i;
const IS_API = /^\/(?:api|ws|webhooks)(?:\/|$)/;

/**
 * Answers for an address under which neither a route nor a file is: the app's page, because the app has addresses of its own
 * (`/admin/campaigns/…`, `/join/…`). A file that is missing is not found: with the page in its place, a browser would keep
 * that page as the script it asked for.
 */
export async function appPage(c: EdgeContext): Promise<Response> {
  const { method, path } = c.req;
  const isRead = method === "GET" || method === "HEAD";
  if (!isRead || IS_API.test(path) || FILE.test(path) || !wantsPage(c)) {
    c.header("cache-control", "no-store");
    return refused(c, refuse("not_found", `There is nothing at ${method} ${path}.`));
  }
  const page = await c.env.ASSETS.fetch(new URL("/", c.req.url), { method });
  // A copy, whose headers can be added to.
  return new Response(page.body, page);
}

/** Browsers say what they ask for; robots that make previews of links say nothing. */
function wantsPage(c: EdgeContext): boolean {
  const destination = c.req.header("sec-fetch-dest");
  return destination === undefined || destination === "document" || destination === "iframe";
}
