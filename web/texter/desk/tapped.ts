/** The desk as the texter has left it: with everything tapped here that the inbox has not answered yet. */
import { computed } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { endsTexting } from "../../../domain/scripts/answer-action.ts";
import type { AnswerAction } from "../../../domain/scripts/answer-action.ts";
import { answersAfter } from "../../../domain/scripts/script-path.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import { statusAfterSend } from "../../../domain/statuses.ts";
import type { DeskCounts, DeskItem } from "../../../domain/texter-app/texter.ts";
import { filterOf } from "./store.ts";
import type { DeskStore, Filter } from "./store.ts";
import type { TapEntry } from "./tap.ts";

/** The contact after these taps. First texts stay out: the deck shows them as under way. */
export function afterTaps(item: DeskItem, taps: readonly TapEntry[], script: Script): DeskItem {
  return taps.reduce((shown, tap) => afterTap(shown, tap, script), item);
}

function afterTap(item: DeskItem, tap: TapEntry, script: Script): DeskItem {
  switch (tap.op) {
    case "answer": {
      const { stepId, value, action } = tap.params;
      const isRecorded = item.answers[stepId] === value;
      const answered = { ...item, answers: answersAfter(script, item.answers, stepId, value) };
      return action && !isRecorded ? afterAction(answered, action) : answered;
    }
    case "label": {
      return withLabel(item, tap.params.labelId, tap.params.on);
    }
    case "close":
      return { ...item, status: "closed" };
    case "reopen":
      return { ...item, status: reopened(item) };
    case "optOut":
      return { ...item, optedOut: true, status: "closed" };
    case "send": {
      const isHere = item.messages.some(({ id }) => id === tap.id);
      return tap.params.initial || isHere ? item : { ...item, status: statusAfterSend(item.status) };
    }
    case "release":
      return item;
  }
}

/** As the queue carries it out (docs/rules.md#scripts-actions). */
function afterAction(item: DeskItem, action: AnswerAction): DeskItem {
  if (action.kind === "label") return withLabel(item, action.labelId, true);
  if (endsTexting(action)) return { ...item, optedOut: true, status: "closed" };
  // A conversation on its way to a team is done here.
  return item.optedOut ? item : { ...item, status: "closed" };
}

function withLabel(item: DeskItem, labelId: string, on: boolean): DeskItem {
  const others = (item.labels ?? []).filter((each) => each !== labelId);
  return { ...item, labels: on ? [...others, labelId] : others };
}

/** The team that an answer on its way gives the conversation to; null when there is none. */
export function teamTapped(taps: readonly TapEntry[]): string | null {
  for (const tap of taps) {
    if (tap.op === "answer" && tap.params.action?.kind === "team") return tap.params.action.teamId;
  }
  return null;
}

/** As the queue decides it (docs/rules.md#states-contact). */
function reopened({ messages }: DeskItem): DeskItem["status"] {
  if (messages.at(-1)?.direction === "in") return "needsResponse";
  return messages.some(({ direction }) => direction === "in") ? "convo" : "messaged";
}

export type TappedDesk = {
  /** null when this contact is not on the desk (or not known here yet). */
  contact(contactId: string): DeskItem | null;
  /** Waiting: the longest waiting first. Open and closed: the latest first. */
  conversations(campaignId: string, filter: Filter): DeskItem[];
  counts(campaignId: string): DeskCounts;
  /** Conversations of all campaigns that wait for a reply. */
  waiting: ReadonlySignal<number>;
  /** Taps about a contact that are not answered yet, in their order. */
  tapsOf(contactId: string): readonly TapEntry[];
  /** Whether the contacts of a campaign are being given back. */
  isReleasing(campaignId: string): boolean;
};

const NONE: readonly TapEntry[] = [];
const NO_COUNTS: DeskCounts = { toSend: 0, handedOut: 0, waiting: 0, open: 0, closed: 0 };

export function createTappedDesk(store: DeskStore, entries: ReadonlySignal<readonly TapEntry[]>): TappedDesk {
  const byContact = computed(() => {
    const found = new Map<string, TapEntry[]>();
    for (const each of entries.value) {
      if (each.contactId === null) continue;
      const before = found.get(each.contactId);
      if (before) before.push(each);
      else found.set(each.contactId, [each]);
    }
    return found;
  });

  function shown(item: DeskItem): DeskItem {
    const taps = byContact.value.get(item.contactId);
    const script = store.campaigns.value.get(item.campaignId)?.script;
    return taps && script ? afterTaps(item, taps, script) : item;
  }

  /** The inbox's counts, with each contact counted where the texter has put it. */
  function counts(campaignId: string): DeskCounts {
    const known = store.campaigns.value.get(campaignId)?.counts ?? NO_COUNTS;
    const found = { ...known };
    for (const contactId of byContact.value.keys()) {
      const item = store.contact(contactId).value;
      if (item?.campaignId !== campaignId) continue;
      const from = filterOf(item.status);
      const to = filterOf(shown(item).status);
      if (from === to) continue;
      if (from) found[from] = Math.max(0, found[from] - 1);
      if (to) found[to] += 1;
    }
    return found;
  }

  return {
    contact(contactId) {
      const item = store.contact(contactId).value;
      return item && shown(item);
    },
    conversations(campaignId, filter) {
      const found = store
        .ofCampaign(campaignId)
        .map(shown)
        .filter((item) => filterOf(item.status) === filter);
      return found.sort((a, b) => (filter === "waiting" ? a.lastAt - b.lastAt : b.lastAt - a.lastAt));
    },
    counts,
    waiting: computed(() => {
      let sum = 0;
      for (const campaignId of store.campaigns.value.keys()) sum += counts(campaignId).waiting;
      return sum;
    }),
    tapsOf: (contactId) => byContact.value.get(contactId) ?? NONE,
    isReleasing: (campaignId) => entries.value.some((each) => each.op === "release" && each.campaignId === campaignId),
  };
}
