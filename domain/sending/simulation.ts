/**
 * Trying the product without texting anybody: in a simulation every text can go to one override phone, some go nowhere, and
 * contacts answer by rules. Only an installation that is configured so is one (durable-objects/bindings/simulation.ts).
 */
import { hashBucket } from "../hash-bucket.ts";

/** A contact's answer. */
export type SimulationRule = {
  /** The contact's column that is compared; null: the text that they got. */
  column: string | null;
  /** What it has to contain, in any case; `*` is anything but nothing. */
  pattern: string;
  reply: string;
  afterSeconds: number;
};

/** What an organization has set for its simulation. */
export type SimulationSettings = {
  /** E.164: the override phone, which gets every text in place of its contact; null: there is none. */
  to: string | null;
  /** Share of phone numbers whose texts go nowhere, 0 to 1; always the same numbers, in every campaign. */
  dropRatio: number;
  /** Texts to contacts with something in this column go nowhere; empty: no column is compared. */
  dropColumn: string;
  /** The first that fits answers. */
  rules: SimulationRule[];
};

export const NO_SIMULATION: SimulationSettings = { to: null, dropRatio: 0, dropColumn: "", rules: [] };

/** Whether texts go their usual way and nobody answers, so that nothing has to be checked. */
export function changesNothing({ to, dropRatio, dropColumn, rules }: SimulationSettings): boolean {
  return to === null && dropRatio === 0 && dropColumn === "" && rules.length === 0;
}

export type ContactFields = Record<string, string>;

const BUCKETS = 10_000;

/** A contact as far as the simulation asks. `orgId`: another organization drops other numbers. */
export type SimulatedContact = { orgId: string; cell: string; fields: ContactFields };

/** Where a text to this contact goes: E.164 of the override phone, "" for nowhere, null for the contact themselves. */
export function divertedTo(settings: SimulationSettings, { orgId, cell, fields }: SimulatedContact): string | null {
  const { to, dropRatio, dropColumn } = settings;
  const isDropped =
    (dropColumn !== "" && (fields[dropColumn] ?? "").trim() !== "") ||
    hashBucket(`${orgId} ${cell} drop`, BUCKETS) < dropRatio * BUCKETS;
  return isDropped ? "" : to;
}

/** What the contact answers to a text; null when no rule fits. */
export function simulatedReply(
  { rules }: SimulationSettings,
  { text, fields }: { text: string; fields: ContactFields },
): SimulationRule | null {
  return rules.find(({ column, pattern }) => fits(column === null ? text : (fields[column] ?? ""), pattern)) ?? null;
}

function fits(value: string, pattern: string): boolean {
  const wanted = pattern.trim().toLowerCase();
  return wanted === "*" ? value.trim() !== "" : value.toLowerCase().includes(wanted);
}
