import { useSignal } from "@preact/signals";
import type { CannedResponse } from "../../../domain/scripts/script-schema.ts";
import { foundResponses } from "../../../domain/scripts/response-search.ts";
import { textFor } from "../../../domain/scripts/script-step.ts";
import type { MergeValues } from "../../../domain/scripts/script.ts";
import { Icon } from "../../ui/icons.tsx";
import { Sheet } from "../../ui/overlays/sheet.tsx";

type Props = {
  responses: readonly CannedResponse[];
  values: MergeValues;
  /** The text filled in, and the response that it is from. */
  onChoose(text: string, response: CannedResponse): void;
  onClose(): void;
};

/** Answers to common questions: found by search, put into the composer by a tap. */
export function CannedResponses({ responses, values, onChoose, onClose }: Props) {
  const search = useSignal("");
  const found = foundResponses(responses, search.value);
  return (
    <Sheet title="Canned responses" onClose={onClose}>
      <div class="stack tight">
        <input
          class="input"
          type="search"
          dir="auto"
          aria-label="Search canned responses"
          placeholder="Search"
          value={search.value}
          onInput={({ currentTarget }) => (search.value = currentTarget.value)}
        />
        {found.length === 0 && (
          <p class="soft">
            Nothing matches “<bdi>{search.value}</bdi>”.
          </p>
        )}
        <ul class="stack tight">
          {found.map((response) => {
            const { id, title, text } = response;
            const filled = textFor(text, values);
            return (
              <li key={id}>
                <button
                  type="button"
                  class="canned-response"
                  disabled={!filled.ok}
                  onClick={() => filled.ok && onChoose(filled.text, response)}
                >
                  <strong dir="auto">
                    {title} {response.picture !== undefined && <Icon name="picture" />}
                  </strong>
                  <span class="soft small" dir="auto">
                    {filled.ok ? filled.text : `Needs ${filled.field}, which is missing`}
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </Sheet>
  );
}
