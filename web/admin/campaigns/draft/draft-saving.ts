/** What an admin has typed into the sections of a draft and not saved yet. Each section is saved by itself. */
import { computed, signal } from "@preact/signals";
import type { ReadonlySignal, Signal } from "@preact/signals";
import type { CampaignDetail, Draft } from "../../../../domain/campaigns/campaign.ts";
import { sameJson } from "../../../../domain/same-json.ts";
import type { AnyAnswer, Outcome } from "../../../api/call.ts";

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
  /** The campaign was read again. */
  take(campaign: CampaignDetail): void;
};

export function createDraftSaving(campaign: CampaignDetail, patch: Patch): DraftSaving {
  const saved = signal(campaign);
  const changes = signal<Partial<Draft>>({});
  const outcomes: Record<DraftSection, Signal<AnyAnswer | null>> = {
    basics: signal(null),
    hours: signal(null),
    assignment: signal(null),
    more: signal(null),
  };
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
    outcomes[section].value = answer;
    return answer;
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
      const all = { ...changes.peek(), ...next };
      const present: Partial<Draft> = saved.peek();
      const differs = ([field, value]: [string, unknown]) => !sameJson(value, present[field as keyof Draft]);
      changes.value = Object.fromEntries(Object.entries(all).filter(differs));
      for (const section of SECTIONS) if (Object.keys(of(section, next)).length > 0) outcomes[section].value = null;
    },
    save,
    async saveAll() {
      for (const section of SECTIONS) {
        if (isChanged(section) && !(await save(section)).ok) return false;
      }
      return true;
    },
    take(read) {
      // What this page saved last may be newer than what was being read.
      if (read.revision > saved.peek().revision) saved.value = read;
    },
  };
}
