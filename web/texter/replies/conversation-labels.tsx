import { signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Label } from "../../../domain/scripts/script-editing.ts";
import type { DeskItem } from "../../../domain/texter-app/texter.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Icon } from "../../ui/icons.tsx";
import { Sheet } from "../../ui/overlays/sheet.tsx";
import type { DeskClient } from "../desk/desk.ts";

const KEPT = "labels";

/** The organization's labels, read once per page and again when somebody opens the choice. */
const known = signal<{ personId: string; labels: Label[] } | null>(null);

/** Without a network: those of the last visit. */
function labelsOf({ me, keep }: DeskClient): Label[] {
  if (known.value?.personId === me.personId) return known.value.labels;
  const kept = keep.get(KEPT);
  // Written below.
  return kept === null ? [] : (JSON.parse(kept) as Label[]);
}

async function load({ me, keep }: DeskClient): Promise<string | null> {
  const answer = await call(api.labels.$get());
  if (!answer.ok) return answer.message;
  keep.set(KEPT, JSON.stringify(answer.labels));
  known.value = { personId: me.personId, labels: answer.labels };
  return null;
}

type Props = { desk: DeskClient; item: DeskItem };

/** Opens the choice of labels, and names those on the conversation; nothing where the organization has none. */
export function LabelsButton({ desk, item, onOpen }: Props & { onOpen(): void }) {
  useEffect(() => {
    if (known.peek()?.personId !== desk.me.personId) void load(desk);
  }, []);
  const labels = labelsOf(desk);
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
  useEffect(() => void load(desk).then((message) => (stale.value = message)), []);
  const isOn = ({ labelId }: Label) => item.labels?.includes(labelId) ?? false;

  function set(labelId: string, on: boolean): void {
    desk.outbox.add({ op: "label", params: { contactId: item.contactId, labelId, on } }, item.campaignId);
  }

  return (
    <Sheet title="Labels" onClose={onClose}>
      <div class="stack tight">
        <div class="row">
          {labelsOf(desk).map((label) => (
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
          <p class="small soft">This list is from your last visit: the labels could not be read just now.</p>
        )}
      </div>
    </Sheet>
  );
}
