import type { UndecidedText } from "../../../domain/messages/undecided.ts";
import { PagedList } from "../../ui/load/paged-list.tsx";
import type { Pages } from "../../ui/load/pages.ts";
import { Blank } from "../../ui/screen.tsx";
import { UndecidedCard } from "./undecided-card.tsx";
import "./undecided.css";

/** Each card asks the carrier, so only this many are shown at once. */
const SHOWN = 10;

type Props = { campaignId: string; of: Pages<UndecidedText>; onDecided?: () => void };

/** Texts of one campaign, oldest first, some at a time. */
export function UndecidedList({ campaignId, of, onDecided }: Props) {
  return (
    <PagedList of={of} what="texts" step={SHOWN} blank={<NothingToDecide />}>
      {(rows) => (
        <ul class="stack">
          {rows.map((text) => (
            <UndecidedCard key={text.messageId} campaignId={campaignId} text={text} onDecided={onDecided} />
          ))}
        </ul>
      )}
    </PagedList>
  );
}

export function NothingToDecide() {
  return (
    <Blank title="Nothing to decide">
      <p>The outcome of every text is known.</p>
    </Blank>
  );
}

export function HowToDecide() {
  return (
    <p class="soft">
      The carrier's answer was lost, no report has come since, and looking them up did not settle it. Compare the
      campaign’s text with the carrier’s list. A text that the carrier has is never sent again.
    </p>
  );
}
