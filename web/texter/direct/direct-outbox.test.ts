import { afterEach, describe, expect, test, vi } from "vitest";
import { unreachable } from "../../api/call.ts";
import { memoryKeep } from "../../device/keep.ts";
import { createDirectOutbox } from "./direct-outbox.ts";
import type { DirectOutboxDeps, DirectText } from "./direct-outbox.ts";

const text = (n: number): DirectText => ({
  messageId: `message-000000000${n}`,
  number: "+16132345678",
  to: "+16172345671",
  body: `Text ${n}`,
  atMs: n,
});

function outbox(send: DirectOutboxDeps["send"], keep = memoryKeep()) {
  const refused: [string, string][] = [];
  const made = createDirectOutbox({
    keep,
    send,
    onRefused: ({ body }, { reason }) => refused.push([body, reason]),
    random: () => 0,
  });
  return { ...made, keep, refused };
}
const sent = (): DirectOutboxDeps["send"] & ReturnType<typeof vi.fn> =>
  vi.fn(async ({ to, messageId }: DirectText) => ({ ok: true as const, peer: to, messageId }));

afterEach(() => vi.useRealTimers());

test("texts go one after the other, each once, and are forgotten when they are answered", async () => {
  const send = sent();
  const { add, waiting, keep } = outbox(send);
  add(text(1));
  add(text(1));
  add(text(2));
  await vi.waitUntil(() => waiting.value.length === 0);
  expect(send.mock.calls.map(([each]) => each)).toEqual([text(1), text(2)]);
  expect(keep.keys("")).toEqual([]);
});

describe("without a network", () => {
  test("a text waits, survives a reload, and goes with the same id", async () => {
    const keep = memoryKeep();
    const before = outbox(async () => unreachable, keep);
    before.add(text(1));
    await Promise.resolve();
    before.stop();
    const send = sent();
    const after = outbox(send, keep);
    expect(after.waiting.value).toEqual([text(1)]);
    await vi.waitUntil(() => after.waiting.value.length === 0);
    expect(send.mock.calls.map(([each]) => each)).toEqual([text(1)]);
  });

  test("it is tried again, by itself and when the network comes back", async () => {
    vi.useFakeTimers();
    let isAway = true;
    const send = sent();
    const { add, retryNow, waiting } = outbox(async (each) => (isAway ? unreachable : send(each)));
    add(text(1));
    await vi.advanceTimersByTimeAsync(0);
    isAway = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(waiting.value).toEqual([]);
    isAway = true;
    add(text(2));
    await vi.advanceTimersByTimeAsync(0);
    isAway = false;
    retryNow();
    await vi.advanceTimersByTimeAsync(0);
    expect(send).toHaveBeenCalledTimes(2);
  });
});

test("a refused text gives its words back before it is forgotten, and the next one goes", async () => {
  const send = sent();
  const { add, waiting, refused } = outbox(async (each) =>
    each.body === "Text 1" ? { ok: false, reason: "opted_out", message: "no" } : send(each),
  );
  add(text(1));
  add(text(2));
  await vi.waitUntil(() => waiting.value.length === 0);
  expect(refused).toEqual([["Text 1", "opted_out"]]);
  expect(send).toHaveBeenCalledOnce();
});
