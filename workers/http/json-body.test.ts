import { Hono } from "hono";
import { expect, test } from "vitest";
import * as z from "zod";
import { draftSchema } from "../../domain/campaigns/campaign.ts";
import { signInSchema } from "../../domain/people/people.ts";
import type { Edge } from "./context.ts";
import { jsonBody } from "./json-body.ts";

const LIMIT = 5000;

async function post(schema: z.ZodType, body: string | ReadableStream, type = "application/json") {
  const app = new Hono<Edge>().post("/", jsonBody(schema, LIMIT), (c) =>
    c.json({ ok: true, body: c.req.valid("json") as object }),
  );
  const init = { method: "POST", body, headers: { "content-type": type }, duplex: "half" };
  const response = await app.request("/", init);
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

test("a body is handed on as the schema makes it", async () => {
  const { status, answer } = await post(signInSchema, '{"email":"Ann@Example.org","password":"x"}');
  expect(status).toBe(200);
  expect(answer["body"]).toEqual({ email: "ann@example.org", password: "x" });
});

test.each<[string, z.ZodType, unknown, string]>([
  ["a field that is missing", signInSchema, { email: "ann@example.org" }, "password: is missing."],
  [
    "a field that is wrong",
    signInSchema,
    { email: "ann", password: "x" },
    "email: enter an e-mail address, like name@example.org.",
  ],
  [
    "both",
    draftSchema.partial(),
    { title: "x".repeat(201), dueDate: "tomorrow" },
    "title: use at most 200 characters; dueDate: choose a date.",
  ],
  ["many wrong fields, of which the first are named", z.array(z.number()), Array(9).fill("x"), "and 4 more."],
  ["something else than an object", signInSchema, [], "Invalid input: expected object, received array."],
])("a refusal names %s", async (_, schema, body, message) => {
  const { status, answer } = await post(schema, JSON.stringify(body));
  expect(status).toBe(400);
  expect(answer).toMatchObject({ ok: false, reason: "bad_request" });
  expect(answer["message"]).toContain(message);
});

test("a form gets a sentence for each of its fields, by the field's path", async () => {
  const schema = z.object({
    email: z.email("enter an e-mail address"),
    prices: z.object({ out: z.number().min(0), pace: z.number().int() }),
    rules: z.array(z.object({ reply: z.string().trim().min(1) })),
    title: z.string(),
  });
  const body = { email: "ann", prices: { out: -1, pace: null }, rules: [{ reply: "a" }, { reply: " " }] };
  const { answer } = await post(schema, JSON.stringify(body));
  expect(answer["fields"]).toEqual({
    email: "Enter an e-mail address.",
    "prices.out": "Enter at least 0.",
    "prices.pace": "Enter a number.",
    "rules.1.reply": "Fill this in.",
    title: "Fill this in.",
  });
});

test("what is wrong with no field is said as a whole", async () => {
  const { answer } = await post(z.object({ a: z.string() }), "[]");
  expect(answer).not.toHaveProperty("fields");
});

test("what is not JSON is refused", async () => {
  expect(await post(signInSchema, "{")).toMatchObject({ status: 400, answer: { reason: "bad_json" } });
});

test.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonx"])(
  "%s is not taken as JSON",
  async (type) => {
    const { status, answer } = await post(signInSchema, "{}", type);
    expect(status).toBe(415);
    expect(answer["message"]).toContain("content-type: application/json");
  },
);

test("a body over the limit is refused, also when its length was not announced", async () => {
  const large = JSON.stringify("x".repeat(LIMIT));
  expect(await post(z.string(), large)).toMatchObject({ status: 413, answer: { reason: "too_large" } });
  const chunked = new Blob([large]).stream();
  expect(await post(z.string(), chunked)).toMatchObject({ status: 413, answer: { reason: "too_large" } });
});
