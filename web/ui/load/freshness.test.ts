import { afterEach, beforeEach, expect, it } from "vitest";
import { refuse } from "../../../domain/outcome.ts";
import { unreachable } from "../../api/call.ts";
import { noteAnswered } from "../online.ts";
import { createSource, refresh, staleness } from "./freshness.ts";

const removals: (() => void)[] = [];
let nowMs = 1_000;

function source(retries: string[] = [], name = "") {
  const made = createSource(
    async () => void retries.push(name),
    () => nowMs,
  );
  removals.push(made.add());
  return made;
}

// Test files share their modules, and others leave the app without a server.
beforeEach(() => noteAnswered(true));
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
  nowMs = 1_000;
});

it("a screen whose answers came is fresh", () => {
  source().note({ ok: true });
  expect(staleness.value).toBeNull();
});

it("without a server the screen says when its newest answer came", () => {
  const list = source();
  const feed = source();
  list.note({ ok: true });
  nowMs = 5_000;
  feed.note({ ok: true });
  list.note(unreachable);
  noteAnswered(false);
  expect(staleness.value).toEqual({ why: "unreachable", knownAtMs: 5_000, message: null });
});

it("a part that is refused while others are answered is as old as its own last answer", () => {
  const list = source();
  const other = source();
  list.note({ ok: true });
  nowMs = 5_000;
  other.note({ ok: true });
  list.note(refuse("unavailable", "The database is away."));
  expect(staleness.value).toEqual({ why: "refused", knownAtMs: 1_000, message: "The database is away." });
  list.note({ ok: true });
  expect(staleness.value).toBeNull();
});

it("what never came is not old", () => {
  source().note(refuse("not_found", "There is no such campaign."));
  expect(staleness.value).toBeNull();
});

it("what left the screen no longer counts", () => {
  const list = source();
  list.note({ ok: true });
  list.note(unreachable);
  removals.pop()?.();
  expect(staleness.value).toBeNull();
});

it("a refresh asks for what failed and for what is from before the outage, and for nothing else", async () => {
  const retries: string[] = [];
  source(retries, "old").note({ ok: true });
  source(retries, "failed").note(unreachable);
  nowMs = 9_000;
  source(retries, "new").note({ ok: true });
  await refresh(5_000);
  expect(retries).toEqual(["old", "failed"]);
});
