/** An archive's connections: Postgres, to compare with, and R2, for the exported files. */
import { asStored, storedCounts, storedLines } from "../../../db/archive/archive-check.ts";
import { connect } from "../../../db/client.ts";
import type { Env } from "../../bindings/env.ts";
import { wipeTables } from "../../kit/storage/wipe.ts";
import { queueAt } from "../../rpc/stubs.ts";
import type { ArchiveDeps } from "./archive.ts";
import type { CampaignState } from "../state.ts";

/** Counting ten million rows takes a while. */
const QUERY_LIMIT_MS = 60_000;

/** R2's limit. */
const KEYS_PER_DELETE = 1_000;

/** What an archived campaign keeps: its state, the numbers of its queues, the archive's own record, and the numbers to text from that it gives back. */
export const ARCHIVED_CAMPAIGN_TABLES = [
  "info",
  "queues",
  "archive",
  "archive_queues",
  "own_services",
  "own_numbers",
  "number_setup",
];

export type ArchiveHooks = Pick<ArchiveDeps, "becomeArchived" | "clearDesks" | "publish" | "progressed" | "onFault">;

export function archiveDeps(
  env: Env,
  state: CampaignState,
  { becomeArchived, clearDesks, publish, progressed, onFault }: ArchiveHooks,
): ArchiveDeps {
  const db = () => connect(env.DATABASE_URL, { fetchEndpoint: env.NEON_FETCH_ENDPOINT, limitMs: QUERY_LIMIT_MS });
  const place = () => ({ orgId: state.info?.orgId ?? "", campaignId: state.campaignId });
  return {
    becomeArchived,
    clearDesks,
    publish,
    progressed,
    onFault,
    state,
    now: () => Date.now(),
    queue: (key) => queueAt(env, key),
    postgres: {
      lines: (contactIds) => storedLines(db(), place(), contactIds),
      asStored,
      counts: () => storedCounts(db(), place()),
    },
    putFile: async (key, text) => {
      await env.UPLOADS.put(key, text, { httpMetadata: { contentType: "text/csv; charset=utf-8" } });
    },
    deleteFiles: async (keys) => {
      for (let from = 0; from < keys.length; from += KEYS_PER_DELETE) {
        await env.UPLOADS.delete(keys.slice(from, from + KEYS_PER_DELETE));
      }
    },
    forget: () => wipeTables(state.sql, ARCHIVED_CAMPAIGN_TABLES),
  };
}
