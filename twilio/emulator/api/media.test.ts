import { describe, expect, test } from "vitest";
import { fetchMedia, mediaPath } from "../../media.ts";
import { createMessage } from "../../carrier.ts";
import { account, ANNA, ORIGIN, testCarrier } from "../test-carrier.ts";

const file = { contentType: "image/png", base64: btoa("a picture") };

describe("a file of an inbound text", () => {
  test("is named by the webhook and had with the account's credentials", async () => {
    const carrier = testCarrier();
    await carrier.control("/inbound", { from: ANNA, body: "Look", files: [file] });
    const [webhook] = await carrier.pull();
    const params = new URLSearchParams(webhook?.body);
    expect([params.get("NumMedia"), params.get("MediaContentType0")]).toEqual(["1", "image/png"]);
    const url = params.get("MediaUrl0") ?? "";
    const path = mediaPath(account, url) ?? "";
    const fetched = await fetchMedia(account, path, {
      fetch: async (address, init) => carrier.emulator.fetch(new Request(address, init)) as Promise<Response>,
      timeoutMs: 2000,
      mostBytes: 100,
    });
    expect(fetched.kind === "fetched" && new TextDecoder().decode(fetched.bytes)).toBe("a picture");
    expect((await carrier.emulator.fetch(new Request(url))).status).toBe(401);
    await carrier.control("/settings", { mediaFailure: 503 }, "PUT");
    const authorization = `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`;
    expect((await carrier.emulator.fetch(new Request(url, { headers: { authorization } }))).status).toBe(503);
  });
});

describe("a text with a picture", () => {
  test("is in the ledger with the picture's address, as one segment", async () => {
    const carrier = testCarrier();
    const mediaUrl = `${ORIGIN}/picture.png`;
    const sent = await createMessage(account, carrier.text({ mediaUrl, body: "x".repeat(400) }), carrier.deps);
    expect(sent).toMatchObject({ kind: "accepted", segments: 1 });
    expect(await carrier.ledger()).toMatchObject([{ media: [{ url: mediaUrl, status: null }] }]);
  });

  test("may have no words", async () => {
    const carrier = testCarrier();
    const sent = await createMessage(account, carrier.text({ mediaUrl: `${ORIGIN}/p.png`, body: "" }), carrier.deps);
    expect(sent.kind).toBe("accepted");
  });

  test("is refused when its address is none", async () => {
    const carrier = testCarrier();
    const sent = await createMessage(account, carrier.text({ mediaUrl: "ftp://x" }), carrier.deps);
    expect(sent).toMatchObject({ kind: "rejected", code: 21620 });
  });

  test.each([["fails when nothing is to be had there", "http://127.0.0.1:9/picture.png", "failed", 11200]])(
    "%s",
    async (_, mediaUrl, status, errorCode) => {
      const carrier = testCarrier({ settings: { mode: "push" } });
      await createMessage(account, carrier.text({ mediaUrl, statusCallback: "http://127.0.0.1:9/" }), carrier.deps);
      await expect.poll(carrier.ledger).toMatchObject([{ status, errorCode, media: [{ status: 0 }] }]);
      carrier.emulator.close();
    },
  );
});
