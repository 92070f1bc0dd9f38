/** Whether an archive is whole: its files, Postgres, and what came in while it was made; and nothing is left where it was. */
import type { LedgerInbound } from "../../../twilio/emulator/ledger.ts";
import type { InstalledWorld } from "../installed-world.ts";
import type { ArchiveFiles } from "../people/archiving.ts";
import type { WorldPlay } from "../people/play.ts";
import { objectsOf } from "./at-rest.ts";

export type StoredIds = { contacts: ReadonlySet<string>; messages: ReadonlySet<string> };

/** Ids that Postgres has of the campaign: contacts, and messages as `contact/message`. */
export async function storedOf({ postgres }: InstalledWorld, campaignId: string): Promise<StoredIds> {
  const contacts = await postgres.rows<{ id: string }>(
    "SELECT id FROM contacts WHERE campaign_id = $1 AND NOT dropped",
    [campaignId],
  );
  const messages = await postgres.rows<{ id: string }>(
    "SELECT contact_id || '/' || id AS id FROM messages WHERE campaign_id = $1",
    [campaignId],
  );
  return { contacts: new Set(contacts.map(({ id }) => id)), messages: new Set(messages.map(({ id }) => id)) };
}

export type ArchiveToCheck = {
  world: InstalledWorld;
  play: WorldPlay;
  files: ArchiveFiles;
  /** As it was before, when everything was at rest. */
  before: StoredIds;
  inbounds: readonly LedgerInbound[];
};

export async function archiveDiffers({ world, play, files, before, inbounds }: ArchiveToCheck): Promise<string[]> {
  const { campaignId } = play.campaign;
  const now = await storedOf(world, campaignId);
  const kept = await world.postgres.rows<{ sid: string }>("SELECT sid FROM unmatched_texts");
  const unmatched = new Set(kept.map(({ sid }) => sid));
  const sidOf = (message: string) => message.slice(message.indexOf("/") + 1);
  const contacts = idsIn(files.contacts, 1);
  const messages = idsIn(files.messages, 2);
  const inFile = new Set(messages);
  const sids = new Set(messages.map(sidOf));
  return [
    ...differing("contacts.csv", contacts, now.contacts, () => false),
    // A reply that came after its queue was emptied is in Postgres, and kept for the admins.
    ...differing("messages.csv", messages, now.messages, (message) => unmatched.has(sidOf(message))),
    ...[...before.contacts].filter((id) => !now.contacts.has(id)).map((id) => `archive: contact ${id} is lost`),
    ...[...before.messages].filter((id) => !inFile.has(id)).map((id) => `archive: text ${id} is lost`),
    ...inbounds.flatMap(({ sid, takenAt, body }) =>
      takenAt === undefined || sids.has(sid) || unmatched.has(sid)
        ? []
        : [`archive: "${body}" (${sid}) was answered and not kept`],
    ),
    ...objectsOf(world, "CampaignQueue").flatMap(({ name, key, storage }) => {
      // Drafts beside it keep theirs.
      if (!key.startsWith(`${campaignId}.`)) return [];
      const [row] = storage.has("contacts") ? storage.look<{ n: number }>("SELECT count(*) AS n FROM contacts") : [];
      return row && row.n > 0 ? [`archive: ${name} still has ${row.n} contacts`] : [];
    }),
    ...objectsOf(world, "TexterInbox").flatMap(({ name, storage }) => {
      const [row] = storage.has("campaigns") ? storage.look<{ n: number }>("SELECT count(*) AS n FROM campaigns") : [];
      return row && row.n > 0 ? [`archive: ${name} still has the campaign`] : [];
    }),
  ];
}

function differing(
  file: string,
  listed: readonly string[],
  stored: ReadonlySet<string>,
  mayLack: (id: string) => boolean,
): string[] {
  const ids = new Set(listed);
  return [
    ...(ids.size === listed.length ? [] : [`archive: ${file} lists something twice`]),
    ...[...stored].filter((id) => !ids.has(id) && !mayLack(id)).map((id) => `archive: ${file} lacks ${id}`),
    ...listed.filter((id) => !stored.has(id)).map((id) => `archive: ${file} has ${id}, Postgres has not`),
  ];
}

/** The first cells of each row; ids have nothing that would be quoted. */
function idsIn(csv: string, cells: number): string[] {
  const [, ...rows] = csv.split(/\r?\n/);
  return rows.filter((row) => row !== "").map((row) => row.split(",").slice(0, cells).join("/"));
}
