import { useSignal } from "@preact/signals";
import { useLocation } from "preact-iso/router";
import { useRef } from "preact/hooks";
import type { Draft } from "../../../domain/campaigns/campaign.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { DEFAULT_END_HOUR, DEFAULT_START_HOUR } from "../../../domain/hours/texting-window.ts";
import { call } from "../../api/call.ts";
import { api, campaignApi } from "../../api/client.ts";
import { session } from "../../session.ts";
import { Field } from "../../ui/forms/field.tsx";
import { FieldProblems, RefusalNotice } from "../../ui/forms/field-problems.tsx";
import { useUnsaved } from "../../ui/forms/unsaved.tsx";
import { Heading } from "../../ui/screen.tsx";
import { today } from "../../ui/time/dates.ts";
import { TemplateField } from "../lifecycle/template-field.tsx";

/** Names a campaign; contacts and script follow on its own page. */
export function NewCampaignScreen() {
  const { route } = useLocation();
  const form = useRef<HTMLFormElement>(null);
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const isTyped = useSignal(false);
  const now = session.value;
  const isSimulated = now.state === "in" && now.me.simulation !== undefined;
  useUnsaved("new campaign", "New campaign", isTyped.value);

  async function create(): Promise<void> {
    if (busy.value || !form.current) return;
    busy.value = true;
    refusal.value = null;
    const typed = new FormData(form.current);
    const field = (name: string) => String(typed.get(name) ?? "");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const draft: Omit<Draft, "policy"> = {
      title: field("title"),
      description: field("description"),
      dueDate: field("dueDate"),
      script: null,
      window: { zone, startHour: DEFAULT_START_HOUR, endHour: DEFAULT_END_HOUR },
      batchSize: 300,
      firstTextEditable: false,
      // A simulation texts nobody, and those who try it out have nothing but fictional numbers.
      allowTestNumbers: isSimulated,
    };
    const template = field("template");
    const { title, description, dueDate } = draft;
    // An empty field takes the template's value.
    const written = Object.entries({ title, description, dueDate }).filter(([, words]) => words !== "");
    const fromTemplate = Object.fromEntries(written);
    const answer = await (template === ""
      ? call(api.admin.campaigns.$post({ json: draft }))
      : call(campaignApi.copy.$post({ param: { campaignId: template }, json: fromTemplate })));
    busy.value = false;
    if (answer.ok) route(`/admin/campaigns/${answer.campaign.campaignId}`, true);
    else refusal.value = answer;
  }

  return (
    <main class="page stack loose">
      <Heading title="New campaign" />
      <form
        ref={form}
        class="card stack"
        onInput={({ currentTarget }) => {
          isTyped.value = ["title", "description"].some((name) => new FormData(currentTarget).get(name) !== "");
        }}
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <FieldProblems refusal={refusal.value}>
          <TemplateField />
          <Field label="Title" of="title" hint="Texters see it.">
            {(described) => <input {...described} class="input" name="title" required maxLength={200} autofocus />}
          </Field>
          <Field label="Description" of="description" hint="What texters should know: who you are texting, and why.">
            {(described) => <textarea {...described} class="input" name="description" rows={3} maxLength={2000} />}
          </Field>
          <Field label="Due date" of="dueDate" hint="The last day of texting.">
            {(described) => <input {...described} class="input date" type="date" name="dueDate" min={today()} />}
          </Field>
          <RefusalNotice />
        </FieldProblems>
        <div class="row">
          <button type="submit" class="button primary" aria-disabled={busy.value}>
            {busy.value ? "Creating…" : "Create draft"}
          </button>
          <a class="button quiet" href="/admin">
            Cancel
          </a>
        </div>
      </form>
    </main>
  );
}
