/** For the Workers tests: a draft into which files are imported, at the objects themselves. */
import { runInDurableObject } from "cloudflare:test";
import { expect, vi } from "vitest";
import type { ImportProgress } from "../../domain/campaigns/campaign.ts";
import { directoryKey, newId, newToken, queueKey } from "../../domain/ids.ts";
import { campaignAt, directoryShard } from "../../durable-objects/rpc/stubs.ts";
import { env, evict, letTimePass, queueStub, runAlarm, WAIT } from "./workers-world.ts";
import { STAGED_FAULT } from "./setup/staged-faults.ts";

export async function draftToImport() {
  const [orgId, campaignId] = [newId("o"), newId("c")];
  const campaign = () => campaignAt(env, campaignId);
  await campaign().create({ orgId, joinToken: `${campaignId}.${newToken()}` });
  const stub = () => env.CAMPAIGN.getByName(campaignId);

  async function progress(): Promise<ImportProgress | null> {
    const overview = await campaign().overview({ orgId });
    return overview.ok ? overview.import : null;
  }
  const isRunning = async () => ["running", "cancelling"].includes((await progress())?.state ?? "");
  return {
    orgId,
    campaignId,
    /** A new stub each time: one of an object that was killed stays broken. */
    campaign,
    stub,
    progress,
    begin: async (lines: readonly string[]) => {
      const importId = newId("i");
      await env.UPLOADS.put(importId, lines.join("\n"));
      const request = {
        orgId,
        importId,
        uploadKey: importId,
        mapping: null,
        allowTestNumbers: true,
        mode: "add" as const,
      };
      expect(await campaign().beginImport(request)).toMatchObject({ ok: true, progress: { importId } });
      return importId;
    },
    ended: async () => {
      await vi.waitUntil(async () => !(await isRunning()), WAIT);
      return progress();
    },
    /** Goes on until the import has ended, or as long as wanted; each try finds the campaign without memory. */
    retried: async (until: (progress: ImportProgress) => boolean = () => false) => {
      await vi.waitUntil(async () => {
        const now = await progress();
        if (now === null || until(now) || !["running", "cancelling"].includes(now.state)) return true;
        await evict(stub());
        letTimePass(600_000);
        await runAlarm(stub());
        return false;
      }, WAIT);
      return progress();
    },
    directoryOf: (cell: string) => env.CONTACT_DIRECTORY.getByName(directoryKey(orgId, directoryShard(cell))),
    queue: (n: number) => queueStub(queueKey(campaignId, n)),
  };
}

/** Whether a job's message says that its step failed so often. */
export function triesAtLeast(tries: number, most: number) {
  return ({ message }: { message: string | null }) => {
    const [, failed = 0] = new RegExp(`\\(try (\\d+) of ${most}\\)`).exec(message ?? "") ?? [];
    return tries > 0 && Number(failed) >= tries;
  };
}

export function rowsOf(stub: DurableObjectStub, query: string): Promise<Record<string, unknown>[]> {
  return runInDurableObject(stub, (_, { storage }) => storage.sql.exec(query).toArray());
}

/** From now on a write of the object fails, each time in the same way: `AFTER INSERT ON contacts WHEN NEW.n = 3`. */
export async function poison(stub: DurableObjectStub, write: string): Promise<void> {
  await rowsOf(stub, `CREATE TRIGGER poison ${write} BEGIN SELECT RAISE(ABORT, '${STAGED_FAULT}'); END`);
}

export async function cure(stub: DurableObjectStub): Promise<void> {
  await rowsOf(stub, "DROP TRIGGER poison");
}
