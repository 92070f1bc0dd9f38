import type { StartProblem } from "../../../domain/campaigns/campaign.ts";

export type ProblemPlace = {
  /** The screen, with the field that takes the focus there. */
  href: string;
  /** Of the link: "Go to the title". */
  label: string;
};

/** Fields of the draft by the problem that is mended there. */
const IN_DRAFT: Record<string, { field: string; label: string }> = {
  no_title: { field: "title", label: "Go to the title" },
  no_description: { field: "description", label: "Go to the description" },
  no_due_date: { field: "due-date", label: "Go to the due date" },
  bad_due_date: { field: "due-date", label: "Go to the due date" },
  due_date_past: { field: "due-date", label: "Go to the due date" },
  no_hours_left: { field: "due-date", label: "Go to the due date" },
  not_enough_hours: { field: "due-date", label: "Go to the due date" },
  no_shared_hours: { field: "hours", label: "Go to the texting hours" },
  hours_outside: { field: "hours", label: "Go to the texting hours" },
  hours_narrowed: { field: "hours", label: "Go to the texting hours" },
  hours_overridden: { field: "hours", label: "Go to the texting hours" },
  hours_unlawful: { field: "hours", label: "Go to the texting hours" },
  hours_beyond_law: { field: "hours", label: "Go to the texting hours" },
  no_contacts: { field: "contacts", label: "Go to the contacts" },
  nobody_to_text: { field: "contacts", label: "Go to the contacts" },
  numbers_missing: { field: "phone-numbers", label: "Go to the numbers" },
  unpooled_numbers: { field: "phone-numbers", label: "Go to the numbers" },
  test_numbers: { field: "test-numbers", label: "Go to the setting" },
  is_template: { field: "template", label: "Go to the button" },
};

const IN_SETTINGS = { field: "messaging-service", label: "Go to the Messaging Service" };

/** Where a start problem is mended; null when no field mends it. */
export function placeOf(problem: StartProblem, campaignId: string): ProblemPlace | null {
  const { code, stepId, variant, answer, responseId } = problem;
  const draft = `/admin/campaigns/${campaignId}`;
  const inDraft = IN_DRAFT[code];
  if (inDraft) return { href: `${draft}?field=${inDraft.field}`, label: inDraft.label };
  if (code === "no_messaging_service" || code === "service_taken")
    return { href: `/admin/settings?field=${IN_SETTINGS.field}`, label: IN_SETTINGS.label };
  if (code.startsWith("registration_"))
    return { href: "/admin/settings/registration?field=registration", label: "Go to the registration" };
  if (responseId !== undefined)
    return {
      href: `${draft}/script?response=${encodeURIComponent(responseId)}&field=${encodeURIComponent(`response-${responseId}`)}`,
      label: "Go to the response",
    };
  if (stepId !== undefined && answer !== undefined) {
    const field = encodeURIComponent(answerField(stepId, answer));
    const href = `${draft}/script?step=${encodeURIComponent(stepId)}&field=${field}`;
    return { href, label: `Go to answer ${answer + 1}` };
  }
  if (stepId !== undefined) {
    const text = encodeURIComponent(textField(stepId, variant ?? 0));
    return { href: `${draft}/script?step=${encodeURIComponent(stepId)}&field=${text}`, label: "Go to the text" };
  }
  if (code === "no_script" || code === "held_back")
    return { href: `${draft}/script?field=first-text`, label: "Go to the first text" };
  return null;
}

/** The field of one of a step's texts. @param variant from 0 */
export function textField(stepId: string, variant: number): string {
  return `text-${stepId}-${variant}`;
}

/** The field of one of a step's answers. @param answer from 0 */
export function answerField(stepId: string, answer: number): string {
  return `answer-${stepId}-${answer}`;
}
