/** The HTTP client of webhooks: node:http over keep-alive connections, a third of the CPU of `fetch` per request. */
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

/** `status` is 0 if there was no answer; `error` says why, and whether the connection was never made. */
export type HttpAnswer = { status: number; body: string; error: "connect" | "timeout" | "lost" | null };

export type WebhookClient = ReturnType<typeof createWebhookClient>;

const MAX_SOCKETS = 128;
const NEVER_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

export function createWebhookClient() {
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS, maxFreeSockets: MAX_SOCKETS };
  const agents = { http: new HttpAgent(options), https: new HttpsAgent(options) };
  const targets = new Map<string, { secure: boolean; hostname: string; port: string }>();

  function target(origin: string): { secure: boolean; hostname: string; port: string } {
    let known = targets.get(origin);
    if (!known) {
      const { protocol, hostname, port } = new URL(origin);
      known = { secure: protocol === "https:", hostname: hostname.replace(/^\[|\]$/g, ""), port };
      if (targets.size > 1000) targets.clear();
      targets.set(origin, known);
    }
    return known;
  }

  function post(url: string, headers: Record<string, string>, body: string, timeoutMs: number): Promise<HttpAnswer> {
    return new Promise((resolve) => send(url, headers, body, timeoutMs, true, resolve));
  }

  function send(
    url: string,
    headers: Record<string, string>,
    body: string,
    timeoutMs: number,
    mayRepeat: boolean,
    done: (answer: HttpAnswer) => void,
  ): void {
    const pathStart = pathStartOf(url);
    const { secure, hostname, port } = target(url.slice(0, pathStart));
    let timedOut = false;
    const request = (secure ? httpsRequest : httpRequest)({
      agent: secure ? agents.https : agents.http,
      hostname,
      port,
      method: "POST",
      path: pathStart === url.length ? "/" : url.slice(pathStart),
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
    });
    const timer = setTimeout(() => {
      timedOut = true;
      request.destroy(new Error("timeout"));
    }, timeoutMs);
    let ended = false;
    const finish = (answer: HttpAnswer): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      done(answer);
    };
    const fail = (error: NodeJS.ErrnoException): void => {
      if (ended) return;
      // The other side may close an idle connection in the moment in which it is used again: that one try is not counted.
      if (!timedOut && mayRepeat && request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE")) {
        ended = true;
        clearTimeout(timer);
        send(url, headers, body, timeoutMs, false, done);
        return;
      }
      const kind = timedOut ? "timeout" : NEVER_CONNECTED.has(error.code ?? "") ? "connect" : "lost";
      finish({ status: 0, body: "", error: kind });
    };
    request.on("error", fail);
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("error", fail);
      response.on("end", () => finish({ status: response.statusCode ?? 0, body: text, error: null }));
    });
    request.end(body);
  }

  return {
    post,
    close(): void {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** Where the path of an absolute address begins; its length if it has none. */
export function pathStartOf(url: string): number {
  const slash = url.indexOf("/", url.indexOf("://") + 3);
  return slash === -1 ? url.length : slash;
}
