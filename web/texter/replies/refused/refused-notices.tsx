import { Notice } from "../../../ui/screen.tsx";
import { now } from "../../../ui/time/now.ts";
import { shortTime } from "../../../ui/time/time.ts";
import type { DeskClient } from "../../desk/desk.ts";
import type { RefusedTap } from "../../desk/refused.ts";
import type { Tap } from "../../desk/tap.ts";
import { lastInboundId } from "../reply.ts";

/** What was not done, as a sentence. */
export function whatOf({ tap }: RefusedTap, name: string): string {
  switch (tap.op) {
    case "send":
      return `Not sent to ${name}`;
    case "answer":
      return tap.params.value === null
        ? `The answer for ${name} was not removed`
        : `The answer “${tap.params.value}” for ${name} was not recorded`;
    case "label":
      return `The label for ${name} was not changed`;
    case "close":
      return `The conversation with ${name} was not closed`;
    case "reopen":
      return `The conversation with ${name} was not reopened`;
    case "optOut":
      return `${name} was not opted out`;
    case "release":
      return "Your contacts were not given back";
  }
}

function whyOf({ tap, refusal }: RefusedTap): string {
  if (refusal.reason === "conversation_moved" && tap.op === "send")
    return "A new message came in first. Read it above. What you wrote is still here: send it, or change it.";
  if (refusal.reason === "conversation_moved") return "A new message came in first. Read it above.";
  const when =
    refusal.mayGoAtMs === undefined ? "" : ` You can send it from ${shortTime(refusal.mayGoAtMs, now.value)}.`;
  return refusal.message + when;
}

/** What was tapped and refused, with what to do. A text's words are back in the composer, so it has no button. */
export function RefusedNotices({ desk, all, name }: { desk: DeskClient; all: readonly RefusedTap[]; name: string }) {
  function again({ tap }: RefusedTap): void {
    desk.refused.dismiss(tap.id);
    if (tap.op === "send") return;
    // A new tap: the old id belongs to the refused one. And it was tapped with what is on the screen now in sight.
    const { opId: _, ...params } = tap.params;
    const item = tap.contactId === null ? null : desk.store.contact(tap.contactId).peek();
    const isSeen = tap.op === "close" || (tap.op === "answer" && tap.params.action !== undefined);
    const seen = isSeen && item ? { lastSeenId: lastInboundId(item) } : {};
    desk.outbox.add({ op: tap.op, params: { ...params, ...seen } } as Tap, tap.campaignId);
  }
  return (
    <>
      {all.map((each) => (
        <Notice key={each.tap.id} tone="warn" title={whatOf(each, name)}>
          <span>{whyOf(each)}</span>
          {each.tap.op === "send" && desk.store.contact(each.tap.params.contactId).value === null && (
            <span class="kept">
              You had written: <bdi>{each.tap.params.body}</bdi>
            </span>
          )}
          <div class="row">
            {each.tap.op !== "send" && (
              <button type="button" class="button" onClick={() => again(each)}>
                Try again
              </button>
            )}
            <button type="button" class="button quiet" onClick={() => desk.refused.dismiss(each.tap.id)}>
              Dismiss
            </button>
          </div>
        </Notice>
      ))}
    </>
  );
}
