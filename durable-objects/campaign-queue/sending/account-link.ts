/** The queue's calls to the carrier account: one per share. */
import type { Carrier } from "../../../domain/sending/carrier.ts";
import { withDeadline } from "../../kit/time/timer.ts";
import type { PaceDeps } from "./pace.ts";
import type { QueueStore } from "../store/store.ts";

/** After this time without an answer the queue goes on with its last share. */
const ASK_LIMIT_MS = 1_000;

export function accountLink(store: QueueStore, carrier: Pick<Carrier, "share">): Pick<PaceDeps, "share" | "waiting"> {
  return {
    share: async (report) => {
      const { orgId = "", messagingServiceSid: service = null } = store.config ?? {};
      return withDeadline(carrier.share({ holder: store.key, orgId, service, ...report }), ASK_LIMIT_MS, "Asking");
    },
    waiting: () => ({
      waiting: countInLine(store, ""),
      urgent: countInLine(store, "AND kind <> 'first'"),
    }),
  };
}

/** Texts whose turn may come now, counted as far as a share needs it. */
function countInLine(store: QueueStore, which: "" | "AND kind <> 'first'"): number {
  const query = `SELECT COUNT(*) FROM (SELECT 1 FROM messages INDEXED BY messages_queued
    WHERE send_status = 'QUEUED' AND held_until IS NULL ${which} LIMIT 2000)`;
  return store.sql.scalar<number>(query) ?? 0;
}
