import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { socketPath } from "../api/client.ts";
import { reconnectAfterMs } from "./backoff.ts";

/** What is used of a WebSocket. */
export type SocketLike = { send(data: string): void; close(code?: number): void };

export type SocketEvents = { opened(): void; received(data: unknown): void; closed(code: number): void };

export type Link =
  | { state: "connecting" }
  | { state: "live" }
  | { state: "waiting"; retryAtMs: number }
  /** Reconnecting makes no sense until something else changes. */
  | { state: "stopped"; reason: string };

export type LiveSocketDeps = {
  open(events: SocketEvents): SocketLike;
  random(): number;
  onOpen(): void;
  onText(text: string): void;
  /** The socket is gone; whatever was asked over it has no answer. */
  onDown(): void;
  /** A reason not to come back, from a close code. */
  stopReason(code: number): string | null;
  /** Whether the other end answers `ping` with `pong`. */
  ping: boolean;
};

export type LiveSocket = {
  link: ReadonlySignal<Link>;
  start(): void;
  stop(): void;
  send(text: string): void;
  /** The owner's handshake is done: from now on calls may go over the socket. */
  markLive(): void;
  /** The network or the page came back: do not wait for the timer. */
  nudge(): void;
};

const PING_EVERY_MS = 25_000;
const PONG_WITHIN_MS = 8000;
/** From opening to the end of the handshake. */
const HANDSHAKE_WITHIN_MS = 12_000;

type Timer = ReturnType<typeof setTimeout>;

/** A socket that reconnects by itself. One instance for the life of the page; `stop` and `start` may alternate. */
export function createLiveSocket(deps: LiveSocketDeps): LiveSocket {
  const link = signal<Link>({ state: "connecting" });
  let socket: SocketLike | null = null;
  let running = false;
  let failures = 0;
  let retry: Timer | undefined;
  let handshake: Timer | undefined;
  let nextPing: Timer | undefined;
  let pong: Timer | undefined;

  function connect(): void {
    clearTimeout(retry);
    if (!running || socket) return;
    link.value = { state: "connecting" };
    // A dead network reports the end of a socket late or never, so frames of a dropped socket are ignored.
    const isMine = () => socket === opened;
    const opened = deps.open({
      opened() {
        if (isMine()) deps.onOpen();
      },
      received(data) {
        if (!isMine()) return;
        if (data === "pong") clearTimeout(pong);
        else if (typeof data === "string") deps.onText(data);
      },
      closed(code) {
        if (!isMine()) return;
        const reason = deps.stopReason(code);
        if (reason === null) drop(opened);
        else {
          forget();
          running = false;
          link.value = { state: "stopped", reason };
          deps.onDown();
        }
      },
    });
    socket = opened;
    handshake = setTimeout(() => drop(opened), HANDSHAKE_WITHIN_MS);
  }

  function forget(): void {
    for (const timer of [retry, handshake, nextPing, pong]) clearTimeout(timer);
    socket = null;
  }

  function drop(dropped: SocketLike): void {
    if (socket !== dropped) return;
    forget();
    dropped.close();
    failures += 1;
    const waitMs = reconnectAfterMs(failures, deps.random());
    link.value = { state: "waiting", retryAtMs: Date.now() + waitMs };
    retry = setTimeout(connect, waitMs);
    deps.onDown();
  }

  function sendPing(): void {
    clearTimeout(nextPing);
    clearTimeout(pong);
    const asked = socket;
    if (!asked) return;
    asked.send("ping");
    pong = setTimeout(() => drop(asked), PONG_WITHIN_MS);
    nextPing = setTimeout(sendPing, PING_EVERY_MS);
  }

  return {
    link,
    start() {
      if (running) return;
      running = true;
      failures = 0;
      connect();
    },
    stop() {
      running = false;
      const closing = socket;
      forget();
      closing?.close(1000);
      link.value = { state: "stopped", reason: "left" };
      if (closing) deps.onDown();
    },
    send: (text) => socket?.send(text),
    markLive() {
      failures = 0;
      clearTimeout(handshake);
      link.value = { state: "live" };
      if (deps.ping) nextPing = setTimeout(sendPing, PING_EVERY_MS);
    },
    nudge() {
      if (!running) return;
      const { state } = link.peek();
      if (state === "waiting") {
        clearTimeout(retry);
        connect();
      } else if (state === "live" && deps.ping) sendPing();
    },
  };
}

/** Address of a socket path on this origin. */
function socketUrl(path: string): string {
  return `${location.origin.replace(/^http/, "ws")}${socketPath(path)}`;
}

/** A socket of the browser to a path of this origin. */
export function browserSocket(path: string, { opened, received, closed }: SocketEvents): SocketLike {
  const socket = new WebSocket(socketUrl(path));
  socket.addEventListener("open", opened);
  socket.addEventListener("message", ({ data }) => received(data));
  socket.addEventListener("close", ({ code }) => closed(code));
  return {
    send(data) {
      // Sending into a socket that is closing is lost; the call times out and goes over HTTP.
      if (socket.readyState === WebSocket.OPEN) socket.send(data);
    },
    close: (code) => socket.close(code),
  };
}
