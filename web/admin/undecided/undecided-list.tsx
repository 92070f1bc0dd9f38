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
      <p>It is known for every text whether it was sent.</p>
    </Blank>
  );
}

export function HowToDecide() {
  return (
    <p class="soft">
      We do not know whether the carrier sent these texts: its answer was lost, and no delivery report has come. Compare
      each text with the carrier’s list, then decide. A text that is on the list is never sent again.
    </p>
  );
}
