import { expect, test } from "vitest";
import { fetchWorker } from "../../test/workers/test-client.ts";

test.each([
  ["an answer of the API", "GET", "/api/auth/me", 401],
  ["a refusal of the API", "POST", "/api/auth/sign-in", 415],
  ["an address of the API where nothing is", "GET", "/api/nowhere", 404],
  ["a webhook that nobody signed", "POST", "/webhooks/twilio/o0123456789abcde/inbound", 403],
  ["a file of the app that is not there", "GET", "/assets/nowhere.js", 404],
])("%s is taken for what it says, by HTTPS only, in no frame, and not kept", async (_, method, path, status) => {
  const headers: Record<string, string> = method === "POST" ? { "x-whistlestop-app": "1" } : {};
  const response = await fetchWorker(path, { method, headers });
  expect(response.status).toBe(status);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "application/json",
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
  });
  if (path.startsWith("/api") || path.startsWith("/assets")) {
    expect(response.headers.get("cache-control")).toBe("no-store");
  }
});

test("a client's own request id does not get into the log", async () => {
  const response = await fetchWorker("/api/auth/me", { headers: { "x-request-id": "forged" } });
  expect(response.headers.has("x-request-id")).toBe(false);
});
