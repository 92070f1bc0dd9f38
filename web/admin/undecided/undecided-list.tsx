import { useSignal } from "@preact/signals";
import type { UndecidedText } from "../../../domain/messages/undecided.ts";
import { count } from "../../ui/time/time.ts";
import { UndecidedCard } from "./undecided-card.tsx";
import "./undecided.css";

/** Each card asks the carrier, so only this many are shown at once. */
const SHOWN = 10;

type Props = { campaignId: string; undecided: readonly UndecidedText[]; onDecided?: () => void };

/** Texts of one campaign, oldest first, some at a time. */
export function UndecidedList({ campaignId, undecided, onDecided }: Props) {
  const shown = useSignal(SHOWN);
  const hidden = undecided.length - shown.value;
  return (
    <>
      <ul class="stack">
        {undecided.slice(0, shown.value).map((text) => (
          <UndecidedCard key={text.messageId} campaignId={campaignId} text={text} onDecided={onDecided} />
        ))}
      </ul>
      {hidden > 0 && (
        <button type="button" class="button" onClick={() => (shown.value += SHOWN)}>
          Show more ({count(hidden)})
        </button>
      )}
    </>
  );
}
