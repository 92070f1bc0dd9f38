/** The one account that the operator names by e-mail and, where there are several, by organization. */
import type { Database } from "../../db/client.ts";
import { refuse } from "../../domain/outcome.ts";
import { chooseOrganization } from "../../domain/people/people.ts";
import { accountsOf } from "../auth/accounts.ts";

export async function oneAccount(db: Database, { email, orgId }: { email: string; orgId?: string | undefined }) {
  const all = (await accountsOf(db, email)).map(({ membership }) => membership);
  const found = orgId === undefined ? all : all.filter((each) => each.orgId === orgId);
  const [first, second] = found;
  if (!first) return refuse("not_found", `Nobody has an account with the e-mail ${email} there.`);
  if (second) {
    const message = `${email} has accounts at several organizations: send the orgId of one of them.`;
    return { ...chooseOrganization(found), message };
  }
  return { ok: true as const, membership: first };
}
