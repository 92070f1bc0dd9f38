import type { ClientResponse } from "hono/client";
import type { Refusal } from "../../domain/outcome.ts";
import { noteAnswered } from "../ui/online.ts";

/** No answer came: no network, or no server. The call may have been received. */
export type Unreachable = Refusal<"unreachable">;

export const unreachable: Unreachable = {
  ok: false,
  reason: "unreachable",
  message: "Whistlestop cannot be reached. Check your connection. What you typed is kept.",
};

export type Outcome<T> = ({ ok: true } & T) | Refusal;

export type AnyAnswer = { ok: true } | Refusal;

/** A call begun by a client of web/api/client.ts. */
export type Begun = Promise<ClientResponse<unknown, number>>;
/** What the route answers by its own type: its result and its own refusals. */
export type AnswerOf<Call extends Begun> = Extract<Awaited<ReturnType<Awaited<Call>["json"]>>, AnyAnswer>;
/** What the route answers when it does not refuse. */
export type Given<Answer> = Extract<Answer, { ok: true }>;

/** Awaits one call to the API. Every foreseen outcome, a dead network included, comes back as data. */
export async function call<Call extends Begun>(begun: Call): Promise<AnswerOf<Call> | Refusal> {
  let response: Awaited<Begun>;
  try {
    response = await begun;
  } catch {
    noteAnswered(false);
    return unreachable;
  }
  noteAnswered(true);
  const answer = inWords(await readAnswer(response));
  for (const listener of refusalListeners) if (!answer.ok) listener(answer);
  // The route's type says what it answers. In addition every route may refuse for the edge's reasons (session, database
  // …).
  return answer as AnswerOf<Call> | Refusal;
}

/** The API names the field of a bad request by its path, for programs; people see the field itself. */
export function inWords<Answer extends object>(answer: Outcome<Answer>): Outcome<Answer> {
  if (answer.ok || answer.reason !== "bad_request") return answer;
  const words = answer.message.replaceAll(/(^|; )[A-Za-z_][\w.]*: /g, "$1");
  return { ...answer, message: words.charAt(0).toUpperCase() + words.slice(1) };
}

async function readAnswer(response: Awaited<Begun>): Promise<Outcome<object>> {
  try {
    const answer: unknown = await response.json();
    // Only the tag is looked at here; the rest is the route's.
    if (typeof answer === "object" && answer !== null && "ok" in answer) return answer as Outcome<object>;
  } catch {
    // Not JSON but a gateway's page: see below.
  }
  return {
    ok: false,
    reason: response.status >= 500 ? "unavailable" : "bad_answer",
    message: `Something went wrong (error ${response.status}). Try again in a moment.`,
  };
}

const refusalListeners = new Set<(refusal: Refusal) => void>();

/** Called with every refusal of every call: this is how the app notices that the session ended. */
export function onRefusal(listener: (refusal: Refusal) => void): void {
  refusalListeners.add(listener);
}
