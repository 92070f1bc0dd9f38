/**
 * The HTTP/1.1 client of webhooks: keep-alive sockets, one write per request, no pipelining, as the carrier does it.
 * Written out over `node:net`, because webhooks are most of what the emulator does and `node:http` doubles their CPU,
 * which a load test on a small machine would take from the product.
 */
import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectSecure } from "node:tls";
import { createAnswerReader } from "../api/http-answer.ts";

/** `status` is 0 if there was no answer; `error` says why: never connected, too slow, or the connection broke. */
export type HttpAnswer = { status: number; body: string; error: "connect" | "timeout" | "lost" | null };

export type HttpClient = ReturnType<typeof createWebhookClient>;
export type WebhookClient = Pick<HttpClient, "post" | "close">;

type Job = { message: string; timeoutMs: number; mayRepeat: boolean; done: (answer: HttpAnswer) => void };
type Target = {
  secure: boolean;
  hostname: string;
  port: number;
  host: string;
  idle: WebhookConnection[];
  waiting: Job[];
  open: number;
};
type WebhookConnection = { socket: Socket; job: Job | null; used: boolean; timer: NodeJS.Timeout | null };

const MAX_SOCKETS = 512;
const NEVER_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

export function createWebhookClient() {
  const targets = new Map<string, Target>();
  const sockets = new Set<Socket>();

  function targetOf(origin: string): Target {
    let target = targets.get(origin);
    if (!target) {
      const { protocol, hostname, port, host } = new URL(origin);
      const secure = protocol === "https:";
      const number = port === "" ? (secure ? 443 : 80) : Number(port);
      target = {
        secure,
        hostname: hostname.replaceAll(/[[\]]/g, ""),
        port: number,
        host,
        idle: [],
        waiting: [],
        open: 0,
      };
      targets.set(origin, target);
    }
    return target;
  }

  /** Posts a form. `headers` and `form` are ASCII. Never rejects. */
  function post(url: string, headers: Record<string, string>, form: string, timeoutMs: number): Promise<HttpAnswer> {
    return request("POST", url, headers, timeoutMs, `content-length: ${form.length}\r\n\r\n${form}`);
  }

  /** As `post`. */
  function get(url: string, headers: Record<string, string>, timeoutMs: number): Promise<HttpAnswer> {
    return request("GET", url, headers, timeoutMs, "\r\n");
  }

  function request(
    method: string,
    url: string,
    headers: Record<string, string>,
    timeoutMs: number,
    rest: string,
  ): Promise<HttpAnswer> {
    const pathStart = pathStartOf(url);
    const target = targetOf(url.slice(0, pathStart));
    let message = `${method} ${pathStart === url.length ? "/" : url.slice(pathStart)} HTTP/1.1\r\nhost: ${target.host}\r\n`;
    for (const name in headers) message += `${name}: ${headers[name]}\r\n`;
    message += rest;
    return new Promise((done) => assign(target, { message, timeoutMs, mayRepeat: true, done }));
  }

  function assign(target: Target, job: Job): void {
    const idle = target.idle.pop();
    if (idle) send(idle, job);
    else if (target.open < MAX_SOCKETS) send(open(target), job);
    else target.waiting.push(job);
  }

  function send(connection: WebhookConnection, job: Job): void {
    connection.job = job;
    connection.timer = setTimeout(() => {
      end(connection, { status: 0, body: "", error: "timeout" });
      connection.socket.destroy();
    }, job.timeoutMs);
    connection.socket.write(job.message, "latin1");
  }

  /** Gives the connection's job its answer, once. */
  function end(connection: WebhookConnection, answer: HttpAnswer): void {
    const { job, timer } = connection;
    if (timer) clearTimeout(timer);
    connection.timer = null;
    connection.job = null;
    job?.done(answer);
  }

  function open(target: Target): WebhookConnection {
    const { hostname, port } = target;
    const socket = target.secure
      ? connectSecure({ host: hostname, port, servername: hostname })
      : connectPlain({ host: hostname, port, noDelay: true });
    const connection: WebhookConnection = { socket, job: null, used: false, timer: null };
    target.open += 1;
    sockets.add(socket);
    socket.setEncoding("latin1");
    let failure = "";
    const read = createAnswerReader();
    const take = (chunk: string | null): void => {
      const answer = read(chunk);
      if (!answer) return;
      connection.used = true;
      end(connection, { status: answer.status, body: answer.body, error: null });
      if (!answer.keepAlive) socket.destroy();
      else if (!socket.destroyed) {
        const next = target.waiting.shift();
        if (next) send(connection, next);
        else target.idle.push(connection);
      }
    };
    socket.on("data", take);
    socket.on("end", () => take(null));
    socket.on("error", (error: NodeJS.ErrnoException) => (failure = error.code ?? "broken"));
    socket.on("close", () => {
      target.open -= 1;
      sockets.delete(socket);
      target.idle = target.idle.filter((one) => one !== connection);
      const { job } = connection;
      if (job && connection.used && job.mayRepeat) {
        // The other side may close an idle connection in the moment in which it is used again: that try does not count.
        if (connection.timer) clearTimeout(connection.timer);
        assign(target, { ...job, mayRepeat: false });
      } else end(connection, { status: 0, body: "", error: NEVER_CONNECTED.has(failure) ? "connect" : "lost" });
      const next = target.open < MAX_SOCKETS ? target.waiting.shift() : undefined;
      if (next) assign(target, next);
    });
    return connection;
  }

  return {
    post,
    get,
    close(): void {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Where the path of an absolute address begins; its length if it has none. */
export function pathStartOf(url: string): number {
  const slash = url.indexOf("/", url.indexOf("://") + 3);
  return slash === -1 ? url.length : slash;
}
