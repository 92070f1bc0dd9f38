import { useSignal } from "@preact/signals";
import type { CannedResponse } from "../../../domain/scripts/script-schema.ts";
import { foundResponses } from "../../../domain/scripts/response-search.ts";
import { textFor } from "../../../domain/scripts/script-step.ts";
import type { MergeValues } from "../../../domain/scripts/script.ts";
import { Icon } from "../../ui/icons.tsx";

type Props = {
  responses: readonly CannedResponse[];
  values: MergeValues;
  /** The text filled in, and the response that it is from. */
  onChoose(text: string, response: CannedResponse): void;
};

/** Answers to common questions: found by search, put into the composer by a tap. */
export function CannedResponses({ responses, values, onChoose }: Props) {
  const isOpen = useSignal(false);
  const search = useSignal("");
  if (responses.length === 0) return null;
  const found = foundResponses(responses, search.value);
  return (
    <details
      class="reply-tool"
      open={isOpen.value}
      onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}
    >
      <summary class="button quiet">
        <Icon name="search" /> Canned responses
      </summary>
      {isOpen.value && (
        <div class="stack tight canned">
          <input
            class="input"
            type="search"
            aria-label="Search canned responses"
            placeholder="Search"
            value={search.value}
            onInput={({ currentTarget }) => (search.value = currentTarget.value)}
          />
          {found.length === 0 && <p class="soft">Nothing matches “{search.value}”.</p>}
          <ul class="canned-list">
            {found.map((response) => {
              const { id, title, text } = response;
              const filled = textFor(text, values);
              return (
                <li key={id}>
                  <button
                    type="button"
                    class="canned-response"
                    disabled={!filled.ok}
                    onClick={() => {
                      if (!filled.ok) return;
                      isOpen.value = false;
                      search.value = "";
                      onChoose(filled.text, response);
                    }}
                  >
                    <strong>
                      {title} {response.picture !== undefined && <Icon name="picture" />}
                    </strong>
                    <span class="soft small">
                      {filled.ok ? filled.text : `Needs ${filled.field}, which is missing`}
                    </span>
                  </button>
                </li>
              );
            })}
          </ul>
        </div>
      )}
    </details>
  );
}
