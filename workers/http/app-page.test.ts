import { Hono } from "hono";
import { expect, test } from "vitest";
import { appPage } from "./app-page.ts";
import type { Edge } from "./context.ts";
import { safeHeaders } from "./request-context.ts";

const PAGE = new Response("<!doctype html><title>Whistlestop</title>", { headers: { "content-type": "text/html" } });
/** The platform's file server, of which only the page is asked for. */
const ASSETS = {
  fetch: (url: URL) => Promise.resolve(url.pathname === "/" ? PAGE.clone() : new Response(null, { status: 404 })),
};

const app = new Hono<Edge>()
  .use(safeHeaders)
  .get("/api/known", (c) => c.json({ ok: true }))
  .notFound(appPage);
const ask = (path: string, init?: RequestInit) => app.request(path, init, { ASSETS } as unknown as Edge["Bindings"]);

test.each([
  "/admin",
  "/admin/campaigns/c0123456789abcde/script",
  "/join/c0123456789abcde.k3b9h2m4n5p6q7r8",
  "/text/c0123456789abcde/replies?show=open",
  "/apiary",
])("%s is an address of the app and gets its page", async (path) => {
  const response = await ask(path, { headers: { "sec-fetch-dest": "document" } });
  expect(response.status).toBe(200);
  expect(await response.text()).toContain("Whistlestop");
  expect(response.headers.get("strict-transport-security")).toContain("max-age=31536000");
  // A robot that previews a link does not say what it asks for.
  expect((await ask(path)).status).toBe(200);
});

test.each([
  ["/assets/admin-screens-Da_znfcj.js", {}],
  ["/assets/nowhere", {}],
  ["/favicon.ico", {}],
  ["/robots.txt", {}],
  ["/sw.js", {}],
  ["/admin/logo.PNG", {}],
  ["/admin", { headers: { "sec-fetch-dest": "script" } }],
  ["/admin", { method: "POST" }],
  ["/api/nowhere", {}],
  ["/ws", {}],
])("%s %o is not found, and nobody keeps that", async (path, init) => {
  const response = await ask(path, init);
  expect(response.status).toBe(404);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("content-type")).toContain("application/json");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
});
