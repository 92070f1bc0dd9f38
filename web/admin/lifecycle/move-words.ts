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
    what: "No more texts go out, not even those that texters have already sent and that are still queued. They are kept and go out when you resume. Replies still come in, and texters see that the campaign is paused.",
    action: "Pause",
  },
  resume: {
    label: "Resume",
    title: "Resume this campaign?",
    what: "Queued texts go out within texting hours, and texters can continue right away.",
    action: "Resume",
  },
  close_for_initials: {
    label: "End first texts",
    title: "End first texts?",
    what: "No more new contacts are texted. Texters can still answer replies. You can reopen the campaign later.",
    action: "End first texts",
  },
  reopen: {
    label: "Reopen",
    title: "Reopen this campaign?",
    what: "Texters can send first texts and answer replies again.",
    action: "Reopen",
  },
  open_for_replies: {
    label: "Reopen for replies",
    title: "Reopen for replies only?",
    what: "Texters can answer replies again. No new contacts are texted.",
    action: "Reopen for replies",
  },
  close: {
    label: "Close",
    title: "Close this campaign?",
    what: "Nobody can send texts anymore. Replies that come in are kept. You can reopen the campaign, or archive it for good.",
    action: "Close",
  },
};
