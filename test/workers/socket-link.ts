/** A texter's socket in the Workers runtime, as the app holds it. Only tests import it. */
import { vi } from "vitest";
import type { ServerFrame } from "../../domain/texter-app/texter.ts";
import { inboxStub, WAIT } from "./workers-world.ts";
import type { TestTexter } from "./workers-world.ts";

export type SocketLink = ReturnType<typeof linkOn>;

/** A socket as the app has it, and the frames it got. */
function linkOn(socket: WebSocket) {
  const frames: ServerFrame[] = [];
  const closed = { code: 0, reason: "" };
  socket.addEventListener("message", ({ data }) => {
    // Frames of our own inbox.
    frames.push(JSON.parse(String(data)) as ServerFrame);
  });
  socket.addEventListener("close", ({ code, reason }) => {
    Object.assign(closed, { code, reason });
  });
  socket.accept();
  const link = {
    socket,
    frames,
    closed,
    say: (frame: unknown) => socket.send(typeof frame === "string" ? frame : JSON.stringify(frame)),
    heard: <T extends ServerFrame["t"]>(t: T) =>
      frames.filter((frame): frame is Extract<ServerFrame, { t: T }> => frame.t === t),
    /** Says hello and waits until the inbox is ready; the number it is ready with. */
    async ready(seq = 0): Promise<number> {
      link.say({ t: "hello", v: 1, seq });
      await vi.waitUntil(() => link.heard("ready").length > 0, WAIT);
      return link.heard("ready").at(-1)?.seq ?? 0;
    },
  };
  return link;
}

/** The inbox's answer to an upgrade: a link, or a status that says why not. */
export async function connectSocket(
  person: TestTexter,
  sessionId = person.sessionId,
): Promise<{ status: number; link: SocketLink | null }> {
  const headers = { upgrade: "websocket", "x-session-id": sessionId };
  const response = await inboxStub(person).fetch("https://inbox/ws", { headers });
  await response.body?.cancel();
  return { status: response.status, link: response.webSocket && linkOn(response.webSocket) };
}

export async function connected(person: TestTexter): Promise<SocketLink> {
  const { status, link } = await connectSocket(person);
  if (!link) throw new Error(`no socket: ${status}`);
  return link;
}
