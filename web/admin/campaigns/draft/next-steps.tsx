import type { CampaignDetail } from "../../../../domain/campaigns/campaign.ts";
import { counted } from "../../../ui/counted.ts";
import { Icon } from "../../../ui/icons.tsx";
import { goToField } from "../../navigation/go-to-field.ts";

type Props = { campaign: CampaignDetail; onStart(): void };

/** At the top of a draft: that texters do not see it yet, what is still missing, and the start. */
export function NextSteps({ campaign, onStart }: Props) {
  const { campaignId, title, description, dueDate, contactCount, script } = campaign;
  const first = script?.steps.find(({ id }) => id === script.rootStepId);
  const { missing, toDo } = missingBasics({ title, description });
  const steps = [
    {
      words: "Title, description and due date",
      toDo,
      isDone: title !== "" && description !== "" && dueDate !== "",
      field: missing,
      href: `/admin/campaigns/${campaignId}?field=${missing}`,
    },
    {
      words: counted(contactCount, "contact"),
      toDo: "Add contacts",
      isDone: contactCount > 0,
      field: "contacts",
      href: `/admin/campaigns/${campaignId}?field=contacts`,
    },
    {
      words: "Script",
      toDo: "Write a first text",
      isDone: first?.texts.some((text) => text.trim() !== "") ?? false,
      field: null,
      href: `/admin/campaigns/${campaignId}/script`,
    },
  ];
  return (
    <section class="card next-steps" aria-labelledby="next-steps">
      <div class="stack tight grow">
        <h2 id="next-steps">Texters do not see this campaign yet</h2>
        <ul class="row">
          {steps.map(({ words, toDo: next, isDone, field, href }) => (
            <li key={href} class={isDone ? "step-done" : undefined}>
              {isDone ? (
                <>
                  <Icon name="check" /> {words} <span class="unseen">(done)</span>
                </>
              ) : (
                <a href={href} onClick={() => field !== null && goToField(field)}>
                  {next}
                </a>
              )}
            </li>
          ))}
        </ul>
      </div>
      <button type="button" class="button primary" onClick={onStart}>
        Start campaign…
      </button>
    </section>
  );
}

function missingBasics({ title, description }: { title: string; description: string }) {
  if (title === "") return { missing: "title", toDo: "Add a title" };
  return description === ""
    ? { missing: "description", toDo: "Add a description" }
    : { missing: "due-date", toDo: "Set a due date" };
}
