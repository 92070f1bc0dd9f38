import type { DeskCampaign } from "../../../domain/texter-app/texter.ts";
import { contactName } from "../contact-name.ts";
import type { Card } from "./deck.ts";

/** How far the texter has come with all contacts that they have got. */
export function TextedSoFar({ campaign: { counts }, underWay }: { campaign: DeskCampaign; underWay: number }) {
  const done = counts.waiting + counts.open + counts.closed + underWay;
  const all = Math.max(done, done + counts.toSend - underWay);
  if (all === 0) return null;
  return <progress class="progress" aria-label="Contacts you have texted" value={done} max={all} />;
}

/** The contacts after the one on the screen. */
export function UpNext({ cards }: { cards: readonly Card[] }) {
  if (cards.length === 0) return null;
  return (
    <section class="up-next soft" aria-label="Up next">
      <h2 class="small">Up next</h2>
      <ol>
        {cards.map(({ item }) => (
          <li key={item.contactId} class="clip" dir="auto">
            {contactName(item)}
          </li>
        ))}
      </ol>
    </section>
  );
}
