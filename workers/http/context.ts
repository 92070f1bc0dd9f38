import type { Context } from "hono";
import type { PhoneServiceSending, PhoneServiceSettings } from "../../domain/phone-service/api-tokens.ts";
import type { TokenSession } from "../auth/session-token.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import type { Logger } from "../../durable-objects/kit/log/log.ts";
import type { Membership } from "../../durable-objects/rpc/texter-inbox.ts";

/** A program that calls by an API token. */
export type Program = {
  orgId: string;
  tokenId: string;
  settings: PhoneServiceSettings;
  sending: PhoneServiceSending;
};

/**
 * What every route sees. `session` is set behind `requireSession`, `member` behind `requireAdmin`, `program` behind
 * `requireToken`.
 */
export type Edge = {
  Bindings: Env;
  Variables: { log: Logger; requestId: string; session: TokenSession; member: Membership; program: Program };
};
export type EdgeContext = Context<Edge>;
