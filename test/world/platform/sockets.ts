/**
 * WebSockets whose server end belongs to an object. Cloudflare, "WebSocket Hibernation" (developers.cloudflare.com/durable-objects/best-practices/websockets,
 * read November 2026): accepted sockets and their attachments outlive the object's memory; frames of one direction keep their
 * order; an object that is reset loses its sockets. "ping" is answered without waking the object.
 */
import { Life } from "../scheduler/scheduler.ts";
import type { Where } from "../scheduler/scheduler.ts";
import type { HomeSocket, Instance, SocketHome } from "./places.ts";
import type { WorldCore } from "./world-core.ts";

/** Frames on their way belong to nobody who could die. */
const WIRE = new Life("wire");

/** A response as the Workers runtime makes it: status 101 carries a socket. */
export class SocketResponse extends Response {
  /** As the product sees it. */
  override readonly webSocket: WebSocket | null;
  readonly #isUpgrade: boolean;

  constructor(body?: BodyInit | null, init: ResponseInit | Response = {}) {
    const isUpgrade = init.status === 101;
    super(body, isUpgrade ? { headers: init.headers ?? {}, status: 200 } : init);
    this.#isUpgrade = isUpgrade;
    // Hono copies a response by giving it as the init of another one.
    this.webSocket = init.webSocket ?? null;
  }

  /** The client's end, which is what `WebSocketPair` makes here. */
  get client(): ClientSocket | null {
    return this.webSocket as unknown as ClientSocket | null;
  }

  override get status(): number {
    // Asked once by the base class, before the field is there.
    return #isUpgrade in this && this.#isUpgrade ? 101 : super.status;
  }
}

export type SocketListener = { message: (data: string) => void; close: (code: number, reason: string) => void };
type Listener = SocketListener;

/** The end that goes to the client; a browser listens to it. */
export class ClientSocket {
  peer!: ServerSocket;
  readonly #core: WorldCore;
  #listener: { where: Where; listener: Listener } | null = null;
  readonly #early: ((listener: Listener) => void)[] = [];

  constructor(core: WorldCore) {
    this.#core = core;
  }

  /** What comes is part of the life that listens; when that is over, nobody hears it. */
  listen(listener: Listener): void {
    this.#listener = { where: this.#core.scheduler.where(), listener };
    for (const tell of this.#early.splice(0)) tell(listener);
  }

  tell(what: (listener: Listener) => void): void {
    if (!this.#listener) return void this.#early.push(what);
    const { where, listener } = this.#listener;
    if (where.life.alive) this.#core.scheduler.as(where, () => what(listener));
  }

  send(data: string): void {
    this.peer.fromClient(data);
  }

  close(code = 1005, reason = ""): void {
    this.peer.closedByClient(code, reason);
  }
}

export class ServerSocket implements HomeSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readyState = 1;
  readonly #core: WorldCore;
  readonly #client: ClientSocket;
  #object: SocketHome | null = null;
  #attachment: unknown = null;
  /** Frames of one direction arrive in their order. */
  #outMs = 0;
  #inMs = 0;

  constructor(core: WorldCore, client: ClientSocket) {
    this.#core = core;
    this.#client = client;
    client.peer = this;
  }

  accept(): void {}

  /** `ctx.acceptWebSocket`. */
  server(object: SocketHome): void {
    this.#object = object;
    object.sockets.add(this);
  }

  serializeAttachment(value: unknown): void {
    this.#attachment = structuredClone(value);
  }

  deserializeAttachment(): unknown {
    return structuredClone(this.#attachment);
  }

  send(data: string): void {
    if (this.readyState !== ServerSocket.OPEN) throw new TypeError("Can't call WebSocket send() after close().");
    this.#leave("frame", (listener) => listener.message(data));
  }

  close(code = 1005, reason = ""): void {
    if (this.readyState === ServerSocket.CLOSED) return;
    this.readyState = ServerSocket.CLOSED;
    this.#object?.sockets.delete(this);
    this.#leave("close", (listener) => listener.close(code, reason));
  }

  /** The object was reset: nobody closes the socket, it is just gone. */
  lose(): void {
    this.readyState = ServerSocket.CLOSED;
    this.#toClient("lost", (listener) => listener.close(1006, ""));
  }

  #leave(what: string, tell: (listener: Listener) => void): void {
    if (this.#object) this.#object.whenDurable(() => this.#toClient(what, tell));
    else this.#toClient(what, tell);
  }

  #toClient(what: string, tell: (listener: Listener) => void): void {
    const { scheduler, chance } = this.#core;
    this.#outMs = Math.max(this.#outMs + 0.001, scheduler.exactMs + chance.latency());
    scheduler.after(this.#outMs - scheduler.exactMs, `${what} to client`, WIRE, () => this.#client.tell(tell));
  }

  #fromClient(what: string, run: (object: SocketHome) => void): void {
    const { scheduler, chance } = this.#core;
    this.#inMs = Math.max(this.#inMs + 0.001, scheduler.exactMs + chance.latency());
    scheduler.after(this.#inMs - scheduler.exactMs, `${what} from client`, WIRE, () => {
      if (this.#object && this.readyState === ServerSocket.OPEN) run(this.#object);
    });
  }

  fromClient(data: string): void {
    this.#fromClient("frame", (object) => {
      if (data === "ping") return this.#toClient("pong", (listener) => listener.message("pong"));
      this.#handle(object, "webSocketMessage", async ({ target }) => target.webSocketMessage?.(this, data));
    });
  }

  closedByClient(code: number, reason: string): void {
    this.#fromClient("close", (object) => {
      this.readyState = ServerSocket.CLOSING;
      this.#handle(object, "webSocketClose", async ({ target }) =>
        target.webSocketClose?.(this, code, reason, code === 1000),
      );
      object.sockets.delete(this);
    });
  }

  #handle(object: SocketHome, what: string, run: (instance: Instance) => Promise<unknown>): void {
    object.enter(what, run).catch((error: unknown) => {
      this.#core.uncaught.push(`${object.name}.${what}: ${String(error)}`);
    });
  }
}
