/** An emulator for the tests of this folder: no waits, webhooks to be pulled, and the calls that tests make of it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { TwilioAccount, CarrierDeps, OutgoingText } from "../carrier.ts";
import { createEmulator } from "./emulator.ts";
import type { LedgerText } from "./ledger.ts";
import { DEMO_ACCOUNT } from "./settings.ts";
import type { Summary } from "./summary.ts";
import type { PulledWebhook } from "./webhooks/webhooks.ts";

export const ORIGIN = "http://emulator";
export const ANNA = "+16174440001";
export const STATUS_URL = "https://text.example.org/webhooks/status?m=1";
export const INBOUND_URL = "https://text.example.org/webhooks/inbound";

export const account: TwilioAccount = {
  accountSid: DEMO_ACCOUNT.sid,
  authToken: DEMO_ACCOUNT.authToken,
  apiBase: ORIGIN,
};

export const NO_WAITS = { answerMs: [0, 0], queuedMs: [0, 0], sentMs: [0, 0], deliveredMs: [0, 0] };

export type TestCarrier = ReturnType<typeof testCarrier>;

export function testCarrier(options: { settings?: object; ledgerFile?: string; now?: () => number } = {}) {
  const service = { sid: DEMO_ACCOUNT.serviceSid, numbers: DEMO_ACCOUNT.numbers, inboundUrl: INBOUND_URL };
  const emulator = createEmulator({
    ...options,
    settings: {
      mode: "pull",
      delays: NO_WAITS,
      accounts: [{ sid: DEMO_ACCOUNT.sid, authToken: DEMO_ACCOUNT.authToken, services: [service] }],
      ...options.settings,
    },
  });
  const deps: CarrierDeps = { fetch: async (url, init) => emulator.fetch(new Request(url, init)), timeoutMs: 2000 };

  async function control<T>(path: string, body?: unknown, method?: string): Promise<T> {
    const init =
      body === undefined ? { method: method ?? "GET" } : { method: method ?? "POST", body: JSON.stringify(body) };
    const response = await emulator.fetch(new Request(`${ORIGIN}/control${path}`, init));
    // The emulator's own JSON, whose shape the caller names.
    return (await response.json()) as T;
  }

  return {
    emulator,
    deps,
    control,
    text: (over: Partial<OutgoingText> = {}): OutgoingText => ({
      to: ANNA,
      body: "Hi Anna, will you vote on Tuesday?",
      statusCallback: STATUS_URL,
      messagingServiceSid: DEMO_ACCOUNT.serviceSid,
      ...over,
    }),
    ledger: async () => (await control<{ texts: LedgerText[] }>("/ledger")).texts,
    summary: () => control<Summary>("/ledger/summary"),
    pull: async () => (await control<{ webhooks: PulledWebhook[] }>("/webhooks")).webhooks,
  };
}

/** The emulator on a port of its own, for programs that reach it by HTTP alone. */
export async function serveCarrier({ emulator }: TestCarrier): Promise<{ origin: string; stop: () => void }> {
  const server = createServer(getRequestListener(emulator.app.fetch));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A listening TCP server has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    emulator.close();
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${port}`, stop };
}

/** The status a pulled status callback reports. */
export function reported(webhook: PulledWebhook): string | null {
  return new URLSearchParams(webhook.body).get("MessageStatus");
}
