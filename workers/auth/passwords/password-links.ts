/**
 * Links by which somebody who forgot their password chooses a new one. The link's secret is in the fragment of its
 * address, which browsers send nowhere, and only its digest is stored.
 */
import { timingSafeEqual } from "node:crypto";
import { base64url } from "jose";
import { livePasswordLink, storePasswordLink } from "../../../db/password-links.ts";
import type { StoredPasswordLink } from "../../../db/password-links.ts";
import type { Database } from "../../../db/client.ts";
import { isId, newToken } from "../../../domain/ids.ts";
import { passwordLinkRefusal } from "../../../domain/roles.ts";
import type { Env } from "../../../durable-objects/bindings/env.ts";

const LIFE_SECONDS = 24 * 3600;

export type MadeLink = { link: string; endsAtMs: number };

/** The only time that the secret is known; `madeBy` null: by the operator. */
export async function makePasswordLink(
  env: Env,
  db: Database,
  of: { orgId: string; personId: string; madeBy: string | null },
): Promise<MadeLink> {
  const secret = newToken();
  const secretHash = base64url.encode(await digestOf(secret));
  const { endsAt } = await storePasswordLink(db, { ...of, secretHash, lifeSeconds: LIFE_SECONDS });
  return { link: `${env.PUBLIC_ORIGIN}/new-password#${of.personId}.${secret}`, endsAtMs: endsAt.getTime() };
}

/**
 * The link of a token; null when there is none, when it has ended, or when its maker may not make it any more: they lost
 * their role, or the person has got a higher one than theirs.
 */
export async function linkOf(db: Database, token: string): Promise<StoredPasswordLink | null> {
  const [, secret = ""] = token.split(".");
  const personId = personOf(token);
  const digest = await digestOf(secret);
  const link = personId === null ? null : await livePasswordLink(db, personId);
  if (!link || !timingSafeEqual(digest, base64url.decode(link.secretHash))) return null;
  const { madeBy, makerRole, role } = link;
  if (madeBy === null) return link;
  const refusal = passwordLinkRefusal(
    { personId: madeBy, role: makerRole ?? "SUSPENDED" },
    { personId: link.personId, role },
  );
  // The suspended are answered by their own name.
  return refusal === null || refusal.reason === "suspended_person" ? link : null;
}

/** The person whom a link's token names; null for a token that no link has. */
export function personOf(token: string): string | null {
  const [personId = ""] = token.split(".");
  return isId(personId, "p") ? personId : null;
}

async function digestOf(secret: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret)));
}
