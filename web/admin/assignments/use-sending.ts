import { useSignal } from "@preact/signals";
import type { Reassigned } from "../../../domain/assignment/assignments.ts";
import { call } from "../../api.ts";
import type { Outcome } from "../../api.ts";

/** One change at a time, and the sentence of its refusal. */
export function useSending(campaignId: string) {
  const busy = useSignal(false);
  const refusal = useSignal<string | null>(null);
  const wished = useSignal<{ wish: string; requestId: string } | null>(null);

  /** `path` is below the campaign's assignments. Answers null when it was refused or one is under way. */
  async function send<Answer extends { ok: true }>(
    method: "PUT" | "POST",
    path: "" | "/split" | "/release" | "/reassign",
    json: object,
  ): Promise<Answer | null> {
    if (busy.value) return null;
    busy.value = true;
    refusal.value = null;
    const answer: Outcome<Answer> = await call<Answer>(`/api/admin/campaigns/${campaignId}/assignments${path}`, {
      method,
      json,
    });
    busy.value = false;
    if (answer.ok) return answer;
    refusal.value = answer.message;
    return null;
  }

  /** The same change again, after a lost answer, is the same request; another change is another one. */
  async function move(json: object): Promise<Reassigned | null> {
    const wish = JSON.stringify(json);
    if (wished.value?.wish !== wish) wished.value = { wish, requestId: crypto.randomUUID() };
    const moved = await send<Reassigned>("POST", "/reassign", { ...json, requestId: wished.value.requestId });
    if (moved) wished.value = null;
    return moved;
  }
  return { busy, refusal, send, move };
}
