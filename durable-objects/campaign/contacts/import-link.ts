/** An import's ways to the outside: the uploaded file in R2, queues and directories. */
import type { ImportProgress } from "../../../domain/campaigns/campaign.ts";
import type { Env } from "../../bindings/env.ts";
import { sharedThread } from "../../kit/time/shared-thread.ts";
import { directoryAt, directoryShard, queueAt } from "../../rpc/stubs.ts";
import type { ImportDeps } from "./import.ts";
import type { CampaignState } from "../state.ts";
import { assemble, forgetUpload } from "./uploads.ts";

/** An alarm that goes on for longer would hold up the object's other alarms; the rest is for the next one. */
const RUN_MS = 4_000;
/** While texters wait, an import rests four times as long as it works. */
const REST_PER_WORK = 4;
const LONGEST_REST_MS = 100;
/** Frames that say the same ten times a second help nobody. */
const TELL_EVERY_MS = 200;

export function importDeps(env: Env, state: CampaignState, tell: (progress: ImportProgress) => void): ImportDeps {
  const { sql } = state;
  const startedAtMs = Date.now();
  let toldAtMs = 0;
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
      await env.UPLOADS.delete(key);
      forgetUpload(sql, uploadIdOf(key));
    },
    queue: (key) => queueAt(env, key),
    directory: (shard) => directoryAt(env, state.config().orgId, shard),
    directoryShard,
    breathe: async () => {
      const fromMs = Date.now();
      await wait(0);
      const atMs = Date.now();
      // The clock stands while code runs, so this is what the thread was busy with until everybody had a turn.
      if (atMs > fromMs && sharedThread.isRushed(atMs))
        await wait(Math.min(LONGEST_REST_MS, REST_PER_WORK * (atMs - fromMs)));
    },
    isRushed: () => sharedThread.isRushed(Date.now()),
    isOver: () => Date.now() - startedAtMs > RUN_MS,
    told: (progress) => {
      if (progress.state === "running" && Date.now() - toldAtMs < TELL_EVERY_MS) return;
      toldAtMs = Date.now();
      tell(progress);
    },
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
