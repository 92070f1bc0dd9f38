import { signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Label } from "../../../domain/scripts/script-editing.ts";
import type { DeskItem } from "../../../domain/texter-app/texter.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Icon } from "../../ui/icons.tsx";
import type { DeskClient } from "../desk/desk.ts";

/** The organization's labels, read once per page and again when somebody opens the choice. */
const known = signal<Label[] | null>(null);

async function load(): Promise<string | null> {
  const answer = await call(api.labels.$get());
  if (!answer.ok) return answer.message;
  known.value = answer.labels;
  return null;
}

/** The labels on a conversation, and the choice of others. */
export function ConversationLabels({ desk, item }: { desk: DeskClient; item: DeskItem }) {
  const isOpen = useSignal(false);
  const failed = useSignal<string | null>(null);
  /** Shown at once; the queue's answer follows. */
  const chosen = useSignal<Record<string, boolean>>({});
  useEffect(() => {
    if (known.peek() === null) void load();
  }, []);

  const labels = known.value ?? [];
  const isOn = ({ labelId }: Label) => chosen.value[labelId] ?? item.labels?.includes(labelId) ?? false;
  const on = labels.filter(isOn);
  if (labels.length === 0 && !failed.value) return null;

  async function set(labelId: string, next: boolean): Promise<void> {
    failed.value = null;
    chosen.value = { ...chosen.value, [labelId]: next };
    const answer = await desk.call("label", { contactId: item.contactId, labelId, on: next });
    if (chosen.value[labelId] === next) {
      const { [labelId]: _, ...others } = chosen.value;
      chosen.value = others;
    }
    if (!answer.ok) failed.value = answer.message;
  }

  return (
    <details
      class="reply-tool"
      open={isOpen.value}
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open;
        if (currentTarget.open) void load().then((message) => (failed.value = message));
      }}
    >
      <summary class="button quiet">
        <Icon name="tag" />
        {on.length === 0 ? "Labels" : on.map(({ name }) => name).join(", ")}
      </summary>
      {isOpen.value && (
        <div class="stack tight canned">
          <div class="answers">
            {labels.map((label) => (
              <button
                key={label.labelId}
                type="button"
                class="button answer"
                aria-pressed={isOn(label)}
                onClick={() => void set(label.labelId, !isOn(label))}
              >
                {label.name}
              </button>
            ))}
          </div>
          {failed.value && <p class="small too-long">{failed.value}</p>}
        </div>
      )}
    </details>
  );
}
