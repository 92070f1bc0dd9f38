import type { Refusal } from "../domain/outcome.ts";
import type { APP_PROTOCOL, TexterAnswer, TexterOp, TexterRequest } from "../domain/texter-app/texter.ts";

/** Copied, because the contract's module brings its validator along; its type keeps the two equal. */
export const appProtocol: typeof APP_PROTOCOL = 1;

/** No answer came: no network, or no server. Whether the call was received is not known. */
export type Unreachable = Refusal<"unreachable">;

export const unreachable: Unreachable = {
  ok: false,
  reason: "unreachable",
  message: "Whistlestop cannot be reached. Check the connection; what you typed is kept.",
};

export type Outcome<T> = ({ ok: true } & T) | Refusal;

type Call = {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  json?: unknown;
  csv?: Blob;
  picture?: Blob;
  signal?: AbortSignal;
};

/** One call to the API. Every foreseen outcome, a dead network included, comes back as data. */
export async function call<T = unknown>(path: string, { method = "GET", json, csv, picture, signal }: Call = {}) {
  const headers: Record<string, string> = { "x-whistlestop-app": String(appProtocol) };
  if (json !== undefined) headers["content-type"] = "application/json";
  if (csv) headers["content-type"] = "text/csv";
  if (picture) headers["content-type"] = "application/octet-stream";
  const body = picture ?? csv ?? (json === undefined ? null : JSON.stringify(json));
  let response: Response;
  try {
    response = await fetch(path, { method, headers, body, credentials: "same-origin", ...(signal && { signal }) });
  } catch {
    return unreachable;
  }
  const answer = inWords(await readAnswer(response));
  for (const listener of refusalListeners) if (!answer.ok) listener(answer);
  // The contract of domain/protocol says what this path answers; the server validated what it sent.
  return answer as Outcome<T>;
}

/** The API names the field of a bad request by its path, for programs; people see the field itself. */
export function inWords<Answer extends object>(answer: Outcome<Answer>): Outcome<Answer> {
  if (answer.ok || answer.reason !== "bad_request") return answer;
  const words = answer.message.replaceAll(/(^|; )[A-Za-z_][\w.]*: /g, "$1");
  return { ...answer, message: words.charAt(0).toUpperCase() + words.slice(1) };
}

async function readAnswer(response: Response): Promise<Outcome<object>> {
  try {
    const answer: unknown = await response.json();
    // Only the tag is looked at here; the rest is the contract's.
    if (typeof answer === "object" && answer !== null && "ok" in answer) return answer as Outcome<object>;
  } catch {
    // Not JSON: a gateway's page, told below.
  }
  return {
    ok: false,
    reason: response.status >= 500 ? "unavailable" : "bad_answer",
    message: `Whistlestop answered with ${response.status} and no explanation. Try again in a moment.`,
  };
}

const refusalListeners = new Set<(refusal: Refusal) => void>();

/** Called with every refusal of every call: this is how the app notices that the session ended. */
export function onRefusal(listener: (refusal: Refusal) => void): void {
  refusalListeners.add(listener);
}

/** A texter's operation over HTTP: the stand-in for the socket. */
export async function postTexterOp<Op extends TexterOp>(
  op: Op,
  params: TexterRequest<Op>,
): Promise<TexterAnswer<Op> | Unreachable> {
  // Refusals of this path carry TexterReason (contract).
  return (await call(`/api/texter/${op}`, { method: "POST", json: params })) as TexterAnswer<Op> | Unreachable;
}
