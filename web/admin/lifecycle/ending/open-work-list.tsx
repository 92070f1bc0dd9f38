import type { Signal } from "@preact/signals";
import { openLines } from "../../../../domain/campaigns/open-work.ts";
import type { Ending, OpenKind, OpenWork } from "../../../../domain/campaigns/open-work.ts";
import type { Refusal } from "../../../../domain/outcome.ts";
import { Notice, Skeleton } from "../../../ui/screen.tsx";

type Room = { label: string; href: string };

/** Where each thing can be settled. */
function roomOf(kind: OpenKind, campaignId: string): Room {
  const campaign = `/admin/campaigns/${campaignId}`;
  switch (kind) {
    case "waiting":
    case "unsent":
      return { label: "Assignments", href: `${campaign}/assignments` };
    case "queued":
      return { label: "Messages", href: `${campaign}/messages` };
    case "undecided":
      return { label: "Needs a decision", href: `${campaign}/undecided` };
    case "requests":
      return { label: "Requests", href: "/admin/requests" };
    case "reviews":
      return { label: "Opt-outs to review", href: "/admin/opt-outs/review" };
  }
}

type Counted = { ok: true; open: OpenWork } | Refusal;
type Props = { campaignId: string; ending: Ending; counted: Signal<Counted | null> };

/** What is open in the campaign, each with the way to where it can be settled. */
export function OpenWorkList({ campaignId, ending, counted }: Props) {
  const answer = counted.value;
  if (!answer) return <Skeleton heights={["card"]} />;
  if (!answer.ok)
    return (
      <Notice tone="warn" title="What is still open could not be counted">
        {answer.message}
      </Notice>
    );
  const lines = openLines(answer.open, ending);
  if (lines.length === 0) return <p class="soft">Nothing is open, and nobody is waiting for an answer.</p>;
  return (
    <Notice tone="warn" title="Still open">
      <ul class="open-work">
        {lines.map(({ kind, what, mend }) => {
          const { label, href } = roomOf(kind, campaignId);
          return (
            <li key={kind}>
              <span>
                <strong>{what}</strong>: {mend}.
              </span>
              <a class="open-work-room" href={href}>
                {label}
              </a>
            </li>
          );
        })}
      </ul>
    </Notice>
  );
}
