import { useSignal } from "@preact/signals";
import { LONGEST_AUTOMATIC_TEXT } from "../../../domain/opt-outs/automatic-texts.ts";
import type { AutomaticTexts, OrganizationTexts, Translations } from "../../../domain/opt-outs/automatic-texts.ts";
import type { Language } from "../../../domain/opt-outs/reading/grammar.ts";
import { countSegments } from "../../../domain/scripts/segments.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { counted } from "../../ui/counted.ts";
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
  const languages = languagesOf(known.defaults);
  const language = useSignal<Language>("es");
  /** By language, as typed; empty for the default. */
  const translations = useSignal<Translations>(known.texts.translations ?? {});
  const translated = Object.values(translations.value).filter((text) => (text ?? "").trim() !== "").length;

  const orDefault = (text: string) => (text.trim() === "" ? null : text.trim());
  const json = {
    confirmation: orDefault(confirmation.value),
    help: orDefault(help.value),
    translations: withWords(translations.value),
  };
  const typed = JSON.stringify(json);
  const savedTexts = useSignal(typed);
  async function save() {
    const answer = await call(api.admin["opt-outs"].texts.$patch({ json }));
    if (answer.ok) savedTexts.value = typed;
    return answer;
  }

  const field = (of: "confirmation" | "help", label: string, hint: string, value: typeof help, standard: string) => (
    <Field label={label} of={of} hint={`${hint} ${costWords(value.value.trim() === "" ? standard : value.value)}`}>
      {(described) => (
        <textarea
          {...described}
          class="input"
          rows={4}
          maxLength={LONGEST_AUTOMATIC_TEXT}
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
      about="If you leave a field empty, the text shown in gray is sent."
      saved="Saved. They are used from now on, in every campaign."
      save={save}
      isChanged={typed !== savedTexts.value}
    >
      {field(
        "confirmation",
        "Confirmation of an opt-out",
        "Sent once, within five minutes, unless the carrier confirms the opt-out itself.",
        confirmation,
        known.defaults.confirmation,
      )}
      {field("help", "Answer to HELP and INFO", "Sent at most once an hour.", help, known.defaults.help)}
      <details open={translated > 0}>
        <summary class="summary">Confirmation in other languages</summary>
        <div class="stack">
          <p class="soft">
            An opt-out in another language, such as “DETENER”, is confirmed in that language.{" "}
            {translated > 0 && `You have changed ${counted(translated, "of these texts", "of these texts")}.`}
          </p>
          <Field label="Language">
            {(described) => (
              <select
                {...described}
                class="input"
                value={language.value}
                onChange={({ currentTarget }) => {
                  const chosen = languages.find(({ code }) => code === currentTarget.value);
                  if (chosen) language.value = chosen.code;
                }}
              >
                {languages.map(({ code, name }) => (
                  <option key={code} value={code}>
                    {name}
                    {(translations.value[code] ?? "").trim() === "" ? "" : " (your words)"}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Translation
            key={language.value}
            standard={known.defaults.translations?.[language.value] ?? ""}
            value={translations.value[language.value] ?? ""}
            language={languages.find(({ code }) => code === language.value)}
            onInput={(text) => (translations.value = { ...translations.value, [language.value]: text })}
          />
        </div>
      </details>
    </SaveForm>
  );
}

type Named = { code: Language; name: string };

/** Alphabetically by their English names. */
function languagesOf({ translations = {} }: OrganizationTexts): Named[] {
  const names = new Intl.DisplayNames(["en"], { type: "language" });
  // Keys of the server's own list.
  return (Object.keys(translations) as Language[])
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Without those that are left to the default. */
function withWords(translations: Translations): Translations {
  return Object.fromEntries(Object.entries(translations).filter(([, text]) => (text ?? "").trim() !== ""));
}

type TranslationProps = {
  standard: string;
  value: string;
  language: Named | undefined;
  onInput: (text: string) => void;
};

function Translation({ standard, value, language, onInput }: TranslationProps) {
  return (
    <Field
      label={`Confirmation in ${language?.name ?? "this language"}`}
      of={language && `translations.${language.code}`}
      hint={costWords(value.trim() === "" ? standard : value)}
    >
      {(described) => (
        <textarea
          {...described}
          class="input"
          rows={4}
          dir="auto"
          lang={language?.code}
          maxLength={LONGEST_AUTOMATIC_TEXT}
          placeholder={standard}
          value={value}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      )}
    </Field>
  );
}

function costWords(text: string): string {
  const { segments } = countSegments(text);
  return `${segments} ${segments === 1 ? "segment" : "segments"}.`;
}
