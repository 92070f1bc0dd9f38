/** The limits of a script and the shape of its steps, without the validator that `script-schema.ts` needs. */

/**
 * What a script may hold. A draft may be unfinished (empty texts, unnamed answers) and a text too long for a while:
 * `checkScript` (domain/scripts/script-check.ts) says what keeps it from texters.
 */
export const SCRIPT_LIMITS = {
  steps: 500,
  variants: 10,
  answers: 50,
  responses: 300,
  labelsPerResponse: 10,
  /** UTF-16 units of a text as a draft holds it; 1,600 go out (docs/rules.md#sending-acceptance). */
  draftText: 5_000,
  /**
   * Of the whole script as JSON: it is one event, and the outbox takes 96,000 bytes
   * (durable-objects/kit/outbox/outbox.ts).
   */
  bytes: 90_000,
  title: 200,
  question: 500,
} as const;

type Steps = { steps: readonly { id: string; answers: readonly { nextStepId: string | null }[] }[] };

/** Ids of steps that lead back to themselves, in order, the first one again at the end; null when there is no circle. */
export function circleIn({ steps }: Steps): string[] | null {
  const next = new Map(steps.map((each) => [each.id, each.answers.flatMap((one) => one.nextStepId ?? [])]));
  const done = new Set<string>();
  for (const { id: start } of steps) {
    // Depth first, with the way from the start in `path`; no recursion, because a script may be 500 steps deep.
    const path: { id: string; ahead: string[] }[] = [];
    const enter = (stepId: string) => path.push({ id: stepId, ahead: [...(next.get(stepId) ?? [])] });
    if (!done.has(start)) enter(start);
    for (let at = path.at(-1); at; at = path.at(-1)) {
      const ahead = at.ahead.pop();
      if (ahead === undefined) {
        done.add(at.id);
        path.pop();
        continue;
      }
      const from = path.findIndex((each) => each.id === ahead);
      if (from >= 0) return [...path.slice(from).map((each) => each.id), ahead];
      if (!done.has(ahead)) enter(ahead);
    }
  }
  return null;
}
