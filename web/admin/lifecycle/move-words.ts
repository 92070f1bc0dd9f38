import { WISHES } from "../../../domain/campaigns/campaign-states.ts";
import type { CampaignMove } from "../../../domain/campaigns/campaign-states.ts";

/** Moves that one call makes; starting and archiving have dialogs of their own. */
export type QuickMove = keyof typeof WISHES;

export function isQuick(move: CampaignMove): move is QuickMove {
  return move in WISHES;
}

type Words = { label: string; title: string; what: string; action: string };

/** What each move is called, and what it does, in the words of its dialog. */
export const MOVE_WORDS: Record<QuickMove, Words> = {
  pause: {
    label: "Pause",
    title: "Pause this campaign?",
    what: "No text leaves from now on, not even those that texters have sent and that still wait for the carrier. They are kept and go when you resume. Replies still come in; texters see that the campaign is paused.",
    action: "Pause",
  },
  resume: {
    label: "Resume",
    title: "Resume this campaign?",
    what: "Texts that were held go out within texting hours, and texters can continue at once.",
    action: "Resume",
  },
  close_for_initials: {
    label: "Close for first texts",
    title: "Close for first texts?",
    what: "No new contact is texted. Texters can still answer replies. You can open the campaign again.",
    action: "Close for first texts",
  },
  reopen: {
    label: "Open again",
    title: "Open this campaign again?",
    what: "Texters can send first texts and answer replies again.",
    action: "Open again",
  },
  open_for_replies: {
    label: "Open for replies",
    title: "Open for replies only?",
    what: "Texters can answer replies again; no new contact is texted.",
    action: "Open for replies",
  },
  close: {
    label: "Close",
    title: "Close this campaign?",
    what: "Nobody can text in it any more. Replies that come in are kept and wait. You can open it again, or archive it for good.",
    action: "Close",
  },
};
