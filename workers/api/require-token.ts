/** Programs with a token that has the scope of a call may make it (docs/phone-service.md#tokens). */
import { createMiddleware } from "hono/factory";
import { refuse } from "../../domain/outcome.ts";
import { readBearer } from "../../domain/phone-service/api-tokens.ts";
import type { ApiScope } from "../../domain/phone-service/api-tokens.ts";
import { DEFAULT_CALLS_PER_SECOND } from "../../domain/phone-service/call-limits.ts";
import type { Edge } from "../http/context.ts";
import { refused } from "../http/refused.ts";
import { mayCallAtMs } from "./call-limits.ts";
import { noteUse, tokensOf } from "./known-tokens.ts";
import { tokenHash } from "./token-hash.ts";

const HOW = "An owner of the organization makes one under Settings, API tokens.";
const NO_TOKEN = refuse("bad_token", `Send the header "authorization: Bearer <API token>". ${HOW}`);
const UNKNOWN_TOKEN = refuse("bad_token", `This API token is unknown or was revoked. ${HOW}`);

export const requireToken = (scope: ApiScope) =>
  createMiddleware<Edge>(async (c, next) => {
    const named = readBearer(c.req.header("authorization"));
    if (!named) {
      c.header("www-authenticate", "Bearer");
      return refused(c, NO_TOKEN);
    }
    const { orgId, tokenId, secret } = named;
    const known = await tokensOf(c.env, orgId, tokenId);
    const token = known?.tokens.get(tokenId);
    if (!known || !token || token.hash !== tokenHash(secret)) {
      c.header("www-authenticate", 'Bearer error="invalid_token"');
      return refused(c, UNKNOWN_TOKEN);
    }
    c.set("log", c.var.log.with({ orgId, tokenId }));
    if (!token.scopes.includes(scope)) {
      c.header("www-authenticate", `Bearer error="insufficient_scope", scope="${scope}"`);
      const has = token.scopes.join(", ");
      return refused(c, {
        ...refuse("missing_scope", `This call needs a token with the scope ${scope}; yours has: ${has}.`),
        scope,
      });
    }
    const { callsPerSecond = DEFAULT_CALLS_PER_SECOND } = token;
    const mayGoAtMs = await mayCallAtMs(c.env, { orgId, tokenId, callsPerSecond });
    if (mayGoAtMs !== null) {
      const message = `The limit of this token, ${callsPerSecond} calls per second, is used up. Call again after the time that the header Retry-After says, in seconds.`;
      return refused(c, { ...refuse("throttled", message), mayGoAtMs });
    }
    c.set("program", { orgId, tokenId, settings: known.settings, sending: known.sending });
    const noting = noteUse(c.env, orgId, tokenId);
    if (noting) {
      c.executionCtx.waitUntil(noting.catch((fault: unknown) => c.var.log.fault("token_use_not_noted", fault)));
    }
    return next();
  });
