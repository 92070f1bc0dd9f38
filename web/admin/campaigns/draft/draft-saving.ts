/** What an admin has typed into the sections of a draft and not saved yet. Each section is saved by itself. */
import { computed, signal } from "@preact/signals";
import type { ReadonlySignal, Signal } from "@preact/signals";
import type { CampaignDetail, Draft, DraftConflict } from "../../../../domain/campaigns/campaign.ts";
import { sameJson } from "../../../../domain/same-json.ts";
import type { AnyAnswer, Outcome } from "../../../api/call.ts";
import { shortTime } from "../../../ui/time/time.ts";

const FIELDS = {
  basics: ["title", "description", "dueDate"],
  hours: ["window"],
  assignment: ["policy"],
  more: ["batchSize", "firstTextEditable", "allowTestNumbers"],
} as const satisfies Record<string, readonly (keyof Draft)[]>;

export type DraftSection = keyof typeof FIELDS;
// The keys of that object.
const SECTIONS = Object.keys(FIELDS) as DraftSection[];

type Patch = (change: Partial<Draft> & { revision: number }) => Promise<Outcome<{ campaign: CampaignDetail }>>;

export type DraftSaving = {
  /** As it is on the screen. */
  draft: ReadonlySignal<Draft>;
  /** As the server has it, as far as this page knows. */
  saved: ReadonlySignal<CampaignDetail>;
  isChanged(section: DraftSection): boolean;
  /** What came of the section's last save; null once it is changed again. */
  outcome(section: DraftSection): Signal<AnyAnswer | null>;
  change(next: Partial<Draft>): void;
  save(section: DraftSection): Promise<AnyAnswer>;
  /** Section by section; false when one was refused, which says so itself. */
  saveAll(): Promise<boolean>;
  /** After a conflict: what somebody else has saved is taken, and what was typed here stays to be saved. */
  keepMine(): void;
  /** After a conflict: what somebody else has saved is taken, and what was typed in this section is given up. */
  takeTheirs(section: DraftSection): void;
  /** The campaign was read again. */
  take(campaign: CampaignDetail): void;
};

// The contract: a conflict of a draft carries what is saved now.
const isConflict = (answer: AnyAnswer | null): answer is DraftConflict =>
  answer?.ok === false && answer.reason === "conflict" && "theirs" in answer;

/** With the reader's own clock, which the server does not know. */
function conflictWords({ savedBy, savedAt }: DraftConflict, nowMs: number): string {
  const when = savedAt === null ? "" : ` (${shortTime(Date.parse(savedAt), nowMs)})`;
  return `${savedBy?.name || "Somebody else"} has saved this campaign since you opened it${when}. Nothing was overwritten, and what you typed is still here.`;
}

export function createDraftSaving(campaign: CampaignDetail, patch: Patch): DraftSaving {
  const saved = signal(campaign);
  const changes = signal<Partial<Draft>>({});
  const outcomes: Record<DraftSection, Signal<AnyAnswer | null>> = {
    basics: signal(null),
    hours: signal(null),
    assignment: signal(null),
    more: signal(null),
  };
  let theirs: CampaignDetail | null = null;
  let underWay: Promise<AnyAnswer> = Promise.resolve({ ok: true });

  /** The changes of one section alone. */
  function of(section: DraftSection, from: Partial<Draft>): Partial<Draft> {
    const fields: readonly string[] = FIELDS[section];
    // Some of the entries of a partial draft.
    return Object.fromEntries(Object.entries(from).filter(([field]) => fields.includes(field)));
  }

  const isChanged = (section: DraftSection) => Object.keys(of(section, changes.value)).length > 0;

  async function send(section: DraftSection): Promise<AnyAnswer> {
    const sent = of(section, changes.peek());
    if (Object.keys(sent).length === 0) return { ok: true };
    const answer = await patch({ ...sent, revision: saved.peek().revision });
    if (answer.ok) {
      saved.value = answer.campaign;
      // What was typed during the save still has to be saved.
      const still = Object.entries(changes.peek()).filter(
        ([field, value]) => !(Object.hasOwn(sent, field) && sent[field as keyof Draft] === value),
      );
      changes.value = Object.fromEntries(still);
    }
    let shown: AnyAnswer = answer;
    if (isConflict(answer)) {
      theirs = answer.theirs;
      shown = { ...answer, message: conflictWords(answer, Date.now()) };
    }
    outcomes[section].value = shown;
    return shown;
  }

  /** What was typed and differs from what is saved. */
  function stay(all: Partial<Draft>): void {
    const present: Partial<Draft> = saved.peek();
    const differs = ([field, value]: [string, unknown]) => !sameJson(value, present[field as keyof Draft]);
    changes.value = Object.fromEntries(Object.entries(all).filter(differs));
  }

  /** What this page saved last may be newer than what was being read. */
  function take(read: CampaignDetail): void {
    if (read.revision > saved.peek().revision) saved.value = read;
  }

  function endConflict(left: Partial<Draft>): void {
    if (theirs) take(theirs);
    theirs = null;
    stay(left);
    for (const section of SECTIONS) if (isConflict(outcomes[section].peek())) outcomes[section].value = null;
  }

  function save(section: DraftSection): Promise<AnyAnswer> {
    // One after the other: each names the revision that the one before made.
    underWay = underWay.then(() => send(section));
    return underWay;
  }

  return {
    draft: computed(() => ({ ...saved.value, ...changes.value })),
    saved,
    isChanged,
    outcome: (section) => outcomes[section],
    change(next) {
      stay({ ...changes.peek(), ...next });
      for (const section of SECTIONS) if (Object.keys(of(section, next)).length > 0) outcomes[section].value = null;
    },
    save,
    async saveAll() {
      for (const section of SECTIONS) {
        if (isChanged(section) && !(await save(section)).ok) return false;
      }
      return true;
    },
    keepMine: () => endConflict(changes.peek()),
    takeTheirs(section) {
      const fields: readonly string[] = FIELDS[section];
      endConflict(Object.fromEntries(Object.entries(changes.peek()).filter(([field]) => !fields.includes(field))));
    },
    take,
  };
}
