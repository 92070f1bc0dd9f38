/** The confirmation of an opt-out and the help text: authored here, copied to the organization's object, which queues ask. */
import { eq, sql } from "drizzle-orm";
import type { Database } from "../../../db/client.ts";
import { organizations } from "../../../db/schema/organization.ts";
import { automaticTexts } from "../../../domain/opt-outs/automatic-texts.ts";
import type { AutomaticTexts, OrganizationTexts } from "../../../domain/opt-outs/automatic-texts.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { organizationAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Env } from "../../../durable-objects/bindings/env.ts";

export type AuthoredTexts = {
  /** As an admin wrote them. */
  texts: AutomaticTexts;
  /** The default for a text that nobody has set. */
  defaults: OrganizationTexts;
};

type Read = AuthoredTexts & { name: string; version: number };

export async function readAutomaticTexts(db: Database, orgId: string): Promise<AuthoredTexts> {
  const { texts, defaults } = await read(db, orgId);
  return { texts, defaults };
}

export async function changeAutomaticTexts(
  env: Env,
  db: Database,
  orgId: string,
  { translations, ...automatic }: AutomaticTexts,
): Promise<AuthoredTexts> {
  const { texts } = await read(db, orgId);
  const chosen: AutomaticTexts = { ...automatic, translations: translations ?? texts.translations ?? {} };
  await db
    .update(organizations)
    .set({ settings: sql`${organizations.settings} || ${JSON.stringify({ automaticTexts: chosen })}::jsonb` })
    .where(eq(organizations.id, orgId));
  await shareAutomaticTexts(env, db, orgId);
  return readAutomaticTexts(db, orgId);
}

/** Copies them to the organization's object; call it after a change, and before the first campaign starts. */
export async function shareAutomaticTexts(env: Env, db: Database, orgId: string): Promise<void> {
  const { texts, name, version } = await read(db, orgId);
  const copy = { version, ...automaticTexts(texts, name) };
  await callObject(
    () => organizationAt(env, orgId),
    (organization) => organization.setAutomaticTexts(copy),
  );
}

async function read(db: Database, orgId: string): Promise<Read> {
  const [row] = await db
    .select({
      name: organizations.name,
      settings: organizations.settings,
      // The statement's own clock in microseconds: a copy that was read later contains everything that this one
      // contains.
      version: sql<string>`floor(extract(epoch from statement_timestamp()) * 1000000)`,
    })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  const { confirmation = null, help = null, translations = {} } = row?.settings.automaticTexts ?? {};
  const name = row?.name ?? "";
  return {
    texts: { confirmation, help, translations },
    defaults: automaticTexts(undefined, name),
    name,
    version: Number(row?.version ?? 0),
  };
}
