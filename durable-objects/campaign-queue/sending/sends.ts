/**
 * Accepting a text (docs/rules.md#sending-acceptance). One synchronous decision per text; many concurrent ones share a
 * block and so a commit. Identity is the message id that the client made.
 */
import type { Texter } from "../../../domain/people/people.ts";
import type { DeskItem, TexterReason, TexterRefusal } from "../../../domain/texter-app/texter.ts";
import { leftOff, MOST_LABELS, withLeftOff } from "../../../domain/messages/conversation-labels.ts";
import type { LabelsLeftOff } from "../../../domain/messages/conversation-labels.ts";
import { textTooLong } from "../../../domain/scripts/script.ts";
import { cleanText } from "../../../domain/scripts/clean-text.ts";
import { leanText } from "../../../domain/scripts/segments.ts";
import { sendingRefusal } from "../../../domain/sending/sending-refusal.ts";
import { statusAfterSend } from "../../../domain/statuses.ts";
import { textingHours } from "../../../domain/hours/texting-hours.ts";
import { momentIn } from "../store/change.ts";
import type { Change } from "../store/change.ts";
import { clockOf, deskItemOf, firstTextOf, labelsOf } from "../store/rows.ts";
import type { ContactRow, MessageRow } from "../store/rows.ts";
import { linkFits, sentPicture } from "../conversations/media.ts";
import type { QueueStore } from "../store/store.ts";
import type { CampaignConfig } from "../../rpc/campaign.ts";
import type { SendAnswer, SendRequest } from "../../rpc/campaign-queue.ts";

/** Its labels are the organization's (accepting.ts). */
export type CheckedSend = SendRequest & { isChecked: true };

const MESSAGES: Partial<Record<TexterReason, string>> = {
  not_found: "This contact does not exist.",
  not_yours: "This conversation was assigned to somebody else. What you typed is kept here.",
  opted_out: "This contact has opted out and cannot be texted anymore.",
  bad_number: "The carrier cannot reach this number. It is not texted again until this person writes.",
  too_long: "A text can have at most 1,600 characters. Please shorten it.",
  already_messaged: "The first text to this contact has already been sent.",
  conversation_moved: "A new reply has arrived. Please read it before you send.",
  script_changed: "The script has changed. This is the text that would go out now.",
  unavailable: "A new script is on its way to everyone. The text will go out in a moment.",
  outside_hours: "It is too early or too late to text where this contact lives.",
  campaign_paused: "This campaign is paused. You can send texts when it resumes.",
  campaign_closed: "This campaign is closed.",
  campaign_closed_for_initials: "First texts have ended in this campaign. You can still answer replies.",
  campaign_archived: "This campaign is archived.",
  campaign_not_started: "This campaign has not started yet.",
};

const NO_SHARED_HOURS =
  "This contact may live in several time zones, and the campaign's texting hours never overlap in all of them. An admin can set longer hours, or add the contact's zip code.";

export function refusal(reason: TexterReason, extra?: Partial<TexterRefusal>): TexterRefusal {
  return { ok: false, reason, message: MESSAGES[reason] ?? reason, ...extra };
}

/** @param mayGoAtMs null: no time of day is within the hours of all zones in which the contact may live. */
export function outsideHours(mayGoAtMs: number | null): TexterRefusal {
  if (mayGoAtMs === null) return refusal("outside_hours", { message: NO_SHARED_HOURS });
  return refusal("outside_hours", { mayGoAtMs });
}

export function itemFor(store: QueueStore, contact: ContactRow, texter: Texter, config: CampaignConfig): DeskItem {
  return deskItemOf(contact, store.thread(contact.n), texter, config, store);
}

/** Decides one send and writes it: message QUEUED, contact status, counters, events. */
export function acceptSend(store: QueueStore, change: Change, request: CheckedSend): SendAnswer {
  const { n, messageId, texter } = request;
  const { config } = store;
  const contact = store.contact(n);
  // A contact without a first text has no outgoing message, so the look-up is skipped.
  const known = !contact || contact.status === "needsMessage" ? null : store.message(n, messageId);
  if (config && contact && known?.texter === texter.personId) {
    // The text went out, whoever has the conversation by now; what was said in it since is theirs to read.
    if (contact.texter !== texter.personId) return { ok: true, gaveAway: true, repeated: true };
    return { ok: true, item: itemFor(store, contact, texter, config), repeated: true };
  }
  if (config?.status === "ARCHIVED") return refusal("campaign_archived");
  if (!config || !contact || contact.ready === 0) return refusal("not_found");
  if (known) return refusal("not_yours");
  if (contact.texter !== texter.personId) return refusal("not_yours");
  const now = () => itemFor(store, contact, texter, config);
  if (contact.opted_out === 1) return refusal("opted_out", { item: now() });
  if (contact.bad_number !== null) return refusal("bad_number", { item: now() });
  const body = leanText(cleanText(request.body));
  if (body.trim() === "") return { ok: false, reason: "bad_request", message: "The text is empty." };
  if (textTooLong(body)) return refusal("too_long");

  const isFirst = contact.status === "needsMessage";
  if (request.initial && !isFirst) return refusal("already_messaged", { item: now() });
  const closed = sendingRefusal(config, isFirst ? "initial" : "reply");
  if (closed) return refusal(closed);
  // Before the hours, because the texter has to see a new reply first.
  if (contact.last_inbound !== null && contact.last_inbound !== request.lastSeenId) {
    return refusal("conversation_moved", { item: now() });
  }
  const hours = textingHours(config.window).may(contact.zones, isFirst ? "initial" : "reply", change.at);
  if (!hours.ok) return outsideHours(hours.mayGoAtMs);
  const seen = request.scriptVersion ?? config.scriptVersion;
  // The texter's app got a snapshot before this queue did; a retry finds it here.
  if (seen > config.scriptVersion) return refusal("unavailable");
  let step = request.step ?? null;
  if (isFirst) {
    const text = firstTextOf(contact, texter, config, store.key);
    if (!text.ok) return { ok: false, reason: "missing_field", message: `missing ${text.missing}`, item: now() };
    const mayDiffer = config.firstTextEditable && seen >= (config.firstTextVersion ?? 1);
    const isShown = mayDiffer || text.text === body;
    if (!isShown || text.picture !== request.picture) return refusal("script_changed", { item: now() });
    step = { id: text.stepId, variant: text.variant };
  }

  const files = request.picture === undefined ? null : sentPicture(request.picture, config.orgId);
  if (files === undefined)
    return { ok: false, reason: "bad_request", message: "This picture does not belong to your organization." };

  const asLink = files !== null && contact.no_mms === 1;
  if (asLink && !linkFits(body)) return refusal("too_long");
  const at = momentIn(change, contact);
  const message: MessageRow = {
    n,
    id: messageId,
    direction: "out",
    body,
    texter: texter.personId,
    send_status: "QUEUED",
    sid: null,
    error_code: null,
    at,
    script_version: seen,
    kind: isFirst ? "first" : "reply",
    attempts: 0,
    sending_at: null,
    look_up_at: null,
    script_step: step?.id ?? null,
    script_variant: step?.variant ?? null,
    media: files,
    ...(asLink ? { as_link: 1 } : {}),
    clock: clockOf(contact),
  };
  change.addMessage(message);
  store.touch(texter.personId);
  const after = change.saveContact(
    contact,
    { status: statusAfterSend(contact.status), last_at: at, ...labelsWith(contact, request.labels) },
    true,
  );
  // A first text begins the thread, so nothing has to be read for the answer.
  const thread = isFirst && contact.last_inbound === null ? [message] : store.thread(n);
  const item = deskItemOf(after, thread, texter, config, store);
  const { labels = [] } = request;
  return { ok: true, item, repeated: false, ...(labels.length === 0 ? {} : withLeftOff(noRoom(after, labels))) };
}

/** Those of the labels that no longer fitted the conversation. */
export function noRoom(contact: ContactRow, wanted: readonly string[]): LabelsLeftOff[] {
  const on = labelsOf(contact);
  return leftOff(
    "too_many_labels",
    wanted.filter((labelId) => !on.includes(labelId)),
  );
}

/** Labels never hold up a text: one that no longer fits the conversation is left off. */
export function labelsWith(contact: ContactRow, added: readonly string[] = []): { labels?: string } {
  if (added.length === 0) return {};
  const before = labelsOf(contact);
  const after = [...new Set([...before, ...added])].slice(0, MOST_LABELS);
  return after.length > before.length ? { labels: JSON.stringify(after) } : {};
}
