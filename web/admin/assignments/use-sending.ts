import { useSignal } from "@preact/signals";
import type { Refusal } from "../../../domain/outcome.ts";
import { call } from "../../api/call.ts";
import type { AnswerOf, AnyAnswer, Begun, Given } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";

const { assignments } = campaignApi;
type Move = Omit<Parameters<typeof assignments.reassign.$post>[0]["json"], "requestId">;

/** One change at a time, and its refusal. */
export function useSending(campaignId: string) {
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const wished = useSignal<{ wish: string; requestId: string } | null>(null);
  const param = { campaignId };

  /** Returns null if it was refused or another change is under way. */
  async function send<Call extends Begun>(begin: () => Call): Promise<Given<AnswerOf<Call>> | null> {
    if (busy.value) return null;
    busy.value = true;
    refusal.value = null;
    const answer: AnyAnswer = await call(begin());
    busy.value = false;
    // Not a refusal, so the route's answer.
    if (answer.ok) return answer as Given<AnswerOf<Call>>;
    refusal.value = answer;
    return null;
  }

  /** The same change again, after a lost answer, is the same request; another change is another one. */
  async function move(json: Move) {
    const wish = JSON.stringify(json);
    const { requestId } = wished.value?.wish === wish ? wished.value : { requestId: crypto.randomUUID() };
    wished.value = { wish, requestId };
    const moved = await send(() => assignments.reassign.$post({ param, json: { ...json, requestId } }));
    if (moved) wished.value = null;
    return moved;
  }

  return {
    busy,
    refusal,
    move,
    setCounts: (counts: { personId: string; toSend: number }[]) =>
      send(() => assignments.$put({ param, json: { counts } })),
    split: (personIds: string[]) => send(() => assignments.split.$post({ param, json: { personIds } })),
    release: (personId: string) => send(() => assignments.release.$post({ param, json: { personId } })),
  };
}
