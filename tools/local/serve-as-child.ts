/** The child's side of child.ts. */
import type { ChildMessage } from "./child.ts";
import { inPlainWords } from "./faults.ts";

export type Served = { ok: true; info: unknown; stop: () => Promise<void> } | { ok: false; message: string };

/** How often a child that starts tells how much it has worked. */
const TELL_WORK_MS = 2_000;

/**
 * Starts with the configuration that the parent sends, says that it is ready, and ends by SIGTERM or when the parent is
 * gone. A refusal reaches the parent as one sentence, a fault with its stack on stderr.
 *
 * @param start gets the parent's configuration, whose type both sides share, and a function that tells the parent what
 *   is being done
 */
export function serveAsChild<Config>(start: (config: Config, step: (what: string) => void) => Promise<Served>): void {
  let served: Promise<Served> | null = null;
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    void (async () => {
      const running = await served?.catch(() => null);
      if (running?.ok) await running.stop();
      process.exit(0);
    })();
  };
  process.once("SIGTERM", end);
  process.once("disconnect", end);
  process.once("message", (message: { config: Config }) => {
    const work = setInterval(() => {
      const { user, system } = process.cpuUsage();
      report({ workedMs: (user + system) / 1000 });
    }, TELL_WORK_MS);
    served = start(message.config, (what) => report({ step: what })).finally(() => clearInterval(work));
    void served.then(
      (result) => {
        report(result.ok ? { ready: result.info } : { refused: result.message });
        if (!result.ok) process.exitCode = 1;
      },
      (error: unknown) => {
        if (error instanceof Error && error.stack !== undefined) console.error(error.stack);
        report({ refused: inPlainWords(error) });
      },
    );
  });
}

function report(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}
