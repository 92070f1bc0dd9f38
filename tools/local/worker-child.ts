/** Child: the Worker in its runtime. Killing its process group kills all objects. */
import { serveAsChild } from "./serve-as-child.ts";
import { startRuntime } from "./runtime.ts";
import type { RuntimeOptions } from "./runtime.ts";

export type WorkerConfig = RuntimeOptions;
export type WorkerInfo = { origin: string; workerdPid: number };

serveAsChild<WorkerConfig>(async (config, step) => {
  step("starting the runtime");
  const runtime = await startRuntime(config);
  const info: WorkerInfo = { origin: runtime.origin, workerdPid: runtime.workerdPid() };
  return { ok: true, info, stop: runtime.dispose };
});
