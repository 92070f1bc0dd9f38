/**
 * A person's decision on a text whose outcome nothing could prove, with the carrier's list next to it
 * (docs/rules.md#sending-decision). The carrier is asked once more before the decision counts: a text that it has is
 * not sent again, and one that it does not have did not go out.
 */
import { contactId } from "../../../domain/ids.ts";
import type { CarrierText, UndecidedDecision, UndecidedReason } from "../../../domain/messages/undecided.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { sendKindOf } from "../../../domain/sending/text-kind.ts";
import { sendingRefusal } from "../../../domain/sending/sending-refusal.ts";
import { CLOCK_SLACK_MS, fits } from "../../../twilio/look-up.ts";
import type { Carrier, ListedText, Listing } from "../../../domain/sending/carrier.ts";
import type { ContactRow, MessageRow } from "../store/rows.ts";
import { refusal } from "../sending/sends.ts";
import type { QueueStore } from "../store/store.ts";
import { absenceIsProvenAtMs } from "./unknown-calls.ts";
import { itIs, wantedOf } from "./unknowns.ts";

/** The list begins this long before the first call, so that a person sees what else the number got. */
const SHOWN_BEFORE_MS = 3600_000;
const MOST_SHOWN = 50;

export type DecisionDeps = {
  /** Every text to the number since, newest first. */
  list: (query: { to: string; sinceMs: number }) => Promise<Listing>;
  /** How a text appears in that list; absent: as it is. */
  listedAs?: NonNullable<Carrier["listedAs"]>;
  /** The carrier's ids of all texts to the number that the organization knows. */
  sidsTo: (cell: string) => Promise<string[]>;
  /** Whether a message may claim a text of the carrier; of two that ask at once, one may. */
  claim: (text: { n: number; id: string; cell: string }, sid: string) => Promise<boolean>;
  absenceIsProofAfterMs: number | null;
};

export type DecisionAnswer = { ok: true; requeued: boolean; owesOptOuts: boolean } | Refusal<UndecidedReason>;

type Side = { ok: true; texts: { text: CarrierText; listed: ListedText }[] } | Refusal<UndecidedReason>;
type Asked = { n: number; messageId: string };

const DECIDED = refuse(
  "not_found",
  "This text no longer needs a decision. A delivery report or somebody else has settled it. Reload the list.",
);

const TAKEN = refuse("conflict", "This text on the carrier’s list belongs to another message. Choose a different one.");

/** The carrier's texts around that time, each marked whether it can be this one. */
export async function carrierSide(
  store: QueueStore,
  deps: DecisionDeps,
  asked: Asked,
): Promise<{ ok: true; texts: CarrierText[] } | Refusal<UndecidedReason>> {
  const side = await readSide(store, deps, asked);
  if (!side.ok) return side;
  return { ok: true, texts: side.texts.slice(0, MOST_SHOWN).map(({ text }) => text) };
}

export async function decide(
  store: QueueStore,
  deps: DecisionDeps,
  request: Asked & { decision: UndecidedDecision },
): Promise<DecisionAnswer> {
  const { n, messageId, decision: made } = request;
  const asked = undecidedText(store, request);
  if (!asked) return DECIDED;
  // A dropped text cannot go out twice, so this decision does not need the carrier.
  const askedAtMs = store.now();
  const side: Side = made.decision === "drop" ? { ok: true, texts: [] } : await readSide(store, deps, request);
  if (!side.ok) return side;
  if (made.decision === "sent" && side.texts.some(({ text }) => text.sid === made.sid && text.kind !== "taken")) {
    const claimed = await deps.claim(asked, made.sid).catch((error: unknown) => String(error));
    if (claimed === false) return TAKEN;
    if (claimed !== true) return refuse("unavailable", `This cannot be checked right now. Try again. (${claimed})`);
  }
  return store.block((change): DecisionAnswer => {
    const text = undecidedText(store, request);
    const contact = store.contact(n);
    if (!text || !contact) return DECIDED;
    if (made.decision === "drop") {
      change.saveMessage(text, { send_status: "ERROR", look_up_at: null });
      return { ok: true, requeued: false, owesOptOuts: false };
    }
    if (made.decision === "sent") {
      const chosen = side.texts.find(({ text: { sid } }) => sid === made.sid);
      if (!chosen) return refuse("conflict", "The carrier has no such text to this number. Choose one from its list.");
      const isTaken = store.thread(n).some((each) => each.sid === made.sid && each.id !== messageId);
      if (chosen.text.kind === "taken" || isTaken) {
        return TAKEN;
      }
      itIs(store, change, text, chosen.listed);
      return { ok: true, requeued: false, owesOptOuts: chosen.text.errorCode !== null };
    }
    const refused = mayNotGoAgain(
      store,
      contact,
      text,
      side.texts.map((each) => each.text),
      askedAtMs,
      deps.absenceIsProofAfterMs,
    );
    if (refused) return refused;
    change.saveMessage(text, { send_status: "QUEUED", look_up_at: null });
    return { ok: true, requeued: true, owesOptOuts: false };
  });
}

function mayNotGoAgain(
  store: QueueStore,
  contact: ContactRow,
  text: MessageRow,
  listed: readonly CarrierText[],
  askedAtMs: number,
  absenceIsProofAfterMs: number | null,
): Refusal<UndecidedReason> | null {
  if (listed.some((each) => each.kind === "fits")) {
    return refuse(
      "conflict",
      "The carrier already has a text with these words. Sending again would text this person twice. Choose that text instead.",
    );
  }
  const provenAtMs = absenceIsProvenAtMs(store, text, absenceIsProofAfterMs);
  if (provenAtMs === null) {
    return refuse(
      "not_allowed",
      "Without a carrier, nobody can tell whether this text was sent. It can only be dropped.",
    );
  }
  if (askedAtMs < provenAtMs) {
    const seconds = Math.ceil((provenAtMs - askedAtMs) / 1000);
    return refuse("not_allowed", `The carrier may still list it. Try again in ${seconds} seconds.`);
  }
  if (contact.opted_out === 1)
    return refuse("not_allowed", "This contact has opted out, so the text can only be dropped.");
  if (contact.bad_number !== null) {
    return refuse("not_allowed", "The carrier cannot reach this number, so the text can only be dropped.");
  }
  // A pause holds it in the queue like any other text.
  const closed = store.config && sendingRefusal({ ...store.config, paused: false }, sendKindOf(text.kind));
  return closed ? refuse("not_allowed", refusal(closed).message) : null;
}

async function readSide(store: QueueStore, deps: DecisionDeps, asked: Asked): Promise<Side> {
  const text = undecidedText(store, asked);
  if (!text) return DECIDED;
  const ours = wantedOf(store, text);
  const ids = { contactId: contactId(store.key, text.n), messageId: text.id };
  const wanted = { ...ours, ...deps.listedAs?.({ ...ours, ...ids }) };
  let known: Set<string>;
  try {
    known = new Set([...(wanted.knownSids ?? []), ...(await deps.sidsTo(text.cell))]);
  } catch (error) {
    return refuse("unavailable", `This cannot be checked right now. Try again. (${String(error)})`);
  }
  const listing = await deps.list({ to: wanted.to, sinceMs: wanted.sentAfterMs - SHOWN_BEFORE_MS });
  if (!listing.ok) {
    return refuse("unavailable", `The carrier cannot be reached right now. Try again. (${listing.detail})`);
  }
  const kindOf = (each: ListedText): CarrierText["kind"] => {
    if (known.has(each.sid)) return "taken";
    const isLater = each.createdAtMs === null || each.createdAtMs >= wanted.sentAfterMs - CLOCK_SLACK_MS;
    return isLater && fits(each, wanted) ? "fits" : "other";
  };
  return {
    ok: true,
    texts: listing.texts.map((listed) => {
      const { sid, from, body, status, errorCode, createdAtMs } = listed;
      return { text: { sid, from, body, status, errorCode, createdAtMs, kind: kindOf(listed) }, listed };
    }),
  };
}

function undecidedText(store: QueueStore, { n, messageId }: Asked): (MessageRow & { cell: string }) | null {
  return store.sql.one<MessageRow & { cell: string }>(
    `SELECT m.*, c.cell FROM messages m JOIN contacts c ON c.n = m.n
     WHERE m.n = ? AND m.id = ? AND m.send_status = 'UNKNOWN'`,
    n,
    messageId,
  );
}
