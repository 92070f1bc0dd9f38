/** The HTTP API as a program uses it on behalf of one signed-in person. */
import type { Refusal } from "../../domain/outcome.ts";

type Ok = { ok: true };

export type ApiClient = {
  get: <Answer extends Ok>(path: string) => Promise<Answer | Refusal>;
  post: <Answer extends Ok>(path: string, body: unknown, headers?: Record<string, string>) => Promise<Answer | Refusal>;
  patch: <Answer extends Ok>(path: string, body: unknown) => Promise<Answer | Refusal>;
  put: <Answer extends Ok>(path: string, body: unknown) => Promise<Answer | Refusal>;
  delete: <Answer extends Ok>(path: string) => Promise<Answer | Refusal>;
  /** Value of a `Cookie` header, e.g. for a WebSocket. */
  cookies: () => string;
};

/**
 * Answers are the API's own, refusals included; a fault (no connection, an answer that is not JSON) throws.
 *
 * @param origin of the installation, without a trailing slash
 * @param signedIn what `cookies` of an earlier client has said
 */
export function createApiClient(origin: string, signedIn = ""): ApiClient {
  const jar = new Map<string, string>();
  const keep = (pair: string) => {
    const equals = pair.indexOf("=");
    if (equals > 0) jar.set(pair.slice(0, equals), pair.slice(equals + 1));
  };
  for (const pair of signedIn.split("; ")) keep(pair);
  const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");

  async function call<Answer extends Ok>(
    method: string,
    path: string,
    body: string | undefined,
    headers: Record<string, string> = {},
  ): Promise<Answer | Refusal> {
    const response = await fetch(origin + path, {
      method,
      headers: {
        origin,
        "x-whistlestop-app": "1",
        ...(jar.size > 0 ? { cookie: cookies() } : {}),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      keep(pair);
    }
    const text = await response.text();
    try {
      // Shapes are those of the domain's schemas; the caller names which.
      return JSON.parse(text) as Answer | Refusal;
    } catch {
      throw new Error(`${method} ${path} answered ${response.status} without JSON: ${text.slice(0, 200)}`);
    }
  }

  return {
    get: (path) => call("GET", path, undefined),
    post: (path, body, headers) => call("POST", path, typeof body === "string" ? body : JSON.stringify(body), headers),
    patch: (path, body) => call("PATCH", path, JSON.stringify(body)),
    put: (path, body) => call("PUT", path, JSON.stringify(body)),
    delete: (path) => call("DELETE", path, undefined),
    cookies,
  };
}

/** Throws with the refusal's message; for programs that cannot go on without the answer. */
export function need<Answer extends Ok>(what: string, answer: Answer | Refusal): Answer {
  if (answer.ok) return answer;
  throw new Error(`${what}: ${answer.message} (${answer.reason})`);
}
