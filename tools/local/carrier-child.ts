/** Child: the carrier emulator behind a port. Its ledger and its settings outlive it. */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createEmulator } from "../../twilio/emulator/emulator.ts";
import { serveAsChild } from "./serve-as-child.ts";

export type CarrierConfig = {
  port: number;
  ledgerFile: string;
  /** What was changed over `/control/settings` is kept here and wins over `settings` at the next start. */
  settingsFile: string;
  settings: Record<string, unknown>;
};
/** For `CARRIER_API_BASE`; `/control/…` is there too. */
export type CarrierInfo = { origin: string };

serveAsChild<CarrierConfig>(async ({ port, ledgerFile, settingsFile, settings }) => {
  // Written below from the emulator's own settings.
  const kept = existsSync(settingsFile) ? (JSON.parse(readFileSync(settingsFile, "utf8")) as object) : {};
  // Where the Worker listens is a matter of this start.
  const origins = settings["origins"] ?? {};
  const emulator = createEmulator({ settings: { ...settings, ...kept, origins }, ledgerFile });
  const listener = getRequestListener(async (request) => {
    const response = await emulator.fetch(request);
    if (request.method === "PUT" && response.ok) await keepSettings();
    return response;
  });
  const keepSettings = async () => {
    const now = await emulator.fetch(new Request("http://emulator/control/settings"));
    writeFileSync(`${settingsFile}.new`, await now.text());
    renameSync(`${settingsFile}.new`, settingsFile);
  };
  const server = createServer(listener);
  // Longer than any client keeps an idle connection, so that it is never the server that closes one in use.
  server.keepAliveTimeout = 120_000;
  const refused = await new Promise<Error | null>((resolve) => {
    server.once("error", resolve);
    server.listen(port, "127.0.0.1", () => resolve(null));
  });
  if (refused) return { ok: false, message: `The carrier emulator cannot use port ${port}: ${refused.message}` };
  const info: CarrierInfo = { origin: `http://127.0.0.1:${port}` };
  return {
    ok: true,
    info,
    stop: async () => {
      emulator.close();
      server.closeAllConnections();
    },
  };
});
