import { useSignal } from "@preact/signals";
import { MOST_SAID } from "../../../domain/numbers/voice.ts";
import type { VoiceAnswer } from "../../../domain/numbers/voice.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { formText } from "../../ui/forms/form-text.ts";
import { SaveForm } from "../../ui/forms/save-form.tsx";

type Kind = VoiceAnswer["kind"] | "default";

const KINDS: readonly { kind: Kind; words: string }[] = [
  { kind: "default", words: "Hear that nobody answers calls here" },
  { kind: "say", words: "Hear what you write" },
  { kind: "play", words: "Hear a recording" },
  { kind: "forward", words: "Are forwarded to a phone" },
  { kind: "reject", words: "Hear a busy signal" },
];
const LANGUAGES = [
  { language: "en-US", words: "English" },
  { language: "es-US", words: "Spanish" },
  { language: "fr-CA", words: "French" },
] as const;

/** What people hear who call a number that they got a text from. */
export function VoiceForm({ voiceAnswer }: { voiceAnswer: VoiceAnswer | null }) {
  const kind = useSignal<Kind>(voiceAnswer?.kind ?? "default");

  async function save(form: HTMLFormElement) {
    const typed = formText(form, "text", "language", "url", "to");
    return call(api.admin.settings.$patch({ json: { voiceAnswer: answerOf(kind.value, typed) } }));
  }

  return (
    <SaveForm
      title="Phone calls"
      about="Some people call the number that a text came from."
      saved="Saved. Calls are answered this way from now on."
      save={save}
    >
      <Field label="Callers" of="voiceAnswer.kind">
        {(described) => (
          <select
            {...described}
            class="input"
            name="kind"
            value={kind.value}
            // The options below are all that there is.
            onChange={({ currentTarget: { value } }) => (kind.value = value as Kind)}
          >
            {KINDS.map((each) => (
              <option key={each.kind} value={each.kind}>
                {each.words}
              </option>
            ))}
          </select>
        )}
      </Field>
      {kind.value === "say" && (
        <>
          <Field label="What is said" of="voiceAnswer.text" hint={`At most ${MOST_SAID} characters.`}>
            {(described) => (
              <textarea
                {...described}
                class="input"
                name="text"
                rows={3}
                required
                maxLength={MOST_SAID}
                defaultValue={voiceAnswer?.kind === "say" ? voiceAnswer.text : ""}
              />
            )}
          </Field>
          <Field label="Language" of="voiceAnswer.language">
            {(described) => (
              <select
                {...described}
                class="input"
                name="language"
                defaultValue={voiceAnswer?.kind === "say" ? voiceAnswer.language : "en-US"}
              >
                {LANGUAGES.map(({ language, words }) => (
                  <option key={language} value={language}>
                    {words}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </>
      )}
      {kind.value === "play" && (
        <Field
          label="Address of the recording"
          of="voiceAnswer.url"
          hint="An MP3 or WAV file that begins with https://"
        >
          {(described) => (
            <input
              {...described}
              class="input"
              type="url"
              name="url"
              required
              defaultValue={voiceAnswer?.kind === "play" ? voiceAnswer.url : ""}
            />
          )}
        </Field>
      )}
      {kind.value === "forward" && (
        <Field label="Phone" of="voiceAnswer.to" hint="Like +16175550101. The organization pays for the call.">
          {(described) => (
            <input
              {...described}
              class="input"
              type="tel"
              name="to"
              required
              defaultValue={voiceAnswer?.kind === "forward" ? voiceAnswer.to : ""}
            />
          )}
        </Field>
      )}
    </SaveForm>
  );
}

type Typed = Record<"text" | "language" | "url" | "to", string>;

function answerOf(kind: Kind, { text, language, url, to }: Typed): VoiceAnswer | null {
  switch (kind) {
    case "default":
      return null;
    case "reject":
      return { kind };
    case "say":
      return { kind, text, language: LANGUAGES.find((each) => each.language === language)?.language ?? "en-US" };
    case "play":
      return { kind, url: url.trim() };
    case "forward":
      return { kind, to: to.replaceAll(/[^\d+]/g, "") };
  }
}
