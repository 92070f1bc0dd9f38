/** The play's person who decides texts of unknown outcome (queue-fuzz.ts). */
import { carrierSide, decide } from "../campaign-queue/undecided/decisions.ts";
import type { DecisionDeps } from "../campaign-queue/undecided/decisions.ts";
import { PROOF_AFTER_MS } from "./queue-fuzz-state.ts";
import type { Play, Queue } from "./queue-fuzz-state.ts";

/** A person decides, with the carrier's list next to it, and not always well. */
export async function decideText(play: Play, { world }: Queue, n: number, messageId: string): Promise<void> {
  const { chance, counts, pick, queues, taken, time } = play;
  const deps: DecisionDeps = {
    list: async ({ to, sinceMs }) => ({
      ok: true,
      texts: taken
        .filter((text) => text.to === to && text.atMs >= sinceMs - world.clock.now + time.now)
        .map(({ sid, body, atMs }) => ({
          sid,
          to,
          from: null,
          body,
          status: "sent",
          errorCode: null,
          createdAtMs: atMs - time.now + world.clock.now,
          direction: "outbound-api",
          messagingServiceSid: world.store.config?.messagingServiceSid ?? null,
          segments: 1,
        })),
    }),
    claim: async () => true,
    sidsTo: async (cell) =>
      queues.flatMap((each) =>
        each.world.sql
          .all<{ sid: string }>(
            "SELECT m.sid FROM messages m JOIN contacts c ON c.n = m.n WHERE c.cell = ? AND m.sid IS NOT NULL",
            cell,
          )
          .map(({ sid }) => sid),
      ),
    absenceIsProofAfterMs: PROOF_AFTER_MS,
  };
  const side = await carrierSide(world.store, deps, { n, messageId });
  const listed = side.ok ? side.texts.filter(({ kind }) => kind === "fits" || chance(0.1)) : [];
  const sid = pick(listed)?.sid;
  const again = { decision: chance(0.7) ? ("again" as const) : ("drop" as const) };
  const decision = sid !== undefined && chance(0.5) ? { decision: "sent" as const, sid } : again;
  const decided = await decide(world.store, deps, { n, messageId, decision });
  if (decided.ok) counts.decided += 1;
}
