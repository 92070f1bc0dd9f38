import { api } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { useLoad } from "../../ui/load/load.ts";

/** Which template a new campaign is made from; nothing where there are none. Named `template` in its form. */
export function TemplateField() {
  const list = useLoad(() => api.admin.campaigns.$get());
  const answer = list.answer.value;
  const templates = answer?.ok ? answer.campaigns.filter((campaign) => campaign.isTemplate) : [];
  if (templates.length === 0) return null;
  return (
    <Field
      label="Template"
      hint="The new campaign gets its script, texting hours and settings, and whatever you leave empty below."
    >
      {(described) => (
        <select {...described} class="input" name="template">
          <option value="">No template</option>
          {templates.map(({ campaignId, title }) => (
            <option key={campaignId} value={campaignId} dir="auto">
              {title || "Untitled campaign"}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
