import { Heading } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";
import { openReviews, stoppedSenders } from "./review-count.ts";
import "./opt-outs.css";

type OptOutsPage = "list" | "review" | "numbers" | "texts";

/** The head of every screen about opt-outs. */
export function OptOutsHead({ here }: { here: OptOutsPage }) {
  const at = (place: OptOutsPage) => (place === here ? "page" : undefined);
  const waiting = openReviews.value ?? 0;
  return (
    <>
      <Heading title="Opt-outs" />
      <nav class="rooms campaign-tabs" aria-label="Opt-outs">
        <a href="/admin/opt-outs" aria-current={at("list")}>
          Numbers
        </a>
        <a href="/admin/opt-outs/review" aria-current={at("review")}>
          Review {waiting > 0 && <span class="badge full">{count(waiting)}</span>}
        </a>
        <a href="/admin/opt-outs/numbers" aria-current={at("numbers")}>
          Carrier {stoppedSenders.value > 0 && <span class="badge wrong">{count(stoppedSenders.value)}</span>}
        </a>
        <a href="/admin/opt-outs/texts" aria-current={at("texts")}>
          Automatic texts
        </a>
      </nav>
    </>
  );
}
