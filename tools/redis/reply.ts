/** What Redis answers, as Upstash's REST interface writes it. */

/** `Upstash-Encoding: base64`: texts may have any bytes. */
export type Encoding = "text" | "base64";

export type RestReply = { result: unknown } | { error: string };

/** @param reply texts as buffers, status replies as strings */
export function restReply(reply: unknown, encoding: Encoding): RestReply {
  if (reply instanceof Error) return { error: reply.message };
  // Its clients read this status in both encodings.
  return { result: reply === "OK" ? reply : written(reply, encoding) };
}

function written(reply: unknown, encoding: Encoding): unknown {
  if (Array.isArray(reply)) return reply.map((each) => written(each, encoding));
  if (reply instanceof Uint8Array) return Buffer.from(reply).toString(encoding === "base64" ? "base64" : "utf8");
  if (typeof reply !== "string") return reply;
  return encoding === "text" ? reply : Buffer.from(reply).toString("base64");
}
