import { expect, test } from "vitest";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { createReading } from "./reading.ts";

type Page = { ok: true; rows: number[]; total: number; before: string | null };

/** A route with ten rows per page, whose answers come when the test says so. */
function server(rows: number) {
  const asked: { before: string | undefined; answer: (refusal?: Refusal) => Promise<void> }[] = [];
  const ask = (before: string | undefined) =>
    new Promise<Page | Refusal>((resolve) => {
      const from = Number(before ?? 0);
      const page = Array.from({ length: Math.min(10, rows - from) }, (_, i) => from + i);
      const next = from + 10 < rows ? String(from + 10) : null;
      asked.push({
        before,
        async answer(refusal) {
          resolve(refusal ?? { ok: true, rows: page, total: rows, before: next });
          await Promise.resolve();
          await Promise.resolve();
        },
      });
    });
  return { asked, reading: createReading(ask, (page: Page) => page.rows), last: () => asked[asked.length - 1]! };
}

test("pages follow each other until the list ends", async () => {
  const { reading, last } = server(25);
  void reading.reload();
  expect(reading.read.value).toBeNull();
  await last().answer();
  expect(reading.read.value).toMatchObject({ pages: 1, before: "10", first: { total: 25 } });
  for (const before of ["10", "20"]) {
    void reading.more();
    expect(last().before).toBe(before);
    await last().answer();
  }
  expect(reading.read.value).toMatchObject({ rows: Array.from({ length: 25 }, (_, i) => i), before: null, pages: 3 });
});

test("at the end of the list, and while a page is under way, nothing more is asked for", async () => {
  const { reading, asked, last } = server(15);
  void reading.reload();
  await last().answer();
  void reading.more();
  void reading.more();
  expect(asked).toHaveLength(2);
  await last().answer();
  await reading.more();
  expect(asked).toHaveLength(2);
});

test("the later of two readings counts, whichever is answered first", async () => {
  const { reading, asked } = server(5);
  void reading.reload();
  void reading.reload();
  await asked[1]!.answer();
  await asked[0]!.answer(refuse("unavailable", "too late"));
  expect(reading.refusal.value).toBeNull();
  expect(reading.read.value?.rows).toHaveLength(5);
});

test("a failure keeps what was read, and the next success takes its sentence away", async () => {
  const { reading, last } = server(5);
  void reading.reload();
  await last().answer();
  void reading.renew();
  await last().answer(refuse("unreachable", "no network"));
  expect(reading.read.value?.rows).toHaveLength(5);
  expect(reading.refusal.value?.message).toBe("no network");
  void reading.renew();
  await last().answer();
  expect(reading.refusal.value).toBeNull();
});

test("the list renews itself only at its top", async () => {
  const { reading, asked, last } = server(25);
  void reading.reload();
  await reading.renew();
  expect(asked).toHaveLength(1);
  await last().answer();
  void reading.more();
  await last().answer();
  await reading.renew();
  expect(asked).toHaveLength(2);
  // Asked for by hand, it begins anew.
  void reading.reload();
  await last().answer();
  expect(reading.read.value).toMatchObject({ pages: 1, before: "10" });
});

test("an answer that nobody waits for any more changes nothing", async () => {
  const { reading, last } = server(5);
  void reading.reload();
  reading.forget();
  await last().answer();
  expect(reading.read.value).toBeNull();
  expect(reading.isReading.value).toBe(false);
});
