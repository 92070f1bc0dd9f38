/** Calls for numbers and services as faults let them be: refused, or done with an answer that nobody gets. */
import type { Context } from "hono";
import { loseAnswer, answerError, type ApiEnv } from "../api/login.ts";
import type { Faults, FaultyCall } from "../faults.ts";

const DEFAULT_HOLD_MS = 30_000;

/** Runs `effect`, unless a fault refuses the call, and answers with what it answers, unless a fault loses that. */
export async function underFaults(
  c: Context<ApiEnv>,
  faults: Faults,
  { call, about }: { call: FaultyCall; about: string },
  effect: () => Response,
): Promise<Response> {
  const { refuse: refusal, obscure } = faults.forCall(call, about);
  if (refusal) {
    if (refusal.kind === "429" && refusal.delayMs !== undefined)
      c.header("retry-after", String(Math.ceil(refusal.delayMs / 1000)));
    return answerError(c, refusal.kind === "429" ? 20429 : refusal.kind === "500" ? 20500 : (refusal.code ?? 20001));
  }
  const answer = effect();
  if (!obscure) return answer;
  return obscure.kind === "accept-then-500" ? answerError(c, 20500) : loseAnswer(c, obscure.delayMs ?? DEFAULT_HOLD_MS);
}
