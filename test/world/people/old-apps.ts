/** Apps of versions before the present protocol, and such as do not keep to it: they get nothing but the reason. */
import { APP_PROTOCOL } from "../../../domain/texter-app/texter.ts";
import type { ApiClient } from "../../../tools/demo/api-client.ts";
import type { WorldLoad } from "./load.ts";
import { openSocket, signedIn } from "./sockets.ts";
import { sleep } from "./sleep.ts";

const ANSWERED_WITHIN_MS = 5_000;

export async function comeWithOldApps(play: WorldLoad): Promise<void> {
  const client = await signedIn(play, play.pick(play.emails));
  if (!client) return;
  while (!play.stopped()) {
    await play.pause(4_000 * (0.3 + play.random()));
    if (play.stopped()) return;
    if (play.random() < 0.3) await askOverHttp(play, client);
    else if (play.random() < 0.5)
      await sendFrame(play, client, "an app of an older protocol", { t: "hello", v: APP_PROTOCOL - 1, seq: 0 });
    else await sendFrame(play, client, "an app that said no hello", { t: "op", id: 1, op: "campaigns", p: {} });
  }
}

async function askOverHttp(play: WorldLoad, client: ApiClient): Promise<void> {
  const headers = { "x-whistlestop-app": String(APP_PROTOCOL - 1) };
  const answer = await client.post("/api/texter/campaigns", {}, headers).catch(() => null);
  if (answer?.ok) play.appFaults.push("an app of an older protocol: was answered over HTTP");
}

async function sendFrame(play: WorldLoad, client: ApiClient, who: string, frame: object): Promise<void> {
  const socket = await openSocket(play, client, ({ t }) => void play.appFaults.push(`${who}: got "${t}"`));
  if (!socket) return;
  socket.send(frame);
  await Promise.race([socket.closed, sleep(ANSWERED_WITHIN_MS)]);
  socket.leave();
}
