/**
 * A texter's sockets: hibernating, so that an idle desk costs nothing. Every frame in is checked; one that makes no sense
 * closes the socket with a typed reason (domain/texter-app/texter.ts, CLOSE_REASONS).
 */
import { CLOSE_REASONS } from "../../domain/texter-app/close-reasons.ts";
import type { CloseCode } from "../../domain/texter-app/close-reasons.ts";
import { APP_PROTOCOL, clientFrameSchema } from "../../domain/texter-app/texter.ts";
import type { ClientFrame, ServerFrame } from "../../domain/texter-app/texter.ts";

const MOST_SOCKETS = 20;
const MOST_FRAME_CHARS = 100_000;

type Attachment = {
  sessionId: string;
  greeted: boolean;
  /** Epoch milliseconds at which it was accepted; absent in sockets of an older version. */
  openedAtMs?: number;
};

export class Sockets {
  readonly #ctx: DurableObjectState;
  /** Attachments as they were last read or written, because reading one costs as much as reading a frame. */
  readonly #attachments = new WeakMap<WebSocket, Attachment>();
  /** No two sockets of one life of this object have the same. */
  #lastOpenedAtMs = 0;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  accept(sessionId: string): Response {
    const open = this.#ctx.getWebSockets().filter(({ readyState }) => readyState === WebSocket.OPEN);
    // The runtime lists the newest first, which is no promise.
    const oldestFirst = open.toSorted((a, b) => this.#openedAt(a) - this.#openedAt(b));
    for (const socket of oldestFirst.slice(0, Math.max(0, open.length - MOST_SOCKETS + 1))) this.close(socket, 4429);
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server);
    this.#lastOpenedAtMs = Math.max(Date.now(), this.#lastOpenedAtMs + 1);
    this.#attach(server, { sessionId, greeted: false, openedAtMs: this.#lastOpenedAtMs });
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Opened and closed at once, because a browser shows its page no answer to an upgrade but a close. */
  acceptNone(code: CloseCode): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    server.accept();
    this.close(server, code);
    return new Response(null, { status: 101, webSocket: client });
  }

  #openedAt(socket: WebSocket): number {
    return this.#attachmentOf(socket).openedAtMs ?? 0;
  }

  sessionOf(socket: WebSocket): string {
    return this.#attachmentOf(socket).sessionId;
  }

  isGreeted(socket: WebSocket): boolean {
    return this.#attachmentOf(socket).greeted;
  }

  greet(socket: WebSocket): void {
    this.#attach(socket, { ...this.#attachmentOf(socket), greeted: true });
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

  /** To every greeted socket except the one that gets it as an answer. */
  broadcast(frame: ServerFrame, except?: WebSocket): void {
    const text = JSON.stringify(frame);
    for (const socket of this.#ctx.getWebSockets())
      if (socket !== except && this.isGreeted(socket)) sendText(socket, text);
  }

  /** Whether a broadcast would reach anybody. */
  hasOthers(except?: WebSocket): boolean {
    const sockets = this.#ctx.getWebSockets();
    return sockets.length > 1 || (sockets.length === 1 && sockets[0] !== except);
  }

  close(socket: WebSocket, code: CloseCode): void {
    socket.close(code, CLOSE_REASONS[code]);
  }

  #attach(socket: WebSocket, attachment: Attachment): void {
    socket.serializeAttachment(attachment);
    this.#attachments.set(socket, attachment);
  }

  #attachmentOf(socket: WebSocket): Attachment {
    const known = this.#attachments.get(socket);
    if (known) return known;
    // Every socket of this object was accepted above.
    const attachment = socket.deserializeAttachment() as Attachment;
    this.#attachments.set(socket, attachment);
    return attachment;
  }

  closeAll(code: CloseCode, ofSession?: string): void {
    for (const socket of this.#ctx.getWebSockets()) {
      if (ofSession === undefined || this.sessionOf(socket) === ofSession) this.close(socket, code);
    }
  }
}

function sendText(socket: WebSocket, text: string): void {
  try {
    socket.send(text);
  } catch {
    // The socket closed meanwhile; its app catches up when it reconnects.
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
