/**
 * Texts of a line whose outcome is unknown (docs/rules.md#phone-service-unknown): a delivery report decides, or a look-up at the
 * carrier; only a proven absence allows one more try. Nobody has to decide: what is proven absent twice has failed, and what
 * nothing proves for a day stays unknown and is never sent again by itself.
 */
import type { Carrier } from "../../domain/sending/carrier.ts";
import { refuse } from "../../domain/outcome.ts";
import type { LineRefusal } from "../../domain/phone-service/line-texts.ts";
import { allInWaves } from "../kit/calls/connection-limit.ts";
import { reportedStatus } from "../../twilio/statuses.ts";
import type { LineRow, LineStore } from "./line-store.ts";
import { takeReport } from "./line-reports.ts";

const MOST_TRIES = 2;
const ASK_AGAIN_MS = 30_000;
/** After this long a look-up has nothing to find that the earlier ones had not. */
const LOOKED_UP_FOR_MS = 86_400_000;
const TWICE_ABSENT: LineRefusal = refuse(
  "rejected",
  "The carrier took this text neither at the first nor at the second try. It was not sent; you can send it again.",
);
const AT_ONCE = 30;

export type LineLookUpDeps = {
  store: LineStore;
  number: string;
  carrier: (accountSid: string | null) => Carrier;
  /** Some go once more. */
  onRequeued: () => void;
  onOutcome: (id: string) => void;
  onNews: () => void;
  /** Texts have changed. In the block of the change. */
  onChange: () => void;
  wakeBy: (atMs: number) => void;
};

/** To be called when a text's outcome became unknown. */
export function planLookUps({ store, wakeBy }: Pick<LineLookUpDeps, "store" | "wakeBy">): void {
  const nextMs = store.nextLookUpAtMs();
  if (nextMs !== null) wakeBy(nextMs);
}

/** Looks up what is due. */
export async function lookUpTexts(deps: LineLookUpDeps): Promise<void> {
  await allInWaves(deps.store.dueLookUps(AT_ONCE), async (row) => {
    await lookUp(deps, row);
    deps.onChange();
  });
  planLookUps(deps);
}

async function lookUp(deps: LineLookUpDeps, row: LineRow): Promise<void> {
  const { store, number, onRequeued, onOutcome, onNews } = deps;
  const carrier = deps.carrier(row.account_sid);
  const askedAtMs = store.now();
  const known = store.otherSids(row);
  const found = await carrier.find({
    to: row.peer,
    body: row.body,
    from: number,
    sentAfterMs: row.called_at ?? row.at,
    knownSids: new Set(known),
    contactId: number,
    messageId: row.id,
  });
  const present = store.byId(row.id);
  // A report may have decided while the carrier was asked.
  if (present?.status !== "UNKNOWN") return;
  // Another text of the same words may have been found meanwhile to be this one.
  if (found.kind === "found" && !store.otherSids(row).includes(found.sid)) {
    const { sid, errorCode } = found;
    const status = reportedStatus(found.status) ?? "SENT";
    if (takeReport(store, { messageId: row.id, sid, status, errorCode })?.isNews) onNews();
    onOutcome(row.id);
    return;
  }
  const isOver = store.now() - (present.called_at ?? present.at) > LOOKED_UP_FOR_MS;
  const again = (atMs: number) => store.lookUpAt(row, isOver ? null : atMs);
  if (found.kind !== "absent") return again(store.now() + ASK_AGAIN_MS);
  const { absenceIsProofAfterMs } = carrier;
  if (absenceIsProofAfterMs === null) return again(store.now() + ASK_AGAIN_MS);
  const provenAtMs = (present.sending_at ?? present.at) + absenceIsProofAfterMs;
  // A question asked too early proves nothing, however late its answer came.
  if (askedAtMs < provenAtMs) return again(provenAtMs);
  if (present.attempts >= MOST_TRIES) {
    store.refuse(row, "ERROR", TWICE_ABSENT);
    return onOutcome(row.id);
  }
  store.requeue(row, { countsAsTry: true });
  onRequeued();
}
