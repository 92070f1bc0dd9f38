import { expect, test } from "vitest";
import { isAllowed, readRest } from "./request.ts";

const post = (path: string, body: unknown) =>
  readRest({ method: "POST", path, body: typeof body === "string" ? body : JSON.stringify(body) });

test("a command is the body, or the address with the body as its last part", () => {
  expect(post("/", ["SET", "foo", 1])).toEqual({ ok: true, work: { kind: "one", command: ["SET", "foo", "1"] } });
  expect(readRest({ method: "GET", path: "/get/a%2Fb", body: "" })).toMatchObject({
    work: { command: ["get", "a/b"] },
  });
  expect(post("/set/foo?EX=100", "bar")).toMatchObject({ work: { command: ["set", "foo", "bar", "EX", "100"] } });
  expect(readRest({ method: "GET", path: "/get/foo?_token=t", body: "" })).toMatchObject({
    work: { command: ["get", "foo"] },
  });
});

test("several commands are a pipeline or a transaction", () => {
  const commands = [
    ["SET", "a", "1"],
    ["GET", "a"],
  ];
  expect(post("/pipeline", commands)).toEqual({ ok: true, work: { kind: "pipeline", commands } });
  expect(post("/multi-exec", commands)).toEqual({ ok: true, work: { kind: "transaction", commands } });
});

test.each([
  ["/", "no JSON"],
  ["/", []],
  ["/", { command: "GET" }],
  ["/", ["GET", { a: 1 }]],
  ["/", ["SUBSCRIBE", "news"]],
  ["/pipeline", ["GET", "a"]],
  ["/pipeline", []],
  [
    "/multi-exec",
    [
      ["GET", "a"],
      ["blpop", "list", 0],
    ],
  ],
])("%s %j is refused", (path, body) => {
  expect(post(path, body)).toMatchObject({ ok: false, error: expect.stringMatching(/^ERR /) });
});

test("the token comes as a bearer or in the address", () => {
  expect(isAllowed({ path: "/", headers: { authorization: "Bearer t" } }, "t")).toBe(true);
  expect(isAllowed({ path: "/get/a?_token=t", headers: {} }, "t")).toBe(true);
  expect(isAllowed({ path: "/", headers: { authorization: "Bearer other" } }, "t")).toBe(false);
  expect(isAllowed({ path: "/", headers: {} }, "t")).toBe(false);
});
