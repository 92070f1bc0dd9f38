/** Reads a request of Upstash's REST interface: what is to be done, and how its answer is to be written. */

export type Command = readonly string[];

export type RestRequest = {
  method: string;
  /** With its query. */
  path: string;
  /** By lower-case name. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
};

export type RestWork =
  | { kind: "one"; command: Command }
  | { kind: "pipeline"; commands: readonly Command[] }
  /** All of them with nothing in between, or none. */
  | { kind: "transaction"; commands: readonly Command[] };

export type ReadRest = { ok: true; work: RestWork } | { ok: false; error: string };

/** They wait, change what the connection is, or belong to the server's operator: a shared connection cannot have them. */
const REFUSED = new Set([
  "AUTH",
  "BLMOVE",
  "BLMPOP",
  "BLPOP",
  "BRPOP",
  "BRPOPLPUSH",
  "BZMPOP",
  "BZPOPMAX",
  "BZPOPMIN",
  "CLIENT",
  "DISCARD",
  "EXEC",
  "HELLO",
  "MONITOR",
  "MULTI",
  "PSUBSCRIBE",
  "QUIT",
  "RESET",
  "SELECT",
  "SHUTDOWN",
  "SUBSCRIBE",
  "SYNC",
  "UNWATCH",
  "WAIT",
  "WATCH",
]);

export function readRest({ method, path, body }: Pick<RestRequest, "method" | "path" | "body">): ReadRest {
  const { pathname, searchParams } = new URL(path, "http://bridge");
  const parts = pathname.split("/").filter(Boolean).map(decodeURIComponent);
  const [first] = parts;
  if (first === "pipeline" || first === "multi-exec") {
    const json = parse(body);
    if (!Array.isArray(json) || json.length === 0) return refuse("ERR the body is no array of commands");
    const commands: Command[] = [];
    for (const each of json) {
      const command = commandOf(each);
      if (!command.ok) return command;
      commands.push(command.command);
    }
    return { ok: true, work: { kind: first === "pipeline" ? "pipeline" : "transaction", commands } };
  }
  if (parts.length === 0) {
    const command = commandOf(parse(body));
    return command.ok ? { ok: true, work: { kind: "one", command: command.command } } : command;
  }
  // `POST /set/foo?EX=100` with the value as its body.
  const options = [...searchParams].filter(([name]) => name !== "_token");
  const written = [...parts, ...(method === "GET" || body === "" ? [] : [body]), ...options.flat().filter(Boolean)];
  const command = commandOf(written);
  return command.ok ? { ok: true, work: { kind: "one", command: command.command } } : command;
}

/** The token is sent as a bearer, or in the address. */
export function isAllowed({ path, headers }: Pick<RestRequest, "path" | "headers">, token: string): boolean {
  const given = new URL(path, "http://bridge").searchParams.get("_token");
  return headers["authorization"] === `Bearer ${token}` || given === token;
}

function commandOf(json: unknown): { ok: true; command: Command } | { ok: false; error: string } {
  if (!Array.isArray(json) || json.length === 0) return refuse("ERR the body is no command: an array of its parts");
  const command: string[] = [];
  for (const part of json) {
    if (typeof part !== "string" && typeof part !== "number" && typeof part !== "boolean") {
      return refuse("ERR a part of a command is a text or a number");
    }
    command.push(String(part));
  }
  const name = (command[0] ?? "").toUpperCase();
  if (REFUSED.has(name)) return refuse(`ERR ${name} is not available over REST`);
  return { ok: true, command };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

function refuse(error: string): { ok: false; error: string } {
  return { ok: false, error };
}
