import { describe, expect, test } from "vitest";
import { createAnswerReader, type ReadAnswer } from "./http-answer.ts";

const latin1 = (text: string): string => Buffer.from(text).toString("latin1");
const FIXED = latin1("HTTP/1.1 201 Created\r\nContent-Length: 7\r\n\r\nfünf!\n");
const CHUNKED = latin1("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfün\r\n3;x=y\r\nf!\n\r\n0\r\n\r\n");

function read(...chunks: (string | null)[]): ReadAnswer[] {
  const reader = createAnswerReader();
  return chunks.map((chunk) => reader(chunk)).filter((answer) => answer !== null);
}

describe("an HTTP answer", () => {
  test.each([
    ["of fixed length", FIXED, 201],
    ["in chunks", CHUNKED, 200],
  ])("%s is read in any pieces, and so is the next one", (_, answer, status) => {
    const expected = { status, body: "fünf!\n", keepAlive: true };
    expect(read(answer, answer)).toEqual([expected, expected]);
    expect(read(...answer, ...answer)).toEqual([expected, expected]);
  });

  test("without a length ends with the connection", () => {
    expect(read("HTTP/1.1 200 OK\r\n\r\nwo", "rds", null)).toEqual([{ status: 200, body: "words", keepAlive: false }]);
  });

  test("without a body, after an interim one, or that closes the connection", () => {
    expect(read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")).toEqual([
      { status: 204, body: "", keepAlive: true },
    ]);
    expect(read("HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")).toEqual([
      { status: 403, body: "", keepAlive: false },
    ]);
  });

  test("that breaks off is none", () => {
    expect(read("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", null)).toEqual([]);
    expect(read("HTTP/1.1 200 OK\r\n", null)).toEqual([]);
  });
});
