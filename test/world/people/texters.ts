/** What texters do beside texting: give contacts back, click twice, and keep a socket open on a bad network. */
import type { ServerFrame } from "../../../domain/texter-app/texter.ts";
import { createApiClient } from "../../../tools/demo/api-client.ts";
import { PERSON_PASSWORD } from "./campaign.ts";
import type { WorldLoad } from "./load.ts";
import { sleep } from "./sleep.ts";

export async function giveBack(play: WorldLoad, campaignId: string): Promise<void> {
  while (!play.stopped()) {
    await sleep(8_000 * (0.3 + play.random()));
    if (!play.stopped()) await play.pick(play.texters).op("release", { campaignId, opId: crypto.randomUUID() });
  }
}

/** The same request from two tabs at once: one of them changes something. */
export async function clickAgain(play: WorldLoad, campaignId: string): Promise<void> {
  while (!play.stopped()) {
    await sleep(4_000 * (0.3 + play.random()));
    if (play.stopped()) return;
    const texter = play.pick(play.texters);
    const take = { campaignId, requestId: crypto.randomUUID(), count: 3 };
    await Promise.all([texter.op("take", take), texter.op("take", take)]);
    const [last] = texter.accepted.slice(-1);
    if (!last) continue;
    const { contactId } = last;
    const closing = { contactId, opId: crypto.randomUUID() };
    await Promise.all([texter.op("close", closing), texter.op("close", closing)]);
    await texter.op("reopen", { contactId, opId: crypto.randomUUID() });
  }
}

type ClientSide = {
  listen: (listener: { message: (data: string) => void; close: (code: number) => void }) => void;
  send: (data: string) => void;
  close: (code: number) => void;
};

/** An app that follows its desk: it never sees the same number twice, and none that it has not asked for. */
export async function watchBySocket(play: WorldLoad): Promise<void> {
  const email = play.pick(play.emails);
  const client = createApiClient(play.origin);
  for (; !play.stopped(); await sleep(500)) {
    const signedIn = await client.post("/api/auth/sign-in", { email, password: PERSON_PASSWORD }).catch(() => null);
    if (signedIn?.ok) break;
  }
  let seq = 0;
  while (!play.stopped()) {
    const headers = { upgrade: "websocket", origin: play.origin, cookie: client.cookies() };
    const response = await fetch(`${play.origin}/ws/texter`, { headers }).catch(() => null);
    // The world's response to an upgrade.
    const socket = (response as { client?: ClientSide | null } | null)?.client;
    if (!socket) {
      await sleep(1_000);
      continue;
    }
    const over = Promise.withResolvers<void>();
    let isOpen = true;
    socket.listen({
      message: (data) => {
        if (data === "pong" || !isOpen) return;
        // The inbox's own frames.
        const frame = JSON.parse(data) as ServerFrame;
        if (frame.t !== "changes" && frame.t !== "ready") return;
        if (frame.seq < seq) play.socketFaults.push(`${email}: ${frame.t} ${frame.seq} after ${seq}`);
        seq = frame.seq;
      },
      close: () => over.resolve(),
    });
    socket.send(JSON.stringify({ t: "hello", v: 1, seq }));
    socket.send("ping");
    await Promise.race([over.promise, sleep(6_000 * (0.3 + play.random()))]);
    isOpen = false;
    socket.close(1000);
    await sleep(1_500 * play.random());
  }
}
