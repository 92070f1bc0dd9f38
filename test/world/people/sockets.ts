/** An app's socket on a bad network: it follows its desk, and comes again whenever it is cut off. */
import type { ServerFrame } from "../../../domain/texter-app/texter.ts";
import { createApiClient } from "../../../tools/demo/api-client.ts";
import type { ApiClient } from "../../../tools/demo/api-client.ts";
import { PERSON_PASSWORD } from "./campaign.ts";
import type { WorldLoad } from "./load.ts";
import { sleep } from "./sleep.ts";

type ClientSide = {
  listen: (listener: { message: (data: string) => void; close: (code: number) => void }) => void;
  send: (data: string) => void;
  close: (code: number) => void;
};

export type AppSocket = {
  send: (frame: object) => void;
  ping: () => void;
  /** Resolves with the code by which the other side closed it. */
  closed: Promise<number>;
  /** Nothing is heard of it any more. */
  leave: () => void;
};

/** Signed in as a texter; null when the load ends before. */
export async function signedIn(play: WorldLoad, email: string): Promise<ApiClient | null> {
  const client = createApiClient(play.origin);
  for (; !play.stopped(); await sleep(500)) {
    const answer = await client.post("/api/auth/sign-in", { email, password: PERSON_PASSWORD }).catch(() => null);
    if (answer?.ok) return client;
  }
  return null;
}

/** null when it does not come about. */
export async function openSocket(
  play: WorldLoad,
  client: ApiClient,
  heard: (frame: ServerFrame) => void,
): Promise<AppSocket | null> {
  const headers = { upgrade: "websocket", origin: play.origin, cookie: client.cookies() };
  const response = await fetch(`${play.origin}/ws/texter`, { headers }).catch(() => null);
  // The world's response to an upgrade.
  const socket = (response as { client?: ClientSide | null } | null)?.client;
  if (!socket) return null;
  const over = Promise.withResolvers<number>();
  let isOpen = true;
  socket.listen({
    message: (data) => {
      // The inbox's own frames.
      if (data !== "pong" && isOpen) heard(JSON.parse(data) as ServerFrame);
    },
    close: (code) => over.resolve(code),
  });
  const leave = () => {
    isOpen = false;
    socket.close(1000);
  };
  return {
    send: (frame) => socket.send(JSON.stringify(frame)),
    ping: () => socket.send("ping"),
    closed: over.promise,
    leave,
  };
}

/** An app that follows its desk: it never sees the same number twice, and none that it has not asked for. */
export async function watchBySocket(play: WorldLoad): Promise<void> {
  const email = play.pick(play.emails);
  const client = await signedIn(play, email);
  if (!client) return;
  let seq = 0;
  while (!play.stopped()) {
    const socket = await openSocket(play, client, (frame) => {
      if (frame.t !== "changes" && frame.t !== "ready") return;
      if (frame.seq < seq) play.appFaults.push(`socket: ${email}: ${frame.t} ${frame.seq} after ${seq}`);
      seq = frame.seq;
    });
    if (!socket) {
      await sleep(1_000);
      continue;
    }
    socket.send({ t: "hello", v: 1, seq });
    socket.ping();
    await Promise.race([socket.closed, play.pause(6_000 * (0.3 + play.random()))]);
    socket.leave();
    await play.pause(1_500 * play.random());
  }
}
