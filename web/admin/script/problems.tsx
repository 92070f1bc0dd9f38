import type { StartProblem } from "../../../domain/campaigns/campaign.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import { counted } from "../../ui/counted.ts";
import { Icon } from "../../ui/icons.tsx";
import { count } from "../../ui/time/time.ts";
import { goToField } from "../navigation/go-to-field.ts";
import { placeOf } from "../navigation/problem-places.ts";
import { isEmptyScript } from "./draft/tree.ts";

type Props = {
  campaignId: string;
  script: Script;
  problems: readonly StartProblem[];
  hasStarted: boolean;
  onSelect(stepId: string): void;
  onResponses(): void;
};

/** What has to be mended in the script, and what is worth a look: each with what to do and the way to its field. */
export function Problems({ campaignId, script, problems, hasStarted, onSelect, onResponses }: Props) {
  if (problems.length === 0 || isEmptyScript(script)) return null;
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const before = hasStarted ? "before texters can get this script" : "before this campaign can start";

  function goTo(problem: StartProblem): void {
    const place = placeOf(problem, campaignId);
    if (problem.stepId === undefined) onResponses();
    else onSelect(problem.stepId);
    const field = place && new URL(place.href, location.origin).searchParams.get("field");
    if (field) goToField(field);
  }

  return (
    <section class="card stack" aria-labelledby="problems">
      <h2 id="problems">{errors > 0 ? `${counted(errors, "thing")} to mend ${before}` : "Please check"}</h2>
      <ul class="checks">
        {problems.slice(0, 20).map((problem) => (
          <li key={problem.message} class={problem.severity}>
            <Icon name={problem.severity === "error" ? "stop" : "alert"} />
            <span>
              {problem.message}{" "}
              <button type="button" class="link-button" onClick={() => goTo(problem)}>
                {placeOf(problem, campaignId)?.label ?? "Go to the canned responses"}
              </button>
            </span>
          </li>
        ))}
      </ul>
      {problems.length > 20 && <p class="soft small">and {count(problems.length - 20)} more</p>}
    </section>
  );
}
