/** Importing files of growing size, from "upload complete" to "ready to start"; then the start of the largest. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import { contactFile } from "../../contact-generator.ts";
import { need } from "../../demo/api-client.ts";
import { importEnded, uploadContacts } from "../../upload-contacts.ts";
import type { Context, Scenario } from "../context.ts";
import { rounded } from "../latency.ts";
import { draft, makeTexter } from "../world.ts";

export type ImportFigures = {
  /** By size; cost per contact should stay the same. */
  series: {
    contacts: number;
    seconds: number;
    rowsPerSecond: number;
    microsecondsPerContact: number;
    fileBytesPerContact: number;
    /** Of all objects, after the import and before Postgres has all contacts. */
    storedBytesPerContact: number;
    extraBytesPerContact: number;
    /** CPU of workerd per contact, microseconds. */
    workerdCpuMicroseconds: number;
    /** What workerd's resident memory grew by at most, caches of the databases and what waits to be collected included. */
    memoryGrewMb: number;
  }[];
  /** From asking for the start until a texter has contacts, with joining. */
  startToFirstBatchMs: number;
};

const SIZES = [10_000, 100_000, 1_000_000];
const LIMIT_MS = 120_000;
const MEMORY_EVERY_MS = 200;

export const importing: Scenario<ImportFigures> = {
  needs: () => 0,
  async run(context) {
    const series: ImportFigures["series"] = [];
    let last: CampaignDetail | null = null;
    // No number is in two of them, nor in the bench's other campaigns, so that each meets an empty directory.
    let first = 500_000;
    for (const contacts of SIZES) {
      const file = Buffer.from([...contactFile(contacts, { first })].join(""));
      first += contacts;
      last = await makeDraft(context, contacts);
      series.push(await importOne(context, last.campaignId, contacts, new Uint8Array(file)));
    }
    if (last === null) throw new Error("There is no size to import.");
    return { series, startToFirstBatchMs: await startToFirstBatch(context, last) };
  },
};

async function makeDraft({ world }: Context, contacts: number): Promise<CampaignDetail> {
  const made = await world.admin.post<{ ok: true; campaign: CampaignDetail }>("/api/admin/campaigns", {
    ...draft(contacts),
    title: `Import of ${contacts}`,
  });
  return need("Making a campaign", made).campaign;
}

async function importOne(
  { installation, folder, processes, world }: Context,
  campaignId: string,
  contacts: number,
  file: Uint8Array<ArrayBuffer>,
): Promise<ImportFigures["series"][number]> {
  const { origin } = installation;
  const { admin } = world;
  const bytesBefore = objectBytes(folder);
  const before = processes.snapshot();
  const memory = watchMemory(processes);
  // An admin waits from the last part's answer and the call that completes the upload.
  await uploadContacts({ origin, admin, campaignId }, file);
  const beganMs = performance.now();
  const ended = await importEnded({ admin, campaignId }, LIMIT_MS);
  const seconds = (performance.now() - beganMs) / 1000;
  const cpuMs = processes.snapshot().cpuMs.workerd - before.cpuMs.workerd;
  if (ended.accepted !== contacts) throw new Error(`${ended.accepted} of ${contacts} contacts were taken in.`);
  const stored = (objectBytes(folder) - bytesBefore) / contacts;
  return {
    contacts,
    seconds: rounded(seconds),
    rowsPerSecond: Math.round(contacts / seconds),
    microsecondsPerContact: rounded((seconds * 1e6) / contacts),
    fileBytesPerContact: rounded(file.length / contacts),
    storedBytesPerContact: Math.round(stored),
    extraBytesPerContact: Math.round(stored - file.length / contacts),
    workerdCpuMicroseconds: rounded((cpuMs * 1000) / contacts),
    memoryGrewMb: memory.stop(),
  };
}

/** A campaign with so many contacts, which no other has. @param first index of its first contact (contact-generator.ts) */
export async function importLarge(
  context: Context,
  contacts: number,
  { first, start }: { first: number; start: boolean },
): Promise<CampaignDetail> {
  const { installation, world } = context;
  const { admin } = world;
  const made = await makeDraft(context, contacts);
  const { campaignId } = made;
  const file = Buffer.from([...contactFile(contacts, { first })].join(""));
  await uploadContacts({ origin: installation.origin, admin, campaignId }, new Uint8Array(file));
  await importEnded({ admin, campaignId }, LIMIT_MS);
  if (start) need("Starting", await admin.post(`/api/admin/campaigns/${campaignId}/start`, {}));
  return made;
}

async function startToFirstBatch(context: Context, campaign: CampaignDetail): Promise<number> {
  const { admin } = context.world;
  const beganMs = performance.now();
  need("Starting", await admin.post(`/api/admin/campaigns/${campaign.campaignId}/start`, {}));
  const options = { ...context, campaigns: 0, texters: 0, contactsPerCampaign: 0 };
  const texter = await makeTexter(options, 900_000, campaign);
  const taken = await texter.take();
  if (taken === 0) throw new Error("The first texter got no contacts.");
  return Math.round(performance.now() - beganMs);
}

function watchMemory(processes: Context["processes"]): { stop: () => number } {
  const residentMb = () => processes.memory().workerd.now;
  const before = residentMb();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, residentMb());
  }, MEMORY_EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return Math.max(most, residentMb()) - before;
    },
  };
}

/** Size of all objects' databases; their journals grow as large as SQLite lets them, however little is stored. */
function objectBytes(folder: string): number {
  const root = join(folder, "worker");
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".sqlite") && !/r2|miniflare-/i.test(name))
    .reduce((sum, name) => sum + statSync(join(root, name)).size, 0);
}
