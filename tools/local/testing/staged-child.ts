/** Child for tests: starts as its configuration says. */
import { setTimeout as sleep } from "node:timers/promises";
import { serveAsChild } from "../serve-as-child.ts";

export type StagedStart = { act: "dies" | "is quiet" | "works" | "takes steps"; forMs: number };

serveAsChild<StagedStart>(async ({ act, forMs }, step) => {
  const until = Date.now() + forMs;
  if (act === "dies") process.kill(process.pid, "SIGKILL");
  if (act === "is quiet") {
    step("waiting for nothing");
    await sleep(forMs);
  }
  if (act === "takes steps") {
    for (let at = 1; Date.now() < until; at++) {
      step(`step ${at}`);
      await sleep(100);
    }
  }
  if (act === "works") {
    while (Date.now() < until) {
      const pauseAt = Date.now() + 200;
      while (Date.now() < pauseAt);
      await sleep(1);
    }
  }
  return { ok: true, info: null, stop: async () => {} };
});
