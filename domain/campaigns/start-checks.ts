import type { StartProblem } from "./campaign.ts";
import type { Script, TextingWindow } from "../scripts/script-schema.ts";
import { checkScript } from "../scripts/script-check.ts";
import type { StartEstimate } from "./campaign.ts";
import { endOfDayMs, localDate } from "./start-estimate.ts";
import { hourInWords } from "../hours/hour-words.ts";
import { beyondTheLaw, hoursInForce, isLawful, isWithinOrgHours, lawfulPart } from "../hours/org-hours.ts";
import type { OrgHours } from "../hours/org-hours.ts";
import { textingHours } from "../hours/texting-hours.ts";

export interface StartFacts {
  title: string;
  description: string;
  /** "YYYY-MM-DD", the last day of texting in the campaign's zone; "" until chosen. */
  dueDate: string;
  contactCount: number;
  script: Script | null;
  /** Custom columns of the contacts: merge fields besides the standard ones. */
  knownFields: Iterable<string>;
  window: TextingWindow;
  /** Where contacts of a sample may live, as codes of domain/hours/zones; none: in the zone of the window. */
  zones?: readonly string[];
  /** The organization's own words for opting out, when it has any. */
  optOutWording?: string | null;
  /** The estimate (domain/campaigns/start-estimate.ts); null when there is none. */
  estimate?: StartEstimate | null;
  /** null or "" when no Messaging Service is set. */
  messagingServiceSid: string | null;
  /** A campaign that texts from reserved numbers: why it may not start yet, and what is worth a look; absent: it does not. */
  numbers?: { missing: string | null; warning: string | null };
  /** A simulation without a carrier texts from no number. */
  needsMessagingService?: boolean;
  /** UTC ms. */
  nowMs: number;
}

/**
 * Everything that keeps a campaign from being started, and all warnings, at once
 * (docs/rules.md#campaigns-start-checks). A campaign may start when no problem is an error.
 */
export function startChecks(facts: StartFacts): StartProblem[] {
  const problems: StartProblem[] = [];
  const refuseIf = (isWrong: boolean, code: string, message: string) => {
    if (isWrong) problems.push({ code, severity: "error", message });
  };
  refuseIf(facts.title.trim() === "", "no_title", "The campaign needs a title.");
  refuseIf(facts.description.trim() === "", "no_description", "The campaign needs a description.");
  const due = checkDueDate(facts);
  if (due) problems.push(due);
  else problems.push(...checkHours(facts));
  refuseIf(facts.contactCount < 1, "no_contacts", "The campaign has no contacts yet. Upload a list.");
  refuseIf(
    facts.contactCount > 0 && facts.estimate?.leftOut === facts.contactCount,
    "nobody_to_text",
    "Everybody on the list has opted out or cannot be reached. Upload a list with others.",
  );
  if (hasFirstText(facts.script)) {
    problems.push(...checkScript(facts.script, facts.knownFields, facts.optOutWording ?? null));
  } else {
    refuseIf(true, "no_script", "The campaign needs a first text.");
  }
  if (facts.numbers) {
    const { missing, warning } = facts.numbers;
    refuseIf(missing !== null, "numbers_missing", missing ?? "");
    if (warning !== null) problems.push({ code: "unpooled_numbers", severity: "warning", message: warning });
    return problems;
  }
  refuseIf(
    (facts.needsMessagingService ?? true) && !facts.messagingServiceSid?.trim(),
    "no_messaging_service",
    "There is no number to text from yet. Enter a Messaging Service in the settings.",
  );
  return problems;
}

/** How the campaign's hours conflict with the organization's and with the law. @param isLawBound not in a simulation */
export function hoursProblems(window: TextingWindow, org: OrgHours, isLawBound: boolean): StartProblem[] {
  const between = ({ startHour, endHour }: OrgHours) => `${hourInWords(startHour)} to ${hourInWords(endHour)}`;
  const inForce = hoursInForce(window, org);
  if (inForce === null) {
    const message = `The campaign's hours, ${between(window)}, do not overlap with the organization's, ${between(org)}. Choose other hours, or let the campaign's hours replace the organization's.`;
    return [{ code: "hours_outside", severity: "error", message }];
  }
  const problems: StartProblem[] = [];
  if (!isWithinOrgHours(window, org) && !window.override) {
    const message = `The campaign's hours, ${between(window)}, go beyond the organization's. Texts go out from ${between(inForce)}.`;
    problems.push({ code: "hours_narrowed", severity: "warning", message });
  } else if (!isWithinOrgHours(window, org)) {
    const message = `The campaign texts from ${between(window)}, beyond the organization's hours, ${between(org)}.`;
    problems.push({ code: "hours_overridden", severity: "warning", message });
  }
  if (isLawBound && !isLawful(inForce)) problems.push(lawProblem(inForce, lawfulPart(inForce), between));
  return problems;
}

/** For hours from before the law was looked at, or from a simulation. */
function lawProblem(
  inForce: TextingWindow,
  lawful: TextingWindow | null,
  between: (hours: OrgHours) => string,
): StartProblem {
  if (lawful === null) return { code: "hours_unlawful", severity: "error", message: beyondTheLaw(inForce) };
  const message = `These hours, ${between(inForce)}, go beyond what the law allows. Texts go out from ${between(lawful)}, and shorter where a state's law requires it.`;
  return { code: "hours_beyond_law", severity: "warning", message };
}

/** Whether a campaign with these problems may start. */
export function mayStart(problems: readonly StartProblem[]): boolean {
  return problems.every(({ severity }) => severity !== "error");
}

function hasFirstText(script: Script | null): script is Script {
  const first = script?.steps.find((step) => step.id === script.rootStepId);
  return first !== undefined && first.texts.some((text) => text.trim() !== "");
}

const NO_SHARED_HOURS =
  "Some contacts may live in several time zones, and the texting hours never overlap in all of them. Choose longer hours, or upload zip codes.";

function checkDueDate({ dueDate, window, nowMs, zones = [] }: StartFacts): StartProblem | undefined {
  const problem = (code: string, message: string): StartProblem => ({ code, severity: "error", message });
  if (dueDate.trim() === "") return problem("no_due_date", "The campaign needs a due date.");
  if (!isDate(dueDate)) return problem("bad_due_date", `“${dueDate}” is not a date. Write it as YYYY-MM-DD.`);
  const today = localDate(window.zone, nowMs);
  if (dueDate < today) return problem("due_date_past", `The due date ${dueDate} is in the past. Choose a later one.`);
  const rows = zones.length > 0 ? zones : [""];
  const openings = rows.flatMap((row) => {
    const may = textingHours(window).may(row, "initial", nowMs);
    return may.ok ? nowMs : (may.mayGoAtMs ?? []);
  });
  if (openings.length === 0) {
    return problem("no_shared_hours", `${NO_SHARED_HOURS} No contact can be texted.`);
  }
  if (localDate(window.zone, Math.min(...openings)) > dueDate) {
    return problem(
      "no_hours_left",
      "There are no texting hours left before the due date. Choose a later date or longer hours.",
    );
  }
  return undefined;
}

/** Texting hours left before the due date vs. contacts and throughput: an estimate, so it only warns. */
function checkHours({ dueDate, window, contactCount, estimate }: StartFacts): StartProblem[] {
  if (!estimate || contactCount < 1) return [];
  const problems: StartProblem[] = [];
  const warn = (code: string, message: string) => problems.push({ code, severity: "warning", message });
  const { segments, segmentsPerSecond, durationMs, finishesAtMs, heldBack, neverTexted = 0 } = estimate;
  if (finishesAtMs === null || finishesAtMs > endOfDayMs(dueDate, window.zone)) {
    warn(
      "not_enough_hours",
      `About ${number(segments)} segments take ${hours(durationMs)} of texting at ${number(segmentsPerSecond)} per second: ` +
        "longer than the texting hours until the due date. Choose a later due date, longer hours, or more numbers.",
    );
  }
  if (neverTexted > 0) {
    warn("no_shared_hours", `${NO_SHARED_HOURS} About ${contacts(neverTexted)} cannot be texted as things are.`);
  }
  if (heldBack > 0) {
    warn(
      "held_back",
      `About ${contacts(heldBack)} ${heldBack === 1 ? "lacks" : "lack"} a field that the first text uses, so ${heldBack === 1 ? "it is" : "they are"} held back. Add a fallback, like {firstName|friend}.`,
    );
  }
  return problems;
}

const number = (value: number) => value.toLocaleString("en-US");
const contacts = (count: number) => `${number(count)} ${count === 1 ? "contact" : "contacts"}`;

function hours(ms: number): string {
  const minutes = Math.ceil(ms / 60_000);
  if (minutes < 60) return minutes === 1 ? "1 minute" : `${minutes} minutes`;
  const whole = Math.round(minutes / 60);
  return whole === 1 ? "1 hour" : `${number(whole)} hours`;
}

function isDate(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  // Some runtimes read "2026-02-31" as March 3rd.
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) && text.length === 10;
}
