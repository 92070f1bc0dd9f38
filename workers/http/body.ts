/** Bodies of requests: bounded while they are read, and read to their end when nobody wants them. */
import { createMiddleware } from "hono/factory";
import type { Edge } from "./context.ts";

/** What the platform takes as one request. */
const MOST_DRAINED_BYTES = 100 * 1024 * 1024;
const MOST_DRAINED_MS = 10_000;

/**
 * The request's body; null when it has more bytes than `limitBytes`, by its announced length, else as soon as more has been
 * read. No more than the limit is ever held.
 */
export async function bodyWithin(request: Request, limitBytes: number): Promise<Uint8Array | null> {
  const announced = request.headers.get("content-length");
  if (announced !== null) {
    // The runtime ends a body at the length that was announced.
    return Number(announced) <= limitBytes ? new Uint8Array(await request.arrayBuffer()) : null;
  }
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > limitBytes) {
      // The rest is for `drainUnread`.
      reader.releaseLock();
      return null;
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/**
 * Reads on what a refusal has left unread, and throws it away. A client that still sends when the answer comes would find
 * its connection reset, and never see the refusal.
 */
export const drainUnread = createMiddleware<Edge>(async (c, next) => {
  await next();
  const { raw } = c.req;
  if (c.res.status < 400 && raw.bodyUsed) return;
  if (raw.body && !raw.body.locked) await drain(raw.body);
});

async function drain(body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader();
  const untilMs = Date.now() + MOST_DRAINED_MS;
  let drained = 0;
  try {
    while (drained < MOST_DRAINED_BYTES && Date.now() < untilMs) {
      const { done, value } = await reader.read();
      if (done) return;
      drained += value.byteLength;
    }
    await reader.cancel();
  } catch {
    // The client has gone: nobody is left to answer.
  }
}
