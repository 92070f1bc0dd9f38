import { expect, test } from "vitest";
import type { NumberedLine } from "../../domain/phone-service/batches.ts";
import { linesOf } from "./ndjson.ts";

async function read(chunks: readonly (string | Uint8Array)[], size = 100): Promise<NumberedLine[][]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
      controller.close();
    },
  });
  const groups: NumberedLine[][] = [];
  for await (const group of linesOf(body, size)) groups.push(group);
  return groups;
}

test("lines keep their numbers, blank ones are left out, the last needs no end", async () => {
  expect(await read(["one\r\n\n  \ntwo\nthree"])).toEqual([
    [
      { line: 1, text: "one\r" },
      { line: 4, text: "two" },
      { line: 5, text: "three" },
    ],
  ]);
  expect(await read([])).toEqual([]);
  expect(await read(["\n\n"])).toEqual([]);
});

test("chunks may end anywhere, within a character, too", async () => {
  const bytes = new TextEncoder().encode("für\nmich\n");
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    expect((await read([bytes.slice(0, cut), bytes.slice(cut)])).flat().map(({ text }) => text)).toEqual([
      "für",
      "mich",
    ]);
  }
});

test("groups have at most so many lines", async () => {
  const groups = await read([Array.from({ length: 7 }, (_, n) => `${n}`).join("\n")], 3);
  expect(groups.map((group) => group.length)).toEqual([3, 3, 1]);
  expect(groups.flat().map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test("a line without an end is cut, and the lines behind it keep their numbers", async () => {
  const groups = await read(["x".repeat(150_000), "x".repeat(150_000), "\nnext\n"]);
  expect(groups.flat().map(({ line, text }) => [line, text.length])).toEqual([
    [1, 100_000],
    [2, 4],
  ]);
});
