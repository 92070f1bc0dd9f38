import { actionOf } from "../../../../domain/scripts/answer-action.ts";
import type { Script } from "../../../../domain/scripts/script-schema.ts";
import type { DeskItem } from "../../../../domain/texter-app/texter.ts";

/** Whether the number is not texted any more because an answer says that it is somebody else's. */
export function isWrongNumber(script: Script, { optedOut, answers }: Pick<DeskItem, "optedOut" | "answers">): boolean {
  return (
    optedOut &&
    Object.entries(answers).some(([stepId, value]) => actionOf(script, stepId, value)?.kind === "wrong_number")
  );
}
