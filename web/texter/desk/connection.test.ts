import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TexterOp } from "../../../domain/texter-app/texter.ts";
import type { SocketEvents, SocketLike } from "../../live/socket.ts";
import { createConnection } from "./connection.ts";
import { NO_COUNTS } from "./desk-samples.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Fake = SocketLike & SocketEvents & { sent: string[]; receive(frame: object | string): void };

function openConnection({ seq = 4, visible = true } = {}) {
  const sockets: Fake[] = [];
  const posted: TexterOp[] = [];
  const changed: number[] = [];
  let resets = 0;
  const connection = createConnection({
    openSocket(events) {
      const socket: Fake = {
        sent: [],
        send: (data) => void socket.sent.push(data),
        close: () => {},
        ...events,
        receive: (frame) => events.received(typeof frame === "string" ? frame : JSON.stringify(frame)),
      };
      sockets.push(socket);
      return socket;
    },
    post: async (op) => {
      posted.push(op);
      return { ok: false, reason: "unavailable", message: "" };
    },
    random: () => 1,
    seq: () => seq,
    onChanges: (changes) => void changed.push(changes.seq),
    onReset: () => void (resets += 1),
    visible: () => visible,
  });
  connection.start();
  const goLive = () => {
    sockets.at(-1)!.opened();
    sockets.at(-1)!.receive({ t: "ready", seq });
  };
  return { connection, sockets, posted, changed, goLive, resets: () => resets };
}

describe("the hello", () => {
  test("names the app's version and the last change that it saw", () => {
    const { connection, sockets } = openConnection({ seq: 41 });
    sockets[0]!.opened();
    expect(sockets[0]!.sent.map((text) => JSON.parse(text))).toEqual([{ t: "hello", v: 1, seq: 41 }]);
    expect(connection.link.value.state).toBe("connecting");
    sockets[0]!.receive({ t: "ready", seq: 41 });
    expect(connection.link.value.state).toBe("live");
  });

  test("to a desk that was rebuilt makes the app read everything again", () => {
    const { sockets, resets } = openConnection({ seq: 41 });
    sockets[0]!.opened();
    sockets[0]!.receive({ t: "ready", seq: 2 });
    expect(resets()).toBe(1);
  });
});

describe("an operation", () => {
  test("goes over the socket and gets the answer with its number", async () => {
    const { connection, sockets, posted, goLive } = openConnection();
    goLive();
    const first = connection.call("release", { campaignId: "c1" });
    const second = connection.call("release", { campaignId: "c2" });
    const [one, two] = sockets[0]!.sent.slice(1).map((text) => JSON.parse(text));
    sockets[0]!.receive({ t: "re", id: two.id, r: { ok: true, released: 2, counts: NO_COUNTS } });
    sockets[0]!.receive({ t: "re", id: one.id, r: { ok: true, released: 1, counts: NO_COUNTS } });
    expect([await first, await second]).toMatchObject([{ released: 1 }, { released: 2 }]);
    expect(posted).toEqual([]);
  });

  test("that comes too fast is asked again a little later, unless it was tapped and has the outbox", async () => {
    const { connection, sockets, goLive } = openConnection();
    goLive();
    const later = { ok: false, reason: "throttled", message: "later", mayGoAtMs: Date.now() + 200 };
    const asked = () => sockets[0]!.sent.slice(1).map((text) => JSON.parse(text));
    const read = connection.call("campaigns", {});
    sockets[0]!.receive({ t: "re", id: asked()[0].id, r: later });
    await vi.advanceTimersByTimeAsync(200);
    sockets[0]!.receive({ t: "re", id: asked()[1].id, r: { ok: true, campaigns: [], seq: 4 } });
    expect(await read).toMatchObject({ ok: true });
    const tapped = connection.call("release", { campaignId: "c1" });
    sockets[0]!.receive({ t: "re", id: asked()[2].id, r: later });
    expect(await tapped).toMatchObject({ reason: "throttled" });
  });

  test("goes over HTTP while there is no socket", async () => {
    const { connection, posted } = openConnection();
    await connection.call("campaigns", {});
    expect(posted).toEqual(["campaigns"]);
  });

  test("without an answer is asked again over HTTP: when the socket closes, and when it stays silent", async () => {
    const { connection, sockets, posted, goLive } = openConnection();
    goLive();
    const cut = connection.call("campaigns", {});
    sockets[0]!.closed(1006);
    await cut;
    expect(posted).toEqual(["campaigns"]);

    await vi.advanceTimersByTimeAsync(500);
    goLive();
    const silent = connection.call("release", { campaignId: "c1" });
    await vi.advanceTimersByTimeAsync(10_000);
    await silent;
    expect(posted).toEqual(["campaigns", "release"]);
  });
});

describe("a lost socket", () => {
  test("comes back after a jittered wait, which grows until a hello was answered", async () => {
    const { connection, sockets, goLive } = openConnection();
    const waits: number[] = [];
    for (let round = 0; round < 3; round++) {
      sockets.at(-1)!.closed(1006);
      const { value } = connection.link;
      if (value.state === "waiting") waits.push(value.retryAtMs - Date.now());
      await vi.advanceTimersByTimeAsync(waits.at(-1)!);
    }
    expect(waits).toEqual([500, 1000, 2000]);
    goLive();
    sockets.at(-1)!.closed(1012);
    expect(connection.link.value).toEqual({ state: "waiting", retryAtMs: Date.now() + 500 });
  });

  test.each([
    [4401, "not_signed_in"],
    [4403, "suspended"],
    [4426, "too_old"],
    [4429, "too_many_sockets"],
  ])("stays away after close code %i", async (code, reason) => {
    const { connection, sockets } = openConnection();
    sockets[0]!.closed(code);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(connection.link.value).toEqual({ state: "stopped", reason });
    expect(sockets).toHaveLength(1);
  });

  test("is noticed by a ping that nobody answers", async () => {
    const { connection, sockets, goLive } = openConnection();
    goLive();
    await vi.advanceTimersByTimeAsync(25_000);
    sockets[0]!.receive("pong");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(connection.link.value.state).toBe("live");
    await vi.advanceTimersByTimeAsync(25_000);
    expect(sockets[0]!.sent.filter((text) => text === "ping")).toHaveLength(2);
    expect(connection.link.value.state).not.toBe("live");
  });

  test("does not wait for its timer when the network comes back", async () => {
    const { connection, sockets } = openConnection();
    sockets[0]!.closed(1006);
    connection.nudge();
    expect(sockets).toHaveLength(2);
  });
});

test("changes are fetched over HTTP while the socket is away and somebody looks", async () => {
  const looked = openConnection();
  await vi.advanceTimersByTimeAsync(8000);
  expect(looked.posted).toEqual(["changes"]);
  const hidden = openConnection({ visible: false });
  await vi.advanceTimersByTimeAsync(8000);
  expect(hidden.posted).toEqual([]);
});

test("a frame that this app does not know is passed over", () => {
  const { sockets, changed, connection, goLive } = openConnection();
  goLive();
  sockets[0]!.receive({ t: "fireworks" });
  sockets[0]!.receive("not json");
  sockets[0]!.receive({ t: "changes", seq: 5, items: [], states: [], gone: [], campaigns: [] });
  expect(changed).toEqual([5]);
  expect(connection.link.value.state).toBe("live");
});
