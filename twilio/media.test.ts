import { describe, expect, test } from "vitest";
import { fetchMedia, mediaPath } from "./media.ts";
import type { MediaAnswer } from "./media.ts";

const HEX = "0123456789abcdef0123456789abcdef";
const account = { accountSid: `AC${HEX}`, authToken: "secret", apiBase: "https://api.twilio.com" };
const PATH = `/2010-04-01/Accounts/AC${HEX}/Messages/MM${HEX}/Media/ME${HEX}`;

/** Answers by address; keeps what was asked. */
function carrier(answers: Record<string, Response>) {
  const asked: { url: string; authorization: string | undefined }[] = [];
  const fetch = async (url: string, init: { headers: Record<string, string> }): Promise<MediaAnswer> => {
    asked.push({ url, authorization: init.headers["authorization"] });
    return (answers[url] ?? new Response("not here", { status: 404 })) as MediaAnswer;
  };
  return { asked, deps: { fetch, timeoutMs: 1000, mostBytes: 10 } };
}
const to = (location: string) => new Response(null, { status: 307, headers: { location } });

describe("the address of a file", () => {
  test("is kept as its path when it is the account's own", () => {
    expect(mediaPath(account, `https://api.twilio.com${PATH}`)).toBe(PATH);
  });

  test.each([
    `http://api.twilio.com${PATH}`,
    `https://api.twilio.com.evil.example${PATH}`,
    `https://api.twilio.com@evil.example${PATH}`,
    `https://user:pass@api.twilio.com${PATH}`,
    `https://api.twilio.com:8443${PATH}`,
    `https://api.twilio.com${PATH}?x=1`,
    `https://api.twilio.com${PATH}/../../../../../Calls`,
    `https://api.twilio.com${PATH.replaceAll(`AC${HEX}`, `AC${"f".repeat(32)}`)}`,
    "http://169.254.169.254/latest/meta-data",
    "http://localhost:8787/api/admin/people",
    "file:///etc/passwd",
    "no address",
  ])("is not taken: %s", (url) => expect(mediaPath(account, url)).toBeNull());
});

describe("a file is fetched", () => {
  const origin = "https://api.twilio.com";

  test("with our credentials from the carrier, and without them from its store", async () => {
    const store = "https://mms.twiliocdn.com/x/1";
    const { asked, deps } = carrier({ [origin + PATH]: to(store), [store]: new Response("picture") });
    const fetched = await fetchMedia(account, PATH, deps);
    expect(fetched.kind === "fetched" && new TextDecoder().decode(fetched.bytes)).toBe("picture");
    expect(asked).toEqual([
      { url: origin + PATH, authorization: `Basic ${btoa(`AC${HEX}:secret`)}` },
      { url: store, authorization: undefined },
    ]);
  });

  test("by the API key, where the account has one", async () => {
    const { asked, deps } = carrier({ [origin + PATH]: new Response("picture") });
    const apiKey = { sid: `SK${HEX}`, secret: "key" };
    expect(await fetchMedia({ ...account, apiKey }, PATH, deps)).toMatchObject({ kind: "fetched" });
    expect(asked.map(({ authorization }) => authorization)).toEqual([`Basic ${btoa(`SK${HEX}:key`)}`]);
  });

  test.each([
    "http://10.0.0.1/x",
    "https://evil.example/x",
    "http://mms.twiliocdn.com/x",
    "https://s3-external-1.amazonaws.com/other/x",
  ])("but not from %s, where the carrier has no store", async (elsewhere) => {
    const { asked, deps } = carrier({ [origin + PATH]: to(elsewhere) });
    expect(await fetchMedia(account, PATH, deps)).toMatchObject({ kind: "refused" });
    expect(asked).toHaveLength(1);
  });

  test("only by a path of the account's media", async () => {
    const { asked, deps } = carrier({});
    for (const path of [`${PATH}/../x`, "//evil.example/x", "@evil.example/", ""]) {
      expect(await fetchMedia(account, path, deps)).toMatchObject({ kind: "refused" });
    }
    expect(asked).toEqual([]);
  });

  test("up to a size, even if a smaller length was announced", async () => {
    const many = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 3; i += 1) controller.enqueue(new Uint8Array(5));
        controller.close();
      },
    });
    for (const large of [new Response(many), new Response("small", { headers: { "content-length": "1000" } })]) {
      const { deps } = carrier({ [origin + PATH]: large });
      expect(await fetchMedia(account, PATH, deps)).toMatchObject({ kind: "refused" });
    }
  });

  test("later, when the carrier fails or is away", async () => {
    for (const status of [404, 429, 500]) {
      const { deps } = carrier({ [origin + PATH]: new Response("", { status }) });
      expect(await fetchMedia(account, PATH, deps)).toEqual({
        kind: "failed",
        problem: `the carrier answered ${status}`,
      });
    }
    const lost = async () => Promise.reject(new Error("reset"));
    const failed = await fetchMedia(account, PATH, { fetch: lost, timeoutMs: 1000, mostBytes: 10 });
    expect(failed).toEqual({ kind: "failed", problem: "the connection was lost: reset" });
    const round = carrier({ [origin + PATH]: to(origin + PATH) });
    expect(await fetchMedia(account, PATH, round.deps)).toMatchObject({ kind: "failed" });
  });
});
