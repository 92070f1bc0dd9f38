/** The child's side of child.ts. */
import type { ChildMessage } from "./child.ts";

export type Served = { ok: true; info: unknown; stop: () => Promise<void> } | { ok: false; message: string };

/**
 * Starts with the configuration that the parent sends, says that it is ready, and ends by SIGTERM or when the parent is
 * gone. A refusal reaches the parent as one sentence, a fault with its stack on stderr.
 *
 * @param start gets the parent's configuration, whose type both sides share
 */
export function serveAsChild<Config>(start: (config: Config) => Promise<Served>): void {
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
    served = start(message.config);
    void served.then(
      (result) => {
        report(result.ok ? { ready: result.info } : { refused: result.message });
        if (!result.ok) process.exitCode = 1;
      },
      (error: unknown) => {
        if (error instanceof Error && error.stack !== undefined) console.error(error.stack);
        report({ refused: error instanceof Error ? error.message : String(error) });
      },
    );
  });
}

function report(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}
