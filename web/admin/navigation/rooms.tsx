import type { ReadonlySignal } from "@preact/signals";
import { computed } from "@preact/signals";
import { openRequests, openReviews, openUnmatched, stoppedSenders } from "../opt-outs/review-count.ts";
import { counted } from "../../ui/counted.ts";
import { undecidedTexts } from "../undecided/undecided-count.ts";

type Room = {
  href: string;
  label: string;
  isHere: (path: string) => boolean;
  /** What waits there, and how a screen reader says it. */
  waiting?: { count: ReadonlySignal<number | null>; inWords: (count: number) => string };
};

const exactly = (href: string) => (path: string) => path === href;

const ROOMS: readonly Room[] = [
  {
    href: "/admin",
    label: "Campaigns",
    isHere: (path) => path === "/admin" || path.startsWith("/admin/campaigns"),
  },
  {
    href: "/admin/requests",
    label: "Requests",
    isHere: exactly("/admin/requests"),
    waiting: { count: openRequests, inWords: (count) => counted(count, "request is waiting", "requests are waiting") },
  },
  { href: "/admin/people", label: "People", isHere: exactly("/admin/people") },
  { href: "/admin/teams", label: "Teams", isHere: exactly("/admin/teams") },
  {
    href: "/admin/unmatched",
    label: "Unmatched",
    isHere: exactly("/admin/unmatched"),
    waiting: {
      count: openUnmatched,
      inWords: (count) => counted(count, "unmatched text is waiting", "unmatched texts are waiting"),
    },
  },
  {
    href: "/admin/opt-outs",
    label: "Opt-outs",
    isHere: (path) => path.startsWith("/admin/opt-outs"),
    waiting: { count: openReviews, inWords: (count) => `${count} to review` },
  },
  {
    href: "/admin/undecided",
    label: "Needs a decision",
    isHere: exactly("/admin/undecided"),
    waiting: { count: undecidedTexts, inWords: (count) => `${count} to decide` },
  },
  { href: "/admin/settings", label: "Settings", isHere: (path) => path.startsWith("/admin/settings") },
];

/** What a supervolunteer may do here. */
const HELPER_ROOMS = ROOMS.filter(({ href }) => href === "/admin/requests");

export function roomsOf(isAdmin: boolean): readonly Room[] {
  return isAdmin ? ROOMS : HELPER_ROOMS;
}

/** Everything that waits in all rooms, for the closed menu. */
const waitingAnywhere = computed(() =>
  ROOMS.reduce((sum, { waiting }) => sum + (waiting?.count.value ?? 0), stoppedSenders.value),
);

/** A room's link; the same in the row of a wide screen and in the menu of a narrow one. */
export function RoomLink({ room, path, onGo }: { room: Room; path: string; onGo?: () => void }) {
  const { href, label, isHere, waiting } = room;
  const count = waiting?.count.value ?? 0;
  return (
    <a href={href} aria-current={isHere(path) ? "page" : undefined} onClick={onGo}>
      {label}
      {count > 0 && (
        <span class="badge full">
          <span aria-hidden="true">{count}</span>
          <span class="unseen">, {waiting?.inWords(count)}</span>
        </span>
      )}
      {href === "/admin/opt-outs" && stoppedSenders.value > 0 && (
        <span class="badge wrong">
          <span aria-hidden="true">!</span>
          <span class="unseen">
            , the carrier refuses {counted(stoppedSenders.value, "of your numbers", "of your numbers")}
          </span>
        </span>
      )}
    </a>
  );
}

export function WaitingAnywhere() {
  const count = waitingAnywhere.value;
  if (count === 0) return null;
  return (
    <span class="badge full">
      <span aria-hidden="true">{count}</span>
      <span class="unseen">, {counted(count, "item is waiting", "items are waiting")}</span>
    </span>
  );
}
