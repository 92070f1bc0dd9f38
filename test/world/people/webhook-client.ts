/** The emulator's webhooks, by the world's network instead of by sockets of Node. */
import type { WebhookClient } from "../../../twilio/emulator/webhooks/webhook-client.ts";

function worldWebhookClient(): WebhookClient {
  return {
    post: async (url, headers, body, timeoutMs) => {
      try {
        const response = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(timeoutMs) });
        return { status: response.status, body: await response.text(), error: null };
      } catch (error) {
        const name = error instanceof Error ? error.name : "";
        const wasConnected = !String(error).includes("connection refused");
        return { status: 0, body: "", error: name === "TimeoutError" ? "timeout" : wasConnected ? "lost" : "connect" };
      }
    },
    close: () => {},
  };
}

export { worldWebhookClient as createWebhookClient };
