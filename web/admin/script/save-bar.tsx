import { Icon } from "../../ui/icons.tsx";
import type { SaveState, ScriptEditing } from "./draft/editing.ts";

const WORDS: Record<SaveState, string> = {
  saved: "All saved",
  unsaved: "Not saved yet",
  saving: "Saving…",
  refused: "Not saved",
  conflict: "Two versions. Decide above.",
};

/** Whether the draft is saved, with undo and redo. */
export function SaveBar({ editing }: { editing: ScriptEditing }) {
  const state = editing.state.value;
  return (
    <div class="save-bar">
      <output class={state === "refused" ? "too-long" : "soft"}>
        {WORDS[state]}
        {state === "refused" && `: ${editing.refusal.value ?? ""}`}
      </output>
      <div class="row">
        <button type="button" class="button" disabled={!editing.canUndo.value} onClick={() => editing.undo()}>
          <Icon name="undo" /> Undo
        </button>
        <button type="button" class="button" disabled={!editing.canRedo.value} onClick={() => editing.redo()}>
          <Icon name="redo" /> Redo
        </button>
      </div>
    </div>
  );
}
