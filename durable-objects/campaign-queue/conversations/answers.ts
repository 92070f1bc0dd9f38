/**
 * Answers to the script's questions, and what they do besides (docs/rules.md#scripts-actions): one block records the
 * answer and carries out its action, so that neither is there without the other.
 */
import { actionKey, actionOf, endsTexting } from "../../../domain/scripts/answer-action.ts";
import type { AnswerAction } from "../../../domain/scripts/answer-action.ts";
import { answersAfter } from "../../../domain/scripts/script-path.ts";
import { leftOff, withLeftOff } from "../../../domain/messages/conversation-labels.ts";
import type { LabelsLeftOff } from "../../../domain/messages/conversation-labels.ts";
import { stepOf } from "../../../domain/scripts/script-schema.ts";
import type { TexterRefusal } from "../../../domain/texter-app/texter.ts";
import { newToken } from "../../../domain/ids.ts";
import type { DirectoryLink } from "../opt-outs/directory-link.ts";
import { oweOptOut, owedOptOut } from "../opt-outs/owed-opt-outs.ts";
import { labelsWith, noRoom, refusal } from "../sending/sends.ts";
import type { Change } from "../store/change.ts";
import { momentIn } from "../store/change.ts";
import { answersOf } from "../store/rows.ts";
import type { ContactRow } from "../store/rows.ts";
import type { QueueStore } from "../store/store.ts";
import type { CampaignConfig } from "../../rpc/campaign.ts";
import type { AnswerRequest, RecordedAnswer } from "../../rpc/campaign-queue.ts";
import type { FormerScripts } from "./former-scripts.ts";
import { heldBy, moved, savedItem } from "./conversations.ts";
import { dropQueued } from "./inbound.ts";
import { LABELS_NOT_KNOWN, NO_SUCH_LABEL } from "./known-labels.ts";
import type { KnownLabels } from "./known-labels.ts";
import { ANOTHER_TAP, doneBefore, performedBefore, rememberPerformed } from "./performed.ts";
import type { PerformedTap } from "./performed.ts";

type Parts = {
  store: QueueStore;
  directory: Pick<DirectoryLink, "reportOptOut">;
  labels: KnownLabels;
  formerScripts: FormerScripts;
};

/**
 * Records the answer to a step's question, or with null takes it back. The answer must be one of the step's. Resolves
 * after an opt-out that it brings has reached every contact with the number.
 */
export async function answer(
  { store, directory, labels, formerScripts }: Parts,
  request: AnswerRequest,
): Promise<RecordedAnswer> {
  const { n, personId, opId = newToken() } = request;
  const checked = await withKnownAction({ store, labels, formerScripts }, { ...request, opId });
  if ("ok" in checked) return checked;
  const recorded = recordAnswer(store, checked);
  // Then nothing is owed: the answer does nothing else.
  if (checked.without && recorded.ok && "item" in recorded) return { ...recorded, ...withLeftOff(checked.without) };
  // Also of a repetition: the call that opted out may have failed after its commit.
  const owed = owedOptOut(store, n, opId);
  if (!recorded.ok || owed === null) return recorded;
  await directory.reportOptOut(owed);
  const held = heldBy(store, n, personId);
  return held.ok ? savedItem(store, held.contact, null) : held;
}

type CheckedAnswer = AnswerRequest & {
  /** A former snapshot had this action on this answer, and the organization has what it names. */
  isOfFormer?: boolean;
  /** The label of its action, if that was deleted: the answer is recorded without it. */
  without?: LabelsLeftOff[];
};

/**
 * What an answer does is what its script says. For a tap on a former snapshot the campaign's object knows what that one said: an
 * app could name any. Its label or team may have been deleted since: the answer is recorded without the label, and refused without
 * the team, because the conversation would wait for nobody.
 */
async function withKnownAction(
  { store, labels, formerScripts }: Pick<Parts, "store" | "labels" | "formerScripts">,
  request: CheckedAnswer & { opId: string },
): Promise<CheckedAnswer | TexterRefusal> {
  const { action, stepId, value, scriptVersion } = request;
  const { config } = store;
  if (!action || !config) return request;
  const isPresent = config.script !== null && actionKey(actionOf(config.script, stepId, value)) === actionKey(action);
  if (!isPresent) {
    // The block says what is wrong with these.
    if (scriptVersion === undefined || scriptVersion >= config.scriptVersion) return request;
    const refused = await formerRefusal(formerScripts, { ...request, action, scriptVersion });
    // A repetition asks nobody: what it named may be gone by now.
    if (refused && performedBefore(store, tapOf(request)) === "no") return refused;
  }
  if (isPresent && action.kind === "team" && (await isTeamGone(formerScripts, action.teamId))) {
    if (performedBefore(store, tapOf(request)) === "no") return NO_SUCH_TEAM;
  }
  const checked = isPresent ? request : { ...request, isOfFormer: true };
  if (action.kind !== "label") return checked;
  const ids = [action.labelId];
  const verdict = (await labels.verdicts(ids, new Set(isPresent ? ids : [])))?.get(action.labelId);
  if (verdict === undefined) return LABELS_NOT_KNOWN;
  if (verdict === "unknown") return NO_SUCH_LABEL;
  if (verdict === "known") return checked;
  const { action: _, ...without } = request;
  return { ...without, without: leftOff("label_deleted", ids) };
}

/** The present script may name a team that was deleted since. While nobody can tell, texting goes on. */
async function isTeamGone(former: FormerScripts, teamId: string): Promise<boolean> {
  return (await former.hasTeam(teamId).catch(() => null)) === false;
}

/** null: the former snapshot had this action on this answer. */
async function formerRefusal(
  former: FormerScripts,
  { action, stepId, value, scriptVersion }: AnswerRequest & { action: AnswerAction; scriptVersion: number },
): Promise<TexterRefusal | null> {
  try {
    const actions = await former.actionsOf(scriptVersion);
    const said = actions?.find((each) => each.stepId === stepId && each.value === value)?.action;
    // Of a snapshot that was not written down an opt-out counts all the same: a texter may opt anybody out.
    const counts = actions === null ? endsTexting(action) : actionKey(said) === actionKey(action);
    if (!counts) return UNKNOWN;
    return action.kind === "team" && (await former.hasTeam(action.teamId)) !== true ? NO_SUCH_TEAM : null;
  } catch {
    return FORMER_NOT_KNOWN;
  }
}

function tapOf({ n, stepId, value, opId }: AnswerRequest): PerformedTap {
  return { opId, tap: `answer ${n} ${stepId} ${value ?? ""}` };
}

/** The block. What it owes the directory is reported by `answer`. */
export function recordAnswer(store: QueueStore, request: CheckedAnswer): RecordedAnswer {
  const { n, personId, stepId, value, opId = newToken() } = request;
  const held = heldBy(store, n, personId);
  const tap = tapOf({ ...request, opId });
  const performed = performedBefore(store, tap);
  if (performed === "another") return ANOTHER_TAP;
  if (performed === "yes" && held.ok) return savedItem(store, held.contact, null);
  // The tap itself gave the conversation away, or somebody took it since.
  if (!held.ok) return doneBefore(store, held, tap) ?? held;
  const { contact } = held;
  const { config } = store;
  const step = config?.script && stepOf(config.script, stepId);
  const known = step?.answers.some((each) => each.value === value);
  if (!config?.script || !step || (value !== null && !known)) return UNKNOWN;
  const before = answersOf(contact);
  // What is recorded already was carried out when it was recorded.
  const action = before[stepId] === value ? undefined : request.action;
  const refused = action && actionRefusal(store, contact, config, { ...request, action });
  if (refused) return refused;
  store.touch(personId);
  const answers = JSON.stringify(answersAfter(config.script, before, stepId, value));
  if (!action) {
    const saved = savedItem(store, contact, { answers });
    if (saved.ok) rememberPerformed(store, tap);
    return saved;
  }
  const after = store.block((change) => carryOut(store, change, contact, { answers, action, personId, opId }));
  rememberPerformed(store, tap);
  if (after.texter !== personId) return { ok: true, gaveAway: true };
  const saved = savedItem(store, after, null);
  if (!saved.ok || action.kind !== "label") return saved;
  return { ...saved, ...withLeftOff(noRoom(after, [action.labelId])) };
}

const UNKNOWN = {
  ok: false,
  reason: "unknown_answer",
  message: "This answer is no longer in the script. Please reload the page.",
} as const;

const NO_SUCH_TEAM: TexterRefusal = {
  ok: false,
  reason: "no_such_team",
  message:
    "The team of this answer does not exist any more, so the conversation stays with you. Please reload the page.",
};

const FORMER_NOT_KNOWN: TexterRefusal = {
  ...refusal("unavailable"),
  message: "The former script cannot be read just now; this goes again in a moment.",
};

/** null: the action may be carried out. */
function actionRefusal(
  store: QueueStore,
  contact: ContactRow,
  config: CampaignConfig,
  request: CheckedAnswer & { action: AnswerAction },
): RecordedAnswer | null {
  const { action, stepId, value, scriptVersion, lastSeenId } = request;
  if (value === null) return UNKNOWN;
  const seen = scriptVersion ?? config.scriptVersion;
  // The texter's app got a snapshot before this queue did; a retry finds it here.
  if (seen > config.scriptVersion) return refusal("unavailable");
  // With a former script in sight, the texter agreed to what that one said.
  const isOlder = seen < config.scriptVersion;
  const present = config.script ? actionOf(config.script, stepId, value) : undefined;
  const isPresent = actionKey(present) === actionKey(action);
  if (!isOlder && !isPresent) return UNKNOWN;
  // The script changed between the look at it and now; a retry asks what it said.
  if (!isPresent && request.isOfFormer !== true) return refusal("unavailable");
  if (action.kind === "opt_out" || action.kind === "label") return null;
  if (contact.status === "needsMessage") {
    return { ok: false, reason: "bad_request", message: "This contact has not been texted yet." };
  }
  // Tapped before the contact's last text was seen: it would be hidden from the texter.
  const hasSeen = lastSeenId === undefined || contact.last_inbound === lastSeenId;
  return hasSeen ? null : moved(store, contact, "record this answer");
}

/** Part of a block. */
function carryOut(
  store: QueueStore,
  change: Change,
  contact: ContactRow,
  { answers, action, personId, opId }: { answers: string; action: AnswerAction; personId: string; opId: string },
): ContactRow {
  const save = (patch: Partial<ContactRow>) => change.saveContact(contact, { answers, ...patch }, true);
  if (action.kind === "label") return save(labelsWith(contact, [action.labelId]));
  const isOptedOut = contact.opted_out === 1;
  if (endsTexting(action)) {
    // The contact may have said it meanwhile; the directory knows.
    if (isOptedOut) return save({});
    const reason = action.kind === "wrong_number" ? "texter_wrong_number" : "texter";
    oweOptOut(store, { n: contact.n, messageId: opId, optedOut: true, reason, personId });
    const after = save({ opted_out: 1, ...(contact.status === "needsMessage" ? {} : { status: "closed" }) });
    dropQueued(store, change, contact.n);
    return after;
  }
  if (action.kind === "close") return save({ status: "closed" });
  // Nobody of the team could text there.
  if (isOptedOut) return save({});
  // It waits anew: the reply's deadline begins with its team.
  return save({ texter: null, team: action.teamId, status: "needsResponse", last_at: momentIn(change, contact) });
}
