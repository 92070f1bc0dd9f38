import { computed, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { SavedScript } from "../../../../domain/scripts/script-editing.ts";
import type { Script } from "../../../../domain/scripts/script-schema.ts";
import { sameJson } from "../../../../domain/same-json.ts";
import type { Outcome } from "../../../api/call.ts";
import type { Keep } from "../../../device/keep.ts";
import { newHistory, redo, undo, write } from "./history.ts";
import { emptyScript, isEmptyScript } from "./tree.ts";

export type SaveState = "saved" | "unsaved" | "saving" | "refused" | "conflict";

export type ScriptEditing = {
  script: ReadonlySignal<Script>;
  canUndo: ReadonlySignal<boolean>;
  canRedo: ReadonlySignal<boolean>;
  state: ReadonlySignal<SaveState>;
  /** Why the last save did not work, in words. */
  refusal: ReadonlySignal<string | null>;
  /** The newer version of somebody else, until the admin has decided. */
  theirs: ReadonlySignal<SavedScript | null>;
  /** Text that an earlier visit did not save is on the screen again. */
  isRestored: ReadonlySignal<boolean>;
  /** As the server has it. */
  saved: ReadonlySignal<SavedScript>;
  /** @param about what is being typed in, so that typing is undone as a whole */
  edit(script: Script, about?: string | null): void;
  undo(): void;
  redo(): void;
  /** True when the server has what is on the screen. */
  save(): Promise<boolean>;
  /** The server's version, saved by another admin or another tab: taken over when nothing is unsaved here. */
  savedElsewhere(saved: SavedScript): void;
  /** Shows their version; one Undo brings mine back. */
  takeTheirs(): void;
  /** Saves mine over theirs, which the admin has seen. */
  keepMine(): Promise<boolean>;
  stop(): void;
};

export type EditingDeps = {
  saved: SavedScript;
  keep: Keep;
  keepKey: string;
  put(script: Script | null, baseRevision: number): Promise<Outcome<{ draft: SavedScript }>>;
};

/** A pause in typing of this length saves. */
const SAVE_AFTER_MS = 900;
const AGAIN_AFTER_MS = 5000;
const PASSING = new Set(["unreachable", "unavailable", "database_down", "fault", "throttled"]);

/**
 * A script while it is edited. Every change is in the browser's own storage at once and on the server a moment later; neither
 * a reload nor another admin's save loses anything, because a save names the revision that it began from.
 */
export function createScriptEditing({ saved: first, keep, keepKey, put }: EditingDeps): ScriptEditing {
  const saved = signal(first);
  const history = signal(newHistory(first.script ?? emptyScript()));
  const state = signal<SaveState>("saved");
  const refusal = signal<string | null>(null);
  const theirs = signal<SavedScript | null>(null);
  const isRestored = signal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<boolean> | null = null;

  const stored = () => {
    const script = history.peek().present;
    return isEmptyScript(script) ? null : script;
  };
  const isSaved = () => sameJson(stored(), saved.peek().script);

  function remember(): void {
    const { revision: baseRevision } = saved.peek();
    keep.set(keepKey, JSON.stringify({ script: history.peek().present, baseRevision }));
  }

  function changed(): void {
    isRestored.value = false;
    if (theirs.peek()) return remember();
    if (isSaved()) {
      keep.remove(keepKey);
      if (!saving) state.value = "saved";
      clearTimeout(timer);
      return;
    }
    remember();
    if (!saving) state.value = "unsaved";
    saveIn(SAVE_AFTER_MS);
  }

  function saveIn(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void save(), ms);
  }

  function agree(draft: SavedScript): void {
    saved.value = draft;
    theirs.value = null;
    refusal.value = null;
    if (isSaved()) {
      keep.remove(keepKey);
      state.value = "saved";
    } else {
      remember();
      state.value = "unsaved";
      saveIn(SAVE_AFTER_MS);
    }
  }

  function disagree(other: SavedScript): void {
    clearTimeout(timer);
    theirs.value = other;
    state.value = "conflict";
    remember();
  }

  async function save(): Promise<boolean> {
    clearTimeout(timer);
    // One at a time: the next names the revision that this one makes.
    if (saving) await saving;
    if (theirs.peek()) return false;
    if (isSaved()) return true;
    saving = send();
    const done = await saving;
    saving = null;
    return done && (isSaved() || save());
  }

  async function send(): Promise<boolean> {
    state.value = "saving";
    const answer = await put(stored(), saved.peek().revision);
    if (answer.ok) {
      agree(answer.draft);
      return true;
    }
    if (answer.reason === "conflict" && "theirs" in answer) {
      // The contract: a conflict carries the other version.
      const other = answer.theirs as SavedScript;
      if (sameJson(other.script, stored())) agree(other);
      else disagree(other);
      return state.peek() !== "conflict";
    }
    refusal.value = answer.message;
    state.value = "refused";
    if (PASSING.has(answer.reason)) saveIn(AGAIN_AFTER_MS);
    return false;
  }

  const kept = readKept(keep.get(keepKey));
  if (kept && !sameJson(kept.script, first.script ?? emptyScript())) {
    history.value = write(history.peek(), kept.script, null);
    if (kept.baseRevision === first.revision) {
      isRestored.value = true;
      state.value = "unsaved";
      saveIn(SAVE_AFTER_MS);
    } else disagree(first);
  } else if (kept) keep.remove(keepKey);

  return {
    script: computed(() => history.value.present),
    canUndo: computed(() => history.value.past.length > 0),
    canRedo: computed(() => history.value.future.length > 0),
    state,
    refusal,
    theirs,
    isRestored,
    saved,
    edit(script, about = null) {
      history.value = write(history.peek(), script, about);
      changed();
    },
    undo() {
      history.value = undo(history.peek());
      changed();
    },
    redo() {
      history.value = redo(history.peek());
      changed();
    },
    save,
    savedElsewhere(other) {
      if (other.revision <= saved.peek().revision || saving) return;
      if (!isSaved()) return sameJson(other.script, stored()) ? agree(other) : disagree(other);
      history.value = write(history.peek(), other.script ?? emptyScript(), null);
      agree(other);
    },
    takeTheirs() {
      const other = theirs.peek();
      if (!other) return;
      history.value = write(history.peek(), other.script ?? emptyScript(), null);
      agree(other);
    },
    async keepMine() {
      const other = theirs.peek();
      if (!other) return true;
      theirs.value = null;
      saved.value = other;
      state.value = "unsaved";
      remember();
      return save();
    },
    stop: () => clearTimeout(timer),
  };
}

function readKept(json: string | null): { script: Script; baseRevision: number } | null {
  try {
    const kept: unknown = JSON.parse(json ?? "null");
    // Only this module writes it, so its main field is proof enough of the shape.
    return typeof kept === "object" && kept !== null && "script" in kept
      ? (kept as { script: Script; baseRevision: number })
      : null;
  } catch {
    return null;
  }
}
