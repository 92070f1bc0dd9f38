import type { Me } from "../../../domain/people/people.ts";
import type { CannedResponse, Script, ScriptStep } from "../../../domain/scripts/script-schema.ts";
import type { DeskItem } from "../../../domain/texter-app/texter.ts";
import { mergeValues } from "../../../domain/scripts/script.ts";
import type { MergeValues } from "../../../domain/scripts/script.ts";
import { stepText } from "../../../domain/scripts/script-step.ts";
import type { StepText } from "../../../domain/scripts/script-step.ts";

/** The text that the script offers after an answer; null if the answer leads to no step. */
export function followUp(
  script: Script,
  step: ScriptStep,
  value: string,
  item: DeskItem,
  me: Me,
): { next: ScriptStep; text: StepText } | null {
  const nextId = step.answers.find((answer) => answer.value === value)?.nextStepId ?? null;
  const next = script.steps.find((each) => each.id === nextId);
  // A step may ask without saying anything first.
  if (!next || next.texts.every((text) => text.trim() === "")) return null;
  return { next, text: stepText(next, item.contactId, valuesOf(item, me)) };
}

/** What the script's texts are filled in with for this contact and texter. */
export function valuesOf(item: DeskItem, me: Me): MergeValues {
  const { external_id: externalId = "", ...custom } = item.fields;
  const { firstName, lastName, cell } = item;
  return mergeValues({ contact: { firstName, lastName, cell, externalId, custom }, texter: me });
}

/** Where the text in the composer began, to be recorded with it. */
export type Origin = {
  scriptVersion: number;
  /** A step's text, and which of its variants; a canned response counts as a step with one. */
  step?: { id: string; variant: number };
  /** Labels of a canned response, put on the conversation when it is sent. */
  labels?: readonly string[];
  /** Goes with the text. */
  picture?: string | undefined;
};

/** What is recorded with a text that began as a canned response: which one it was. */
export function originOf({ id, labels, picture }: CannedResponse, scriptVersion: number): Origin {
  return { scriptVersion, step: { id, variant: 0 }, labels, picture };
}

export type ReplyWords = {
  words: string;
  /** What the script put there last: it may be replaced without asking. */
  fromScript: string | null;
  /** Typed text that the script's text replaced, for "Undo". */
  replaced: string | null;
  /** null: written by the texter. */
  origin: Origin | null;
};

export const NO_WORDS: ReplyWords = { words: "", fromScript: null, replaced: null, origin: null };

export function putScript(before: ReplyWords, text: string, origin: Origin | null = null): ReplyWords {
  const isTyped = before.words.trim() !== "" && before.words !== before.fromScript;
  return { words: text, fromScript: text, replaced: isTyped ? before.words : null, origin };
}

export function undoScript(before: ReplyWords): ReplyWords {
  return { words: before.replaced ?? before.words, fromScript: null, replaced: null, origin: null };
}

const READ_WITHIN_MS = 700;

/**
 * Which inbound text the texter has seen, as `send` has to tell it (docs/rules.md#sending-acceptance: a reply that
 * arrived while they composed is shown first). One that pops up while a text is being typed counts as seen only after a
 * moment.
 */
export function createSeen() {
  let seen: string | null = null;
  let arrived: { id: string; atMs: number } | null = null;
  let opened = false;
  return {
    observe(lastId: string | null, { composing, nowMs }: { composing: boolean; nowMs: number }): void {
      const isFirst = !opened;
      opened = true;
      if (lastId === seen || lastId === arrived?.id) return;
      if (isFirst || !composing || lastId === null) {
        seen = lastId;
        arrived = null;
      } else arrived = { id: lastId, atMs: nowMs };
    },
    lastSeenId(nowMs: number): string | null {
      return arrived && nowMs - arrived.atMs >= READ_WITHIN_MS ? arrived.id : seen;
    },
  };
}

export function lastInboundId(item: DeskItem): string | null {
  return item.messages.findLast((message) => message.direction === "in")?.id ?? null;
}
