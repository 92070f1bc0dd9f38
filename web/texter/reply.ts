import { parseContactId } from "../../domain/ids.ts";
import type { Me } from "../../domain/protocol/people.ts";
import type { Script, ScriptStep } from "../../domain/protocol/script.ts";
import type { DeskItem } from "../../domain/protocol/texter.ts";
import { mergeValues, renderScript } from "../../domain/script.ts";
import type { Rendered } from "../../domain/script.ts";

export type Question = { step: ScriptStep; chosen: string | null };

/** The questions of a conversation so far: those answered, in order, and the one that is open now. */
export function questionsOf(script: Script, answers: Readonly<Record<string, string>>): Question[] {
  const questions: Question[] = [];
  const passed = new Set<string>();
  let id: string | null = script.rootStepId;
  while (id !== null && !passed.has(id)) {
    passed.add(id);
    const step = stepById(script, id);
    if (!step) break;
    const chosen: string | null = answers[step.id] ?? null;
    if (step.answers.length > 0) questions.push({ step, chosen });
    id = step.answers.find((answer) => answer.value === chosen)?.nextStepId ?? null;
  }
  return questions;
}

/** The text that the script offers after an answer; null when the answer leads nowhere. */
export function followUp(script: Script, step: ScriptStep, value: string, item: DeskItem, me: Me): Rendered | null {
  const nextId = step.answers.find((answer) => answer.value === value)?.nextStepId ?? null;
  const next = nextId === null ? null : stepById(script, nextId);
  if (!next) return null;
  // One variant per contact, always the same one.
  const n = parseContactId(item.contactId)?.n ?? 0;
  const text = next.texts[n % next.texts.length] ?? "";
  const { external_id: externalId = "", ...custom } = item.fields;
  const { firstName, lastName, cell } = item;
  return renderScript(text, mergeValues({ contact: { firstName, lastName, cell, externalId, custom }, texter: me }));
}

/** `stepOf` of domain/protocol/script.ts, without the validator that its module loads. */
function stepById(script: Script, id: string): ScriptStep | null {
  return script.steps.find((each) => each.id === id) ?? null;
}

export type Words = {
  words: string;
  /** What the script put there last: it may be replaced without asking. */
  fromScript: string | null;
  /** Typed words that the script's text replaced, to be brought back by "Undo". */
  replaced: string | null;
};

export function putScript(before: Words, text: string): Words {
  const isTyped = before.words.trim() !== "" && before.words !== before.fromScript;
  return { words: text, fromScript: text, replaced: isTyped ? before.words : null };
}

export function undoScript(before: Words): Words {
  return { words: before.replaced ?? before.words, fromScript: null, replaced: null };
}

const READ_WITHIN_MS = 700;

/**
 * Which inbound text the texter has seen, as `send` has to tell it (RULES.md, Sending: a reply that arrived while they
 * composed is shown first). One that pops up while words are being typed counts as seen only after a moment.
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
