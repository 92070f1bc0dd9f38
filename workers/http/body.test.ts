import { Hono } from "hono";
import { expect, test } from "vitest";
import { refuse } from "../../domain/outcome.ts";
import { bodyWithin, drainUnread } from "./body.ts";
import type { Edge } from "./context.ts";
import { refused } from "./refused.ts";

const CHUNK = new Uint8Array(64 * 1024);

/** A body of so many chunks whose length nobody announced; tells how much of it was read. */
function slowBody(chunks: number) {
  const seen = { chunks: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (seen.chunks === chunks) controller.close();
        else {
          seen.chunks += 1;
          controller.enqueue(CHUNK);
        }
      },
      cancel() {
        seen.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { seen, body };
}

const post = (body: BodyInit, headers: HeadersInit = {}) =>
  new Request("http://localhost/", { method: "POST", body, headers, duplex: "half" } as RequestInit);

test("a body within the limit is handed on whole, announced or not", async () => {
  expect(await bodyWithin(post("four"), 4)).toEqual(new TextEncoder().encode("four"));
  const { body } = slowBody(3);
  expect(await bodyWithin(post(body), CHUNK.length * 3)).toHaveLength(CHUNK.length * 3);
});

test("a request without a body has none", async () => {
  expect(await bodyWithin(new Request("http://localhost/"), 10)).toHaveLength(0);
});

test("of a body that is announced too long, nothing is read", async () => {
  const { body, seen } = slowBody(3);
  expect(await bodyWithin(post(body, { "content-length": "5000" }), 4999)).toBeNull();
  expect(seen.chunks).toBe(0);
});

test("a body that turns out too long is read no further than the limit", async () => {
  const { body, seen } = slowBody(1000);
  expect(await bodyWithin(post(body), CHUNK.length * 2)).toBeNull();
  expect(seen.chunks).toBe(3);
});

const app = new Hono<Edge>()
  .use(drainUnread)
  .post("/", async (c) => {
    const bytes = await bodyWithin(c.req.raw, CHUNK.length * 2);
    return bytes ? c.json({ ok: true }) : refused(c, refuse("too_large", "Too large."));
  })
  .post("/unread", (c) => refused(c, refuse("not_signed_in", "Sign in first.")))
  .post("/fault", () => {
    throw new Error("before the body was read");
  })
  .onError((_, c) => refused(c, refuse("fault", "Went wrong.")));

test.each([
  ["that is too long", "/", 413],
  ["of a request that is refused before it is read", "/unread", 401],
  ["of a request that fails", "/fault", 500],
  ["at an address where nothing is", "/nowhere", 404],
])("a body %s is read to its end before the answer, so that its sender sees the answer", async (_, path, status) => {
  const { body, seen } = slowBody(100);
  const response = await app.request(path, { method: "POST", body, duplex: "half" } as RequestInit);
  expect(response.status).toBe(status);
  expect(seen).toEqual({ chunks: 100, cancelled: false });
});

test("a body without an end is left at the size that the platform takes", async () => {
  const { body, seen } = slowBody(Number.POSITIVE_INFINITY);
  const response = await app.request("/unread", { method: "POST", body, duplex: "half" } as RequestInit);
  expect(response.status).toBe(401);
  expect(seen).toEqual({ chunks: 1600, cancelled: true });
});
