/** Reads HTTP/1.1 answers off a connection, one after the other: fixed length, chunked, or until the end. */

export type ReadAnswer = { status: number; body: string; keepAlive: boolean };

/**
 * A reader for one connection. It takes what arrived, a character per byte (latin1), or null at the end of the
 * connection, and returns the answer that is complete now, if one is.
 */
export function createAnswerReader(): (chunk: string | null) => ReadAnswer | null {
  let pending = "";
  return (chunk) => {
    pending += chunk ?? "";
    for (;;) {
      const headEnd = pending.indexOf("\r\n\r\n");
      if (headEnd === -1) return null;
      const head = pending.slice(0, headEnd).toLowerCase();
      const status = Number(head.slice(9, 12));
      const bodyStart = headEnd + 4;
      if (status >= 100 && status < 200) {
        // An interim answer (100 Continue, 103 Early Hints): the real one follows.
        pending = pending.slice(bodyStart);
        continue;
      }
      const body = readBody(head, status, bodyStart, chunk === null);
      if (!body) return null;
      const keepAlive = chunk !== null && body.bounded && !head.includes("\r\nconnection: close");
      pending = pending.slice(body.end);
      return { status, body: decode(body.bytes), keepAlive };
    }
  };

  function readBody(
    head: string,
    status: number,
    start: number,
    ended: boolean,
  ): { bytes: string; end: number; bounded: boolean } | null {
    if (status === 204 || status === 304) return { bytes: "", end: start, bounded: true };
    if (/\r\ntransfer-encoding: *chunked/.test(head)) return readChunks(start);
    const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
    if (length === undefined) {
      return ended ? { bytes: pending.slice(start), end: pending.length, bounded: false } : null;
    }
    const end = start + Number(length);
    return pending.length < end ? null : { bytes: pending.slice(start, end), end, bounded: true };
  }

  function readChunks(start: number): { bytes: string; end: number; bounded: boolean } | null {
    let bytes = "";
    for (let at = start; ;) {
      const lineEnd = pending.indexOf("\r\n", at);
      if (lineEnd === -1) return null;
      const size = Number.parseInt(pending.slice(at, lineEnd), 16);
      if (!(size >= 0)) return { bytes, end: pending.length, bounded: false };
      const dataStart = lineEnd + 2;
      if (pending.length < dataStart + size + 2) return null;
      if (size === 0) {
        // Trailers are never sent by what is called here: the last chunk is followed by an empty line.
        return { bytes, end: dataStart + 2, bounded: true };
      }
      bytes += pending.slice(dataStart, dataStart + size);
      at = dataStart + size + 2;
    }
  }
}

function decode(bytes: string): string {
  // oxlint-disable-next-line no-control-regex
  return /^[\u0000-\u007F]*$/.test(bytes) ? bytes : new TextDecoder().decode(Buffer.from(bytes, "latin1"));
}
