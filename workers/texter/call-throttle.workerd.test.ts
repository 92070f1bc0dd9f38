/** All calls of one person share one bucket, whichever way they come; what is refused says when to come again. */
import { afterEach, expect, test, vi } from "vitest";
import { newId } from "../../domain/ids.ts";
import type { TexterRefusal } from "../../domain/texter-app/texter.ts";
import { connected, connectSocket } from "../../test/workers/socket-link.ts";
import { env, fetchWorker } from "../../test/workers/test-client.ts";
import { aTexter, letTimePass, WAIT } from "../../test/workers/workers-world.ts";
import type { TestTexter } from "../../test/workers/workers-world.ts";
import { sessionTokens } from "../auth/session-token.ts";

const BURST = 200;

afterEach(() => void vi.restoreAllMocks());

async function call(person: TestTexter, path: string, json?: object) {
  const cookie = `__Host-whistlestop_session=${await sessionTokens(env.SESSION_SECRET).sign(person, Date.now())}`;
  const headers = { cookie, origin: env.PUBLIC_ORIGIN, "content-type": "application/json" };
  const init = json === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(json) };
  const response = await fetchWorker(path, init);
  // Refusals and answers are JSON here.
  const body = (await response.json()) as Partial<TexterRefusal>;
  return { status: response.status, retryAfter: response.headers.get("retry-after"), body };
}

/** Clocks that go on by themselves would fill the bucket meanwhile. */
function stopTime(): void {
  const nowMs = Date.now();
  vi.spyOn(Date, "now").mockImplementation(() => nowMs);
}

test("HTTP, frames, labels and files draw from it; another person is not held up; a second later it goes on", async () => {
  const orgId = newId("o");
  const [ana, ben] = [await aTexter(orgId, "Ana"), await aTexter(orgId, "Ben")];
  stopTime();
  const link = await connected(ana);
  await link.ready();
  const half = Array.from({ length: BURST / 2 - 2 }, (_, id) => id);
  for (const id of half) link.say({ t: "op", id, op: "campaigns", p: {} });
  await vi.waitUntil(() => link.heard("re").length === half.length, WAIT);
  const answers = await Promise.all(half.map(() => call(ana, "/api/texter/campaigns", {})));
  expect(answers.map(({ status }) => status)).toEqual(half.map(() => 200));
  expect(link.heard("re").every(({ r }) => r.ok)).toBe(true);
  // Two were the socket and its hello; two are left.
  expect((await call(ana, "/api/labels")).status).toBe(200);
  expect((await call(ana, `/api/media/${newId("c")}.1.1/SM1/0`)).status).toBe(404);

  const refused = { status: 429, retryAfter: "1", body: { reason: "throttled", mayGoAtMs: Date.now() + 20 } };
  expect(await call(ana, "/api/texter/campaigns", {})).toMatchObject(refused);
  expect(await call(ana, "/api/labels")).toMatchObject(refused);
  expect(await call(ana, `/api/media/${newId("c")}.1.1/SM1/0`)).toMatchObject(refused);
  link.say({ t: "op", id: 9_999, op: "campaigns", p: {} });
  await vi.waitUntil(() => link.heard("re").length === half.length + 1, WAIT);
  expect(link.heard("re").at(-1)).toMatchObject({ id: 9_999, r: { reason: "throttled", mayGoAtMs: Date.now() + 20 } });
  const another = await connectSocket(ana);
  await vi.waitUntil(() => another.link?.closed.code === 4430, WAIT);
  expect((await call(ben, "/api/texter/campaigns", {})).status).toBe(200);

  vi.restoreAllMocks();
  letTimePass(1_000);
  expect((await call(ana, "/api/texter/campaigns", {})).status).toBe(200);
  link.say({ t: "op", id: 10_000, op: "campaigns", p: {} });
  await vi.waitUntil(() => link.heard("re").at(-1)?.id === 10_000, WAIT);
  expect(link.heard("re").at(-1)?.r.ok).toBe(true);
});
