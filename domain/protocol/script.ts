import { z } from "zod";
import { isTimeZone } from "../texting-window.ts";

/** Longest text that the carrier takes (RULES.md, Sending). */
const stepText = z.string().trim().min(1, "write a text").max(1600, "a text has at most 1,600 characters");

const answer = z.object({
  value: z.string().trim().min(1, "name the answer").max(200),
  nextStepId: z.string().max(40).nullable(),
});

const step = z.object({
  id: z.string().min(1).max(40),
  /** Variants; one is picked per contact. */
  texts: z.array(stepText).min(1, "a step needs a text"),
  /** What the texter finds out from the reply; empty when the step asks nothing. */
  question: z.string().trim().max(500),
  answers: z.array(answer).max(50),
});

/** A script: steps by id, from the first text on. Answers lead to next steps. */
export const scriptSchema = z
  .object({ rootStepId: z.string().min(1).max(40), steps: z.array(step).min(1).max(500) })
  .superRefine((script, context) => {
    const ids = new Set(script.steps.map((each) => each.id));
    if (ids.size !== script.steps.length) context.addIssue({ code: "custom", message: "two steps have the same id" });
    if (!ids.has(script.rootStepId)) context.addIssue({ code: "custom", message: "the first step is missing" });
    for (const each of script.steps) {
      const values = new Set<string>();
      for (const { value, nextStepId } of each.answers) {
        if (values.has(value)) context.addIssue({ code: "custom", message: `the answer "${value}" stands twice` });
        values.add(value);
        if (nextStepId !== null && !ids.has(nextStepId))
          context.addIssue({ code: "custom", message: `the answer "${value}" leads to a step that does not exist` });
      }
    }
  });

export type Script = z.infer<typeof scriptSchema>;
export type ScriptStep = Script["steps"][number];

export function stepOf(script: Script, id: string): ScriptStep | null {
  return script.steps.find((each) => each.id === id) ?? null;
}

/** A campaign-level texting window in one zone; `endHour` is exclusive, 0–24 is always open. */
export const windowSchema = z
  .object({
    zone: z.string().refine(isTimeZone, "not an IANA time zone; write one like America/New_York"),
    startHour: z.number().int().min(0).max(23),
    endHour: z.number().int().min(1).max(24),
  })
  .refine((window) => window.startHour < window.endHour, "texting has to start before it ends");

export type TextingWindow = z.infer<typeof windowSchema>;
