import * as z from "zod";
import { parsePictureId } from "../messages/media.ts";
import { answerActionSchema } from "./answer-action-schema.ts";
import { circleIn, SCRIPT_LIMITS } from "./script-shape.ts";
import { isTimeZone } from "../hours/texting-window.ts";

const scriptId = z.string().min(1).max(40);
const draftText = z
  .string()
  .max(
    SCRIPT_LIMITS.draftText,
    `a draft's text has at most ${SCRIPT_LIMITS.draftText.toLocaleString("en-US")} characters`,
  );

/** Id of a picture of the organization's that goes with the text (domain/messages/media.ts). */
const picture = z.string().refine((id) => parsePictureId(id) !== null, "not the id of a picture; upload it again");

const answer = z.object({
  /** Recorded as the contact's answer; empty until named. */
  value: z.string().max(SCRIPT_LIMITS.title),
  /** What the texter's button says, where it is not the value. */
  label: z.string().max(SCRIPT_LIMITS.title).optional(),
  nextStepId: z.string().max(40).nullable(),
  /** What it does besides being recorded; absent for nothing, and in scripts of older versions. */
  action: answerActionSchema.optional(),
});

const step = z.object({
  id: scriptId,
  /** The admins' name for it; texters do not see it. */
  title: z.string().max(SCRIPT_LIMITS.title).optional(),
  /** Variants; one is picked per contact (domain/scripts/script-step.ts). */
  texts: z.array(draftText).min(1, "a step needs a text").max(SCRIPT_LIMITS.variants),
  /** Goes with every variant. */
  picture: picture.optional(),
  /** What the texter finds out from the reply; empty when the step asks nothing. */
  question: z.string().max(SCRIPT_LIMITS.question),
  answers: z.array(answer).max(SCRIPT_LIMITS.answers),
});

const cannedResponse = z.object({
  id: scriptId,
  title: z.string().max(SCRIPT_LIMITS.title),
  text: draftText,
  /** Labels that a conversation gets when the response is sent, by id. */
  labels: z.array(scriptId).max(SCRIPT_LIMITS.labelsPerResponse),
  picture: picture.optional(),
});

/**
 * A script: steps by id, from the first text on, and canned responses for whenever they fit. Answers lead to next steps;
 * several may lead to the same one, but never back to where they came from.
 */
export const scriptSchema = z
  .object({
    rootStepId: scriptId,
    steps: z.array(step).min(1).max(SCRIPT_LIMITS.steps),
    /** Absent in scripts of older versions. */
    responses: z.array(cannedResponse).max(SCRIPT_LIMITS.responses).optional(),
  })
  .superRefine((script, context) => {
    if (new TextEncoder().encode(JSON.stringify(script)).length > SCRIPT_LIMITS.bytes) {
      const message = `the script is too large: all texts together have at most about ${SCRIPT_LIMITS.bytes.toLocaleString("en-US")} letters; shorten some, or leave out canned responses`;
      context.addIssue({ code: "custom", message });
    }
    const wrong = (message: string) => context.addIssue({ code: "custom", message });
    const ids = new Set(script.steps.map((each) => each.id));
    if (ids.size !== script.steps.length) wrong("two steps have the same id");
    if (!ids.has(script.rootStepId)) wrong("the first step is missing");
    for (const each of script.steps) {
      for (const { value, nextStepId } of each.answers) {
        if (nextStepId !== null && !ids.has(nextStepId))
          wrong(`the answer "${value}" leads to a step that does not exist`);
      }
    }
    const circle = circleIn(script);
    if (circle) wrong(`the script runs in a circle: ${circle.join(" → ")}`);
    const responses = script.responses ?? [];
    if (new Set(responses.map((each) => each.id)).size !== responses.length)
      wrong("two canned responses have the same id");
  });

export type Script = z.infer<typeof scriptSchema>;
export type ScriptStep = Script["steps"][number];
export type ScriptAnswer = ScriptStep["answers"][number];
export type CannedResponse = NonNullable<Script["responses"]>[number];

export function stepOf(script: Script, id: string): ScriptStep | null {
  return script.steps.find((each) => each.id === id) ?? null;
}

/**
 * A campaign's texting hours, by each contact's own clocks; `endHour` is exclusive, 0–24 is always open. `zone` is that
 * of the due date, and of contacts of older versions, which have no zones.
 */
export const windowSchema = z
  .object({
    zone: z.string().refine(isTimeZone, "enter a time zone, like America/New_York"),
    startHour: z.number().int().min(0).max(23),
    endHour: z.number().int().min(1).max(24),
    /** The hours override the organization's (domain/hours/org-hours.ts). */
    override: z.boolean().optional(),
  })
  .refine((window) => window.startHour < window.endHour, "texting has to start before it ends");

export type TextingWindow = z.infer<typeof windowSchema> & {
  /** Set by the objects that send, never by people: in a simulation no law bounds the hours (domain/hours/state-laws.ts). */
  withoutLaw?: boolean;
};

/** Whether all pictures of a script are the organization's own. */
export function hasOwnPictures(script: Script, orgId: string): boolean {
  const texts = [...script.steps, ...(script.responses ?? [])];
  return texts.every(({ picture: id }) => id === undefined || parsePictureId(id)?.orgId === orgId);
}
