import type { StartProblem } from "../../../domain/campaigns/campaign.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import { Icon } from "../../ui/icons.tsx";
import { outlineOf } from "./draft/tree.ts";

type Props = {
  script: Script;
  problems: readonly StartProblem[];
  selected: string;
  onSelect(stepId: string): void;
};

/** The whole script as a tree: each answer with the step that it leads to. */
export function Outline({ script, problems, selected, onSelect }: Props) {
  const wrong = new Set(problems.filter(({ severity }) => severity === "error").map(({ stepId }) => stepId));
  return (
    <nav class="outline" aria-label="Steps of the script">
      <ol>
        {outlineOf(script).map(({ step, depth, via, isPointer }) => (
          <li key={via ? `${via.stepId} ${via.at}` : "first"} style={{ "--depth": depth }}>
            <button
              type="button"
              class={`outline-step ${isPointer ? "pointer" : ""}`}
              aria-current={!isPointer && step.id === selected ? "step" : undefined}
              onClick={() => onSelect(step.id)}
            >
              <span class="outline-via">
                {via ? via.value.trim() || "…" : "First text"}
                {isPointer && <span class="soft small"> leads to</span>}
                {!isPointer && wrong.has(step.id) && (
                  <span class="outline-wrong" title="There is a problem here">
                    <Icon name="alert" />
                  </span>
                )}
              </span>
              <span class="clip soft small" dir="auto">
                {step.title?.trim() || step.texts[0]?.trim() || "No text yet"}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
