import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Label } from "../../../domain/scripts/script-editing.ts";
import type { DeskItem } from "../../../domain/texter-app/texter.ts";
import { Icon } from "../../ui/icons.tsx";
import { Sheet } from "../../ui/overlays/sheet.tsx";
import type { DeskClient } from "../desk/desk.ts";
import { namesOf, readNames, readNamesOnce } from "./known-names.ts";

type Props = { desk: DeskClient; item: DeskItem };

/** Opens the choice of labels, and names those on the conversation; nothing where the organization has none. */
export function LabelsButton({ desk, item, onOpen }: Props & { onOpen(): void }) {
  useEffect(() => readNamesOnce(desk), []);
  const { labels } = namesOf(desk);
  if (labels.length === 0) return null;
  const on = labels.filter(({ labelId }) => item.labels?.includes(labelId));
  return (
    <button type="button" class="button quiet" aria-haspopup="dialog" onClick={onOpen}>
      <Icon name="tag" />
      <span dir="auto">{on.length === 0 ? "Labels" : on.map(({ name }) => name).join(", ")}</span>
    </button>
  );
}

/** The labels on a conversation, and the choice of others. */
export function ConversationLabels({ desk, item, onClose }: Props & { onClose(): void }) {
  const stale = useSignal<string | null>(null);
  useEffect(() => void readNames(desk).then((message) => (stale.value = message)), []);
  const isOn = ({ labelId }: Label) => item.labels?.includes(labelId) ?? false;

  function set(labelId: string, on: boolean): void {
    desk.outbox.add({ op: "label", params: { contactId: item.contactId, labelId, on } }, item.campaignId);
  }

  return (
    <Sheet title="Labels" onClose={onClose}>
      <div class="stack tight">
        <div class="row">
          {namesOf(desk).labels.map((label) => (
            <button
              key={label.labelId}
              type="button"
              class="button answer"
              aria-pressed={isOn(label)}
              onClick={() => set(label.labelId, !isOn(label))}
            >
              <span dir="auto">{label.name}</span>
            </button>
          ))}
        </div>
        {stale.value && (
          <p class="small soft">This list is from your last visit, because the labels could not be loaded.</p>
        )}
      </div>
    </Sheet>
  );
}
