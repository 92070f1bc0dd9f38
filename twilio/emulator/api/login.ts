/** What all of the API's routes share: the login, refusals, and answers that get lost on purpose. */
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { API_VERSION, errorResource, statusOf } from "./message-resource.ts";
import type { Senders } from "./senders.ts";
import type { Account } from "../settings.ts";

/** Over node:http the connection itself is there, and can be lost on purpose; under `app.fetch` there is no `c.env`. */
export type EmulatorEnv = { Bindings: Partial<HttpBindings> };
export type ApiEnv = EmulatorEnv & { Variables: { account: Account } };

/** Basic auth. Where the path names an account, it has to be the login's own. */
export const requireLogin = (senders: () => Senders, countRefused: () => void) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const account = senders().byAuthorization(c.req.header("authorization") ?? "");
    const own = `/${API_VERSION}/Accounts/${account?.sid}`;
    const isNamed = c.req.path.startsWith(`/${API_VERSION}/`);
    if (!account || (isNamed && !c.req.path.startsWith(`${own}/`) && c.req.path !== `${own}.json`)) {
      c.header("www-authenticate", 'Basic realm="Twilio API"');
      return answerError(c, 20003);
    }
    if (account.status !== "active" && c.req.path !== `${own}.json`) {
      if (c.req.method === "POST") countRefused();
      return answerError(c, 20005);
    }
    c.set("account", account);
    return next();
  });

export function answerError(c: Context<ApiEnv>, code: number, detail?: string): Response {
  return c.json(errorResource(code, detail), statusOf(code) as 400);
}

/** Lets a client wait for an answer that never comes. */
export async function loseAnswer(c: Context<ApiEnv>, holdMs: number): Promise<Response> {
  const outgoing = c.env?.outgoing;
  await hold(holdMs, outgoing);
  outgoing?.destroy();
  return c.body(null, 504);
}

/** Waits, at most until the other side hangs up. */
export function hold(ms: number, outgoing?: HttpBindings["outgoing"]): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms).unref();
    outgoing?.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
