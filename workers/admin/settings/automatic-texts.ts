/** The confirmation of an opt-out and the help text as admins author them. */
import { eq, sql } from "drizzle-orm";
import { noteChange } from "../../../db/authored-copies.ts";
import type { Database } from "../../../db/client.ts";
import { organizations } from "../../../db/schema/organization.ts";
import { automaticTexts } from "../../../domain/opt-outs/automatic-texts.ts";
import type { AutomaticTexts, OrganizationTexts } from "../../../domain/opt-outs/automatic-texts.ts";
import { deliverNow } from "../../authored/deliver.ts";
import type { EdgeContext } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";

export type AuthoredTexts = {
  /** As an admin wrote them. */
  texts: AutomaticTexts;
  /** The default for a text that nobody has set. */
  defaults: OrganizationTexts;
};

export async function readAutomaticTexts(db: Database, orgId: string): Promise<AuthoredTexts> {
  const [row] = await db
    .select({ name: organizations.name, settings: organizations.settings })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  const { confirmation = null, help = null, translations = {} } = row?.settings.automaticTexts ?? {};
  return { texts: { confirmation, help, translations }, defaults: automaticTexts(undefined, row?.name ?? "") };
}

export async function changeAutomaticTexts(c: EdgeContext, automatic: AutomaticTexts) {
  const db = databaseOf(c.env);
  const { orgId } = c.var.member;
  // Translations that are not named stay.
  const texts = sql`coalesce(${organizations.settings} -> 'automaticTexts', '{}') || ${JSON.stringify(automatic)}::jsonb`;
  await db.batch([
    db
      .update(organizations)
      .set({ settings: sql`${organizations.settings} || jsonb_build_object('automaticTexts', ${texts})` })
      .where(eq(organizations.id, orgId)),
    noteChange(db, { subject: "automatic_texts", key: orgId, orgId }),
  ]);
  const delivery = await deliverNow(c, "automatic_texts", orgId);
  return { ...(await readAutomaticTexts(db, orgId)), ...delivery };
}
