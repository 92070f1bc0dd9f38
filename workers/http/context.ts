import type { Context } from "hono";
import type { TokenSession } from "../auth/session-token.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import type { Logger } from "../../durable-objects/kit/log/log.ts";
import type { Membership } from "../../durable-objects/rpc/texter-inbox.ts";

/** What every route sees. `session` is set behind `requireSession`, `member` behind `requireAdmin`. */
export type Edge = {
  Bindings: Env;
  Variables: { log: Logger; requestId: string; session: TokenSession; member: Membership };
};
export type EdgeContext = Context<Edge>;
