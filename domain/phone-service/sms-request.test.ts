import { describe, expect, test } from "vitest";
import { nanpNumber, readSms, readSmsLine } from "./sms-request.ts";

const SMS = {
  idempotencyKey: "order-17",
  fromPhoneNumber: "+16132345678",
  toPhoneNumber: "+16172345671",
  content: "Your order is ready",
};
const RULES = { allowTestNumbers: false };
const read = (change: object) => readSms({ ...SMS, ...change }, RULES);

test("a text is read with its numbers in E.164 and its words as a phone shows them", () => {
  expect(readSms(SMS, RULES)).toEqual({
    ok: true,
    from: "+16132345678",
    text: { key: "order-17", to: "+16172345671", body: "Your order is ready" },
  });
  expect(
    read({ fromPhoneNumber: "(613) 234-5678", toPhoneNumber: "617-234-5671", content: "Hi\r\nAda" }),
  ).toMatchObject({
    ok: true,
    from: "+16132345678",
    text: { to: "+16172345671", body: "Hi\nAda" },
  });
});

describe("what is wrong is named by its field", () => {
  test.each([
    [null, /sms: send an object/],
    [[SMS], /sms: send an object/],
    ["text", /sms: send an object/],
  ])("%j is no text", (value, sentence) => {
    const refused = readSms(value, RULES);
    expect(refused).toMatchObject({ ok: false, reason: "bad_request", message: expect.stringMatching(sentence) });
  });

  test("everything that is missing at once", () => {
    expect(readSms({ content: 17 }, RULES)).toMatchObject({
      reason: "bad_request",
      fields: {
        "sms.idempotencyKey": "sms.idempotencyKey is missing.",
        "sms.fromPhoneNumber": "sms.fromPhoneNumber is missing.",
        "sms.toPhoneNumber": "sms.toPhoneNumber is missing.",
        "sms.content": "sms.content has to be a text in quotation marks.",
      },
    });
  });

  test.each([
    [{ content: "x".repeat(1_601) }, "bad_request", /1,601 characters; a text has at most 1,600/],
    [{ content: " \u0007\n" }, "bad_request", /nothing that can be read/],
    [{ idempotencyKey: " 17" }, "bad_request", /1 to 200/],
    [{ idempotencyKey: "k".repeat(201) }, "bad_request", /1 to 200/],
    [{ idempotencyKey: "ключ" }, "bad_request", /ASCII/],
    [{ fromPhoneNumber: "+442071234567" }, "unknown_sender", /not a number of a user/],
    [{ fromPhoneNumber: "nobody" }, "unknown_sender", /not a number of a user/],
    [{ toPhoneNumber: "+447400123456" }, "unknown_recipient", /United Kingdom/],
    [{ toPhoneNumber: "12345" }, "unknown_recipient", /short number/],
    [{ toPhoneNumber: "+18002345678" }, "unknown_recipient", /./],
    [{ toPhoneNumber: "613 234 5678" }, "unknown_recipient", /itself/],
    [{ toPhoneNumber: "+16175550101" }, "unknown_recipient", /fictional/],
  ])("%j: %s", (change, reason, sentence) => {
    expect(read(change)).toMatchObject({ ok: false, reason, message: expect.stringMatching(sentence) });
  });

  test("1,600 characters are not too many, and a simulation may text fictional numbers", () => {
    expect(read({ content: "x".repeat(1_600) }).ok).toBe(true);
    expect(readSms({ ...SMS, toPhoneNumber: "+16175550101" }, { allowTestNumbers: true }).ok).toBe(true);
  });
});

test("numbers of North America are read however they are punctuated, others are none", () => {
  expect(["6132345678", "+1 613 234 5678", "1-613-234-5678", "(613)2345678"].map(nanpNumber)).toEqual(
    Array(4).fill("+16132345678"),
  );
  expect(["", "613234567", "+6132345678", "+16132345678x2", "0".repeat(50)].map(nanpNumber)).toEqual(
    Array(5).fill(null),
  );
});

test("a line of NDJSON may have the text alone; what is no JSON is named", () => {
  expect(readSmsLine(JSON.stringify({ sms: SMS }), 1, RULES)).toMatchObject({
    line: 1,
    key: "order-17",
    read: { ok: true },
  });
  expect(readSmsLine(JSON.stringify(SMS), 2, RULES)).toMatchObject({ line: 2, read: { ok: true } });
  expect(readSmsLine('{"sms": ', 3, RULES)).toMatchObject({ line: 3, key: null, read: { reason: "bad_json" } });
  expect(readSmsLine("17", 4, RULES)).toMatchObject({ read: { reason: "bad_request" } });
  expect(readSmsLine("null", 5, RULES)).toMatchObject({ read: { reason: "bad_request" } });
});
