import type { StartProblem } from "../campaigns/campaign.ts";
import { endsConversation } from "./answer-action.ts";
import { proposeFields } from "./fields/field-proposals.ts";
import { saysHowToOptOut } from "../opt-outs/reading/unasked/instructions.ts";
import type { CannedResponse, Script, ScriptStep } from "./script-schema.ts";
import { hasStrayBrace, MAX_TEXT_LENGTH, textTooLong, unknownFields } from "./script.ts";

/**
 * Errors that keep a script from being used, and warnings, each named with its step and variant
 * (docs/rules.md#scripts-checks). A script with errors cannot be saved into an active campaign.
 *
 * @param knownFields the custom columns of the campaign's contacts; standard fields are always known
 * @param optOutWording the organization's own words for opting out, when it has any
 */
export function checkScript(
  script: Script,
  knownFields: Iterable<string>,
  optOutWording: string | null = null,
): StartProblem[] {
  const problems: StartProblem[] = [];
  const known = new Set(knownFields);
  script.steps.forEach((step, index) => {
    const isFirst = step.id === script.rootStepId;
    const name = step.title?.trim() ? `“${step.title.trim()}”` : `step ${index + 1}`;
    step.texts.forEach((text, variant) => {
      const place =
        (isFirst ? "The first text" : `The text of ${name}`) +
        (step.texts.length > 1 ? ` (variant ${variant + 1})` : "");
      const at = { stepId: step.id, variant };
      problems.push(...checkText(text, place, known).map((problem) => Object.assign(problem, at)));
      if (isFirst && !hasOptOutWording(text, optOutWording)) {
        problems.push({
          code: "no_opt_out_wording",
          severity: "warning",
          message: `${place} does not say how to opt out. Add something like “Reply STOP to opt out”.`,
          ...at,
        });
      }
    });
    problems.push(...checkAnswers(step, isFirst ? "The first step" : `Step ${name.replace(/^step /, "")}`));
  });
  for (const response of script.responses ?? []) problems.push(...checkResponse(response, known));
  return problems;
}

function checkAnswers({ id: stepId, answers }: ScriptStep, place: string): StartProblem[] {
  const problems: StartProblem[] = [];
  const add = (code: string, answer: number, message: string) =>
    problems.push({ code, severity: "error", message, stepId, answer });
  const firstAt = new Map<string, number>();
  for (const [at, { value }] of answers.entries()) {
    const words = value.trim();
    if (words === "") {
      add("unnamed_answer", at, `${place} has no words in answer ${at + 1}. Write them, or remove the answer.`);
      continue;
    }
    const before = firstAt.get(sameAnswer(words));
    if (before === undefined) {
      firstAt.set(sameAnswer(words), at);
      continue;
    }
    const other = answers[before]?.value.trim() ?? "";
    const twice = other === words ? `“${words}” twice` : `“${other}” and “${words}”, which texters cannot tell apart`;
    add("double_answer", at, `${place} has the answers ${twice} (${before + 1} and ${at + 1}). Reword or remove one.`);
  }
  for (const [answer, { value, action, nextStepId }] of answers.entries()) {
    if (nextStepId === null || !endsConversation(action)) continue;
    const message = `${place} has a text after the answer “${value.trim()}” that is never sent, because that answer ${WHY_NO_TEXT[action.kind]}.`;
    problems.push({ code: "text_never_sent", severity: "warning", message, stepId, answer });
  }
  return problems;
}

/** Answers that differ in capitals, blanks or the form of their letters alone are the same to a texter. */
function sameAnswer(words: string): string {
  return words.normalize("NFKC").split(/\s+/).join(" ").toLowerCase();
}

const WHY_NO_TEXT = {
  opt_out: "opts the contact out",
  wrong_number: "marks the number as wrong",
  close: "closes the conversation",
  team: "gives the conversation to a team",
};

function checkResponse({ id: responseId, title, text }: CannedResponse, known: ReadonlySet<string>): StartProblem[] {
  const problems = checkText(text, `The canned response “${title.trim() || "without a title"}”`, known);
  if (title.trim() === "") {
    problems.push({
      code: "no_response_title",
      severity: "error",
      message: "A canned response has no title. Give it one, or remove it.",
    });
  }
  return problems.map((problem) => Object.assign(problem, { responseId }));
}

function checkText(text: string, place: string, known: ReadonlySet<string>): StartProblem[] {
  const problems: StartProblem[] = [];
  const add = (code: string, message: string) => problems.push({ code, severity: "error", message });
  if (text.trim() === "") add("empty_text", `${place} is empty. Write it, or remove it.`);
  for (const field of unknownFields(text, known)) {
    const proposal = proposeFields(`{${field}}`, known)[0]?.field;
    const meant = proposal === undefined ? "" : ` Did you mean {${proposal}}?`;
    add(
      "unknown_field",
      `${place} uses {${field}}, and no column of the contacts has that name.${meant || " Use another field, or upload contacts with that column."}`,
    );
  }
  if (hasStrayBrace(text)) {
    add("stray_brace", `${place} has a stray { or }. Write fields like {firstName} or {firstName|friend}.`);
  }
  if (textTooLong(text)) {
    add(
      "text_too_long",
      `${place} has ${text.length} characters. At most ${MAX_TEXT_LENGTH.toLocaleString("en-US")} are possible: shorten it by ${text.length - MAX_TEXT_LENGTH}.`,
    );
  }
  return problems;
}

function hasOptOutWording(text: string, optOutWording: string | null): boolean {
  const own = optOutWording?.trim().toLowerCase();
  return saysHowToOptOut(text) || (own !== undefined && own !== "" && text.toLowerCase().includes(own));
}
