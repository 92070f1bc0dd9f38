import { expect, test } from "vitest";
import { generationsToKeep, isAppPage, isKeptFile } from "./generations.ts";

test("two generations are kept: the new one, and the one that open tabs have", () => {
  expect(generationsToKeep("b", "a")).toEqual(["a", "b"]);
  expect(generationsToKeep("a", null)).toEqual(["a"]);
  expect(generationsToKeep("a", "a")).toEqual(["a"]);
});

test("the app's addresses get its page, everything that a server answers does not", () => {
  // A contact's id has dots and digits.
  for (const path of ["/", "/admin/campaigns", "/text/c000000000000000/replies", "/join/x"])
    expect(isAppPage(path), path).toBe(true);
  for (const path of ["/api/auth/me", "/ws/texter", "/webhooks/twilio/o1/inbound", "/sms/send", "/icon.svg"])
    expect(isAppPage(path), path).toBe(false);
});

test("the page of a conversation is the app's although its address ends like a file", () => {
  expect(isAppPage("/text/c000000000000000/replies/c000000000000000.0.17")).toBe(true);
  expect(isAppPage("/join/c000000000000000.k3jx9")).toBe(true);
});

test("files of the build and those that the page names are kept", () => {
  expect(isKeptFile("/assets/index-1.js", [])).toBe(true);
  expect(isKeptFile("/icon.svg", ["/icon.svg"])).toBe(true);
  expect(isKeptFile("/api/media/1", ["/icon.svg"])).toBe(false);
});
