import { count } from "../../ui/time/time.ts";
import { openRequests, openReviews, openUnmatched } from "../opt-outs/review-count.ts";

/** Work for an admin besides the campaigns; empty when there is none. */
export function WaitingWork() {
  const reviews = openReviews.value ?? 0;
  const unmatched = openUnmatched.value ?? 0;
  const requests = openRequests.value ?? 0;
  if (reviews + unmatched + requests === 0) return null;
  return (
    <nav class="row" aria-label="Waiting for you">
      {requests > 0 && (
        <a class="button" href="/admin/requests">
          Requests for texts <span class="badge full">{count(requests)}</span>
        </a>
      )}
      {unmatched > 0 && (
        <a class="button" href="/admin/unmatched">
          Unmatched texts <span class="badge full">{count(unmatched)}</span>
        </a>
      )}
      {reviews > 0 && (
        <a class="button" href="/admin/opt-outs/review">
          Unclear opt-outs <span class="badge full">{count(reviews)}</span>
        </a>
      )}
    </nav>
  );
}
