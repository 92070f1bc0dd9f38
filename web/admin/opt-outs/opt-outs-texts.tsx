import { useSignal } from "@preact/signals";
import type { AutomaticTexts, OrganizationTexts } from "../../../domain/opt-outs/opt-outs.ts";
import { countSegments } from "../../../domain/scripts/segments.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { SaveForm } from "../../ui/forms/save-form.tsx";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { OptOutsHead } from "./opt-outs-tabs.tsx";

type Authored = { texts: AutomaticTexts; defaults: OrganizationTexts };

/** The two texts that go out without a texter. */
export function OptOutTextsScreen() {
  const authored = useLoad(() => api.admin["opt-outs"].texts.$get());
  return (
    <main class="page broad stack loose">
      <OptOutsHead here="texts" />
      <Loaded of={authored} what="texts">
        {(known) => <TextsForm known={known} />}
      </Loaded>
    </main>
  );
}

function TextsForm({ known }: { known: Authored }) {
  const confirmation = useSignal(known.texts.confirmation ?? "");
  const help = useSignal(known.texts.help ?? "");

  const orDefault = (text: string) => (text.trim() === "" ? null : text.trim());
  const save = () =>
    call(
      api.admin["opt-outs"].texts.$patch({
        json: { confirmation: orDefault(confirmation.value), help: orDefault(help.value) },
      }),
    );

  const field = (label: string, hint: string, value: typeof help, standard: string) => (
    <Field label={label} hint={`${hint} ${costWords(value.value.trim() === "" ? standard : value.value)}`}>
      {(described) => (
        <textarea
          {...described}
          class="input"
          rows={4}
          maxLength={320}
          placeholder={standard}
          value={value.value}
          onInput={({ currentTarget }) => (value.value = currentTarget.value)}
        />
      )}
    </Field>
  );

  return (
    <SaveForm
      title="Automatic texts"
      about="Left empty, the text shown in gray goes out."
      saved="Saved. They go out like this from now on, in every campaign."
      save={save}
    >
      {field(
        "Confirmation of an opt-out",
        "Once, within five minutes, if the carrier does not confirm the opt-out itself.",
        confirmation,
        known.defaults.confirmation,
      )}
      {field("Answer to HELP and INFO", "At most once an hour.", help, known.defaults.help)}
    </SaveForm>
  );
}

function costWords(text: string): string {
  const { segments } = countSegments(text);
  return `${segments} ${segments === 1 ? "segment" : "segments"}.`;
}
