import { Hono } from "hono";
import { hc } from "hono/client";
import { expect, test } from "vitest";
import { refuse } from "../../domain/outcome.ts";
import { call, inWords, onRefusal } from "./call.ts";

const routes = new Hono()
  .get("/title", (c) => c.json({ ok: true, title: "Turnout" }))
  .get("/session", (c) => c.json(refuse("not_signed_in", "Sign in first."), 401))
  .get("/gateway", (c) => c.html("<h1>Bad gateway</h1>", 502))
  .get("/proxy", (c) => c.html("<h1>Blocked</h1>", 403));
const client = hc<typeof routes>("http://localhost", { fetch: routes.request });

test("an answer comes as the route gives it", async () => {
  expect(await call(client.title.$get())).toEqual({ ok: true, title: "Turnout" });
});

test("a refusal comes as data, and listeners get it", async () => {
  const refusals: string[] = [];
  onRefusal(({ reason }) => void refusals.push(reason));
  expect(await call(client.session.$get())).toEqual(refuse("not_signed_in", "Sign in first."));
  await call(client.title.$get());
  expect(refusals).toEqual(["not_signed_in"]);
});

test("a page of somebody between here and the server is a refusal that says so", async () => {
  expect(await call(client.gateway.$get())).toMatchObject({ ok: false, reason: "unavailable" });
  expect(await call(client.proxy.$get())).toMatchObject({ ok: false, reason: "bad_answer" });
});

test("without a network the call is unreachable", async () => {
  const offline = hc<typeof routes>("http://localhost", { fetch: () => Promise.reject(new TypeError("no network")) });
  expect(await call(offline.title.$get())).toMatchObject({ ok: false, reason: "unreachable" });
});

test("people read what is wrong without the path that names the field to programs", () => {
  const message = "script.steps.0.texts.0: a text has at most 1,600 characters; title: write a title.";
  expect(inWords({ ok: false, reason: "bad_request", message })).toEqual({
    ok: false,
    reason: "bad_request",
    message: "A text has at most 1,600 characters; write a title.",
  });
  const other = { ok: false as const, reason: "conflict", message: "draft: someone else saved" };
  expect(inWords(other)).toBe(other);
});
