import type { Database } from "../../../db/client.ts";
import { inboxKey } from "../../../domain/ids.ts";
import { tryToDeliver } from "../../authored/deliver.ts";
import type { EdgeContext } from "../../http/context.ts";

/**
 * After a password was set: the person's inbox ends the sessions from before. Returns whether it has; if not, it will
 * (docs/decisions/0024).
 */
export function deliverPassword(
  c: EdgeContext,
  db: Database,
  { orgId, personId }: { orgId: string; personId: string },
): Promise<boolean> {
  return tryToDeliver(c.env, db, { subject: "password", key: inboxKey(orgId, personId), orgId }, c.var.log);
}
