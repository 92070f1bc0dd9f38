/** For the Workers tests: a browser with a cookie jar, calling the Worker as the app does. */
import { env as bindings, exports } from "cloudflare:workers";
import type { Env } from "../../durable-objects/bindings/env.ts";

// The test project's bindings are those of wrangler.toml and vitest.config.ts, which is what Env describes.
export const env = bindings as unknown as Env & Required<Pick<Env, "TWILIO_ACCOUNT_SID" | "TWILIO_AUTH_TOKEN">>;

export type Answer = {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & { ok?: boolean; reason?: string };
};
type Call = { method?: string; json?: unknown; body?: BodyInit; headers?: Record<string, string> };

export function fetchWorker(path: string, init: RequestInit = {}): Promise<Response> {
  // The Worker's own default export.
  const worker = (exports as unknown as { default: Fetcher }).default;
  return worker.fetch(new Request(env.PUBLIC_ORIGIN + path, init));
}

export class Browser {
  /** Of the session. */
  cookie: string | null = null;
  /** Says that a person signed in here before. */
  device: string | null = null;

  async call(path: string, { method, json, body, headers }: Call = {}): Promise<Answer> {
    const response = await this.fetch(path, {
      method: method ?? (json === undefined && body === undefined ? "GET" : "POST"),
      headers: { ...(json === undefined ? {} : { "content-type": "application/json" }), ...headers },
      body: json === undefined ? (body ?? null) : JSON.stringify(json),
    });
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : { text } };
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers({ origin: env.PUBLIC_ORIGIN, "x-whistlestop-app": "1" });
    const cookies = [this.cookie, this.device].filter((cookie) => cookie !== null);
    if (cookies.length > 0) headers.set("cookie", cookies.join("; "));
    for (const [name, value] of new Headers(init.headers)) {
      if (value === "") headers.delete(name);
      else headers.set(name, value);
    }
    const response = await fetchWorker(path, { ...init, headers });
    for (const set of response.headers.getSetCookie()) {
      const pair = set.split(";")[0] ?? null;
      if (set.includes("whistlestop_device=")) this.device = pair;
      else this.cookie = /max-age=0/i.test(set) ? null : pair;
    }
    return response;
  }

  async signIn(email: string, password: string): Promise<Answer> {
    return this.call("/api/auth/sign-in", { json: { email, password } });
  }
}

/** A request as the app of a signed-in person makes it, to be given to the routes directly. */
export function requestOf(
  by: Browser,
  path: string,
  { method, json, headers }: { method: string; json?: unknown; headers?: Record<string, string> },
): Request {
  return new Request(env.PUBLIC_ORIGIN + path, {
    method,
    headers: {
      cookie: by.cookie ?? "",
      "x-whistlestop-app": "1",
      origin: env.PUBLIC_ORIGIN,
      "content-type": "application/json",
      ...headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
}

let made = 0;

export type TestOrganization = { orgId: string; adminId: string; email: string; password: string; admin: Browser };

/** A new organization with a signed-in admin; its e-mails are its own, because Postgres is shared by all test files. */
export async function newOrganization(): Promise<TestOrganization> {
  const email = `admin-${(made += 1)}-${crypto.randomUUID()}@example.org`;
  const password = "a password for tests";
  const admin = new Browser();
  const setup = await admin.call("/api/setup", {
    json: { organization: `Organization ${made}`, admin: { email, password, firstName: "Ada", lastName: "Min" } },
    headers: { authorization: `Bearer ${env.SETUP_TOKEN}` },
  });
  if (setup.status !== 201) throw new Error(`setup answered ${setup.status}: ${JSON.stringify(setup.body)}`);
  const signedIn = await admin.signIn(email, password);
  if (signedIn.status !== 200) throw new Error(`sign-in answered ${signedIn.status}: ${JSON.stringify(signedIn.body)}`);
  return { orgId: String(setup.body["orgId"]), adminId: String(setup.body["personId"]), email, password, admin };
}

/** A Messaging Service of the organization's own: no two organizations have the same one. It is at the carrier as well. */
export async function ownService({ orgId, admin }: Pick<TestOrganization, "orgId" | "admin">): Promise<string> {
  const sid = serviceOf(orgId);
  const settings = await (await fetch("http://emulator/control/settings")).text();
  if (!settings.includes(sid)) {
    const numbers = Array.from({ length: 10 }, (_, i) => `+1617555010${i}`);
    const body = JSON.stringify({ numbers });
    const { status } = await fetch(`http://emulator/control/services/${sid}`, { method: "PUT", body });
    if (status !== 200) throw new Error(`the carrier answered ${status}`);
  }
  const set = await admin.call("/api/admin/settings", { method: "PATCH", json: { messagingServiceSid: sid } });
  if (set.status !== 200) throw new Error(`settings answered ${set.status}: ${JSON.stringify(set.body)}`);
  return sid;
}

export function serviceOf(orgId: string): string {
  return `MG${Array.from(orgId, (sign) => sign.charCodeAt(0).toString(16).padStart(2, "0")).join("")}`;
}

/** A texter of an organization, added by its admin and signed in. */
export async function newTexter({ admin }: TestOrganization): Promise<Browser & { personId: string; email: string }> {
  const email = `texter-${crypto.randomUUID()}@example.org`;
  const password = "another password";
  const json = { email, password, firstName: "Tex", lastName: "Ter", role: "TEXTER" };
  const added = await admin.call("/api/admin/people", { json });
  // Answer of the route above.
  const { personId } = added.body["person"] as { personId: string };
  const texter = Object.assign(new Browser(), { personId, email });
  await texter.signIn(email, password);
  return texter;
}

/** Asks Postgres itself, also while the test keeps it stopped. */
export async function queryPostgres<Row>(sql: string, params: unknown[] = []): Promise<Row[]> {
  const response = await fetch("http://postgres.control/query", {
    method: "POST",
    body: JSON.stringify({ query: sql, params }),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

export async function setPostgres(state: "stop" | "hang" | "start"): Promise<void> {
  await fetch(`http://postgres.control/${state}`);
}
