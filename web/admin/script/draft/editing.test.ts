/** Saved drafts are never lost by a refresh, and two admins never overwrite each other unseen. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SavedScript } from "../../../../domain/scripts/script-editing.ts";
import type { Script } from "../../../../domain/scripts/script-schema.ts";
import type { Outcome } from "../../../api/call.ts";
import { memoryKeep } from "../../../device/keep.ts";
import { createScriptEditing } from "./editing.ts";

const scriptOf = (text: string): Script => ({
  rootStepId: "first",
  steps: [{ id: "first", texts: [text], question: "", answers: [] }],
});
const textOf = (script: Script | null) => script?.steps[0]?.texts[0] ?? null;

/** The server's side: one draft with a revision. */
function server(text: string) {
  let draft: SavedScript = { script: scriptOf(text), revision: 1, savedAt: null, savedBy: null };
  const state = {
    isDown: false,
    get: () => draft,
    byOther(other: string) {
      draft = {
        ...draft,
        script: scriptOf(other),
        revision: draft.revision + 1,
        savedBy: { personId: "b", name: "Bea" },
      };
      return draft;
    },
    async put(script: Script | null, baseRevision: number): Promise<Outcome<{ draft: SavedScript }>> {
      if (state.isDown) return { ok: false, reason: "unreachable", message: "no network" };
      const conflict = { ok: false as const, reason: "conflict", message: "newer", theirs: draft };
      if (baseRevision !== draft.revision) return conflict;
      draft = { ...draft, script, revision: draft.revision + 1 };
      return { ok: true, draft };
    },
  };
  return state;
}

function open(on: ReturnType<typeof server>, keep = memoryKeep()) {
  const editing = createScriptEditing({ saved: on.get(), keep, keepKey: "k", put: on.put });
  return { editing, keep };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("typing is saved by itself a moment later, and Undo takes it back there, too", async () => {
  const on = server("a");
  const { editing, keep } = open(on);
  editing.edit(scriptOf("ab"), "text");
  editing.edit(scriptOf("abc"), "text");
  expect([editing.state.value, textOf(on.get().script)]).toEqual(["unsaved", "a"]);
  await vi.runAllTimersAsync();
  expect([editing.state.value, textOf(on.get().script), on.get().revision]).toEqual(["saved", "abc", 2]);
  expect(keep.get("k")).toBeNull();
  editing.undo();
  await vi.runAllTimersAsync();
  expect(textOf(on.get().script)).toBe("a");
});

test("a reload before the save brings the words back, and saves them", async () => {
  const on = server("a");
  const { editing, keep } = open(on);
  editing.edit(scriptOf("mine"));
  editing.stop();
  const again = open(on, keep).editing;
  expect([textOf(again.script.value), again.isRestored.value]).toEqual(["mine", true]);
  await vi.runAllTimersAsync();
  expect(textOf(on.get().script)).toBe("mine");
});

test("a reload after somebody else saved shows both, and overwrites neither", async () => {
  const on = server("a");
  const { editing, keep } = open(on);
  editing.edit(scriptOf("mine"));
  editing.stop();
  on.byOther("theirs");
  const again = open(on, keep).editing;
  await vi.runAllTimersAsync();
  expect([again.state.value, textOf(again.script.value)]).toEqual(["conflict", "mine"]);
  expect(textOf(again.theirs.value!.script)).toBe("theirs");
  expect(textOf(on.get().script)).toBe("theirs");
});

test("in a conflict the admin takes the other version, which Undo reverts", async () => {
  const on = server("a");
  const { editing } = open(on);
  on.byOther("theirs");
  editing.edit(scriptOf("mine"));
  await vi.runAllTimersAsync();
  expect(editing.state.value).toBe("conflict");
  editing.takeTheirs();
  expect([editing.state.value, textOf(editing.script.value)]).toEqual(["saved", "theirs"]);
  editing.undo();
  await vi.runAllTimersAsync();
  expect(textOf(on.get().script)).toBe("mine");
});

test("or keeps their own, knowingly", async () => {
  const on = server("a");
  const { editing } = open(on);
  on.byOther("theirs");
  editing.edit(scriptOf("mine"));
  await vi.runAllTimersAsync();
  expect(await editing.keepMine()).toBe(true);
  expect([editing.state.value, textOf(on.get().script), on.get().revision]).toEqual(["saved", "mine", 3]);
});

test("an editor with nothing unsaved follows the other's saves; typing that is under way is not touched", async () => {
  const on = server("a");
  const { editing } = open(on);
  editing.savedElsewhere(on.byOther("theirs"));
  expect([editing.state.value, textOf(editing.script.value)]).toEqual(["saved", "theirs"]);
  editing.edit(scriptOf("mine"));
  editing.savedElsewhere(on.byOther("theirs again"));
  expect([editing.state.value, textOf(editing.script.value)]).toEqual(["conflict", "mine"]);
});

test("without a network it is tried again until it works", async () => {
  const on = server("a");
  const { editing } = open(on);
  on.isDown = true;
  editing.edit(scriptOf("b"));
  await vi.advanceTimersByTimeAsync(2_000);
  expect([editing.state.value, editing.refusal.value]).toEqual(["refused", "no network"]);
  on.isDown = false;
  await vi.runAllTimersAsync();
  expect([editing.state.value, editing.refusal.value, textOf(on.get().script)]).toEqual(["saved", null, "b"]);
});

test("what is typed while a save is under way is saved after it", async () => {
  const on = server("a");
  let release = () => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  let calls = 0;
  const put: typeof on.put = async (script, base) => {
    calls += 1;
    if (calls === 1) await gate;
    return on.put(script, base);
  };
  const editing = createScriptEditing({ saved: on.get(), keep: memoryKeep(), keepKey: "k", put });
  editing.edit(scriptOf("b"), "t");
  await vi.advanceTimersByTimeAsync(1_000);
  editing.edit(scriptOf("bc"), "t");
  release();
  await vi.runAllTimersAsync();
  expect([textOf(on.get().script), on.get().revision, editing.state.value]).toEqual(["bc", 3, "saved"]);
});
