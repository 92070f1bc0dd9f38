/**
 * A texter's sockets: hibernating, so that an idle desk costs nothing. Every frame in is checked; one that makes no sense
 * closes the socket with a typed reason (domain/protocol/texter.ts, CLOSE_REASONS).
 */
import { APP_PROTOCOL, CLOSE_REASONS, clientFrameSchema } from "../../domain/protocol/texter.ts";
import type { ClientFrame, CloseCode, ServerFrame } from "../../domain/protocol/texter.ts";

const MOST_SOCKETS = 20;
const MOST_FRAME_CHARS = 100_000;

type Attachment = { sessionId: string; greeted: boolean };

export class Sockets {
  readonly #ctx: DurableObjectState;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  accept(sessionId: string): Response {
    const open = this.#ctx.getWebSockets();
    if (open.length >= MOST_SOCKETS && open[0]) this.close(open[0], 4429);
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server);
    server.serializeAttachment({ sessionId, greeted: false } satisfies Attachment);
    return new Response(null, { status: 101, webSocket: client });
  }

  sessionOf(socket: WebSocket): string {
    return attachmentOf(socket).sessionId;
  }

  isGreeted(socket: WebSocket): boolean {
    return attachmentOf(socket).greeted;
  }

  greet(socket: WebSocket): void {
    socket.serializeAttachment({ ...attachmentOf(socket), greeted: true });
  }

  /** The frame, or null after closing a socket whose frame is malformed or too old. */
  read(socket: WebSocket, data: string | ArrayBuffer): ClientFrame | null {
    const frame = typeof data === "string" && data.length <= MOST_FRAME_CHARS ? parse(data) : null;
    if (!frame) {
      this.close(socket, 4400);
      return null;
    }
    if (frame.t === "hello" && frame.v < APP_PROTOCOL) {
      this.close(socket, 4426);
      return null;
    }
    if (frame.t === "op" && !this.isGreeted(socket)) {
      this.close(socket, 4408);
      return null;
    }
    return frame;
  }

  send(socket: WebSocket, frame: ServerFrame): void {
    sendText(socket, JSON.stringify(frame));
  }

  /** To every greeted socket but one (the one that hears it as an answer). */
  broadcast(frame: ServerFrame, except?: WebSocket): void {
    const sockets = this.#ctx.getWebSockets();
    if (sockets.length === 0 || (sockets.length === 1 && sockets[0] === except)) return;
    const text = JSON.stringify(frame);
    for (const socket of sockets) if (socket !== except && this.isGreeted(socket)) sendText(socket, text);
  }

  get isAnyOpen(): boolean {
    return this.#ctx.getWebSockets().length > 0;
  }

  close(socket: WebSocket, code: CloseCode): void {
    socket.close(code, CLOSE_REASONS[code]);
  }

  closeAll(code: CloseCode, ofSession?: string): void {
    for (const socket of this.#ctx.getWebSockets()) {
      if (ofSession === undefined || this.sessionOf(socket) === ofSession) this.close(socket, code);
    }
  }
}

function attachmentOf(socket: WebSocket): Attachment {
  // Every socket of this object was accepted above.
  return socket.deserializeAttachment() as Attachment;
}

function sendText(socket: WebSocket, text: string): void {
  try {
    socket.send(text);
  } catch {
    // The socket closed meanwhile; its app catches up when it comes back.
  }
}

function parse(data: string): ClientFrame | null {
  try {
    const parsed = clientFrameSchema.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
