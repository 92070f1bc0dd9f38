import { createHash } from "node:crypto";

/** What is stored of a token. Its secret is random, so a fast hash is as good as a slow one. */
export function tokenHash(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
