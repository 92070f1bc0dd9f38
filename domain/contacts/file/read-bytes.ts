/** The fields of a Request or a Response that are read. */
export type WithBody = {
  headers: { get(name: string): string | null };
  body: { getReader(): ReadableStreamDefaultReader<Uint8Array>; cancel(): Promise<void> } | null;
};

/**
 * The body of a request or a response as bytes; null when it is longer than `limitBytes`, which is noticed from the announced
 * length before a byte is read, and while reading when none was announced. The rest is not fetched then.
 */
export async function readBytes({ headers, body }: WithBody, limitBytes: number): Promise<Uint8Array | null> {
  if (Number(headers.get("content-length") ?? 0) > limitBytes) {
    await body?.cancel();
    return null;
  }
  if (!body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > limitBytes) {
      await reader.cancel();
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
