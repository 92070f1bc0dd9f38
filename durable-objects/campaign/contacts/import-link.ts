/** An import's connections: the uploaded file in R2, queues and directories. */
import type { ImportProgress } from "../../../domain/campaigns/campaign.ts";
import type { Env } from "../../bindings/env.ts";
import { sharedThread } from "../../kit/time/shared-thread.ts";
import { setTimer } from "../../kit/time/timer.ts";
import { DIRECTORY_SHARDS } from "../../../domain/ids.ts";
import { directoryAt, directoryShard, queueAt } from "../../rpc/stubs.ts";
import type { ImportDeps } from "./import.ts";
import type { CampaignState } from "../state.ts";
import { assemble, forgetUpload } from "./uploads.ts";

/** A longer alarm would hold up the object's other alarms; the rest is left to the next one. */
const RUN_MS = 4_000;
/** While texters wait, an import rests four times as long as it works. */
const REST_PER_WORK = 4;
const LONGEST_REST_MS = 100;
/** Ten frames a second with the same progress are of no use. */
const SEND_EVERY_MS = 200;

export type ImportHooks = {
  send: (progress: ImportProgress) => void;
  progressed: () => void;
  /** A file could not be deleted now. */
  fileIsLeft: (key: string, error: unknown) => void;
};

export function importDeps(env: Env, state: CampaignState, { send, progressed, fileIsLeft }: ImportHooks): ImportDeps {
  const { sql } = state;
  const startedAtMs = Date.now();
  let sentAtMs = 0;
  const uploadIdOf = (key: string) => key.slice(key.lastIndexOf("/") + 1).replace(/\.csv$/, "");
  return {
    state,
    now: () => Date.now(),
    assemble: (key) => assemble(env.UPLOADS, sql, { key, uploadId: uploadIdOf(key) }),
    readRange: async (key, offset, length) => {
      const stored = await env.UPLOADS.get(key, { range: { offset, length } });
      return stored && new Uint8Array(await stored.arrayBuffer());
    },
    deleteUpload: async (key) => {
      try {
        await env.UPLOADS.delete(key);
      } catch (error) {
        fileIsLeft(key, error);
      }
      forgetUpload(sql, uploadIdOf(key));
    },
    queue: (key) => queueAt(env, key),
    directory: (shard) => directoryAt(env, state.config().orgId, shard),
    directoryShard,
    directoryShards: DIRECTORY_SHARDS,
    progressed,
    breathe: async () => {
      const fromMs = Date.now();
      await wait(0);
      const atMs = Date.now();
      // The clock does not move while code runs, so this is how long the thread was busy until everybody had a turn.
      if (atMs > fromMs && sharedThread.isRushed(atMs))
        await wait(Math.min(LONGEST_REST_MS, REST_PER_WORK * (atMs - fromMs)));
    },
    isRushed: () => sharedThread.isRushed(Date.now()),
    isOver: () => Date.now() - startedAtMs > RUN_MS,
    publish: (progress) => {
      if (progress.state === "running" && Date.now() - sentAtMs < SEND_EVERY_MS) return;
      sentAtMs = Date.now();
      send(progress);
    },
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimer(resolve, ms);
  });
}
