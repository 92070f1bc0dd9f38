import type { StartProblem } from "../../../domain/campaigns/campaign.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import { Icon } from "../../ui/icons.tsx";
import { count } from "../../ui/time/time.ts";
import { isEmptyScript } from "./draft/tree.ts";

type Props = {
  script: Script;
  problems: readonly StartProblem[];
  onSelect(stepId: string): void;
  onResponses(): void;
};

/** Problems that keep the script from texters, each with a link to its place. */
export function Problems({ script, problems, onSelect, onResponses }: Props) {
  if (problems.length === 0 || isEmptyScript(script)) return null;
  const errors = problems.filter(({ severity }) => severity === "error").length;
  return (
    <section class="card stack" aria-labelledby="problems">
      <h2 id="problems">{errors > 0 ? "Fix before publishing" : "Please check"}</h2>
      <ul class="checks">
        {problems.slice(0, 20).map(({ severity, message, stepId, responseId }) => (
          <li key={message} class={severity}>
            <Icon name={severity === "error" ? "stop" : "alert"} />
            <span>
              {message}{" "}
              {stepId !== undefined && (
                <button type="button" class="link-button" onClick={() => onSelect(stepId)}>
                  Show it
                </button>
              )}
              {(responseId !== undefined || stepId === undefined) && (
                <button type="button" class="link-button" onClick={onResponses}>
                  Show it
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {problems.length > 20 && <p class="soft small">and {count(problems.length - 20)} more</p>}
    </section>
  );
}
