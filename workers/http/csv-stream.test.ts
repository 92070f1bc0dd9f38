import { expect, test } from "vitest";
import { csvStream } from "./csv-stream.ts";

function someOf(count: number) {
  const asked = { pages: 0, ended: false };
  async function* pages() {
    try {
      for (let page = 0; page < count; page += 1) {
        asked.pages += 1;
        yield page === 0 ? [["n"], [page]] : [[page]];
      }
    } finally {
      asked.ended = true;
    }
  }
  return { asked, pages: pages() };
}

test("a download has a mark, a header and every record once", async () => {
  const text = await new Response(await csvStream(someOf(3).pages)).arrayBuffer();
  expect(new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(text)).toBe("\uFEFFn\r\n0\r\n1\r\n2\r\n");
});

test("pages are read as the reader takes them, and no more once it has gone", async () => {
  const { asked, pages } = someOf(1_000);
  const reader = (await csvStream(pages)).getReader();
  await reader.read();
  await reader.read();
  expect(asked.pages).toBeLessThan(6);
  await reader.cancel();
  expect(asked.ended).toBe(true);
});

test("what fails before the first page is no download", async () => {
  async function* away(): AsyncGenerator<never> {
    yield await Promise.reject(new Error("away"));
  }
  await expect(csvStream(away())).rejects.toThrow("away");
});
