import { useSignal } from "@preact/signals";
import type { SavedScript } from "../../../domain/scripts/script-editing.ts";
import { now } from "../../ui/time/now.ts";
import { Notice } from "../../ui/screen.tsx";
import { shortTime } from "../../ui/time/time.ts";
import { nameOf, outlineOf } from "./draft/tree.ts";

type Props = { theirs: SavedScript; onTakeTheirs(): void; onKeepMine(): void };

/** Another admin saved meanwhile: both versions exist, and this admin decides. */
export function Conflict({ theirs, onTakeTheirs, onKeepMine }: Props) {
  const isShown = useSignal(false);
  const who = theirs.savedBy?.name || "Somebody else";
  const when = theirs.savedAt ? `, ${shortTime(Date.parse(theirs.savedAt), now.value)}` : "";
  return (
    <Notice tone="warn" title={`${who} saved another version${when}`}>
      <span>
        Nothing was overwritten. The other version is saved, and yours is kept in this browser. Which one do you want to
        keep?
      </span>
      <div class="row">
        <button
          type="button"
          class="button"
          aria-expanded={isShown.value}
          onClick={() => (isShown.value = !isShown.value)}
        >
          {isShown.value ? "Hide the other version" : "See the other version"}
        </button>
        <button type="button" class="button" onClick={onTakeTheirs}>
          Use the other version
        </button>
        <button type="button" class="button" onClick={onKeepMine}>
          Save mine instead
        </button>
      </div>
      {isShown.value && <ScriptText saved={theirs} />}
    </Notice>
  );
}

function ScriptText({ saved: { script } }: { saved: SavedScript }) {
  if (!script) return <p>The other version is empty.</p>;
  return (
    <dl class="script-answers">
      {outlineOf(script)
        .filter((row) => !row.isPointer)
        .map(({ step }) => (
          <div key={step.id}>
            <dt dir="auto">{nameOf(script, step.id)}</dt>
            {step.texts.map((text, at) => (
              <dd key={at} class="kept soft" dir="auto">
                {text}
              </dd>
            ))}
          </div>
        ))}
    </dl>
  );
}
