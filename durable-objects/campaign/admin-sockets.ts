/**
 * Admins who watch a campaign, and those who are editing its script. The edge checks a socket when it opens; the
 * permission is checked again while it is open, because a suspension, another role or a sign-out may come later.
 */
import type { Logger } from "../kit/log/log.ts";
import { adminFrameSchema } from "../../domain/campaigns/campaign.ts";
import type { CampaignFrame, EditingAdmin } from "../../domain/campaigns/campaign.ts";
import { CLOSE_REASONS } from "../../domain/texter-app/close-reasons.ts";
import type { CloseCode } from "../../domain/texter-app/close-reasons.ts";

/** Somebody who may not watch any more sees updates for at most this long. */
const ASK_AGAIN_MS = 10_000;

export type Watcher = { orgId: string; personId: string; sessionId: string; name: string };

type Attachment = Watcher & { askedAtMs: number; /** What they have open. */ place: "script" | null };

export type AdminSocketsDeps = {
  ctx: DurableObjectState;
  now: () => number;
  /** null while the person may watch, else why the socket ends. */
  ask: (watcher: Watcher) => Promise<CloseCode | null>;
  onFault: Logger["fault"];
};

export class AdminSockets {
  readonly #deps: AdminSocketsDeps;

  constructor(deps: AdminSocketsDeps) {
    this.#deps = deps;
    // Pings are answered without waking the object.
    deps.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** The client's end of the socket, with the first `frames` that it gets. */
  accept(watcher: Watcher, frames: readonly CampaignFrame[]): WebSocket {
    const { 0: client, 1: server } = new WebSocketPair();
    this.#deps.ctx.acceptWebSocket(server);
    const askedAtMs = this.#deps.now();
    server.serializeAttachment({ ...watcher, askedAtMs, place: null } satisfies Attachment);
    for (const frame of [...frames, this.#editorsFrame()]) server.send(JSON.stringify(frame));
    return client;
  }

  /** A frame from an admin's page: its script editor was opened or left. */
  read(socket: WebSocket, text: string | ArrayBuffer): void {
    const frame = adminFrameSchema.safeParse(readJson(text));
    if (!frame.success) return socket.close(4400, CLOSE_REASONS[4400]);
    const watcher = attachmentOf(socket);
    if (watcher.place === frame.data.place) return;
    socket.serializeAttachment({ ...watcher, place: frame.data.place } satisfies Attachment);
    this.broadcast(this.#editorsFrame());
  }

  closed(socket: WebSocket): void {
    if (attachmentOf(socket).place !== null) this.broadcast(this.#editorsFrame(socket));
  }

  broadcast(frame: CampaignFrame): void {
    const text = JSON.stringify(frame);
    for (const socket of this.#deps.ctx.getWebSockets()) {
      const watcher = attachmentOf(socket);
      if (this.#deps.now() - watcher.askedAtMs < ASK_AGAIN_MS) sendText(socket, text);
      else void this.#askAndSend(socket, watcher, text);
    }
  }

  /** Asks at once whether these may still watch. @throws when it could not be asked */
  async checkAll(which: (watcher: Watcher) => boolean): Promise<void> {
    const sockets = this.#deps.ctx.getWebSockets().filter((socket) => which(attachmentOf(socket)));
    await Promise.all(
      sockets.map(async (socket) => {
        const code = await this.#deps.ask(attachmentOf(socket));
        if (code !== null) socket.close(code, CLOSE_REASONS[code]);
      }),
    );
  }

  /** A check that finds nobody is made again with the next frame. */
  checkSoon({ sessionId, personId }: Watcher): void {
    this.checkAll((each) => each.sessionId === sessionId).catch((error: unknown) =>
      this.#deps.onFault("watcher_not_checked", error, { personId }),
    );
  }

  /** Each person once, however many tabs they have open. */
  #editorsFrame(without?: WebSocket): CampaignFrame {
    const editors = new Map<string, EditingAdmin>();
    for (const socket of this.#deps.ctx.getWebSockets()) {
      if (socket === without || socket.readyState !== WebSocket.READY_STATE_OPEN) continue;
      const { personId, name, place } = attachmentOf(socket);
      if (place === "script") editors.set(personId, { personId, name });
    }
    const byName = [...editors.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return { t: "editors", editors: byName };
  }

  async #askAndSend(socket: WebSocket, watcher: Attachment, text: string): Promise<void> {
    try {
      const code = await this.#deps.ask(watcher);
      if (code !== null) return socket.close(code, CLOSE_REASONS[code]);
      // The page may have sent meanwhile what it has open.
      socket.serializeAttachment({ ...attachmentOf(socket), askedAtMs: this.#deps.now() } satisfies Attachment);
      sendText(socket, text);
    } catch (error) {
      // The next frame checks again; until then nothing is sent.
      this.#deps.onFault("watcher_not_checked", error, { personId: watcher.personId });
    }
  }
}

function attachmentOf(socket: WebSocket): Attachment {
  // Every socket of this object was accepted above; one of an older version has no place.
  const attachment = socket.deserializeAttachment() as Omit<Attachment, "place" | "name"> & Partial<Attachment>;
  return { name: "", place: null, ...attachment };
}

function readJson(text: string | ArrayBuffer): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

function sendText(socket: WebSocket, text: string): void {
  try {
    socket.send(text);
  } catch {
    // The socket closed meanwhile; it gets the numbers again when it reconnects.
  }
}
