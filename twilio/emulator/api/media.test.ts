import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { fetchMedia, mediaPath } from "../../media.ts";
import { createMessage } from "../../carrier.ts";
import { DEMO_ACCOUNT } from "../settings.ts";
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
    const authorization = `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`;
    const sentOn = await carrier.emulator.fetch(new Request(url, { headers: { authorization }, redirect: "manual" }));
    expect(sentOn.status).toBe(307);
    const store = new URL(sentOn.headers.get("location") ?? "", url);
    expect((await carrier.emulator.fetch(new Request(store))).status).toBe(200);
    await carrier.control("/settings", { mediaFailure: 503 }, "PUT");
    expect((await carrier.emulator.fetch(new Request(store))).status).toBe(503);
  });
});

describe("a text with a picture", () => {
  test("is in the ledger with the picture's address, as one segment", async () => {
    const carrier = testCarrier();
    const mediaUrl = `${ORIGIN}/picture.png`;
    const sent = await createMessage(account, carrier.text({ mediaUrl, body: "x".repeat(400) }), carrier.deps);
    expect(sent).toMatchObject({ kind: "accepted", sid: expect.stringMatching(/^MM/) });
    expect(await carrier.ledger()).toMatchObject([{ segments: 1, media: [{ url: mediaUrl, status: null }] }]);
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

  test("fails when its files together are over 5 MB", async () => {
    const picture = Buffer.alloc(3 * 1024 * 1024);
    const server = createServer((_, response) => response.writeHead(200, { "content-type": "image/png" }).end(picture));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const carrier = testCarrier({ settings: { mode: "push" } });
    const form = new URLSearchParams({ To: ANNA, MessagingServiceSid: DEMO_ACCOUNT.serviceSid });
    for (const name of ["a", "b"]) form.append("MediaUrl", `${origin}/${name}.png`);
    const authorization = `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`;
    const url = `${ORIGIN}/2010-04-01/Accounts/${account.accountSid}/Messages.json`;
    await carrier.emulator.fetch(new Request(url, { method: "POST", headers: { authorization }, body: form }));
    await expect.poll(carrier.ledger).toMatchObject([{ status: "failed", errorCode: 11751 }]);
    carrier.emulator.close();
    server.close();
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
