/**
 * The lifecycle of a campaign (docs/rules.md#states-campaign): DRAFT → ACTIVE ⇄ CLOSED_FOR_INITIAL_SENDS ⇄ CLOSED →
 * ARCHIVED, the last one for good. PAUSED is a flag on ACTIVE. Several steps between open states may be taken at once:
 * closing an active campaign passes through closing it for first texts, and nobody has to press twice. Archiving begins
 * from CLOSED alone, because texting has to have ended.
 */
import { refuse } from "../outcome.ts";
import type { Refusal } from "../outcome.ts";
import type { CampaignStatus } from "../statuses.ts";

/** The state of a campaign. `paused` is only true together with ACTIVE. */
export type CampaignPlace = { status: CampaignStatus; paused: boolean };

/** What an admin may do with a campaign, by name. */
export type CampaignMove =
  | "start"
  | "pause"
  | "resume"
  | "close_for_initials"
  | "reopen"
  | "open_for_replies"
  | "close"
  | "archive";

/** The change that each move asks for; starting and archiving are longer work, not a change of state by one call. */
export const WISHES = {
  pause: { paused: true },
  resume: { paused: false },
  close_for_initials: { status: "CLOSED_FOR_INITIAL_SENDS" },
  open_for_replies: { status: "CLOSED_FOR_INITIAL_SENDS" },
  reopen: { status: "ACTIVE" },
  close: { status: "CLOSED" },
} as const satisfies Record<Exclude<CampaignMove, "start" | "archive">, StateWish>;

export type StateWish = { status?: CampaignStatus | undefined; paused?: boolean | undefined };

/** The moves from a state, the most usual one first. */
export function movesFrom({ status, paused }: CampaignPlace): CampaignMove[] {
  switch (status) {
    case "DRAFT":
      return ["start"];
    case "ACTIVE":
      return [paused ? "resume" : "pause", "close_for_initials", "close"];
    case "CLOSED_FOR_INITIAL_SENDS":
      return ["reopen", "close"];
    case "CLOSED":
      return ["reopen", "open_for_replies", "archive"];
    case "ARCHIVED":
      return [];
  }
}

const WORDS: Record<CampaignStatus, string> = {
  DRAFT: "a draft",
  ACTIVE: "active",
  CLOSED_FOR_INITIAL_SENDS: "closed for first texts",
  CLOSED: "closed",
  ARCHIVED: "archived",
};

/**
 * The state after a change. Asking for the present state changes nothing and is allowed, so that a repeated call gets
 * the same answer. Leaving ACTIVE ends a pause.
 */
export function placeAfter(
  from: CampaignPlace,
  wish: StateWish,
): ({ ok: true } & CampaignPlace) | Refusal<"not_allowed"> {
  const status = wish.status ?? from.status;
  if (status !== from.status && !isOpenMove(from.status, status))
    return refuse("not_allowed", whyNot(from.status, status));
  if (wish.paused === true && status !== "ACTIVE") {
    return refuse("not_allowed", `Only an active campaign can be paused; this one is ${WORDS[status]}.`);
  }
  const paused = status === "ACTIVE" && (wish.paused ?? from.paused);
  return { ok: true, status, paused };
}

/** Whether a campaign may begin to be archived; null when it may. */
export function archiveRefusal({ status }: CampaignPlace): Refusal<"not_allowed" | "already_archived"> | null {
  if (status === "ARCHIVED") return refuse("already_archived", "This campaign is already archived.");
  if (status === "CLOSED") return null;
  if (status === "DRAFT")
    return refuse("not_allowed", "Nobody has been texted yet. Delete the draft instead of archiving it.");
  return refuse("not_allowed", `This campaign is ${WORDS[status]}. Close it first, then archive it.`);
}

/** Why due date and policy cannot change any more; null when they can. */
export function settingsRefusal(status: CampaignStatus, isBeingArchived: boolean): Refusal<"not_allowed"> | null {
  if (status !== "ARCHIVED" && !isBeingArchived) return null;
  return refuse("not_allowed", "An archived campaign cannot be changed. Copy it to continue.");
}

const OPEN: ReadonlySet<CampaignStatus> = new Set(["ACTIVE", "CLOSED_FOR_INITIAL_SENDS", "CLOSED"]);

function isOpenMove(from: CampaignStatus, to: CampaignStatus): boolean {
  return OPEN.has(from) && OPEN.has(to);
}

function whyNot(from: CampaignStatus, to: CampaignStatus): string {
  if (from === "ARCHIVED") return "This campaign is archived for good. Copy it to continue with a new one.";
  if (to === "DRAFT") return "A campaign that has started cannot become a draft again. Copy it to change everything.";
  if (from === "DRAFT") return "Start the draft first.";
  return "Archive a campaign on its own page, where each step is shown.";
}
