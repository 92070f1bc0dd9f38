/**
 * Admins who watch a campaign. The edge checks who opens a socket; whether they may still watch is asked again while it is
 * open, because a suspension, another role or a sign-out come later.
 */
import type { CampaignFrame } from "../../domain/protocol/campaign.ts";
import { CLOSE_REASONS } from "../../domain/protocol/texter.ts";
import type { CloseCode } from "../../domain/protocol/texter.ts";

/** Nobody is shown anything for longer than this after they may not watch any more. */
const ASK_AGAIN_MS = 10_000;

export type Watcher = { orgId: string; personId: string; sessionId: string };

type Attachment = Watcher & { askedAtMs: number };

export type AdminSocketsDeps = {
  ctx: DurableObjectState;
  now: () => number;
  /** null while the person may watch, else why the socket ends. */
  ask: (watcher: Watcher) => Promise<CloseCode | null>;
  onError: (message: string, error: unknown) => void;
};

export class AdminSockets {
  readonly #deps: AdminSocketsDeps;

  constructor(deps: AdminSocketsDeps) {
    this.#deps = deps;
  }

  /** The client's end; `frames` are the first that it gets. */
  accept(watcher: Watcher, frames: readonly CampaignFrame[]): WebSocket {
    const { 0: client, 1: server } = new WebSocketPair();
    this.#deps.ctx.acceptWebSocket(server);
    server.serializeAttachment({ ...watcher, askedAtMs: this.#deps.now() } satisfies Attachment);
    for (const frame of frames) server.send(JSON.stringify(frame));
    return client;
  }

  broadcast(frame: CampaignFrame): void {
    const text = JSON.stringify(frame);
    for (const socket of this.#deps.ctx.getWebSockets()) {
      // Every socket of this object was accepted above.
      const watcher = socket.deserializeAttachment() as Attachment;
      if (this.#deps.now() - watcher.askedAtMs < ASK_AGAIN_MS) sendText(socket, text);
      else void this.#askAndSend(socket, watcher, text);
    }
  }

  async #askAndSend(socket: WebSocket, watcher: Attachment, text: string): Promise<void> {
    try {
      const code = await this.#deps.ask(watcher);
      if (code !== null) return socket.close(code, CLOSE_REASONS[code]);
      socket.serializeAttachment({ ...watcher, askedAtMs: this.#deps.now() } satisfies Attachment);
      sendText(socket, text);
    } catch (error) {
      // The next frame asks again; until then nothing is shown.
      this.#deps.onError("whether an admin may watch could not be asked", error);
    }
  }
}

function sendText(socket: WebSocket, text: string): void {
  try {
    socket.send(text);
  } catch {
    // It closed meanwhile; it gets the numbers anew when it comes back.
  }
}
