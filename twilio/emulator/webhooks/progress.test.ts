import { describe, expect, test } from "vitest";
import { createMessage } from "../../carrier.ts";
import { isSignedByCarrier, parseForm } from "../../signature.ts";
import { parseStatusCallback } from "../../statuses.ts";
import { account, reported, STATUS_URL, testCarrier } from "../test-carrier.ts";

async function callbacksWith(fault: object): Promise<(string | null)[]> {
  const carrier = testCarrier();
  await carrier.control("/faults", fault);
  await createMessage(account, carrier.text(), carrier.deps);
  return (await carrier.pull()).map(reported);
}

describe("status callbacks", () => {
  test("come for queued, sent and delivered, signed, each with its own idempotency token", async () => {
    const carrier = testCarrier();
    await createMessage(account, carrier.text(), carrier.deps);
    const callbacks = await carrier.pull();
    expect(callbacks.map(reported)).toEqual(["queued", "sent", "delivered"]);
    expect(new Set(callbacks.map(({ headers }) => headers["i-twilio-idempotency-token"])).size).toBe(3);
    const [text] = await carrier.ledger();
    for (const { url, headers, body } of callbacks) {
      const params = parseForm(body);
      expect(url).toBe(STATUS_URL);
      expect(isSignedByCarrier(headers["x-twilio-signature"], url, params, [account.authToken])).toBe(true);
      expect(parseStatusCallback(params)).toMatchObject({
        ok: true,
        value: { messageSid: text!.sid, from: text!.from },
      });
    }
  });

  test("go to the service's address if a text names none", async () => {
    const carrier = testCarrier();
    const { sid, numbers } = { sid: "MG00000000000000000000000000000002", numbers: ["+16175550177"] };
    await carrier.control(`/services/${sid}`, { numbers, statusCallback: "https://text.example.org/service" }, "PUT");
    const form = new URLSearchParams({ To: "+16174440001", MessagingServiceSid: sid, Body: "Hi" });
    const authorization = `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`;
    await carrier.emulator.fetch(
      new Request(`http://emulator/2010-04-01/Accounts/${account.accountSid}/Messages.json`, {
        method: "POST",
        headers: { authorization },
        body: form,
      }),
    );
    expect((await carrier.pull()).map(({ url }) => url)).toEqual(Array(3).fill("https://text.example.org/service"));
  });

  test("may come twice, with the same idempotency token", async () => {
    const carrier = testCarrier();
    await carrier.control("/faults", { kind: "duplicate-callbacks", delayMs: 0 });
    await createMessage(account, carrier.text(), carrier.deps);
    const callbacks = await carrier.pull();
    expect(callbacks.map(reported)).toEqual(["queued", "queued", "sent", "sent", "delivered", "delivered"]);
    expect(new Set(callbacks.map(({ headers }) => headers["i-twilio-idempotency-token"])).size).toBe(3);
  });

  test("may come in the wrong order, late, or not at all", async () => {
    expect(await callbacksWith({ kind: "out-of-order-callbacks" })).toEqual(["delivered", "sent", "queued"]);
    expect(await callbacksWith({ kind: "late-callbacks", delayMs: 60_000 })).toEqual([]);
    expect(await callbacksWith({ kind: "drop-callbacks" })).toEqual([]);
  });

  test.each([
    [30003, ["queued", "sent", "undelivered"]],
    [30007, ["queued", "sent", "undelivered"]],
    [30001, ["queued", "failed"]],
  ])("report error %i where the network gives a text back", async (code, statuses) => {
    const carrier = testCarrier();
    await carrier.control("/faults", { kind: "error-code", code });
    expect(await createMessage(account, carrier.text(), carrier.deps)).toMatchObject({ kind: "accepted" });
    const callbacks = await carrier.pull();
    expect(callbacks.map(reported)).toEqual(statuses);
    expect(parseStatusCallback(parseForm(callbacks.at(-1)!.body))).toMatchObject({
      value: { status: "ERROR", errorCode: code },
    });
    expect(await carrier.ledger()).toMatchObject([{ status: statuses.at(-1), errorCode: code }]);
  });
});
