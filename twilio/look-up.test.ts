/** A look-up at the carrier by recipient, sender, time and body (docs/rules.md#sending-unknown). */
import { describe, expect, test } from "vitest";
import { createMessage, type CarrierDeps } from "./carrier.ts";
import { account, NO_WAITS, testCarrier } from "./emulator/test-carrier.ts";
import { findMessage, listTexts } from "./look-up.ts";

const answers = (status: number, body: string): CarrierDeps => ({
  fetch: async () => new Response(body, { status }),
  timeoutMs: 1000,
});

describe("looking a text up, to resolve UNKNOWN", () => {
  const sentAfterMs = Date.now();
  const wanted = { ...testCarrier().text(), sentAfterMs };

  test("a text that was accepted behind a 500 is found, with its sid and status", async () => {
    const carrier = testCarrier();
    await carrier.control("/faults", { kind: "accept-then-500" });
    expect(await createMessage(account, carrier.text(), carrier.deps)).toMatchObject({ kind: "unknown" });
    const [text] = await carrier.ledger();
    expect(await findMessage(account, wanted, carrier.deps)).toMatchObject({
      kind: "found",
      sid: text?.sid,
      status: "delivered",
      from: text?.from,
    });
  });

  test("a text that still waits in the carrier's queue is found, although it has no sending date", async () => {
    const carrier = testCarrier({ settings: { delays: { ...NO_WAITS, queuedMs: [60_000, 60_000] } } });
    await createMessage(account, carrier.text(), carrier.deps);
    expect(await findMessage(account, wanted, carrier.deps)).toMatchObject({ kind: "found", status: "accepted" });
  });

  test("other words, another recipient, another service or an older text prove nothing: absent", async () => {
    const carrier = testCarrier();
    await createMessage(account, carrier.text(), carrier.deps);
    const look = (over: object) => findMessage(account, { ...wanted, ...over }, carrier.deps);
    expect(await look({ body: "Hi Ben" })).toEqual({ kind: "absent" });
    expect(await look({ to: "+16174440002" })).toEqual({ kind: "absent" });
    expect(await look({ messagingServiceSid: `MG${"f".repeat(32)}` })).toEqual({ kind: "absent" });
    expect(await look({ sentAfterMs: Date.now() + 3600_000 })).toEqual({ kind: "absent" });
    expect(await look({})).toMatchObject({ kind: "found" });
  });

  test("the same words sent twice on purpose are two texts: a sid that has a message is passed over", async () => {
    const carrier = testCarrier();
    await createMessage(account, carrier.text(), carrier.deps);
    const [first] = await carrier.ledger();
    const knownSids = new Set([first!.sid]);
    expect(await findMessage(account, { ...wanted, knownSids }, carrier.deps)).toEqual({ kind: "absent" });
    await createMessage(account, carrier.text(), carrier.deps);
    const second = (await carrier.ledger())[1];
    expect(await findMessage(account, { ...wanted, knownSids }, carrier.deps)).toMatchObject({ sid: second?.sid });
  });

  test("a long list is read to its end, page by page", async () => {
    const carrier = testCarrier();
    await createMessage(account, carrier.text(), carrier.deps);
    for (let i = 0; i < 450; i += 1) await createMessage(account, carrier.text({ body: `Text ${i}` }), carrier.deps);
    let pages = 0;
    const counting: CarrierDeps = {
      ...carrier.deps,
      fetch: (url, init) => ((pages += 1), carrier.deps.fetch(url, init)),
    };
    expect(await findMessage(account, wanted, counting)).toMatchObject({ kind: "found" });
    expect(pages).toBe(3);
  });

  test.each([
    ["It’s “on” – see you", `Sent from your Twilio trial account - It's "on" - see you`],
    ["2½ miles ‹there› ・ now‼", "21/2 miles <there> . now!!"],
    ["Ｖｏｔｅ ᴠᴏᴛᴇ 10÷2", "Vote VOTE 10/2"],
    ["one\u2028two\u200B three", "one two three"],
    ["👍", "👍"],
    ["…", "..."],
  ])("%s still matches what the carrier made of it", async (ours, carried) => {
    const carrier = testCarrier();
    await createMessage(account, carrier.text({ body: carried }), carrier.deps);
    expect(await findMessage(account, { ...wanted, body: ours }, carrier.deps)).toMatchObject({ kind: "found" });
  });

  test.each([
    ["See you at 5", "See you at 6"],
    ["👍", "👎"],
    ["yes 👍", "yes"],
    ["…", "!"],
    ["Łukasz", "Lukasz"],
  ])("%s is another text than %s", async (ours, carried) => {
    const carrier = testCarrier();
    await createMessage(account, carrier.text({ body: carried }), carrier.deps);
    expect(await findMessage(account, { ...wanted, body: ours }, carrier.deps)).toEqual({ kind: "absent" });
  });

  test.each([
    ["a 500", answers(500, "")],
    ["a refusal", answers(401, "{}")],
    ["an unreadable list", answers(200, "<html>")],
    ["a lost connection", { fetch: () => Promise.reject(new Error("lost")), timeoutMs: 1000 }],
  ])("%s proves no absence", async (_, deps) => {
    expect(await findMessage(account, wanted, deps)).toMatchObject({ kind: "unreachable" });
  });
});

describe("the carrier's texts to a number", () => {
  test("are listed newest first, with what a person needs to tell them apart", async () => {
    const carrier = testCarrier();
    for (const body of ["Hello", "Hello again"]) await createMessage(account, carrier.text({ body }), carrier.deps);
    await createMessage(account, carrier.text({ to: "+16174440002" }), carrier.deps);
    const { to, messagingServiceSid } = carrier.text();
    const listing = await listTexts(account, { to, sinceMs: Date.now() - 60_000 }, carrier.deps);
    if (!listing.ok) throw new Error(listing.detail);
    expect(listing.texts.map(({ body, status }) => [body, status])).toEqual([
      ["Hello again", "delivered"],
      ["Hello", "delivered"],
    ]);
    expect(listing.texts[0]).toMatchObject({ to, messagingServiceSid, direction: "outbound-api", errorCode: null });
    expect(Math.abs(Date.now() - (listing.texts[0]?.createdAtMs ?? 0))).toBeLessThan(60_000);
    expect(await listTexts(account, { to, sinceMs: Date.now() + 3600_000 }, carrier.deps)).toEqual({
      ok: true,
      texts: [],
    });
  });
});
