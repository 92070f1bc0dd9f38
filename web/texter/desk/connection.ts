import type { ReadonlySignal } from "@preact/signals";
import type { CLOSE_REASONS } from "../../../domain/texter-app/close-reasons.ts";
import type {
  ServerFrame,
  TexterAnswer,
  TexterAnswers,
  TexterOp,
  TexterRequest,
} from "../../../domain/texter-app/texter.ts";
import { appProtocol } from "../../api/client.ts";
import type { Unreachable } from "../../api/call.ts";
import { isTapOp } from "./tap.ts";
import { createLiveSocket } from "../../live/socket.ts";
import type { Link, SocketEvents, SocketLike } from "../../live/socket.ts";

/** After these the socket stays closed: each needs something that a retry cannot bring. */
const FINAL: Partial<typeof CLOSE_REASONS> = {
  4401: "not_signed_in",
  4403: "suspended",
  4426: "too_old",
  4429: "too_many_sockets",
};

/** An answer over the socket that takes longer than this is asked for again over HTTP. */
const ANSWER_WITHIN_MS = 10_000;
/** While the socket is away, changes are fetched this often. */
const POLL_EVERY_MS = 8000;

/** What the inbox finds too fast is asked again, so often and at most so much later, before the screen says so. */
const MOST_TRIES = 4;
const LONGEST_WAIT_MS = 3_000;

type ChangesFrame = Extract<ServerFrame, { t: "changes" }>;

export type ConnectionDeps = {
  openSocket(events: SocketEvents): SocketLike;
  /** The same operation over HTTP. */
  post<Op extends TexterOp>(op: Op, params: TexterRequest<Op>): Promise<TexterAnswer<Op> | Unreachable>;
  random(): number;
  /** Last change that this app has seen. */
  seq(): number;
  onChanges(
    changes: Pick<ChangesFrame, "seq" | "items" | "gone" | "campaigns"> &
      Partial<Pick<ChangesFrame, "states" | "requests" | "direct">>,
  ): void;
  /** The server's change number is below ours: it rebuilt the desk, and everything has to be read again. */
  onReset(): void;
  visible(): boolean;
};

export type Connection = {
  link: ReadonlySignal<Link>;
  start(): void;
  stop(): void;
  nudge(): void;
  call<Op extends TexterOp>(op: Op, params: TexterRequest<Op>): Promise<TexterAnswer<Op> | Unreachable>;
};

type AnyAnswer = Extract<ServerFrame, { t: "re" }>["r"];

/**
 * The way to the texter's inbox: a socket when there is one, HTTP whenever it is not open or does not answer. Asking
 * twice is safe: operations carry client-made ids or are idempotent by nature (domain/texter-app/texter.ts).
 */
export function createConnection(deps: ConnectionDeps): Connection {
  let lastId = 0;
  const asked = new Map<number, (answer: AnyAnswer | null) => void>();
  let poll: ReturnType<typeof setInterval> | undefined;

  const live = createLiveSocket({
    open: (events) => deps.openSocket(events),
    random: () => deps.random(),
    ping: true,
    onOpen: () => live.send(JSON.stringify({ t: "hello", v: appProtocol, seq: deps.seq() })),
    onText: (text) => receive(text),
    onDown() {
      for (const answer of asked.values()) answer(null);
      asked.clear();
    },
    // Only known codes are looked up.
    stopReason: (code) => FINAL[code as keyof typeof FINAL] ?? null,
  });

  function receive(text: string): void {
    let frame: ServerFrame;
    try {
      // The inbox sends nothing but frames of the contract; a newer server's unknown ones are passed over below.
      frame = JSON.parse(text) as ServerFrame;
    } catch {
      return;
    }
    if (frame.t === "ready") {
      live.markLive();
      if (frame.seq < deps.seq()) deps.onReset();
    } else if (frame.t === "changes") deps.onChanges(frame);
    else if (frame.t === "re") asked.get(frame.id)?.(frame.r);
  }

  function askSocket(op: TexterOp, params: unknown): Promise<AnyAnswer | null> {
    lastId += 1;
    const id = lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(null), ANSWER_WITHIN_MS);
      function settle(answer: AnyAnswer | null): void {
        clearTimeout(timer);
        asked.delete(id);
        resolve(answer);
      }
      asked.set(id, settle);
      live.send(JSON.stringify({ t: "op", id, op, p: params }));
    });
  }

  async function pollChanges(): Promise<void> {
    const { state } = live.link.peek();
    if (state === "live" || !deps.visible()) return;
    const answer = await deps.post("changes", { seq: deps.seq() });
    if (answer.ok) deps.onChanges(answer satisfies TexterAnswers["changes"]);
  }

  return {
    link: live.link,
    start() {
      live.start();
      clearInterval(poll);
      poll = setInterval(() => void pollChanges(), POLL_EVERY_MS);
    },
    stop() {
      clearInterval(poll);
      live.stop();
    },
    nudge: () => live.nudge(),
    async call(op, params) {
      for (let tries = 1; ; tries += 1) {
        const answer = await ask(op, params);
        // What was tapped has the outbox to wait in, all of it together.
        if (isTapOp(op) || answer.ok || answer.reason !== "throttled" || tries === MOST_TRIES) return answer;
        await later("mayGoAtMs" in answer ? (answer.mayGoAtMs ?? 0) : 0, tries);
      }
    },
  };

  async function ask<Op extends TexterOp>(op: Op, params: TexterRequest<Op>): Promise<TexterAnswer<Op> | Unreachable> {
    if (live.link.peek().state === "live") {
      const answer = await askSocket(op, params);
      // The frame's id ties the answer to the operation that was asked (contract).
      if (answer) return answer as TexterAnswer<Op>;
    }
    return deps.post(op, params);
  }
}

/** @param mayGoAtMs by the server's clock, which a device's may not follow */
function later(mayGoAtMs: number, tries: number): Promise<void> {
  const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(50 * 2 ** tries, mayGoAtMs - Date.now()));
  return new Promise((resolve) => {
    setTimeout(resolve, waitMs);
  });
}
