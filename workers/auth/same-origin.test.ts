import { describe, expect, test } from "vitest";
import { originRefusal } from "./same-origin.ts";

const OURS = "https://text.example.org";
type Case = { method?: string; headers: Record<string, string> };
const reason = ({ method = "POST", headers }: Case) =>
  originRefusal(new Request(`${OURS}/api/x`, { method, headers }), OURS)?.reason ?? null;
const cookie = "whistlestop_session=x";
const socket = { connection: "upgrade", upgrade: "websocket" };

describe("a request that changes something comes from our own pages", () => {
  test.each<[string, Case]>([
    ["our origin", { headers: { origin: OURS, cookie } }],
    ["a program without cookie and origin", { headers: {} }],
    ["a program with a cookie and the app's header", { headers: { cookie, "x-whistlestop-app": "1" } }],
    ["reading", { method: "GET", headers: { origin: "https://evil.example", cookie } }],
    ["a socket of our page", { method: "GET", headers: { ...socket, origin: OURS, cookie } }],
  ])("passes: %s", (_, request) => {
    expect(reason(request)).toBeNull();
  });

  test.each<[string, Case]>([
    ["another origin", { headers: { origin: "https://evil.example", cookie } }],
    ["another origin with the app's header", { headers: { origin: "https://evil.example", "x-whistlestop-app": "1" } }],
    ["another origin without a cookie", { headers: { origin: "https://evil.example" } }],
    ["our host by plain http", { headers: { origin: "http://text.example.org", cookie } }],
    ["an origin that begins like ours", { headers: { origin: `${OURS}.evil.example`, cookie } }],
    ["a hidden origin", { headers: { origin: "null", cookie } }],
    ["a cookie and nothing that another site could not send", { headers: { cookie } }],
    ["a browser's request from elsewhere", { headers: { "sec-fetch-site": "cross-site" } }],
    ["a neighbour's page", { headers: { "sec-fetch-site": "same-site", cookie, "x-whistlestop-app": "1" } }],
    ["another page's socket", { method: "GET", headers: { ...socket, origin: "https://evil.example", cookie } }],
    ["a socket with a cookie alone", { method: "GET", headers: { upgrade: "WebSocket", cookie } }],
    ["DELETE", { method: "DELETE", headers: { origin: "https://evil.example", cookie } }],
  ])("is refused: %s", (_, request) => {
    expect(reason(request)).toBe("bad_origin");
  });
});
