/** The queue's way to the carrier account's pace: one call per lease. */
import type { CarrierAccountRpc } from "../../domain/protocol/carrier-account.ts";
import type { Remote } from "../kit/remote.ts";
import { withDeadline } from "../kit/timer.ts";
import type { PaceDeps } from "./pace.ts";
import type { QueueStore } from "./store.ts";

/** Later than this the queue goes on with what it knows. */
const ASK_LIMIT_MS = 1_000;

export function accountLink(
  store: QueueStore,
  account: () => Remote<CarrierAccountRpc>,
): Pick<PaceDeps, "lease" | "waiting"> {
  return {
    lease: async (report) => {
      const { orgId = "", messagingServiceSid: service = null } = store.config ?? {};
      return withDeadline(account().lease({ holder: store.key, orgId, service, ...report }), ASK_LIMIT_MS, "Asking");
    },
    waiting: () => ({
      waiting: store.counters.QUEUED,
      urgent:
        store.sql.scalar<number>(
          "SELECT COUNT(*) FROM messages INDEXED BY messages_queued WHERE send_status = 'QUEUED' AND not_before = 0 AND rank < 1",
        ) ?? 0,
    }),
  };
}
