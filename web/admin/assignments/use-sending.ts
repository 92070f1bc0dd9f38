import { useSignal } from "@preact/signals";
import { call } from "../../api.ts";
import type { Outcome } from "../../api.ts";

/** One change at a time, and the sentence of its refusal. */
export function useSending(campaignId: string) {
  const busy = useSignal(false);
  const refusal = useSignal<string | null>(null);

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
  return { busy, refusal, send };
}
